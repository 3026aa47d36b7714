// Noting a dose, with a way back: the toast says what is noted and undoes it.
import { session } from '../../app/session.svelte';
import { toasts } from '../../app/toasts.svelte';
import { t } from '../../i18n/index.svelte';
import { call, type DoseView } from '../../ipc';

/** Takes back what is noted of a dose. */
export async function takeBack(person: string, dose: DoseView): Promise<void> {
  if (!dose.entry) return;
  await call('med_untake', { person, entry: dose.entry });
  session.changed();
}

/** Says what was noted. */
export function noted(person: string, dose: DoseView): void {
  session.changed();
  const text = t('medicines-dose-done', { what: `${dose.title} ${dose.amountText}`, state: dose.stateText });
  toasts.undo(text, () => takeBack(person, dose));
}
