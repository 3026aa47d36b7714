// Share as a screen: prepare, look through, hand over; each form says who can read it.
import { fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import { beforeEach, expect, test } from 'vitest';
import { session } from '../../app/session.svelte';
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

/** Goes to a step of preparing. */
async function step(name: string) {
  await fireEvent.click(await screen.findByRole('button', { name }));
  await screen.findByRole('heading', { level: 2, name });
}

test('private matters are not ticked to begin with; no violation', async () => {
  const { container } = render(Share, { route });
  await step('What goes along');
  await waitFor(() => expect((screen.getByLabelText('Problems') as HTMLInputElement).checked).toBe(true));
  for (const name of ['Social history', 'Family history']) expect((screen.getByLabelText(name) as HTMLInputElement).checked).toBe(false);
  expect(await violations(container)).toEqual([]);
});

test('a line can be left out and taken along again', async () => {
  const { container } = render(Share, { route });
  await waitFor(() => expect(draft.sections).not.toBeNull());
  await fireEvent.click(screen.getByRole('tab', { name: 'Look through' }));
  const box = (await screen.findByLabelText(/Hypertension/)) as HTMLInputElement;
  await fireEvent.click(box);
  await waitFor(() => expect(draft.leftOut).toHaveLength(1));
  expect(await screen.findByText('left out')).toBeTruthy();
  expect(await violations(container)).toEqual([]);
  await fireEvent.click(screen.getByLabelText(/Hypertension/));
  await waitFor(() => expect(draft.leftOut).toEqual([]));
});

test('who may only read is told that a referral is for others to make', async () => {
  session.people = session.people.map((person) => (person.id === 'p1' ? { ...person, right: 'read' } : person));
  render(Share, { route });
  await fireEvent.click(await screen.findByRole('tab', { name: 'Hand over' }));
  expect(await screen.findByText(/whoever may write in it can make one/)).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'Make the referral' })).toBeNull();
});

test('each form says who can read it and whether it can be taken back', async () => {
  const { container } = render(Share, { route });
  await fireEvent.click(await screen.findByRole('tab', { name: 'Hand over' }));
  const ways = container.querySelectorAll('.way');
  expect(ways).toHaveLength(16);
  for (const way of ways) expect(way.querySelector('.who')?.textContent).toMatch(/can read (it|them).*can(not)? be taken back/s);
  expect(await violations(container)).toEqual([]);
});

test('the sheet says what stands beside the rows: whom to call, what sources say differently, readings at home', async () => {
  render(Share, { route });
  await waitFor(() => expect(draft.sections).not.toBeNull());
  await fireEvent.click(screen.getByRole('tab', { name: 'Look through' }));
  const sheet = await screen.findByRole('article');
  for (const words of ['Emergency contact: Li Mei (daughter) 139 0000 0000', 'Own doctor: not written down', 'Two doses of one medicine', 'mean of 24 readings on 6 days', 'Method: Chinese guideline']) {
    expect(sheet.textContent).toContain(words);
  }
  expect(sheet.textContent).not.toContain('家庭血压');
});

test('the specialty of the visit is proposed to whom a referral goes, and can be changed', async () => {
  render(Share, { route });
  draft.purpose = 'referral';
  draft.specialty = 'cardiology';
  await draft.propose('referral');
  await fireEvent.click(await screen.findByRole('tab', { name: 'Hand over' }));
  await fireEvent.click(await screen.findByRole('button', { name: 'Make the referral' }));
  const to = (await screen.findByLabelText(/To whom/)) as HTMLInputElement;
  expect(to.value).toBe('Cardiology');
  await fireEvent.input(to, { target: { value: 'Dr. Chen' } });
  expect(to.value).toBe('Dr. Chen');
});

test('without a specialty nothing is made up', async () => {
  render(Share, { route });
  await waitFor(() => expect(draft.proposal).not.toBeNull());
  await fireEvent.click(await screen.findByRole('tab', { name: 'Hand over' }));
  await fireEvent.click(await screen.findByRole('button', { name: 'Make the referral' }));
  expect(((await screen.findByLabelText(/To whom/)) as HTMLInputElement).value).toBe('');
});

test('the code stands beside the words it holds', async () => {
  render(Share, { route });
  await fireEvent.click(await screen.findByRole('tab', { name: 'Hand over' }));
  URL.createObjectURL ??= () => 'blob:made-up';
  URL.revokeObjectURL ??= () => {};
  await fireEvent.click(screen.getAllByText('Show the code')[0] as HTMLElement);
  await fireEvent.click(await screen.findByText('What the code says'));
  expect(await screen.findByText(/ALLERGY: Penicillin/)).toBeTruthy();
});

test('the code for the desk fills the window, changes its size and is tapped away', async () => {
  URL.createObjectURL ??= () => 'blob:made-up';
  URL.revokeObjectURL ??= () => {};
  const { container } = render(Share, { route });
  await fireEvent.click(await screen.findByRole('tab', { name: 'Hand over' }));
  await fireEvent.click(screen.getAllByText('Show the code')[0] as HTMLElement);
  const size = (await screen.findByLabelText('Size')) as HTMLInputElement;
  await fireEvent.input(size, { target: { value: '50' } });
  expect((container.querySelector('dialog img') as HTMLImageElement).style.height).toBe('50%');
  expect(await violations(container)).toEqual([]);
  await fireEvent.click(screen.getByLabelText('Tap the code away'));
  await waitFor(() => expect(container.querySelector('dialog')).toBeNull());
});

test('the code of a health card is a picture, and what did not fit on it stands beside it', async () => {
  const pictures: Blob[] = [];
  const before = URL.createObjectURL;
  URL.createObjectURL = (blob: Blob) => {
    pictures.push(blob);
    return 'blob:made-up';
  };
  URL.revokeObjectURL ??= () => {};
  const { container } = render(Share, { route });
  await fireEvent.click(await screen.findByRole('tab', { name: 'Hand over' }));
  await fireEvent.click(screen.getByRole('button', { name: 'Show the code (Health card)' }));
  expect(await screen.findByText('3 entries did not fit onto the card.')).toBeTruthy();
  expect(container.querySelector('dialog img')).toBeTruthy();
  expect(pictures).toHaveLength(1);
  expect(await violations(container)).toEqual([]);
  URL.createObjectURL = before;
});

test('what the code says can be read, and then the code is there again', async () => {
  URL.createObjectURL ??= () => 'blob:made-up';
  URL.revokeObjectURL ??= () => {};
  const { container } = render(Share, { route });
  await fireEvent.click(await screen.findByRole('tab', { name: 'Hand over' }));
  await fireEvent.click(screen.getAllByText('Show the code')[0] as HTMLElement);
  await fireEvent.click(await screen.findByText('What the code says'));
  expect(container.querySelector('dialog img')).toBeNull();
  await fireEvent.click(screen.getByText('Show the code again'));
  expect(container.querySelector('dialog img')).toBeTruthy();
});

test('sensitive topics are off, said at the hand-over, and ticked by the person only', async () => {
  const { container } = render(Share, { route });
  await step('What goes along');
  const box = (await screen.findByLabelText('Mental health')) as HTMLInputElement;
  expect(box.checked).toBe(false);
  expect(await screen.findByText(/2 entries · One of them is a medicine/)).toBeTruthy();
  await fireEvent.click(await screen.findByRole('tab', { name: 'Hand over' }));
  expect(await screen.findByText('One sensitive topic is held back:')).toBeTruthy();
  await fireEvent.click(screen.getByText('Change what goes along'));
  await fireEvent.click(await screen.findByLabelText('Mental health'));
  await waitFor(() => expect(draft.options.topics).toEqual(['mental-health']));
  await fireEvent.click(await screen.findByRole('tab', { name: 'Hand over' }));
  await screen.findByText('At the desk, now');
  await waitFor(() => expect(screen.queryByText('One sensitive topic is held back:')).toBeNull());
  expect(await violations(container)).toEqual([]);
});

test('a form is shown as the receiver sees it, without what is left out', async () => {
  const { container } = render(Share, { route });
  await waitFor(() => expect(draft.sections).not.toBeNull());
  await fireEvent.click(await screen.findByRole('tab', { name: 'Hand over' }));
  await fireEvent.click(screen.getAllByText('As the receiver sees it')[0] as HTMLElement);
  const page = await screen.findByRole('group', { name: 'The summary' });
  expect(page.querySelectorAll('input')).toHaveLength(0);
  expect(page.textContent).toContain('Penicillin');
  expect(await violations(container)).toEqual([]);
});

test('what is locked shows its six words once, in order', async () => {
  const { container } = render(Share, { route });
  await fireEvent.click(await screen.findByRole('tab', { name: 'Hand over' }));
  await fireEvent.click(screen.getAllByText('Lock and save')[0] as HTMLElement);
  await waitFor(() => expect([...container.querySelectorAll('dialog ol li')].map((li) => li.textContent)).toEqual(['anchor', 'meadow', 'rain', 'copper', 'lantern', 'violin']));
  expect(await violations(container)).toEqual([]);
});

test('the moving code goes on, stops and is closed', async () => {
  URL.createObjectURL ??= () => 'blob:made-up';
  URL.revokeObjectURL ??= () => {};
  const { container } = render(Share, { route });
  await fireEvent.click(await screen.findByRole('tab', { name: 'Hand over' }));
  await fireEvent.click(screen.getAllByText('Show the code')[1] as HTMLElement);
  await screen.findByText(/Code [2-9] of 48/);
  await fireEvent.click(screen.getByText('Pause'));
  const at = container.querySelector('dialog p')?.textContent;
  await new Promise((resolve) => setTimeout(resolve, 400));
  expect(container.querySelector('dialog p')?.textContent).toBe(at);
  expect(await violations(container)).toEqual([]);
  await fireEvent.click(screen.getByText('Close'));
  await waitFor(() => expect(container.querySelector('dialog')).toBeNull());
});

test('the text for a record is read and copied; without a clipboard it is marked to be copied by hand', async () => {
  const { container } = render(Share, { route });
  await fireEvent.click(await screen.findByRole('tab', { name: 'Hand over' }));
  await fireEvent.click(screen.getByText('Read and copy it'));
  const box = (await screen.findByRole('textbox', { name: 'Text for the doctor’s record' })) as HTMLTextAreaElement;
  expect(box.readOnly).toBe(true);
  const written: string[] = [];
  Object.defineProperty(navigator, 'clipboard', { configurable: true, value: { writeText: async (text: string) => void written.push(text) } });
  await fireEvent.click(screen.getByText('Copy the text'));
  expect(await screen.findByText(/^Copied/)).toBeTruthy();
  expect(written).toEqual([box.value]);
  Object.defineProperty(navigator, 'clipboard', { configurable: true, value: { writeText: async () => Promise.reject(new Error('no')) } });
  await fireEvent.click(screen.getByText('Copy the text'));
  expect(await screen.findByText(/The text is marked/)).toBeTruthy();
  expect(document.activeElement).toBe(box);
  expect(await violations(container)).toEqual([]);
});

test('paper and large print are chosen once and remembered', async () => {
  render(Share, { route });
  await fireEvent.click(await screen.findByRole('tab', { name: 'Hand over' }));
  const paper = (await screen.findByLabelText('Paper')) as HTMLSelectElement;
  await fireEvent.change(paper, { target: { value: 'letter' } });
  await fireEvent.click(screen.getByLabelText('Large print'));
  await waitFor(() => expect(session.settings?.largePrint).toBe(true));
  expect(session.settings?.paper).toBe('letter');
  await waitFor(() => expect(draft.options).toMatchObject({ paper: 'letter', largePrint: true }));
});
