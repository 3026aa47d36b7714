// Connecting a hospital as a person does it: found, looked at, signed in, read; and all that can come in between.
import { fireEvent, render, screen, within } from '@testing-library/svelte';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { router } from '../../../app/router.svelte';
import { session } from '../../../app/session.svelte';
import { ApiError, connectTo, type PortalConnectRequest } from '../../../ipc';
import { mockFace } from '../../../ipc/mock';
import { people } from '../../../ipc/mock/answers';
import { violations } from '../../../test/axe';
import { visits } from '../portals/visits.svelte';
import Connect from './Connect.svelte';
import { connector } from './connector.svelte';

const route = { screen: 'connect' as const };
/** Time passes: the jobs are asked for every 150 ms. */
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const click = (name: string | RegExp) => fireEvent.click(screen.getByRole('button', { name }));
let open: ReturnType<typeof vi.fn>;

/** A face that notes what is asked for when connecting. */
function face(more: Parameters<typeof mockFace>[0] = {}) {
  const made = mockFace(more);
  const asked: PortalConnectRequest[] = [];
  open = vi.fn(async () => true);
  connectTo({
    ...made,
    openSignIn: open as unknown as (job: number) => Promise<boolean>,
    call: (command, request) => {
      if (command === 'portal_connect') asked.push(request as PortalConnectRequest);
      return made.call(command, request);
    },
  });
  return asked;
}

beforeEach(async () => {
  window.history.replaceState(null, '', '?no-hospital');
  face();
  await session.refresh();
  session.personId = 'p1';
  connector.reset();
  visits.reset();
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  window.history.replaceState(null, '', '/');
  vi.useRealTimers();
  session.people = people;
});

async function search(words: string) {
  await fireEvent.input(screen.getByLabelText('Which hospital or clinic?'), { target: { value: words } });
  await pass(200);
}
async function lookAt(words: string, name: RegExp) {
  await search(words);
  await click(name);
  await pass(600);
}

test('found by a part of its name, with the keyboard; no violation', async () => {
  const { container } = render(Connect, { route });
  const box = screen.getByLabelText('Which hospital or clinic?');
  await search('mary');
  expect(screen.getByText('3 hospitals found')).toBeTruthy();
  await fireEvent.keyDown(box, { key: 'ArrowDown' });
  await pass(0);
  expect(document.activeElement?.textContent).toContain('St. Mary Medical Center');
  await fireEvent.keyDown(document.activeElement as Element, { key: 'ArrowDown' });
  await pass(0);
  expect(document.activeElement?.textContent).toContain('Children');
  await fireEvent.keyDown(document.activeElement as Element, { key: 'ArrowUp' });
  await fireEvent.keyDown(document.activeElement as Element, { key: 'ArrowUp' });
  await pass(0);
  expect(document.activeElement, 'back in the field').toBe(box);
  vi.useRealTimers();
  expect(await violations(container)).toEqual([]);
});

test('signed in once in the browser, read, and done with what did not come', async () => {
  const asked = face();
  const { container } = render(Connect, { route });
  await lookAt('medical', /St\. Mary Medical/);
  expect(screen.getByText('This hospital can be connected.')).toBeTruthy();
  await click('Sign in at the hospital for Li Hua');
  await pass(300);
  expect(screen.getByText('Sign in at the hospital now')).toBeTruthy();
  expect(screen.getByText('Kinfolio never sees your password')).toBeTruthy();
  await pass(300);
  expect(open, 'the browser is opened once, however often the job is asked').toHaveBeenCalledTimes(1);
  await click('Open the page again');
  expect(open).toHaveBeenCalledTimes(2);
  await pass(1200);
  expect(screen.getByText(/^Reading: /)).toBeTruthy();
  await pass(2000);
  expect(screen.getByText('St. Mary Medical Center is in the record of Li Hua')).toBeTruthy();
  expect(within(screen.getByText('added').closest('li') as HTMLElement).getByText('132')).toBeTruthy();
  expect(screen.getByText('Vaccinations: the hospital refused.')).toBeTruthy();
  expect(asked).toEqual([{ person: 'p1', newPersonFromPortal: false, address: 'https://fhir.stmary.example/r4', label: 'St. Mary Medical Center', client: null, bouncePage: '' }]);
  vi.useRealTimers();
  expect(await violations(container)).toEqual([]);
  await click('Go to Home');
  expect(router.route.screen).toBe('home');
});

test('what is not in the list is looked at by its address, and a wrong address is said beside it', async () => {
  render(Connect, { route });
  await search('zzzz');
  expect(screen.getByText('“zzzz” is not in the list')).toBeTruthy();
  await click('I know the address');
  await click('Look whether it can be connected');
  expect(screen.getByText('Type the address first.')).toBeTruthy();
  await fireEvent.input(screen.getByLabelText('Address that the hospital has given you'), { target: { value: ' https://old.example/dstu2 ' } });
  await click('Look whether it can be connected');
  await pass(600);
  expect(screen.getByText('Kinfolio cannot be connected with this hospital')).toBeTruthy();
  expect(screen.getByText(/speaks an older language/)).toBeTruthy();
  expect(screen.queryByRole('button', { name: /Sign in/ }), 'nothing to sign in at').toBeNull();
  await click('Bring in a file instead');
  expect(router.route.screen).toBe('sources');
});

test('a hospital that wants a number is not asked without one', async () => {
  const asked = face();
  render(Connect, { route });
  await lookAt('children', /Children/);
  await click(/Sign in at the hospital/);
  expect(screen.getByText('Type the client id that the hospital has given you.')).toBeTruthy();
  expect(asked).toEqual([]);
  await fireEvent.input(screen.getByLabelText('Client id'), { target: { value: ' abc-123 ' } });
  await click(/Sign in at the hospital/);
  await pass(10);
  expect(asked[0]?.client).toEqual({ id: 'abc-123', secret: null, keyFile: null });
});

test("somebody else's record goes nowhere without a choice, and to the same person only with a tick", async () => {
  const asked = face();
  render(Connect, { route });
  await lookAt('somebody', /Somebody/);
  await click(/Sign in at the hospital/);
  await pass(2000);
  expect(screen.getByText('At the hospital, this is the record of Wang Fang, born 11 February 1960')).toBeTruthy();
  const go = screen.getByRole('button', { name: 'Sign in at the hospital' }) as HTMLButtonElement;
  expect(go.disabled, 'nothing is chosen').toBe(true);
  await fireEvent.click(screen.getByLabelText('It is Li Hua after all'));
  expect(go.disabled, 'not without a tick').toBe(true);
  await fireEvent.click(screen.getByLabelText(/I have checked it/));
  expect(go.disabled).toBe(false);
  await fireEvent.click(screen.getByLabelText('A new record for Wang Fang'));
  await fireEvent.click(go);
  await pass(10);
  expect(asked.map((a) => [a.person, a.newPersonFromPortal, a.confirmOther])).toEqual([['p1', false, undefined], [null, true, false]]);
});

test('whom of the family it fits is chosen already, and the way to Sources leads to that record', async () => {
  const made = mockFace();
  const asked = face({
    job: async (request) => {
      const job = await made.call('job', request);
      return job.result?.type === 'portalWho' ? { ...job, result: { ...job.result, fits: 'p2' } } : job;
    },
    portal_connect: (request) => made.call('portal_connect', request),
    portal_look: (request) => made.call('portal_look', request),
    portal_sync: (request) => made.call('portal_sync', request),
  });
  render(Connect, { route });
  await lookAt('somebody', /Somebody/);
  await click(/Sign in at the hospital/);
  await pass(2000);
  const [first] = screen.getAllByRole('radio') as HTMLInputElement[];
  const name = people.find((p) => p.id === 'p2')?.name ?? '';
  expect([first?.checked, first?.closest('label')?.textContent]).toEqual([true, expect.stringContaining(name)]);
  await click('Sign in at the hospital');
  await pass(6000);
  expect(asked.at(-1)?.person).toBe('p2');
  await click('Go to Sources');
  expect([session.personId, router.route.screen]).toEqual(['p2', 'sources']);
});

test('stopping while signing in goes back and says that nothing was changed', async () => {
  render(Connect, { route });
  await lookAt('medical', /St\. Mary Medical/);
  await click(/Sign in at the hospital for/);
  await pass(300);
  await click('Cancel');
  await pass(300);
  expect(screen.getByText('Nothing was changed. Everything is as it was before.')).toBeTruthy();
  expect(screen.getByRole('button', { name: /Sign in at the hospital for/ })).toBeTruthy();
});

test('a refusal stands above the form with what to do next', async () => {
  face({ portal_connect: () => { throw new ApiError('disk-full'); } });
  render(Connect, { route });
  await lookAt('medical', /St\. Mary Medical/);
  await click(/Sign in at the hospital for/);
  await pass(100);
  expect(screen.getByRole('alert').textContent).toMatch(/full/);
  expect(screen.getByRole('button', { name: /Sign in at the hospital for/ })).toBeTruthy();
});

test('without a browser the address is offered', async () => {
  face();
  open.mockImplementation(async () => false);
  render(Connect, { route });
  await lookAt('medical', /St\. Mary Medical/);
  await click(/Sign in at the hospital for/);
  await pass(400);
  expect(screen.getByText('The browser could not be opened')).toBeTruthy();
  await click('Copy the address');
  await pass(10);
  expect((screen.getByLabelText('Address of the hospital’s page') as HTMLInputElement).value).toMatch(/^https:/);
});

test('who may only read is told so and offered nothing', async () => {
  session.people = people.map((p) => ({ ...p, right: 'read' as const }));
  render(Connect, { route });
  expect(screen.getByText(/Only somebody who may change it can connect/)).toBeTruthy();
  expect(screen.queryByLabelText('Which hospital or clinic?')).toBeNull();
});

test('the practice hospital is offered where there is one', async () => {
  face({ portal_demo: () => ({ address: null }) });
  const { unmount } = render(Connect, { route });
  await pass(10);
  expect(screen.queryByRole('button', { name: 'Try with the practice hospital' })).toBeNull();
  unmount();
  face();
  render(Connect, { route });
  await pass(10);
  await click('Try with the practice hospital');
  await pass(600);
  expect(screen.getByRole('heading', { name: 'Practice hospital' })).toBeTruthy();
});

test('locking forgets everything', async () => {
  render(Connect, { route });
  await lookAt('medical', /St\. Mary Medical/);
  face({ portals: () => { throw new ApiError('locked'); } });
  const { call } = await import('../../../ipc');
  await call('portals', { person: 'p1' }).catch(() => {});
  expect(connector.step.at).toBe('find');
  expect(connector.words).toBe('');
});

test('an own list is added from a file, said, and removed only after a question', async () => {
  const { container } = render(Connect, { route });
  await fireEvent.click(screen.getByText('Lists in which Kinfolio looks'));
  await pass(0);
  expect(screen.getByText(/1,208 hospitals/).textContent).toContain('It does not say of which day it is');
  expect(screen.queryByRole('button', { name: /^Remove/ }), 'what came with the app stays').toBeNull();
  await click('Add a list from a file');
  await pass(0);
  expect(screen.getByText(/“brands\.json” is added: 31 hospitals can be found now\. 2 lines of it were left out/)).toBeTruthy();
  expect(screen.getByText('added by you')).toBeTruthy();
  await click('Remove brands.json');
  expect(screen.getByText('Hospitals that are connected stay connected. You can add the list again from its file.')).toBeTruthy();
  await click('Remove');
  await pass(0);
  expect(screen.queryByText('added by you')).toBeNull();
  vi.useRealTimers();
  expect(await violations(container)).toEqual([]);
});

test('a file that is no list is said to be none, and nothing changes', async () => {
  face({ portal_directory_add: () => { throw new ApiError('portal-not-a-list'); } });
  render(Connect, { route });
  await fireEvent.click(screen.getByText('Lists in which Kinfolio looks'));
  await pass(0);
  await click('Add a list from a file');
  await pass(0);
  expect(screen.getByText('This file is no list of hospitals, or it is damaged.')).toBeTruthy();
  expect(screen.queryByText('added by you')).toBeNull();
});

test('a client with a secret: asked for where it is missing, told once, and never shown again', async () => {
  const asked = face();
  render(Connect, { route });
  await lookAt('medical', /St\. Mary Medical/);
  await fireEvent.click(screen.getByText('I have a number of my own for Kinfolio (for experts)'));
  await fireEvent.click(screen.getByLabelText(/^A client id and a client secret/));
  await fireEvent.input(screen.getByLabelText(/^Client id/), { target: { value: ' kin-7 ' } });
  await click('Sign in at the hospital for Li Hua');
  await pass(0);
  expect(screen.getByText('Type the client secret, or choose “Only a client id”.')).toBeTruthy();
  expect(document.activeElement?.id).toBe('client-secret');
  const secret = screen.getByLabelText('Client secret') as HTMLInputElement;
  expect(secret.type).toBe('password');
  await fireEvent.input(secret, { target: { value: 'open-sesame' } });
  await click('Sign in at the hospital for Li Hua');
  await pass(300);
  expect(asked[0]?.client).toEqual({ id: 'kin-7', secret: 'open-sesame', keyFile: null });
  await click('Cancel');
  await pass(600);
  expect(screen.getByDisplayValue('kin-7')).toBeTruthy();
  expect((screen.getByLabelText('Client secret') as HTMLInputElement).value, 'a secret does not come back').toBe('');
  expect(document.body.textContent).not.toContain('open-sesame');
});

test('a private key is chosen as a file: the page knows its name only', async () => {
  const asked = face();
  const { container } = render(Connect, { route });
  await lookAt('children', /Children/);
  await fireEvent.input(screen.getByLabelText('Client id'), { target: { value: 'kin-7' } });
  await fireEvent.click(screen.getByLabelText(/^A client id that goes with a private key/));
  await click('Sign in at the hospital for Li Hua');
  await pass(0);
  expect(screen.getByText('Choose the file with the private key, or choose “Only a client id”.')).toBeTruthy();
  expect(document.activeElement?.textContent?.trim()).toBe('Choose the file');
  vi.useRealTimers();
  expect(await violations(container)).toEqual([]);
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  await click('Choose the file');
  await pass(0);
  expect(screen.getByText('record.json')).toBeTruthy();
  await click('Sign in at the hospital for Li Hua');
  await pass(300);
  expect(asked[0]?.client).toEqual({ id: 'kin-7', secret: null, keyFile: 'made-up' });
});

test('where the sign-in comes back to the web only, the return page is offered as a file and its address asked for', async () => {
  const asked = face();
  const { container } = render(Connect, { route });
  await fireEvent.click(screen.getByRole('button', { name: 'I know the address' }));
  await pass(0);
  await fireEvent.input(screen.getByLabelText('Address that the hospital has given you'), { target: { value: 'https://web.example/r4' } });
  await click('Look whether it can be connected');
  await pass(600);
  expect(screen.getByText('This hospital probably sends you back to a page on the web only')).toBeTruthy();
  await click('Save the return page');
  await pass(0);
  await fireEvent.input(screen.getByLabelText('Client id'), { target: { value: 'kin-7' } });
  const page = screen.getByLabelText(/^Address of the return page/);
  for (const wrong of ['clinic.example.org', 'http://clinic.example.org/', 'https://clinic.example.org/?a=b', 'https://me@clinic.example.org/']) {
    await fireEvent.input(page, { target: { value: wrong } });
    await click('Sign in at the hospital for Li Hua');
    await pass(0);
    expect(screen.getByText(/This is no such address/), wrong).toBeTruthy();
    expect(document.activeElement).toBe(page);
  }
  vi.useRealTimers();
  expect(await violations(container)).toEqual([]);
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  await fireEvent.input(page, { target: { value: ' https://clinic.example.org/kinfolio/ ' } });
  await click('Sign in at the hospital for Li Hua');
  await pass(300);
  expect(asked[0]?.bouncePage).toBe('https://clinic.example.org/kinfolio/');
});
