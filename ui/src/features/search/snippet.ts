// The part of a long text around the first place that was found.

export type Range = [start: number, end: number];

/** Cuts a text to about `length` letters around its first range and moves the ranges with it. */
export function snippet(text: string, ranges: readonly Range[], length = 180): { text: string; ranges: Range[] } {
  if (text.length <= length) return { text, ranges: [...ranges] };
  const first = ranges[0]?.[0] ?? 0;
  let from = Math.max(0, first - Math.floor(length / 3));
  let to = Math.min(text.length, from + length);
  from = Math.max(0, to - length);
  // Not in the middle of a letter that takes two units.
  if (isTail(text, from)) from -= 1;
  if (isTail(text, to)) to += 1;
  // At a space, where words have spaces.
  const space = text.slice(from, first).search(/\s/);
  if (from > 0 && space >= 0 && space < 20) from += space + 1;
  const before = from > 0 ? '… ' : '';
  const after = to < text.length ? ' …' : '';
  const shift = before.length - from;
  return {
    text: before + text.slice(from, to) + after,
    ranges: ranges.filter(([start, end]) => start >= from && end <= to).map(([start, end]): Range => [start + shift, end + shift]),
  };
}

function isTail(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return at > 0 && code >= 0xdc00 && code <= 0xdfff;
}
