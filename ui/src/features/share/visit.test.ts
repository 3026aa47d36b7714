// Preparing a visit: four steps that can be skipped, a proposal that is shown and changeable.
import { fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import { beforeEach, expect, test } from 'vitest';
import { router } from '../../app/router.svelte';
import { session } from '../../app/session.svelte';
import { setLang } from '../../i18n/index.svelte';
import { connectTo } from '../../ipc';
import { mockFace } from '../../ipc/mock';
import { violations } from '../../test/axe';
import { draft } from './draft.svelte';
import Share from './Share.svelte';

const route = { screen: 'share' as const };
beforeEach(async () => {
  connectTo(mockFace());
  await session.refresh();
  session.personId = 'p1';
  draft.begin(null, 'en');
});
const press = async (name: string | RegExp) => fireEvent.click(await screen.findByRole('button', { name }));
const heading = (name: string) => screen.findByRole('heading', { level: 2, name });

test('every step can be passed by its one large button, and back; no violation anywhere', async () => {
  const { container } = render(Share, { route });
  for (const [here, next] of [['Which visit', 'Next'], ['Reason and questions', 'Next: what has changed'], ['What has changed', 'Next: what goes along']] as const) {
    await heading(here);
    expect(await violations(container), here).toEqual([]);
    await press(next);
  }
  const last = await heading('What goes along');
  expect(document.activeElement, 'the heading is read out').toBe(last);
  expect(await violations(container)).toEqual([]);
  await press('Back');
  await heading('What has changed');
  await press('What goes along');
  await press('Next: look through it');
  expect(await screen.findByRole('article', { name: 'The summary' })).toBeTruthy();
});

test('what was typed stays, and is cleared only when it is asked for twice', async () => {
  const first = render(Share, { route });
  await press('Reason and questions');
  await fireEvent.input(await screen.findByLabelText(/Why this visit/), { target: { value: 'Chest pain on the stairs' } });
  first.unmount();
  render(Share, { route });
  expect((await screen.findByLabelText(/Why this visit/) as HTMLTextAreaElement).value).toBe('Chest pain on the stairs');
  await press('Start again');
  const dialog = await screen.findByRole('dialog');
  expect(draft.reason).not.toBe('');
  await fireEvent.click(within(dialog).getByRole('button', { name: 'Start again' }));
  await heading('Which visit');
  expect(draft.reason).toBe('');
});

test('a word of the reason suggests a specialty, which is taken only by the person', async () => {
  render(Share, { route });
  await press('Reason and questions');
  await fireEvent.input(await screen.findByLabelText(/Why this visit/), { target: { value: 'Chest pain on the stairs' } });
  expect(await screen.findByText('“chest pain” may belong to: Cardiology')).toBeTruthy();
  expect(draft.specialty).toBe('');
  await press('Choose Cardiology');
  await waitFor(() => expect(draft.options.specialty).toBe('cardiology'));
  await waitFor(() => expect(draft.sections).toContain('documents'));
  await press('What goes along');
  expect(await screen.findByText('Cardiology asks about it')).toBeTruthy();
  expect(screen.getByText('Not in your record: NT-proBNP')).toBeTruthy();
});

test('there are five questions at most', async () => {
  render(Share, { route });
  await press('Reason and questions');
  for (let i = 2; i <= 5; i += 1) await press('One more question');
  expect(screen.getByLabelText('Question 5')).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'One more question' })).toBeNull();
  expect(screen.getByText('Five questions are enough for one visit.')).toBeTruthy();
});

test('a change is left out by its tick, leads to its entry, and says when it is sensitive', async () => {
  render(Share, { route });
  await press('What has changed');
  const potassium = (await screen.findByLabelText(/Potassium.*4.9 → 5.6 mmol\/L/)) as HTMLInputElement;
  expect(potassium.checked).toBe(true);
  await fireEvent.click(potassium);
  await waitFor(() => expect(draft.options.leftOut).toEqual(['change-c2']));
  expect(screen.getByText('Sensitive: goes along only if you tick “Mental health” in the next step.')).toBeTruthy();
  expect(draft.options.changesSince, 'the day that is shown').toBe('2026-05-12');
  await fireEvent.click(screen.getByLabelText('Leave all changes out'));
  await waitFor(() => expect(draft.options.changesSince).toBe('none'));
  await fireEvent.click(screen.getByLabelText('Leave all changes out'));
  await press('Open the entry (Potassium)');
  expect(router.route).toMatchObject({ screen: 'entry', id: 'c2' });
});

test('another day can be chosen', async () => {
  render(Share, { route });
  await press('What has changed');
  await fireEvent.change(await screen.findByLabelText('Since when?'), { target: { value: 'other' } });
  for (const [label, value] of [['Day', '1'], ['Month', '2'], ['Year', '2026']] as const) await fireEvent.input(await screen.findByLabelText(label), { target: { value } });
  await press('Show');
  await waitFor(() => expect(draft.options.changesSince).toBe('2026-02-01'));
});

test('an emergency asks for no specialty and tells of no changes', async () => {
  render(Share, { route });
  expect(await screen.findByLabelText('Which specialty?')).toBeTruthy();
  await fireEvent.click(await screen.findByLabelText(/A sheet for emergencies/));
  await waitFor(() => expect(draft.options.changesSince).toBe('none'));
  expect(screen.queryByLabelText('Which specialty?')).toBeNull();
  await waitFor(() => expect(draft.sections).toEqual(['allergies', 'problems', 'medications', 'vital-signs']));
});

test('in Chinese too', async () => {
  await setLang('zh-CN');
  const { container } = render(Share, { route });
  await press('有什么变化');
  expect(await screen.findByLabelText(/钾.*4.9 → 5.6/)).toBeTruthy();
  expect(await violations(container)).toEqual([]);
  await setLang('en');
});

test('an entry leads to the questions, with one about it that can be changed and comes once', async () => {
  const [first] = (await mockFace().call('timeline', { person: 'p1', kinds: ['result'], limit: 1 })).entries;
  if (!first) throw new Error('no result');
  const asking = { ...route, id: first.id, q: 'ask' };
  const { unmount, container } = render(Share, { route: asking });
  await heading('Reason and questions');
  const field = await screen.findByLabelText('Question 1');
  await waitFor(() => expect((field as HTMLInputElement).value).toMatch(/^About .*: what does it mean for me\?$/));
  expect((field as HTMLInputElement).value).toContain(first.title);
  expect(await violations(container)).toEqual([]);
  await fireEvent.input(field, { target: { value: 'Is this high?' } });
  unmount();
  render(Share, { route: asking });
  await heading('Reason and questions');
  await waitFor(() => expect(draft.questions).toEqual(['Is this high?']));
});
