// Sources as a screen: somebody else's file is stopped, an import can be taken back.
import { fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import { beforeEach, expect, test, vi } from 'vitest';
import { session } from '../../app/session.svelte';
import { connectTo } from '../../ipc';
import { mockFace } from '../../ipc/mock';
import { bringing } from '../../ipc/mock/bringing';
import { violations } from '../../test/axe';
import { importer } from './importer.svelte';
import Sources from './Sources.svelte';

const route = { screen: 'sources' as const };
const look = (token: string) => importer.look([{ token, name: token, size: 1, folder: false }]);
beforeEach(async () => {
  connectTo(mockFace());
  await session.refresh();
  session.personId = 'p1';
  importer.reset();
});

test('ways in and what has come in; no violation', async () => {
  const { container } = render(Sources, { route });
  expect(await screen.findByText('Choose files')).toBeTruthy();
  expect(await screen.findByText('Community Clinic')).toBeTruthy();
  expect(await violations(container)).toEqual([]);
});

test('a file about somebody else goes into a new record, or is confirmed', async () => {
  const { container } = render(Sources, { route });
  await look('other');
  expect(await screen.findByText(/This is about somebody else: Wang Fang/)).toBeTruthy();
  expect(screen.getByRole('button', { name: 'Bring in for Wang Fang' })).toBeTruthy();
  await fireEvent.click(screen.getByLabelText('It is Li Hua after all'));
  const bring = screen.getByRole('button', { name: 'Bring in for Li Hua' }) as HTMLButtonElement;
  expect(bring.disabled, 'not without a tick').toBe(true);
  await fireEvent.click(screen.getByLabelText(/I have checked it/));
  expect(bring.disabled).toBe(false);
  expect(await violations(container)).toEqual([]);
});

test('a file that is no record says so and offers nothing to bring in', async () => {
  render(Sources, { route });
  await look('bad');
  expect(await screen.findByText(/nothing in here that Kinfolio can read/)).toBeTruthy();
  expect(screen.queryByRole('button', { name: /Bring in/ })).toBeNull();
});

test('a file with a lock is opened with its six words; wrong ones can be mended', async () => {
  const { container } = render(Sources, { route });
  await look('locked');
  expect(await screen.findByText(/“summary.age” is locked/)).toBeTruthy();
  expect(screen.queryByRole('button', { name: /Bring in/ })).toBeNull();
  expect(screen.queryByRole('button', { name: 'Go on without it' }), 'there is nothing else').toBeNull();
  const open = screen.getByRole('button', { name: 'Open with these words' }) as HTMLButtonElement;
  expect(open.disabled, 'not without words').toBe(true);
  expect(await violations(container)).toEqual([]);
  const field = screen.getByLabelText('The six words') as HTMLInputElement;
  await fireEvent.input(field, { target: { value: 'six six six six six five' } });
  await fireEvent.click(open);
  expect(await screen.findByText(/These words do not open the file/)).toBeTruthy();
  expect(field.value, 'only the wrong word is typed again').toBe('six six six six six five');
  await fireEvent.input(field, { target: { value: 'Six six six six six six' } });
  expect(screen.queryByText(/These words do not open/), 'what is mended is no longer wrong').toBeNull();
  await fireEvent.click(open);
  expect(await screen.findByRole('button', { name: /Bring in/ })).toBeTruthy();
  expect(await violations(container)).toEqual([]);
});

test('what has no lock can be brought in without the words of what has one; and nothing has to be', async () => {
  const two = () => importer.look([{ token: 'locked', name: 'a', size: 1, folder: false }, { token: 'good', name: 'b', size: 1, folder: false }]);
  render(Sources, { route });
  await two();
  await fireEvent.click(await screen.findByRole('button', { name: 'Go on without it' }));
  expect(await screen.findByRole('button', { name: /Bring in/ })).toBeTruthy();
  expect(screen.getByText(/locked with six words/), 'it is named').toBeTruthy();
  await two();
  await fireEvent.click(await screen.findByRole('button', { name: 'Not now' }));
  expect(importer.stage.at).toBe('idle');
});

test('an import is taken back after a question', async () => {
  const answers = bringing(() => false);
  const undo = vi.fn(answers.import_undo);
  connectTo(mockFace({ ...answers, import_undo: undo }));
  render(Sources, { route });
  await fireEvent.click((await screen.findAllByRole('button', { name: 'Take back …' }))[0] as Element);
  expect(undo).not.toHaveBeenCalled();
  const dialog = within(document.querySelector('dialog') as HTMLElement);
  await fireEvent.click(dialog.getByRole('button', { name: 'Take back', hidden: true }));
  await waitFor(() => expect(undo).toHaveBeenCalledWith({ person: 'p1', import: 1 }));
});

test('a source gets another name', async () => {
  const answers = bringing(() => false);
  const rename = vi.fn(answers.import_rename);
  connectTo(mockFace({ ...answers, import_rename: rename }));
  const { container } = render(Sources, { route });
  await fireEvent.click((await screen.findAllByRole('button', { name: 'Rename …' }))[0] as Element);
  const dialog = within(document.querySelector('dialog') as HTMLElement);
  const field = dialog.getByLabelText(/Name of the source/) as HTMLInputElement;
  const save = dialog.getByRole('button', { name: 'Save the name', hidden: true }) as HTMLButtonElement;
  await fireEvent.input(field, { target: { value: ' ' } });
  expect(save.disabled, 'a source has a name').toBe(true);
  await fireEvent.input(field, { target: { value: 'City Hospital' } });
  expect(await violations(container)).toEqual([]);
  await fireEvent.click(save);
  await waitFor(() => expect(rename).toHaveBeenCalledWith({ person: 'p1', import: 1, label: 'City Hospital' }));
  expect(await screen.findByText('City Hospital')).toBeTruthy();
});

test('answers that count for one person are asked again for another', async () => {
  const answers = bringing(() => false);
  const question = {
    key: 'table2.unit.3', form: '0123456789abcdef', text: 'In “Meter”: In which unit are the values?', column: 'Value', examples: ['98'], proposed: null,
    choices: [{ value: 'mg/dL', text: 'mg/dL', example: '98 mg/dL' }, { value: 'mmol/L', text: 'mmol/L', example: '98 mmol/L' }],
  };
  const job = vi.fn((request: { id: number }) => {
    const view = answers.job(request) as Awaited<ReturnType<typeof answers.job>>;
    const result = view.result?.type === 'run' ? { ...view.result, import: null, files: view.result.files.map((f) => ({ ...f, questions: [question] })) } : view.result;
    return { ...view, result };
  });
  connectTo(mockFace({ ...answers, job }));
  render(Sources, { route });
  await look('good');
  await fireEvent.click(await screen.findByRole('button', { name: /Bring in/ }));
  expect(await screen.findByLabelText('98 mg/dL')).toBeTruthy();
  expect(screen.getByText(/In “Meter”/)).toBeTruthy();
});

test('a table that does not say all is asked about, and read again with the answers', async () => {
  const answers = bringing(() => false);
  const preview = vi.fn(answers.import_preview);
  connectTo(mockFace({ ...answers, import_preview: preview }));
  const { container } = render(Sources, { route });
  await look('ask');
  expect(await screen.findByText('Some questions about this file')).toBeTruthy();
  const again = screen.getByRole('button', { name: 'Read the file with these answers' }) as HTMLButtonElement;
  expect(again.disabled, 'nothing is guessed').toBe(true);
  expect(screen.queryByRole('button', { name: /Bring in/ })).toBeNull();
  expect(await violations(container)).toEqual([]);
  await fireEvent.click(screen.getByLabelText('The day first: 4 July 2026'));
  expect(again.disabled).toBe(false);
  await fireEvent.click(again);
  expect(await screen.findByRole('button', { name: /Bring in/ })).toBeTruthy();
  expect(preview).toHaveBeenLastCalledWith(expect.objectContaining({ answers: { '0123456789abcdef/date-order': 'day-month', '0123456789abcdef/column.3': 'glucose-meter' } }));
});
