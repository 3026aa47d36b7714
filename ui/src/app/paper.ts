// The paper that is usual in a place.
import type { PaperSize } from '../ipc';
import { session } from './session.svelte';

// Source: Unicode CLDR 45, supplemental data, paperSize: US-Letter.
const letter = new Set(['BZ', 'CA', 'CL', 'CO', 'CR', 'GT', 'MX', 'NI', 'PA', 'PH', 'PR', 'SV', 'US', 'VE']);

/** By the region of a language tag such as `en-US`; A4 where it names none. */
export function usualPaper(tag: string): PaperSize {
  const region = tag.split('-').slice(1).find((part) => /^[A-Za-z]{2}$/.test(part));
  return region && letter.has(region.toUpperCase()) ? 'letter' : 'a4';
}

/** The paper that pages are printed for: the one that was chosen, else the usual one. */
export const chosenPaper = (): PaperSize => session.settings?.paper ?? usualPaper(navigator.language);
