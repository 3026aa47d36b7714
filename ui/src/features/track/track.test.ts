// Typing in: quickly by keyboard, in the right record, asked about when it is unusual, undone when wanted.
import { fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { resource } from '../../app/resource.svelte';
import { router } from '../../app/router.svelte';
import { session } from '../../app/session.svelte';
import { toasts } from '../../app/toasts.svelte';
import { ApiError, connectTo, type Form, type Request } from '../../ipc';
import { mockFace } from '../../ipc/mock';
import { entry as makeEntry } from '../../ipc/mock/answers';
import { violations } from '../../test/axe';
import Add from './Add.svelte';
import Edit from './Edit.svelte';
import { cleaned, emptyForm, formTypes, unchosen } from './form';
import { places } from './places';
import SeriesChart from '../../charts/SeriesChart.svelte';
import Track from './Track.svelte';

const face = mockFace();
const add = vi.fn((request: { person: string; form: Form; confirmed?: boolean | null }) => face.call('entry_add', request));
const bpAdd = vi.fn((request: Request<'bp_add'>) => face.call('bp_add', request));
const hide = vi.fn(() => null);

async function start(more: Parameters<typeof mockFace>[0] = {}) {
  connectTo(mockFace({ entry_add: add, bp_add: bpAdd, entry_hide: hide, ...more }));
  await session.refresh();
  session.personId = 'p1';
}
beforeEach(async () => {
  vi.clearAllMocks();
  toasts.clear();
  router.reset();
  await start();
});

describe('blood pressure', () => {
  const line = () => screen.getByLabelText<HTMLInputElement>('All in one line');
  test('one line and Enter: the cursor is there already, and the core reads the line', async () => {
    render(Add, { route: { screen: 'add', id: 'blood-pressure' } });
    expect(document.activeElement).toBe(line());
    await fireEvent.input(line(), { target: { value: '128/82 70' } });
    await screen.findByText('128/82');
    await fireEvent.submit(line().form as HTMLFormElement);
    await waitFor(() => expect(bpAdd).toHaveBeenCalledOnce());
    expect(bpAdd.mock.calls[0]?.[0]).toMatchObject({ person: 'p1', text: '128/82 70', at: 'now', note: null, confirmed: false });
  });
  test('the name of the person stands at the button, in their colour', () => {
    render(Add, { route: { screen: 'add', id: 'blood-pressure' } });
    const save = screen.getByRole('button', { name: 'Save for Li Hua' });
    expect(save.closest('[data-colour]')?.getAttribute('data-colour')).toBe('plum');
  });
  test('saving offers to undo, and undoing takes every reading of the line away again', async () => {
    render(Add, { route: { screen: 'add', id: 'blood-pressure' } });
    await fireEvent.input(line(), { target: { value: '128/82 70; 126/80 68' } });
    await fireEvent.click(screen.getByRole('button', { name: 'Save for Li Hua' }));
    await waitFor(() => expect(toasts.all).toHaveLength(1));
    expect(toasts.all[0]?.text).toContain('Li Hua');
    await toasts.all[0]?.action?.run();
    expect(hide).toHaveBeenCalledTimes(2);
  });
  test('a line that is not understood is asked again, and nothing is saved', async () => {
    await start({ bp_add: () => { throw new ApiError('form-invalid', {}, [{ field: 'text', code: 'incomplete' }]); } });
    render(Add, { route: { screen: 'add', id: 'blood-pressure' } });
    await fireEvent.input(line(), { target: { value: '128' } });
    await fireEvent.submit(line().form as HTMLFormElement);
    await waitFor(() => expect(line().getAttribute('aria-invalid')).toBe('true'));
    expect(document.body.textContent).toContain('One of the two numbers is missing');
    expect(toasts.all).toEqual([]);
  });
  test('an unusual value is saved only after it is confirmed', async () => {
    const asked = vi.fn((request: Request<'bp_add'>) => {
      if (!request.confirmed) throw new ApiError('needs-confirmation', {}, [{ field: 'systolic', code: 'unusual-value' }]);
      return face.call('bp_add', request);
    });
    await start({ bp_add: asked });
    render(Add, { route: { screen: 'add', id: 'blood-pressure' } });
    await fireEvent.input(line(), { target: { value: '260/82' } });
    await fireEvent.click(screen.getByRole('button', { name: 'Save for Li Hua' }));
    const yes = await screen.findByRole('button', { name: 'Yes, it is right: save' });
    expect(toasts.all).toEqual([]);
    await fireEvent.click(yes);
    await waitFor(() => expect(toasts.all).toHaveLength(1));
    expect(asked.mock.calls.map(([r]) => r.confirmed)).toEqual([false, true]);
  });
  test('a very high reading says at once what to do, and stays on the screen', async () => {
    render(Add, { route: { screen: 'add', id: 'blood-pressure' } });
    await fireEvent.input(line(), { target: { value: '190/110' } });
    await fireEvent.submit(line().form as HTMLFormElement);
    expect(await screen.findByText(/measure again/)).toBeTruthy();
    expect(await violations()).toEqual([]);
  });
});

describe('the check of a week', () => {
  test('it is begun, shows its days and what is due, and axe finds nothing', async () => {
    render(Track, { route: { screen: 'track', q: 'blood-pressure' } });
    await fireEvent.click(await screen.findByRole('button', { name: 'Start today' }));
    await screen.findByText('Now, this morning: 2 readings');
    expect(screen.getAllByText('Done')).toHaveLength(12);
    expect(screen.getByText('134.2/81.8', { selector: '.mean, .mean *' })).toBeTruthy();
    expect(document.body.textContent).not.toContain('⟦');
    expect(await violations()).toEqual([]);
  });
  test('measuring step by step: rest, a reading, a minute, the next one', async () => {
    render(Track, { route: { screen: 'track', q: 'blood-pressure' } });
    await fireEvent.click(await screen.findByRole('button', { name: 'Guide me' }));
    await fireEvent.click(screen.getByRole('button', { name: 'Rest for 5 minutes' }));
    expect(screen.getByRole('timer').textContent).toBe('5:00');
    await fireEvent.click(screen.getByRole('button', { name: 'I have rested' }));
    for (const value of ['128/82 70', '126/80 68']) {
      const field = await screen.findByLabelText<HTMLInputElement>('All in one line');
      await fireEvent.input(field, { target: { value } });
      await fireEvent.submit(field.form as HTMLFormElement);
      if (value.startsWith('128')) await fireEvent.click(await screen.findByRole('button', { name: 'Measure now' }));
    }
    await screen.findByText('Done. All readings of this sitting are saved.');
    expect(bpAdd).toHaveBeenCalledTimes(2);
  });
});

describe('charts and figures', () => {
  test('the core is asked for the window that is looked at; points are said one by one', async () => {
    const asked = vi.fn((request: Request<'chart_data'>) => face.call('chart_data', request));
    await start({ chart_data: asked });
    render(SeriesChart, { resource, person: 'p1', series: 'blood-pressure', unit: 'mmHg' });
    const plot = await screen.findByRole('application');
    await fireEvent.keyDown(plot, { key: 'End' });
    expect(screen.getByRole('status').textContent).toContain('mmHg');
    await fireEvent.click(screen.getByRole('button', { name: 'Closer' }));
    await waitFor(() => expect(asked).toHaveBeenCalledTimes(2));
    const window = asked.mock.calls[1]?.[0];
    const length = (window?.until ?? 0) - (window?.from ?? 0);
    expect(length).toBeCloseTo((59 * 86_400) / 2, -1);
    await screen.findByText(/Started: Amlodipine/);
    expect(await violations()).toEqual([]);
  });
  test('glucose: shares with their words, the day as a table, no text missing', async () => {
    render(Track, { route: { screen: 'track', q: 'glucose' } });
    await screen.findByText('34 of 38 readings in range', { selector: '.answer b' });
    await fireEvent.click(screen.getAllByRole('button', { name: 'Table' })[0] as HTMLElement);
    expect(screen.getAllByText('9.8')).toHaveLength(4);
    expect(document.body.textContent).not.toContain('⟦');
    expect(await violations()).toEqual([]);
  });
});

describe('what is wrong or unusual', () => {
  test('a mistake is named at its field and above the form, and nothing is saved', async () => {
    await start({ entry_add: () => { throw new ApiError('form-invalid', {}, [{ field: 'value', code: 'no-such-code' }]); } });
    render(Add, { route: { screen: 'add', id: 'measure' } });
    await fireEvent.click(screen.getByRole('button', { name: 'Save for Li Hua' }));
    await waitFor(() => expect(document.getElementById('f-value')?.getAttribute('aria-invalid')).toBe('true'));
    expect(document.activeElement?.getAttribute('role')).toBe('alert');
    expect(toasts.all).toEqual([]);
  });
});

describe('glucose', () => {
  test('nothing is called fasting by default: the relation to meals must be chosen', async () => {
    render(Add, { route: { screen: 'add', id: 'glucose' } });
    const value = document.getElementById('f-value') as HTMLInputElement;
    expect(document.activeElement).toBe(value);
    await fireEvent.input(value, { target: { value: '6.10' } });
    await fireEvent.submit(value.form as HTMLFormElement);
    await screen.findByRole('button', { name: /^When was it measured: / });
    expect(add).not.toHaveBeenCalled();
    await fireEvent.click(screen.getByLabelText('After a meal'));
    await fireEvent.submit(value.form as HTMLFormElement);
    await waitFor(() => expect(add).toHaveBeenCalledOnce());
    expect(add.mock.calls[0]?.[0].form).toMatchObject({ type: 'glucose', value: '6.10', unit: 'mmol/L', context: 'after-meal' });
  });
});

describe('drafts', () => {
  test('a number and a choice that are missing are said at once', () => {
    const form = emptyForm('glucose', session.settings);
    expect(unchosen(form).map((problem) => problem.field)).toEqual(['value', 'context']);
    expect(unchosen({ ...form, value: '6.1' } as Form).map((problem) => problem.field)).toEqual(['context']);
    expect(unchosen({ ...form, context: 'fasting' } as Form)).toEqual([]);
  });
  test('what is empty is left out; digits stay as typed', () => {
    const form = cleaned({ ...emptyForm('measure', session.settings), value: '61.20' } as Form);
    expect(form).toMatchObject({ type: 'measure', what: 'weight', value: '61.20', unit: 'kg', note: null });
  });
  test('"no allergies known" carries no substance', () => {
    const form = cleaned({ type: 'allergy', substance: 'left over', reaction: 'rash', severity: 'mild', since: '', none: true, note: '' });
    expect(form).toMatchObject({ none: true, substance: '', reaction: null, severity: null });
  });
  test('a medicine that is taken has no end', () => {
    const form = cleaned({ type: 'medicine', name: 'Metformin', until: '2026-01', status: 'active' });
    expect(form).toMatchObject({ until: null });
  });
});

describe('screens', () => {
  test.each(formTypes)('the form for %s: axe finds nothing, no text is missing', async (type) => {
    render(Add, { route: { screen: 'add', id: type } });
    expect(await violations()).toEqual([]);
    expect(document.body.textContent).not.toContain('⟦');
  });
  test.each(places.map((p) => p.place))('the place %s: axe finds nothing, no text is missing', async (place) => {
    render(Track, { route: { screen: 'track', q: place } });
    await waitFor(() => expect(document.querySelector('[role="tabpanel"] .card, [role="tabpanel"] section')).toBeTruthy());
    expect(await violations()).toEqual([]);
    expect(document.body.textContent).not.toContain('⟦');
  });
  test('Track shows the form at once and the values below it', async () => {
    render(Track, { route: { screen: 'track', q: 'blood-pressure' } });
    await screen.findByLabelText('All in one line');
    await screen.findByRole('tab', { name: 'Chart' });
    expect(await violations()).toEqual([]);
  });
  test('changing an entry can be undone: the version before comes back', async () => {
    const back = vi.fn((_request: { id: string }) => makeEntry('vital-sign', 'Blood pressure'));
    await start({ entry_restore_version: back });
    router.go({ screen: 'edit', id: 'e1' });
    render(Edit, { route: { screen: 'edit', id: 'e1' } });
    await fireEvent.click(await screen.findByRole('button', { name: 'Save for Li Hua' }));
    await waitFor(() => expect(toasts.all).toHaveLength(1));
    await toasts.all[0]?.action?.run();
    expect(back.mock.calls[0]?.[0]).toMatchObject({ id: 'e1', version: 1 });
  });
  test('deleting hides the entry and offers to bring it back', async () => {
    const restore = vi.fn(() => null);
    await start({ entry_restore: restore });
    render(Edit, { route: { screen: 'edit', id: 'e1' } });
    await fireEvent.click(await screen.findByRole('button', { name: 'Delete' }));
    await waitFor(() => expect(toasts.all).toHaveLength(1));
    expect(hide).toHaveBeenCalledOnce();
    await toasts.all[0]?.action?.run();
    expect(restore).toHaveBeenCalledOnce();
  });
});
