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

/** An instant of day and time, with the offset that holds here on that day; the bare day when the time is not whole. */
export function fromParts(day: string, time: string): string {
  const clock = /^(\d{1,2}):(\d{2})$/.exec(time);
  const whole = /^\d{4}-\d{2}-\d{2}$/.test(day);
  if (!clock || !whole) return day;
  const stamp = `${day}T${two(Number(clock[1]))}:${clock[2]}:00`;
  const date = new Date(stamp);
  return Number.isNaN(date.getTime()) ? stamp : `${stamp}${offset(date)}`;
}
