// A health link or card that the program was started with: it waits here until the place that reads codes takes it.
import { call } from '../ipc';
import { router } from './router.svelte';

class Handed {
  text = $state.raw<string | null>(null);

  /** Asks the core whether there is one. */
  async look(): Promise<void> {
    const { text } = await call('code_handed', {}).catch(() => ({ text: null }));
    if (text === null) return;
    this.text = text;
    router.go('code');
  }
  /** Gives it once. */
  take(): string | null {
    const { text } = this;
    this.text = null;
    return text;
  }
}
export const handed = new Handed();
