// How large a file is, in the way of the language.
import { language } from '../i18n/index.svelte';

/** "240 kB", "1.2 MB". */
export function fileSize(bytes: number): string {
  const [unit, size] = bytes < 1_000_000 ? ['kilobyte', Math.max(1, bytes / 1000)] : ['megabyte', bytes / 1_000_000];
  return new Intl.NumberFormat(language.current, {
    style: 'unit', unit: String(unit), unitDisplay: 'short', maximumFractionDigits: unit === 'megabyte' ? 1 : 0,
  }).format(Number(size));
}
