// The window of a chart: closer, wider, moved, and never outside of what there is.
import { describe, expect, test } from 'vitest';
import type { ChartView } from '../ipc';
import { setLang } from '../i18n/index.svelte';
import { pan, points, zoom } from './series';
import { axisDates, moments } from './time';

const whole = [0, 100_000] as const;

describe('the window', () => {
  test('closer keeps the place looked at', () => expect(zoom([0, 100_000], whole, 0.5, 20_000)).toEqual([10_000, 60_000]));
  test('wider ends at the whole', () => expect(zoom([10_000, 60_000], whole, 4)).toEqual([0, 100_000]));
  test('closer ends at an hour', () => {
    const [from, until] = zoom([5000, 8700], whole, 0.1);
    expect(until - from).toBe(3600);
  });
  test('moved it stays inside', () => {
    expect(pan([80_000, 100_000], whole, 0.5)).toEqual([80_000, 100_000]);
    expect(pan([50_000, 70_000], whole, -0.5)).toEqual([40_000, 60_000]);
  });
});

test('distances and whole numbers become times and values', () => {
  const view = { t: [1000, 60, 60], v: [61, 64, 70], w: [], ids: ['a', 'b'], scale: 10 } as unknown as ChartView;
  expect(points(view)).toEqual([
    { t: 1000, v: 6.1, w: null, id: 'a' },
    { t: 1060, v: 6.4, w: null, id: 'b' },
    { t: 1120, v: 7, w: null, id: '' },
  ]);
});

describe('days and times beside a picture', () => {
  const at = Date.UTC(2026, 8, 7, 19, 37) / 1000;
  test('are written as everywhere else', async () => {
    expect(moments()(at)).toBe('7 Sep 2026 19:37');
    await setLang('zh-CN');
    expect(moments()(at)).toBe('2026年9月7日 19:37');
    await setLang('en');
  });
  test('name no label twice, and hours only within two days by the clock on the wall', () => {
    expect(axisDates(at, at + 86_400, 3, true).map((d) => d.text)).toEqual(['19:37', '07:37', '19:37']);
    expect(axisDates(at, at, 3, false)).toHaveLength(1);
    expect(axisDates(at, at + 30 * 86_400, 2, true).map((d) => d.text)).toEqual(['7 Sep', '7 Oct']);
    expect(axisDates(at, at + 4 * 366 * 86_400, 9, true).map((d) => d.text)).toEqual(['2026', '2027', '2028', '2029', '2030']);
  });
});
