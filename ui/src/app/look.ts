// Theme, text size and scale on the root element; tokens.css does the rest.
import type { Settings } from '../ipc';

const dark = typeof matchMedia === 'function' ? matchMedia('(prefers-color-scheme: dark)') : null;
const contrast = typeof matchMedia === 'function' ? matchMedia('(prefers-contrast: more)') : null;
let now: Settings | null = null;

function theme(settings: Settings): string {
  if (settings.theme !== 'system') return settings.theme;
  if (contrast?.matches) return 'contrast';
  return dark?.matches ? 'dark' : 'light';
}

/** Makes the page look as the settings say, and keeps following the system where they say so. */
export function applyLook(settings: Settings): void {
  now = settings;
  const root = document.documentElement;
  root.dataset['theme'] = theme(settings);
  root.dataset['size'] = settings.textSize;
  root.style.setProperty('--scale', String(settings.textScale / 100));
}

for (const query of [dark, contrast]) {
  query?.addEventListener('change', () => {
    if (now) applyLook(now);
  });
}
