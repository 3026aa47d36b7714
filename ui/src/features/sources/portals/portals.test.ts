// The hospitals that are connected: how they stand, what is new, getting more, disconnecting.
import { fireEvent, render, screen, within } from '@testing-library/svelte';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { router } from '../../../app/router.svelte';
import { session } from '../../../app/session.svelte';
import { toasts } from '../../../app/toasts.svelte';
import { ApiError, connectTo } from '../../../ipc';
import { mockFace } from '../../../ipc/mock';
import { people } from '../../../ipc/mock/answers';
import { violations } from '../../../test/axe';
import { connector } from '../connect/connector.svelte';
import { watchNews } from './news.svelte';
import Portals from './Portals.svelte';
import { visits } from './visits.svelte';

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const click = (name: string | RegExp) => fireEvent.click(screen.getByRole('button', { name }));
/** What was asked of the core, by command. */
let asked: Record<string, unknown[]>;

function face(more: Parameters<typeof mockFace>[0] = {}) {
  const made = mockFace(more);
  asked = {};
  connectTo({
    ...made,
    call: (command, request) => {
      (asked[command] ??= []).push(request);
      return made.call(command, request);
    },
  });
}
beforeEach(async () => {
  face();
  await session.refresh();
  session.personId = 'p1';
  connector.reset();
  visits.reset();
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] });
});
afterEach(() => {
  vi.useRealTimers();
  session.people = people;
});
async function shown() {
  const made = render(Portals);
  await pass(10);
  return made;
}

test('each says how it stands in a word, what did not come in a sentence, and what is new', async () => {
  const { container } = await shown();
  expect(screen.getByText('Some is missing')).toBeTruthy();
  expect(screen.getByText('3 new')).toBeTruthy();
  expect(screen.getByText(/Last fetched: today 09:10\./).textContent).toMatch(/New: 2\. Changed: 1\./);
  const gaps = screen.getByText('2 things did not come').closest('details') as HTMLDetailsElement;
  expect(gaps.open, 'folded').toBe(false);
  expect(within(gaps).getByText('Vaccinations: the hospital refused.')).toBeTruthy();
  vi.useRealTimers();
  expect(await violations(container)).toEqual([]);
});

test('what was allowed is said in words, and where one has to sign in each time', async () => {
  await shown();
  const allowed = screen.getAllByText('What you have allowed Kinfolio there').map((line) => line.closest('details') as HTMLDetailsElement);
  expect(allowed.map((one) => [one.open, within(one).getByRole('list').textContent])).toEqual([[false, 'read your record'], [false, 'read your record']]);
  expect(allowed.map((one) => /sign in each time/.test(one.textContent ?? ''))).toEqual([false, true]);
});

test('what is new is shown, and with that it is not new any more', async () => {
  await shown();
  await click(/^Show me what is new/);
  await pass(10);
  expect(router.route).toEqual({ screen: 'timeline', q: '{"source":"new:1"}' });
  expect(asked['portal_seen']).toEqual([{ person: 'p1', portal: 'a1' }]);
});

test('what came with several visits is shown together', async () => {
  const { portals } = await mockFace().call('portals', { person: 'p1' });
  face({ portals: () => ({ portals: portals.map((p) => ({ ...p, freshImports: [7, 5] })) }) });
  await shown();
  await click(/^Show me what is new/);
  await pass(10);
  expect(router.route).toEqual({ screen: 'timeline', q: '{"source":"new:7,5"}' });
});

test('what a hospital has sent by itself is said once, and the screen shows it', async () => {
  const { portals } = await mockFace().call('portals', { person: 'p1' });
  let list = portals;
  face({ portals: () => ({ portals: list }) });
  toasts.clear();
  const version = session.version;
  const end = watchNews();
  await pass(60_010);
  expect(toasts.all, 'what was there already is no news').toEqual([]);
  expect(session.version).toBe(version);
  list = portals.map((p, i) => (i === 0 && p.lastSync ? { ...p, fresh: 4, freshImports: [9], lastSync: { ...p.lastSync, at: '2026-11-25T12:00:00Z' } } : p));
  await pass(60_000);
  expect(toasts.all.map((toast) => toast.text)).toEqual(['St. Mary Medical Center: 4 new entries.']);
  expect(session.version).toBeGreaterThan(version);
  await pass(120_000);
  expect(toasts.all, 'only once').toHaveLength(1);
  await toasts.all[0]?.action?.run();
  expect(router.route).toEqual({ screen: 'timeline', q: '{"source":"new:9"}' });
  end();
  const before = asked['portals']?.length;
  await pass(120_000);
  expect(asked['portals']?.length, 'it ends').toBe(before);
});

test('what came for another of the family is said with whom it is for, and leads to that record', async () => {
  const one = { person: 'p2', portal: 'b1', label: 'Heart clinic', fresh: 1, freshImports: [3] };
  let all: (typeof one)[] = [one];
  face({ portal_news: () => ({ news: all }) });
  toasts.clear();
  const end = watchNews();
  await pass(60_010);
  expect(toasts.all, 'what was there already is no news').toEqual([]);
  all = [{ ...one, fresh: 3, freshImports: [5, 3] }];
  await pass(60_000);
  const { name } = session.people.find((p) => p.id === 'p2') ?? { name: '' };
  expect(toasts.all.map((toast) => toast.text)).toEqual([`For ${name}: 3 new entries from Heart clinic.`]);
  await pass(120_000);
  expect(toasts.all, 'only once').toHaveLength(1);
  await toasts.all[0]?.action?.run();
  expect(session.personId).toBe('p2');
  expect(router.route).toEqual({ screen: 'timeline', q: '{"source":"new:5,3"}' });
  expect(asked['portal_seen']).toEqual([{ person: 'p2', portal: 'b1' }]);
  end();
});

test('getting what is new shows how far it is and ends with what came', async () => {
  await shown();
  await click(/^Get what is new St\. Mary/);
  await pass(300);
  expect(screen.getByRole('progressbar').getAttribute('aria-valuenow')).not.toBeNull();
  await pass(3000);
  expect(screen.queryByRole('progressbar')).toBeNull();
  expect(screen.getByText(/Last fetched: today 09:30\./).textContent).toMatch(/There was nothing new\./);
});

test('a visit is stopped and everything is as it was', async () => {
  await shown();
  await click(/^Get what is new St\. Mary/);
  await pass(300);
  await click('Cancel');
  await pass(400);
  expect(screen.getByText(/Everything is as it was before/)).toBeTruthy();
  expect(screen.getByText(/today 09:10/)).toBeTruthy();
});

test('where access has ended, signing in again is the first thing offered', async () => {
  await shown();
  const again = screen.getByRole('button', { name: 'Sign in again Heart clinic' });
  expect(again.className).toContain('primary');
  expect(screen.queryByRole('button', { name: 'Get what is new Heart clinic' }), 'it would fail').toBeNull();
  await fireEvent.click(again);
  await pass(10);
  expect(router.route.screen).toBe('connect');
  expect(asked['portal_connect']).toEqual([{ person: 'p1', address: 'https://fhir.stmary.example/r4', label: 'Heart clinic' }]);
});

test('a visit that fails says why and what next, beside the hospital', async () => {
  face({ portal_sync: () => { throw new ApiError('disk-full'); } });
  await shown();
  await click(/^Get what is new St\. Mary/);
  await pass(10);
  expect(screen.getByRole('alert').textContent).toMatch(/full/);
});

test('another name', async () => {
  await shown();
  await click('Rename Heart clinic');
  const dialog = within(document.querySelector('dialog') as HTMLElement);
  await fireEvent.input(dialog.getByLabelText('What shall this source be called?'), { target: { value: ' My heart ' } });
  await fireEvent.click(dialog.getByRole('button', { name: 'Rename', hidden: true }));
  await pass(10);
  expect(asked['portal_rename']).toEqual([{ person: 'p1', portal: 'a2', label: 'My heart' }]);
  expect(screen.getByRole('heading', { name: 'My heart' })).toBeTruthy();
});

test('disconnecting keeps what came, and says when the hospital could not be told', async () => {
  await shown();
  await click(/^Disconnect … Heart clinic/);
  const dialog = within(document.querySelector('dialog') as HTMLElement);
  await fireEvent.click(dialog.getByRole('button', { name: 'Disconnect', hidden: true }));
  await pass(600);
  expect(asked['portal_remove']).toEqual([{ person: 'p1', portal: 'a2', erase: false }]);
  expect(dialog.getByText('The hospital could not be told')).toBeTruthy();
  expect(dialog.getByText(/^Heart clinic still lists Kinfolio among its programs\./)).toBeTruthy();
  expect(dialog.getByText('Everything that came from there is still in the record.')).toBeTruthy();
  await fireEvent.click(dialog.getByRole('button', { name: 'Done', hidden: true }));
  await pass(10);
  expect(screen.queryByText('Heart clinic')).toBeNull();
});

test('what came is erased only with a tick', async () => {
  await shown();
  await click(/^Disconnect … St\. Mary/);
  const dialog = within(document.querySelector('dialog') as HTMLElement);
  await fireEvent.click(dialog.getByLabelText(/Erase it: 214 entries/));
  const erase = dialog.getByRole('button', { name: 'Disconnect and erase', hidden: true }) as HTMLButtonElement;
  expect(erase.disabled).toBe(true);
  await fireEvent.click(dialog.getByLabelText('Yes, erase 214 entries from the record of Li Hua'));
  await fireEvent.click(erase);
  await pass(600);
  expect(asked['portal_remove']).toEqual([{ person: 'p1', portal: 'a1', erase: true }]);
  expect(dialog.getByText('The hospital knows')).toBeTruthy();
  expect(dialog.queryByText(/still lists Kinfolio/)).toBeNull();
  expect(dialog.getByText('214 entries were erased from the record.')).toBeTruthy();
});

test('who may only read sees how they stand, and why there are no buttons', async () => {
  session.people = people.map((p) => ({ ...p, right: 'read' as const }));
  await shown();
  expect(screen.getByText(/Somebody who may change it can get what is new/)).toBeTruthy();
  for (const name of [/^Get what/, /^Disconnect/, /^Rename/, /^Sign in/, /^Connect/]) expect(screen.queryByRole('button', { name })).toBeNull();
});
