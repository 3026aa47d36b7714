// Home: what a doctor sees first, and that nothing is made out of missing data.
import { fireEvent, render, screen } from '@testing-library/svelte';
import { beforeEach, expect, test } from 'vitest';
import { news } from '../../app/news.svelte';
import { router } from '../../app/router.svelte';
import { session } from '../../app/session.svelte';
import { connectTo } from '../../ipc';
import { mockFace } from '../../ipc/mock';
import { violations } from '../../test/axe';
import Home from './Home.svelte';

const route = { screen: 'home' as const };
beforeEach(async () => {
  connectTo(mockFace());
  await session.refresh();
  session.personId = 'p1';
});

test('a known allergy comes first, with what happened and from where', async () => {
  render(Home, { route });
  const strip = await screen.findByTestId('allergies');
  expect(strip.textContent).toContain('Allergy:');
  expect(strip.textContent).toContain('Penicillin');
  expect(strip.textContent).toContain('Rash over the body');
  expect(strip.textContent).toContain('Central Hospital');
  const first = document.querySelector('[data-testid="allergies"], section');
  expect(first, 'no other card stands before it').toBe(strip);
});

test('wrong tries before the vault was opened are told, until one says who it was', async () => {
  if (session.status) session.status.wrongTries = { count: 4, last: '2026-11-24T14:02:00+08:00', lastText: '24 Nov 2026 14:02' };
  const { container } = render(Home, { route });
  expect(await screen.findByText(/4 wrong passphrases were typed in a row/)).toBeTruthy();
  expect(screen.getByText(/24 Nov 2026 14:02/)).toBeTruthy();
  expect(await violations(container)).toEqual([]);
  await fireEvent.click(screen.getByRole('button', { name: 'That was me' }));
  expect(screen.queryByText(/wrong passphrases/)).toBeNull();
});

test('what is not certain says so beside its name, in both lists', async () => {
  const home = await mockFace().call('home', { person: 'p1' });
  const unsure = <T extends { doubtText: string | null }>(list: readonly T[], doubtText: string) => list.map((e, i) => (i === 0 ? { ...e, doubtText } : e));
  connectTo(mockFace({ home: () => ({ ...home, allergies: unsure(home.allergies, 'not confirmed'), problems: unsure(home.problems, 'provisional') }) }));
  const { container } = render(Home, { route });
  expect((await screen.findByTestId('allergies')).textContent).toContain('not confirmed');
  expect(screen.getByText('provisional')).toBeTruthy();
  expect(await violations(container)).toEqual([]);
});

test('"none known" is said only when the record says so', async () => {
  session.personId = 'p2';
  render(Home, { route });
  expect((await screen.findByTestId('allergies')).textContent).toContain('No known allergies.');
});

test('no information is called no information', async () => {
  const face = mockFace();
  const home = await face.call('home', { person: 'p1' });
  connectTo(mockFace({ home: () => ({ ...home, allergies: [], allergyState: 'no-information', problems: [], medicines: [] }) }));
  render(Home, { route });
  const strip = await screen.findByTestId('allergies');
  expect(strip.textContent).toContain('nothing is known yet');
  expect(document.body.textContent).not.toContain('No known allergies.');
  expect(document.body.textContent).toContain('No problems are in this record.');
});

test('an empty record says what to do first and nothing else', async () => {
  session.personId = 'p3';
  render(Home, { route });
  expect(await screen.findByRole('button', { name: 'Bring in records' })).toBeTruthy();
  expect(screen.queryByTestId('allergies')).toBeNull();
});

test('a result out of range says so in a word, with the printed range', async () => {
  render(Home, { route });
  await screen.findByTestId('allergies');
  const line = screen.getByText('Creatinine').closest('li');
  expect(line?.textContent).toContain('high');
  expect(line?.textContent).toContain('41–81');
});

test('what a hospital has brought for another of the family is said, and leads to their record', async () => {
  const one = { person: 'p2', portal: 'b1', label: 'Heart clinic', fresh: 2, freshImports: [3] };
  connectTo(mockFace({ portal_news: () => ({ news: [one] }) }));
  await news.load();
  const { name } = session.people.find((p) => p.id === 'p2') ?? { name: '' };
  render(Home, { route });
  expect(await screen.findByText(`For ${name}: 2 new entries from Heart clinic.`)).toBeTruthy();
  await fireEvent.click(screen.getByRole('button', { name: `Open the record of ${name}` }));
  expect(session.personId).toBe('p2');
  news.forget();
});

test('axe finds nothing', async () => {
  render(Home, { route });
  await screen.findByTestId('allergies');
  expect(await violations()).toEqual([]);
});

test('what is new since the last visit is one line, with the way to it; nothing in an empty record', async () => {
  const { unmount } = render(Home, { route });
  const line = await screen.findByText(/things are new since the visit on 12 May 2026/);
  expect(line.textContent).toContain('4 things');
  await fireEvent.click(screen.getByRole('button', { name: 'See what is new' }));
  expect(router.route).toMatchObject({ screen: 'share', q: 'changes' });
  unmount();
  session.personId = 'p3';
  render(Home, { route });
  await screen.findByRole('button', { name: 'Bring in records' });
  expect(screen.queryByRole('button', { name: 'See what is new' })).toBeNull();
});

test('without a visit or with nothing new there is no such line', async () => {
  for (const answer of [{ since: null, changes: [] }, { since: { day: '2026-05-12', dayText: '12 May 2026', from: 'visit', text: '' }, changes: [] }]) {
    connectTo(mockFace({ visit_changes: () => ({ days: [], leftOff: 0, rule: 'r', ...answer }) }));
    const { unmount } = render(Home, { route });
    await screen.findByTestId('allergies');
    expect(screen.queryByRole('button', { name: 'See what is new' })).toBeNull();
    unmount();
  }
});

test('what a sensor measured is one line, which opens its picture', async () => {
  render(Home, { route });
  const line = await screen.findByRole('button', { name: 'Glucose by sensor' });
  expect(line.closest('li')?.textContent).toMatch(/7\.4 mmol\/L.*20 Nov 2026 23:55.*4,032 readings since 7 Nov 2026.*FreeStyle Libre/s);
  await fireEvent.click(line);
  expect(router.route).toEqual({ screen: 'trend', id: 'glucose-sensor' });
});
