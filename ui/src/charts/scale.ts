// Ticks and places on an axis: geometry of the picture, not of the values.

/** Round numbers from at or below `low` to at or above `high`, about `wanted` of them. */
export function ticks(low: number, high: number, wanted = 5): number[] {
  if (!Number.isFinite(low) || !Number.isFinite(high)) return [];
  if (low === high) return ticks(low - (Math.abs(low) || 1) * 0.1, high + (Math.abs(high) || 1) * 0.1, wanted);
  const raw = (high - low) / Math.max(1, wanted - 1);
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = ([1, 2, 2.5, 5, 10].find((s) => s * power >= raw) ?? 10) * power;
  const out: number[] = [];
  for (let i = Math.floor(low / step); i * step < high + step * 0.999; i += 1) out.push(Number((i * step).toPrecision(12)));
  return out;
}

/** Letters of a picture, as a part of its measure of room. */
export const LETTER = 0.86;

/** The measure of room of a picture: by its width, but its letters are never smaller than the small ones around it. */
export const letters = (width: number, small: number): number => Math.max(16, Math.min(24, width / 42), small / LETTER);

/** Instants (seconds) between two, for about `wanted` labels. */
export function instants(from: number, to: number, wanted: number): number[] {
  if (to <= from) return [from];
  return Array.from({ length: wanted }, (_, i) => from + ((to - from) * i) / (wanted - 1));
}

/** The nearest point to a place, by binary search over ascending `t`. */
export function nearest(ts: readonly number[], t: number): number {
  let [low, high] = [0, ts.length - 1];
  while (low < high) {
    const mid = (low + high) >> 1;
    if ((ts[mid] ?? 0) < t) low = mid + 1;
    else high = mid;
  }
  if (low > 0 && Math.abs((ts[low - 1] ?? 0) - t) < Math.abs((ts[low] ?? 0) - t)) return low - 1;
  return Math.max(0, low);
}
