// Home: what a doctor sees first, and that nothing is made out of missing data.
import { render, screen } from '@testing-library/svelte';
import { beforeEach, expect, test } from 'vitest';
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

test('axe finds nothing', async () => {
  render(Home, { route });
  await screen.findByTestId('allergies');
  expect(await violations()).toEqual([]);
});
