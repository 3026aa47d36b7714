// The clock of this computer, written with its offset. Nothing is reckoned with dates here: the core does that.

const two = (n: number) => String(Math.abs(n)).padStart(2, '0');

function offset(date: Date): string {
  const minutes = -date.getTimezoneOffset();
  return `${minutes < 0 ? '-' : '+'}${two(Math.trunc(minutes / 60))}:${two(minutes % 60)}`;
}

/** Now, to the minute: `2026-11-25T07:40:00+08:00`. */
export function now(): string {
  const date = new Date();
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}:00${offset(date)}`;
}

/** Day and time of an instant as they are written in it; of now when there is none. */
export function toParts(instant: string | null): [day: string, time: string] {
  const [day = '', rest = ''] = (instant ?? now()).split('T');
  return [day, rest.slice(0, 5)];
}

const halves: Record<string, 'am' | 'pm'> = { a: 'am', p: 'pm', 上午: 'am', 早上: 'am', 凌晨: 'am', 下午: 'pm', 晚上: 'pm' };

/** A time of day as people type it (`8`, `8:5`, `800`, `２０：３０`, `8 pm`, `下午3点半`) as `08:05`; null when it can be read in two ways or in none. */
export function clock(typed: string): string | null {
  const text = typed.normalize('NFKC').trim().toLowerCase();
  const parts = /^(上午|早上|凌晨|下午|晚上)?\s*(\d{1,2})(?:\s*[:.。点时h ]\s*(\d{1,2}|半)?\s*分?|(\d{2}))?\s*(?:([ap])\.?m\.?)?$/.exec(text);
  if (!parts) return null;
  const [, before, hour = '', after, joined, letter] = parts;
  const minute = after === '半' ? 30 : Number(after ?? joined ?? 0);
  const half = halves[before ?? letter ?? ''];
  let at = Number(hour);
  if (half && before && letter) return null;
  if (letter && (at < 1 || at > 12)) return null;
  // Twelve at night is written in both ways.
  if (before && half === 'pm' && at === 12 && before !== '下午') return null;
  if (half === 'am' && at === 12) at = 0;
  else if (half === 'pm' && at < 12) at += 12;
  else if (half === 'am' && at > 12) return null;
  return at > 23 || minute > 59 ? null : `${two(at)}:${two(minute)}`;
}

/** An instant of day and time, with the offset that holds here on that day; the bare day when there is no time. A time that cannot be read stays in it, so that the core refuses it. */
export function fromParts(day: string, time: string): string {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day) || !time.trim()) return day;
  const whole = clock(time);
  if (!whole) return `${day}T${time.trim()}`;
  const stamp = `${day}T${whole}:00`;
  const date = new Date(stamp);
  return Number.isNaN(date.getTime()) ? stamp : `${stamp}${offset(date)}`;
}
