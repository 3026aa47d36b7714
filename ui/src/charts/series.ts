// The data of a chart as it comes from the core, made into points: geometry, not reckoning with values.
import type { ChartView } from '../ipc';

export interface SeriesPoint {
  /** Seconds by the clock on the wall. */
  t: number;
  v: number;
  w: number | null;
  /** The entry, '' for a sample. */
  id: string;
}

/** The points of a chart: distances added up, whole numbers put back behind their point. */
export function points(view: ChartView): SeriesPoint[] {
  let t = 0;
  return view.t.map((distance, i) => {
    t += distance;
    const second = view.w[i];
    return { t, v: (view.v[i] ?? 0) / view.scale, w: second === undefined ? null : second / view.scale, id: view.ids[i] ?? '' };
  });
}

/** Places after the point that the values have. */
export function places(view: ChartView): number {
  return Math.round(Math.log10(view.scale));
}

/** A window half as long (`by` 0.5) or twice as long (2) around a place, inside the whole. */
export function zoom(window: readonly [number, number], whole: readonly [number, number], by: number, around = (window[0] + window[1]) / 2): [number, number] {
  const least = 3600;
  const length = Math.min(whole[1] - whole[0], Math.max(least, (window[1] - window[0]) * by));
  const share = (around - window[0]) / (window[1] - window[0] || 1);
  return inside([around - length * share, around + length * (1 - share)], whole);
}

/** A window moved by a part of its length, inside the whole. */
export function pan(window: readonly [number, number], whole: readonly [number, number], by: number): [number, number] {
  const step = (window[1] - window[0]) * by;
  return inside([window[0] + step, window[1] + step], whole);
}

function inside([from, until]: readonly [number, number], whole: readonly [number, number]): [number, number] {
  const length = Math.min(until - from, whole[1] - whole[0]);
  const start = Math.min(Math.max(from, whole[0]), whole[1] - length);
  return [Math.round(start), Math.round(start + length)];
}
