// Small rules of looking for a hospital: when it is worth asking, where an arrow key leads.
import type { PortalHit } from '../../../ipc';

/** Two letters, or one sign of Chinese, Japanese or Korean, which is a word already. */
export function worthAsking(words: string): boolean {
  return [...words].length >= 2 || /[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]/.test(words);
}

/** Where a key leads from row `at` (-1: the field above) of `all`; null: it is no key for moving. */
export function step(key: string, at: number, all: number): number | null {
  if (all === 0) return null;
  if (key === 'ArrowDown') return Math.min(at + 1, all - 1);
  if (key === 'ArrowUp') return at < 0 ? null : at - 1;
  if (at < 0) return null;
  if (key === 'Home') return 0;
  return key === 'End' ? all - 1 : null;
}

/** The line below the name. */
export function place(hit: Pick<PortalHit, 'place' | 'software'>): string {
  return [hit.place, hit.software].filter(Boolean).join(' · ');
}
