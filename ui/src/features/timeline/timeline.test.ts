// The timeline as a screen: filters, empty states, what is hidden, keys.
import { fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import { beforeEach, expect, test, vi } from 'vitest';
import { router } from '../../app/router.svelte';
import { session } from '../../app/session.svelte';
import { connectTo, type Request } from '../../ipc';
import { mockFace } from '../../ipc/mock';
import { violations } from '../../test/axe';
import Timeline from './Timeline.svelte';
import { fromWhere, readPlace, writePlace } from './place';

const route = { screen: 'timeline' as const };
beforeEach(async () => {
  connectTo(mockFace());
  await session.refresh();
  session.personId = 'p1';
  router.reset();
});

test('days with their entries; no violation', async () => {
  const { container } = render(Timeline, { route });
  expect(await screen.findByText('Today')).toBeTruthy();
  expect(container.querySelectorAll('[data-row]').length).toBeGreaterThan(3);
  expect(container.querySelectorAll('[data-row]').length, 'only what is near the screen exists').toBeLessThan(60);
  expect(await violations(container)).toEqual([]);
});

test('a kind is asked of the core, and nothing found offers everything again', async () => {
  const asked: Request<'timeline'>[] = [];
  const empty = { entries: [], next: null };
  const face = mockFace();
  connectTo(mockFace({ timeline: (request) => { asked.push(request); return request.kinds?.length ? empty : face.call('timeline', request); } }));
  render(Timeline, { route });
  const select = await screen.findByLabelText('What');
  await waitFor(() => expect(select.querySelector('option[value="allergy"]')).toBeTruthy());
  await fireEvent.change(select, { target: { value: 'allergy' } });
  expect(await screen.findByText('Nothing fits this choice')).toBeTruthy();
  expect(asked.at(-1)?.kinds).toEqual(['allergy']);
  await fireEvent.click(screen.getByText('Show everything'));
  expect(await screen.findByText('Today')).toBeTruthy();
});

test('an empty record says what to do first', async () => {
  session.personId = 'p3';
  render(Timeline, { route });
  await fireEvent.click(await screen.findByText('Bring in a record'));
  expect(router.route.screen).toBe('sources');
});

test('arrow keys go from entry to entry over the headings, Enter opens', async () => {
  const { container } = render(Timeline, { route });
  await screen.findByText('Today');
  const box = container.querySelector('.box') as HTMLElement;
  box.focus();
  await fireEvent.keyDown(box, { key: 'ArrowDown' });
  await waitFor(() => expect(document.activeElement?.closest('[data-row]')?.getAttribute('data-row')).toBe('1'));
  await fireEvent.keyDown(document.activeElement as Element, { key: 'ArrowDown' });
  await waitFor(() => expect(document.activeElement?.closest('[data-row]')?.getAttribute('data-row')).toBe('2'));
  await fireEvent.click(document.activeElement as Element);
  expect(router.route.screen).toBe('entry');
  router.back();
  expect(readPlace(router.route.q).loaded, 'the place is kept for coming back').toBeGreaterThan(0);
});

test('what is hidden can be shown again', async () => {
  const face = mockFace();
  const { entries } = await face.call('timeline', { person: 'p1', limit: 1 });
  const restored = vi.fn(() => null);
  connectTo(mockFace({ timeline: ({ hidden }) => ({ entries: hidden === 'only' ? entries.map((e) => ({ ...e, hidden: true })) : [], next: null }), entry_restore: restored }));
  render(Timeline, { route: { ...route, q: writePlace({ ...readPlace(undefined), hidden: true }) } });
  await fireEvent.click(await screen.findByText('Show again'));
  await waitFor(() => expect(restored).toHaveBeenCalled());
});

test('what is new from a hospital is asked for alone, and said above the list', async () => {
  const asked: Request<'timeline'>[] = [];
  const face = mockFace();
  connectTo(mockFace({ timeline: (request) => { asked.push(request); return face.call('timeline', request); } }));
  render(Timeline, { route: { ...route, q: '{"source":"new:7,5"}' } });
  const select = (await screen.findByLabelText('From where')) as HTMLSelectElement;
  await waitFor(() => expect(asked[0]?.imports).toEqual([7, 5]));
  expect(asked[0]?.import).toBeUndefined();
  expect(select.selectedOptions[0]?.textContent?.trim()).toBe('What is new from the hospital');
  expect([fromWhere('3'), fromWhere('')]).toEqual([{ import: 3 }, {}]);
});
