// A trend: units are never mixed, out of range is said in words, points open their entry.
import { fireEvent, render, screen } from '@testing-library/svelte';
import { beforeEach, expect, test } from 'vitest';
import { router } from '../../app/router.svelte';
import { session } from '../../app/session.svelte';
import { ApiError, connectTo } from '../../ipc';
import { mockFace } from '../../ipc/mock';
import { violations } from '../../test/axe';
import Trend from './Trend.svelte';

beforeEach(async () => {
  connectTo(mockFace());
  await session.refresh();
  session.personId = 'p1';
  router.reset();
});

test('two units make two pictures and a word about it', async () => {
  const { container } = render(Trend, { route: { screen: 'trend', id: '2160-0' } });
  expect(await screen.findByText('Measured in different units')).toBeTruthy();
  expect(container.querySelectorAll('svg.plot')).toHaveLength(2);
  expect(screen.getByText(/^µmol\/L \(/)).toBeTruthy();
  expect(screen.getByText('mg/dL (3)')).toBeTruthy();
  expect(await violations(container)).toEqual([]);
});

test('the table holds the same values and leads to the entries', async () => {
  render(Trend, { route: { screen: 'trend', id: '4548-4' } });
  await fireEvent.click(await screen.findByRole('tab', { name: 'Table' }));
  const rows = screen.getAllByRole('row');
  const { groups } = await mockFace().call('trend', { person: 'p1', key: '4548-4' });
  expect(rows).toHaveLength((groups[0]?.points.length ?? 0) + 1);
  await fireEvent.click(rows[1]?.querySelector('button') as Element);
  expect(router.route).toEqual({ screen: 'entry', id: groups[0]?.points.at(-1)?.id });
});

test('what only a sensor measured has its picture too', async () => {
  const none = () => {
    throw new ApiError('unknown-trend');
  };
  connectTo(mockFace({ trend: none }));
  const { container } = render(Trend, { route: { screen: 'trend', id: 'glucose-sensor' } });
  expect(await screen.findByRole('application')).toBeTruthy();
  expect(screen.queryByRole('alert')).toBeNull();
  expect(await violations(container)).toEqual([]);
});
