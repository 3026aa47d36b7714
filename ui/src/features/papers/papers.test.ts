// Papers: nothing goes into the record that the person has not ticked.
import { fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import { beforeEach, expect, test, vi } from 'vitest';
import { router } from '../../app/router.svelte';
import { session } from '../../app/session.svelte';
import { toasts } from '../../app/toasts.svelte';
import { ApiError, connectTo } from '../../ipc';
import { mockFace } from '../../ipc/mock';
import { paper, papers as answersOf } from '../../ipc/mock/papers';
import { violations } from '../../test/axe';
import Papers from './Papers.svelte';

const route = { screen: 'paper' as const, id: 'd1' };

function watched(more: Parameters<typeof mockFace>[0] = {}) {
  const answers = answersOf();
  const spies = { document_add: vi.fn(answers.document_add), paper_confirm: vi.fn(answers.paper_confirm), paper_check: vi.fn(answers.paper_check) };
  connectTo(mockFace({ ...answers, ...spies, ...more }));
  return spies;
}
const ticks = () => screen.findAllByRole<HTMLInputElement>('checkbox', { name: /^Take over/ });

beforeEach(async () => {
  URL.createObjectURL ??= () => 'blob:made-up';
  URL.revokeObjectURL ??= () => {};
  connectTo(mockFace());
  await session.refresh();
  session.personId = 'p1';
  router.reset();
  toasts.clear();
});

test('lines without a doubt are ticked, others say why not, and only what is ticked is handed over', async () => {
  const spies = watched();
  const { container } = render(Papers, { route });
  const all = await ticks();
  expect(all.map((one) => one.checked)).toEqual([true, false, true]);
  expect(screen.getByText('The decimal point may be missing.')).toBeTruthy();
  expect(spies.paper_confirm).not.toHaveBeenCalled();
  expect(await violations(container)).toEqual([]);
  await fireEvent.click(all[2]!);
  await fireEvent.click(screen.getByRole('button', { name: 'Take over 1 line' }));
  await waitFor(() => expect(spies.paper_confirm).toHaveBeenCalledTimes(1));
  const request = spies.paper_confirm.mock.calls[0]![0];
  expect(request.lines.map((one) => one.name)).toEqual(['Potassium']);
  expect(request).toMatchObject({ person: 'p1', document: 'd1', date: '2024-05-18T07:35', institution: 'Valley Laboratory', confirmOther: false });
  await waitFor(() => expect(toasts.all[0]?.text).toBe('1 result is in the record.'));
  expect(toasts.all[0]?.action?.label).toBe('Undo');
});

test('the keys go from line to line, and Enter corrects', async () => {
  const spies = watched();
  render(Papers, { route });
  const all = await ticks();
  all[0]!.focus();
  await fireEvent.keyDown(all[0]!, { key: 'ArrowDown' });
  expect(document.activeElement).toBe(all[1]);
  await fireEvent.keyDown(all[1]!, { key: 'Enter' });
  const value = await screen.findByLabelText('Value');
  await fireEvent.input(value, { target: { value: '5.6' } });
  await fireEvent.keyDown(value, { key: 'Enter' });
  await waitFor(() => expect(spies.paper_check).toHaveBeenCalledTimes(1));
  const again = await ticks();
  expect(again[1]!.checked).toBe(true);
  expect(screen.queryByText('The decimal point may be missing.')).toBeNull();
});

test('a paper of somebody else must be looked at first', async () => {
  const spies = watched({ paper_read: () => paper({ subject: { names: ['Wang Fang'], born: null, sex: null, age: null, outcome: 'other', differs: ['name'] } }) });
  render(Papers, { route });
  expect(await screen.findByText('This paper may be of somebody else')).toBeTruthy();
  const go = screen.getByRole<HTMLButtonElement>('button', { name: 'Take over 2 lines' });
  expect(go.disabled).toBe(true);
  await fireEvent.click(screen.getByRole('checkbox', { name: /I have looked/ }));
  expect(go.disabled).toBe(false);
  await fireEvent.click(go);
  await waitFor(() => expect(spies.paper_confirm.mock.calls[0]![0].confirmOther).toBe(true));
});

test('beside a picture results are typed', async () => {
  const spies = watched({ paper_read: () => paper({ made: 'picture', lines: [], rest: [], date: null, dates: [] }) });
  const { container } = render(Papers, { route });
  expect(await screen.findByText(/This is a picture/)).toBeTruthy();
  await fireEvent.click(screen.getByRole('button', { name: 'Add a line' }));
  await fireEvent.input(await screen.findByLabelText('Name'), { target: { value: 'Potassium' } });
  await fireEvent.input(screen.getByLabelText('Value'), { target: { value: '4.2' } });
  await fireEvent.click(screen.getByRole('button', { name: 'Done' }));
  const [tick] = await ticks();
  expect(tick!.checked).toBe(true);
  const go = screen.getByRole<HTMLButtonElement>('button', { name: 'Take over 1 line' });
  expect(go.disabled, 'without a day').toBe(true);
  const when = screen.getByRole('group', { name: /When was the sample taken/ });
  await fireEvent.input(within(when).getByLabelText('Year'), { target: { value: '2024' } });
  expect(go.disabled).toBe(false);
  expect(await violations(container)).toEqual([]);
  await fireEvent.click(go);
  await waitFor(() => expect(spies.paper_confirm.mock.calls[0]![0].lines[0]).toMatchObject({ name: 'Potassium', n: null }));
});

test('what the core says against a line stands beside it', async () => {
  watched({
    paper_confirm: () => {
      throw new ApiError('form-invalid', {}, [{ field: 'lines.1.value', code: 'two-ways' }]);
    },
  });
  render(Papers, { route });
  await ticks();
  await fireEvent.click(screen.getByRole('button', { name: 'Take over 2 lines' }));
  expect(await screen.findByText(/type the number with a point/)).toBeTruthy();
});

test('a paper is kept with what it is, and its results come next', async () => {
  const spies = watched();
  const { container } = render(Papers, { route: { screen: 'paper' } });
  const save = screen.getByRole<HTMLButtonElement>('button', { name: 'Keep this paper' });
  expect(save.disabled).toBe(true);
  expect(await violations(container)).toEqual([]);
  await fireEvent.click(screen.getByRole('button', { name: 'Choose a file' }));
  await waitFor(() => expect(save.disabled).toBe(false));
  await fireEvent.input(screen.getByLabelText(/Who made it/), { target: { value: 'Valley Laboratory' } });
  await fireEvent.click(save);
  await waitFor(() => expect(spies.document_add).toHaveBeenCalledTimes(1));
  expect(spies.document_add.mock.calls[0]![0]).toMatchObject({ person: 'p1', files: ['made-up'], kind: 'lab-report', institution: 'Valley Laboratory' });
  await waitFor(() => expect(router.route).toEqual({ screen: 'paper', id: 'd1' }));
});
