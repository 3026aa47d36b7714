// The picture: round ticks that hold every value, points found by place, arrow keys, the table with the same values.
import { fireEvent, render, screen } from '@testing-library/svelte';
import { describe, expect, test, vi } from 'vitest';
import type { TrendPoint } from '../ipc';
import { violations } from '../test/axe';
import Chart from './Chart.svelte';
import { LETTER, letters, nearest, ticks } from './scale';

function point(i: number, t: number, number: number, more: Partial<TrendPoint> = {}): TrendPoint {
  return {
    id: `p${i}`, t, date: '2026-01-01', dateText: `day ${i}`, value: `${number}.0`, valueText: `${number}.0`, number, number2: null, low: null, high: null, rangeText: null, abnormal: 'no',
    abnormalText: null, source: { import: 1, label: 'Central Hospital', kind: 'file' }, comparator: null, ...more,
  };
}
const day = 86_400;
const many = Array.from({ length: 40 }, (_, i) => point(i, 1_700_000_000 + i * 20 * day, 100 + i));

describe('ticks', () => {
  test.each([[0, 1], [118, 134], [0.001, 0.004], [-5, 5], [7, 7], [0, 0], [1e6, 3e6]])('hold %d and %d', (low, high) => {
    const all = ticks(low, high);
    expect(all.length).toBeGreaterThan(1);
    expect(all.length).toBeLessThan(13);
    expect(all[0]).toBeLessThanOrEqual(low);
    expect(all.at(-1)).toBeGreaterThanOrEqual(high);
  });
  test('are empty for what is no number', () => expect(ticks(Infinity, -Infinity)).toEqual([]));
});

test('letters of a picture are never smaller than the small ones around it', () => {
  expect(letters(1200, 15) * LETTER).toBeGreaterThanOrEqual(15);
  for (const width of [320, 760, 1200]) expect(letters(width, 24) * LETTER).toBeCloseTo(24);
});

test('the nearest point', () => {
  expect([nearest([10, 20, 30], 0), nearest([10, 20, 30], 24), nearest([10, 20, 30], 26), nearest([10, 20, 30], 99), nearest([], 5)]).toEqual([0, 1, 2, 2, 0]);
});

test('arrow keys go from point to point and say it; Enter opens', async () => {
  const onopen = vi.fn();
  render(Chart, { title: 'Creatinine', points: many, unit: 'µmol/L', onopen });
  const plot = screen.getByRole('application');
  await fireEvent.keyDown(plot, { key: 'Home' });
  expect(screen.getByRole('status').textContent).toContain('100.0 µmol/L');
  await fireEvent.keyDown(plot, { key: 'ArrowRight' });
  expect(screen.getByRole('status').textContent).toContain('101.0 µmol/L');
  await fireEvent.keyDown(plot, { key: 'Enter' });
  expect(onopen).toHaveBeenCalledWith(many[1]);
  expect(await violations()).toEqual([]);
});

test('the table has every value as it was written, newest first', async () => {
  render(Chart, { title: 'Creatinine', points: many, unit: 'µmol/L' });
  await fireEvent.click(screen.getByRole('tab', { name: 'Table' }));
  const rows = screen.getAllByRole('row').slice(1);
  expect(rows).toHaveLength(40);
  expect(rows[0]?.textContent).toContain('139.0');
  expect(rows.at(-1)?.textContent).toContain('100.0');
  expect(await violations()).toEqual([]);
});

test('a narrower period draws fewer points, the table keeps all', async () => {
  const { container } = render(Chart, { title: 'Creatinine', points: many, unit: 'µmol/L' });
  expect(container.querySelectorAll('circle.dot')).toHaveLength(40);
  await fireEvent.click(screen.getByLabelText('The last three months'));
  expect(container.querySelectorAll('circle.dot')).toHaveLength(5);
  await fireEvent.click(screen.getByRole('tab', { name: 'Table' }));
  expect(screen.getAllByRole('row')).toHaveLength(41);
});

test('out of range is a shape of its own, not only a colour', () => {
  const { container } = render(Chart, { title: 'x', points: [point(0, 0, 5), point(1, day, 9, { abnormal: 'high', abnormalText: 'high' })], unit: null });
  expect([container.querySelectorAll('circle.dot').length, container.querySelectorAll('rect.out').length]).toEqual([1, 1]);
});

test('values that are no numbers are in the table, and the chart says so', () => {
  render(Chart, { title: 'x', points: [point(0, 0, 1, { number: null, value: 'positive' })], unit: null });
  expect(document.body.textContent).toContain('There are no values to draw');
});
