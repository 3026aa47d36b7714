// Readings of a device: nothing goes into a record that was not ticked, and never into the wrong one unasked.
import { fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import { beforeEach, expect, test, vi } from 'vitest';
import { router } from '../../app/router.svelte';
import { session } from '../../app/session.svelte';
import { connectTo, type JobView } from '../../ipc';
import { mockFace } from '../../ipc/mock';
import { cuff, draft, drafts, radio } from '../../ipc/mock/radio';
import { violations } from '../../test/axe';
import Radio from './Radio.svelte';

const route = { screen: 'radio' as const };
const ended = (id: number, result: JobView['result']): JobView => ({ id, state: 'done', done: 0, total: 0, resources: 4, result, error: null });
const failed = (id: number, code: 'radio-no-answer' | 'radio-not-paired'): JobView => ({ ...ended(id, null), state: 'failed', error: { code, params: {}, fields: [] } });

function watched(more: Parameters<typeof mockFace>[0] = {}) {
  const answers = radio();
  const spies = { radio_take: vi.fn(answers.radio_take), radio_drafts: vi.fn(answers.radio_drafts), job_cancel: vi.fn(({ id }: { id: number }) => ended(id, null)), import_undo: vi.fn() };
  const job = ({ id }: { id: number }) =>
    id === 71 ? ended(id, { type: 'radioFound', devices: [cuff()] }) : ended(id, { type: 'radioRead', read: 1, ending: 'whole' });
  connectTo(mockFace({ ...answers, ...spies, job, ...more }));
  return spies;
}
/** What the button of the found device says. */
const READ = 'Read this device: Home BP 5';
const click = async (name: string | RegExp) => fireEvent.click(await screen.findByRole('button', { name }));
async function upToDrafts() {
  await click('Search for the device');
  await click(READ);
  await screen.findByText('These readings go into the record of');
}

beforeEach(async () => {
  connectTo(mockFace());
  await session.refresh();
  session.personId = 'p1';
  router.reset();
});

test('a device is found, read, and only what is ticked is saved', async () => {
  const spies = watched();
  const { container } = render(Radio, { route });
  await upToDrafts();
  const all = screen.getAllByRole<HTMLInputElement>('checkbox');
  expect(all.map((one) => one.checked)).toEqual([true, false, true]);
  expect(screen.getByText('The device noticed that the body moved.')).toBeTruthy();
  expect(screen.getByText(/One failed measurement/)).toBeTruthy();
  expect(await violations(container)).toEqual([]);
  all[0]!.focus();
  await fireEvent.keyDown(all[0]!, { key: 'ArrowDown' });
  expect(document.activeElement).toBe(all[1]);
  expect(spies.radio_take).not.toHaveBeenCalled();
  await click(/^Save 2 readings for/);
  await waitFor(() => expect(spies.radio_take).toHaveBeenCalledTimes(1));
  expect(spies.radio_take.mock.calls[0]![0]).toEqual({ person: 'p1', read: 1, lines: [{ n: 1 }, { n: 0 }], clock: null, confirmOther: false });
  await screen.findByText(/2 readings were saved for/);
});

test('the name of the person is large, and another one is asked for anew', async () => {
  const spies = watched();
  render(Radio, { route });
  await upToDrafts();
  const other = session.people[1]!;
  await fireEvent.click(screen.getByRole('radio', { name: other.name }));
  await waitFor(() => expect(spies.radio_drafts).toHaveBeenLastCalledWith({ person: other.id, read: 1, clock: null }));
  await click(new RegExp(`^Save 2 readings for ${other.name}`));
  await waitFor(() => expect(spies.radio_take.mock.calls[0]![0].person).toBe(other.id));
});

test('a wrong clock is a question, and nothing is saved before it is answered', async () => {
  const clock = { deviceText: '25 Nov 2026 19:47', hereText: '25 Nov 2026 19:00', differenceText: '47 minutes', ahead: true, future: false, choices: ['shift' as const, 'device' as const] };
  const spies = watched({ radio_drafts: () => drafts({ clock }) });
  render(Radio, { route });
  await upToDrafts();
  expect(screen.getByText(/It is ahead by 47 minutes/)).toBeTruthy();
  const save = screen.getByRole<HTMLButtonElement>('button', { name: /^Save 2/ });
  expect(save.disabled).toBe(true);
  expect(screen.getByText('First answer the question about the clock.')).toBeTruthy();
  await fireEvent.click(screen.getByRole('radio', { name: /Correct all times by 47 minutes/ }));
  await waitFor(() => expect(save.disabled).toBe(false));
  await fireEvent.click(save);
  await waitFor(() => expect(spies.radio_take.mock.calls[0]![0].clock).toBe('shift'));
});

test('two users are chosen between, and somebody else’s are confirmed', async () => {
  const two = drafts({
    users: [
      { user: 1, count: 1, here: false, elsewhere: null },
      { user: 2, count: 1, here: false, elsewhere: 'Bo' },
    ],
    drafts: [draft({ n: 0, proposed: false }), draft({ n: 1, user: 2, value: '151/95', proposed: false })],
  });
  const spies = watched({ radio_drafts: () => two });
  render(Radio, { route });
  await upToDrafts();
  expect(screen.queryByRole('checkbox')).toBeNull();
  await fireEvent.click(screen.getByRole('radio', { name: /User 2 of the device/ }));
  const tick = await screen.findByRole<HTMLInputElement>('checkbox', { name: /151\/95/ });
  expect(tick.checked).toBe(true);
  const save = screen.getByRole<HTMLButtonElement>('button', { name: /^Save one/ });
  expect(save.disabled).toBe(true);
  await fireEvent.click(screen.getByRole('checkbox', { name: /^Yes, these readings are of/ }));
  await waitFor(() => expect(save.disabled).toBe(false));
  await fireEvent.click(save);
  await waitFor(() => expect(spies.radio_take.mock.calls[0]![0]).toMatchObject({ lines: [{ n: 1 }], confirmOther: true }));
});

test('a reading without a time is asked for it', async () => {
  const spies = watched({ radio_drafts: () => drafts({ drafts: [draft({ atText: null, needsTime: true, proposed: false })] }) });
  render(Radio, { route });
  await upToDrafts();
  await fireEvent.click(screen.getByRole('checkbox'));
  expect(await screen.findByText('Say when each chosen reading was measured.')).toBeTruthy();
  await fireEvent.input(screen.getByLabelText('Day', { selector: 'input' }), { target: { value: '24' } });
  await fireEvent.input(screen.getByLabelText('Month'), { target: { value: '11' } });
  await fireEvent.input(screen.getByLabelText('Year'), { target: { value: '2026' } });
  await fireEvent.input(screen.getByLabelText('Time'), { target: { value: '7:10' } });
  await click(/^Save one/);
  await waitFor(() => expect(spies.radio_take).toHaveBeenCalled());
  expect(spies.radio_take.mock.calls[0]![0].lines[0]!.at).toMatch(/^2026-11-24T07:10:00/);
});

test('why there is no radio, no device and no answer is said, with what to do', async () => {
  for (const standing of ['absent', 'no-adapter', 'off', 'not-allowed'] as const) {
    watched({ radio_state: () => ({ standing, known: [] }) });
    const { container, unmount } = render(Radio, { route });
    await screen.findByText(/Bluetooth/, { selector: '.title' });
    expect(screen.queryByRole('button', { name: 'Search for the device' })).toBeNull();
    expect(await violations(container)).toEqual([]);
    unmount();
  }
  watched({ job: ({ id }: { id: number }) => ended(id, { type: 'radioFound', devices: [] }) });
  const first = render(Radio, { route });
  await click('Search for the device');
  await screen.findByText('No device was found.');
  first.unmount();
  watched({ job: ({ id }: { id: number }) => (id === 71 ? ended(id, { type: 'radioFound', devices: [cuff()] }) : failed(id, 'radio-not-paired')) });
  render(Radio, { route });
  await click('Search for the device');
  await click(READ);
  await screen.findByText(/wants to be connected with this computer first/);
  await screen.findByRole('button', { name: READ });
});

test('a search is stopped, and a known device forgotten when it is confirmed', async () => {
  const running = ({ id }: { id: number }): JobView => ({ ...ended(id, null), state: 'running' });
  const spies = watched({ job: running, radio_state: () => ({ standing: 'ready', known: [cuff({ signal: null, lastText: '24 Nov 2026' })] }) });
  render(Radio, { route });
  await click('Search for the device');
  await click('Stop');
  await waitFor(() => expect(spies.job_cancel).toHaveBeenCalledWith({ id: 71 }));
  await click('Forget Home BP 5');
  expect(screen.getByText('Forget this device?')).toBeTruthy();
  await fireEvent.click(screen.getAllByRole('button', { name: 'Forget Home BP 5', hidden: true }).at(-1)!);
  await waitFor(() => expect(screen.queryByText('Forget this device?')).toBeNull());
});
