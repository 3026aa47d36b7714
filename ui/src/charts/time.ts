// Days and times beside a picture, written as the core writes them everywhere else: 7 Nov 2026 19:37, 2026年11月7日 19:37.
import { language } from '../i18n/index.svelte';
import { instants } from './scale';

const day = 86_400;

function write(style: Intl.DateTimeFormatOptions, timeZone: string | undefined = 'UTC'): (seconds: number) => string {
  const chinese = language.current === 'zh-CN';
  const format = new Intl.DateTimeFormat(chinese ? 'zh-CN' : 'en-GB', { ...style, timeZone });
  // British tables have four letters for September alone.
  return (seconds) => format.format(seconds * 1000).replace('Sept', 'Sep');
}

/** A moment in words, by the clock on the wall that it was reckoned by. */
export function moments(): (seconds: number) => string {
  const date = write(language.current === 'zh-CN' ? { dateStyle: 'long' } : { day: 'numeric', month: 'short', year: 'numeric' });
  const time = write({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  return (seconds) => `${date(seconds)} ${time(seconds)}`;
}

/**
 * Labels of a time axis: about `wanted` of them, none twice.
 * `wall`: seconds by the clock on the wall, down to the time of day; else instants, told by the clock of this computer, down to the day.
 */
export function axisDates(from: number, to: number, wanted: number, wall: boolean): { t: number; text: string }[] {
  const days = (to - from) / day;
  const style: Intl.DateTimeFormatOptions =
    days > 1200 ? { year: 'numeric' }
    : days > 200 ? { year: 'numeric', month: 'short' }
    : days > 2 || !wall ? { month: 'short', day: 'numeric' }
    : { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' };
  const text = wall ? write(style) : write(style, Intl.DateTimeFormat().resolvedOptions().timeZone);
  const all = instants(from, to, wanted).map((t) => ({ t, text: text(t) }));
  return all.filter((one, i) => i === 0 || one.text !== all[i - 1]?.text);
}
