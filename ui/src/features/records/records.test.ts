// The record by kind: every kind has its place, now and past are told apart, results lead to their trend.
import { fireEvent, render, screen, within } from '@testing-library/svelte';
import { beforeEach, expect, test } from 'vitest';
import { router } from '../../app/router.svelte';
import { session } from '../../app/session.svelte';
import { connectTo } from '../../ipc';
import { mockFace } from '../../ipc/mock';
import { entry } from '../../ipc/mock/answers';
import { kindWords } from '../../ipc/mock/record';
import { violations } from '../../test/axe';
import Records from './Records.svelte';
import { groupOf, groups, sum } from './groups';

const at = (q?: string) => ({ route: { screen: 'records' as const, q } });
beforeEach(async () => {
  connectTo(mockFace());
  await session.refresh();
  session.personId = 'p1';
  router.reset();
});

test('every kind stands in exactly one group', () => {
  const all = groups.flatMap((g) => g.kinds);
  // Single doses are a book of their own, under Medicines.
  expect([...all, 'dose'].sort()).toEqual(Object.keys(kindWords).sort());
  expect(new Set(all).size).toBe(all.length);
  expect(groupOf('immunization')?.id).toBe('vaccines');
  expect(groupOf('nonsense')).toBeNull();
});

test('the count of a group is that of its kinds', async () => {
  const { kinds } = await mockFace().call('overview', { person: 'p1' });
  const total = groups.reduce((n, g) => n + sum(g, kinds).count, 0);
  expect(total, 'no entry is left out and none counted twice').toBe(kinds.reduce((n, k) => n + k.count, 0));
});

test('a tile says how many lines its list has', async () => {
  const kinds = [{ kind: 'condition' as const, kindText: 'Problem', count: 7, lines: 3, newest: null }, { kind: 'result' as const, kindText: 'Result', count: 320, lines: 320, newest: null }];
  const { analytes } = await mockFace().call('overview', { person: 'p1' });
  connectTo(mockFace({ overview: () => ({ kinds, analytes, sensed: [] }) }));
  render(Records, at());
  const tile = (name: string) => screen.getByText(name).closest('button')?.textContent;
  await screen.findByText('Problems');
  expect(tile('Problems')).toContain('3 entries');
  expect(tile('Results and readings')).toContain(`${analytes.length} entries`);
});

test('the groups with their counts; no violation', async () => {
  const { container } = render(Records, at());
  await fireEvent.click(await screen.findByText('Problems'));
  expect(router.route).toEqual({ screen: 'records', q: 'problems' });
  expect(await violations(container)).toEqual([]);
});

test('a record that only a sensor filled is not called empty', async () => {
  const sensed = (await mockFace().call('home', { person: 'p1' })).sensed;
  connectTo(mockFace({ overview: () => ({ kinds: [], analytes: [], sensed }) }));
  const { container } = render(Records, at());
  expect(await screen.findByRole('button', { name: 'Glucose by sensor' })).toBeTruthy();
  expect(screen.queryByText('Nothing here yet')).toBeNull();
  expect(await violations(container)).toEqual([]);
});

test('problems that hold are told apart from past ones', async () => {
  const { container } = render(Records, at('condition'));
  const now = (await screen.findByText('Now (3)')).closest('section') as HTMLElement;
  const past = screen.getByText('Past (1)').closest('section') as HTMLElement;
  expect(within(now).getByText('Hypertension')).toBeTruthy();
  expect(within(past).getByText('Acute bronchitis')).toBeTruthy();
  expect(await violations(container)).toEqual([]);
});

test('what two hospitals state of one thing stands under one line, and each statement opens', async () => {
  const kidney = (dateText: string, label: string, more = {}) =>
    entry('condition', 'Kidney disease', { dateText, same: 'kidney', sources: [{ import: 1, label, kind: 'file' }], ...more });
  const entries = [kidney('13 Jun 2023', 'Central Hospital'), entry('condition', 'Gout', { same: 'gout' }), kidney('Jun 2023', 'Second Hospital'), kidney('2021', 'Old Clinic', { statusClass: 'past' }), kidney('2020', 'Third Hospital', { title: 'Nephropathy', doubtText: 'provisional' })];
  connectTo(mockFace({ timeline: () => ({ entries, next: null }) }));
  const { container } = render(Records, at('problems'));
  const now = (await screen.findByText('Now (2)')).closest('section') as HTMLElement;
  expect(screen.getByText('Past (1)'), 'what is over is told apart').toBeTruthy();
  const also = within(now).getByRole('button', { name: /^also stated, since Jun 2023/ });
  expect(also.closest('li')?.textContent).toContain('Second Hospital');
  expect(within(now).getByRole('button', { name: /^also stated, Nephropathy, provisional, since 2020/ }), 'other words are told').toBeTruthy();
  expect(await violations(container)).toEqual([]);
  await fireEvent.click(also);
  expect(router.route).toEqual({ screen: 'entry', id: entries[2]?.id });
});

test('no allergies recorded is not called "no allergies"', async () => {
  session.personId = 'p3';
  render(Records, at('allergies'));
  expect(await screen.findByText(/does not mean that there are no allergies/)).toBeTruthy();
});

test('results: newest value, out of range in words, and the way to the trend', async () => {
  render(Records, at('results'));
  const card = (await screen.findByText('Newest value out of the printed range')).closest('section') as HTMLElement;
  expect(within(card).getAllByText(/high|low/).length).toBeGreaterThan(0);
  await fireEvent.click(within(card).getByText('Creatinine'));
  expect(router.route).toEqual({ screen: 'trend', id: '2160-0' });
});
