// The keys of the app, in one list: the help sheet shows it, the frame obeys it. Single letters do
// nothing while something is typed; Alt with a digit goes to a place of the rail.
import type { FormType } from '../ipc';
import type { PlainKey } from '../i18n/index.svelte';
import type { Place } from './router.svelte';

export type Act =
  | { do: 'search' | 'help' | 'lock' | 'back' | 'forward' }
  | { do: 'go'; to: Place }
  | { do: 'add'; form: FormType };

/** The places in the order of the rail. */
export const places: readonly Place[] = [
  'home', 'timeline', 'records', 'track', 'medicines', 'share', 'sources', 'family', 'settings',
];

/** What the help sheet lists. */
export const shortcutList: readonly { keys: string[]; text: PlainKey }[] = [
  { keys: ['Ctrl', 'K'], text: 'ui-key-search' },
  { keys: ['Alt', '1 … 9'], text: 'ui-key-places' },
  { keys: ['Alt', '←'], text: 'ui-key-back' },
  { keys: ['B'], text: 'ui-key-bp' },
  { keys: ['G'], text: 'ui-key-glucose' },
  { keys: ['Ctrl', 'L'], text: 'ui-key-lock' },
  { keys: ['Esc'], text: 'ui-key-close' },
  { keys: ['?'], text: 'ui-key-help' },
];

function typing(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

/** What a key press asks for, or null. */
export function shortcutOf(event: KeyboardEvent): Act | null {
  const command = event.ctrlKey || event.metaKey;
  // Locking works everywhere, also over a dialog and while something is typed.
  if (command && !event.altKey && !event.shiftKey && event.key.toLowerCase() === 'l') return { do: 'lock' };
  if (event.defaultPrevented || event.isComposing || document.querySelector('dialog[open]')) return null;
  if (command && !event.altKey && !event.shiftKey) {
    if (event.key.toLowerCase() === 'k') return { do: 'search' };
    return null;
  }
  if (event.altKey && !command) {
    if (event.key === 'ArrowLeft') return { do: 'back' };
    if (event.key === 'ArrowRight') return { do: 'forward' };
    const place = /^Digit[1-9]$/.test(event.code) ? places[Number(event.code.slice(5)) - 1] : undefined;
    return place ? { do: 'go', to: place } : null;
  }
  if (command || event.altKey || typing(event.target)) return null;
  if (event.key === '?' || event.key === '？') return { do: 'help' };
  if (event.key === '/') return { do: 'search' };
  if (event.key === 'b') return { do: 'add', form: 'blood-pressure' };
  if (event.key === 'g') return { do: 'add', form: 'glucose' };
  return null;
}
