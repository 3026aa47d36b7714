// Caregivers: who opens what, letting in, ending, letters, the list of who did what, records that do not open.
import { fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import { beforeEach, expect, test, vi } from 'vitest';
import { session } from '../../app/session.svelte';
import { toasts } from '../../app/toasts.svelte';
import Trouble from '../../app/Trouble.svelte';
import { connectTo, type PersonView, type TroubleView } from '../../ipc';
import { mockFace } from '../../ipc/mock';
import { violations } from '../../test/axe';
import AccessLog from './AccessLog.svelte';
import AddCaregiver from './AddCaregiver.svelte';
import Caregivers from './Caregivers.svelte';
import Family from './Family.svelte';
import Grant from './Grant.svelte';
import Letters from './Letters.svelte';

const revoke = vi.fn(() => null);
const grant = vi.fn(() => ({ words: ['copper', 'summer', 'paper', 'orbit', 'maple', 'stone'] }));
const accept = vi.fn(() => null);
const older = vi.fn(() => null);
const leave = vi.fn(() => null);
beforeEach(async () => {
  vi.clearAllMocks();
  connectTo(mockFace({ caregiver_revoke: revoke, caregiver_grant: grant, letter_accept: accept, record_accept_older: older, record_leave: leave }));
  toasts.clear();
  await session.refresh();
  session.personId = 'p1';
});

test('access ends only with the own passphrase', async () => {
  render(Caregivers);
  await fireEvent.click(await screen.findByRole('button', { name: 'End access Wei, Li Hua' }));
  const act = screen.getAllByRole('button', { name: 'End access' }).at(-1) as HTMLButtonElement;
  expect(act.disabled).toBe(true);
  await fireEvent.input(screen.getByLabelText('Your own passphrase'), { target: { value: 'my own words' } });
  await fireEvent.click(act);
  await waitFor(() => expect(revoke).toHaveBeenCalledWith({ keyholder: 'k2', person: 'p1', passphrase: 'my own words' }));
  expect(await violations()).toEqual([]);
});

test('somebody new is let in only after the words were compared', async () => {
  render(Caregivers);
  await fireEvent.click(await screen.findByRole('button', { name: 'Let Wei into a record' }));
  const act = screen.getByRole('button', { name: 'Let in' }) as HTMLButtonElement;
  await fireEvent.input(screen.getByLabelText('Your own passphrase'), { target: { value: 'my own words' } });
  expect(act.disabled).toBe(true);
  await fireEvent.click(screen.getByLabelText('Yes, we compared them face to face and they are the same'));
  expect(act.disabled).toBe(false);
  expect(await violations()).toEqual([]);
  await fireEvent.click(act);
  await screen.findByText('copper');
  expect(grant).toHaveBeenCalledWith({ keyholder: 'k2', person: 'p2', right: 'read', compared: true, passphrase: 'my own words' });
});

test('a letter shows its six words before it is taken', async () => {
  render(Letters, {
    letters: [{ person: 'p7', name: 'Zhao Lan', by: 'Mei', right: 'edit', rightText: 'may change', atText: '3 May 2026', expired: false, known: false, words: ['copper', 'summer', 'paper', 'orbit', 'maple', 'stone'] }],
  });
  expect(screen.getAllByRole('listitem').map((li) => li.textContent)).toEqual(['copper', 'summer', 'paper', 'orbit', 'maple', 'stone']);
  expect(await violations()).toEqual([]);
  await fireEvent.click(screen.getByRole('button', { name: 'We compared them, they are the same' }));
  await waitFor(() => expect(accept).toHaveBeenCalledWith({ person: 'p7' }));
});

test('the list of who did what is a table', async () => {
  render(AccessLog, { route: { screen: 'access', id: 'p1' } });
  await screen.findByText('opened the record');
  expect(await violations()).toEqual([]);
});

test('an older record is accepted only after saying so twice', async () => {
  const trouble: TroubleView = { code: 'record-older', text: '2 saved changes are missing.', advice: 'Restore a backup.', missing: 2, canAccept: true };
  render(Trouble, { person: session.people[0] as PersonView, trouble });
  expect(await violations()).toEqual([]);
  await fireEvent.click(screen.getByRole('button', { name: 'Accept what is here' }));
  const act = screen.getAllByRole('button', { name: 'Accept what is here' }).at(-1) as HTMLButtonElement;
  expect(act.disabled).toBe(true);
  await fireEvent.click(screen.getByLabelText('I understand that the missing changes are gone'));
  await fireEvent.click(act);
  await waitFor(() => expect(older).toHaveBeenCalledWith({ person: 'p1' }));
});

test('what the check after unlocking finds is kept for the frame; a record that does not open says so itself', async () => {
  const problem = (code: string, text: string) => ({ code, severity: 'error' as const, where: 'p1', text });
  const problems = [problem('state-differs', 'Entries differ.'), problem('older-than-saved', 'It is older.')];
  connectTo(mockFace({ vault_check: () => ({ ok: false, problems }) }));
  await session.check();
  expect(session.problems.map((p) => p.text)).toEqual(['Entries differ.']);
  session.problems = [];
});

test('the list names the record, also while it is empty', async () => {
  connectTo(mockFace({ access_log: () => ({ lines: [], next: null }) }));
  render(AccessLog, { route: { screen: 'access', id: 'p2' } });
  await screen.findByText('Nothing yet.');
  expect(screen.getByRole('heading', { level: 1, name: 'Who opened and changed the record of 李明' })).toBeTruthy();
});

test('an expired letter is thrown away, and nothing of it is said to differ', async () => {
  const refuse = vi.fn(() => null);
  connectTo(mockFace({ letter_refuse: refuse }));
  render(Letters, {
    letters: [{ person: 'p7', name: 'Zhao Lan', by: 'Mei', right: 'edit', rightText: 'may change', atText: '3 May 2026', expired: true, known: false, words: [] }],
  });
  expect(screen.queryByText(/They differ/)).toBeNull();
  await fireEvent.click(screen.getByRole('button', { name: 'Throw the letter away' }));
  await waitFor(() => expect(refuse).toHaveBeenCalledWith({ person: 'p7' }));
});

test('another right: the record is named, Enter is enough, and it is said when it is done', async () => {
  const { caregivers } = await mockFace().call('caregivers', {});
  const who = caregivers.find((one) => one.id === 'k2');
  if (!who?.access[0]) throw new Error('nobody to change');
  render(Grant, { who: { ...who, known: true }, access: who.access[0], people: session.people, onclose: () => {} });
  expect(screen.getByRole('heading', { name: 'What may Wei do in the record of Li Hua?' })).toBeTruthy();
  await fireEvent.click(screen.getByLabelText(/^may change/));
  const field = screen.getByLabelText<HTMLInputElement>('Your own passphrase');
  await fireEvent.input(field, { target: { value: 'my own words' } });
  expect(field.form, 'Enter has something to send').not.toBeNull();
  expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Save' }).form).toBe(field.form);
  await fireEvent.submit(field.form as HTMLFormElement);
  await waitFor(() => expect(grant).toHaveBeenCalledWith({ keyholder: 'k2', person: 'p1', right: 'edit', compared: false, passphrase: 'my own words' }));
  await waitFor(() => expect(toasts.all.map((one) => one.text)).toEqual(['Wei, record of Li Hua: may change.']));
});

const ended: TroubleView = { code: 'access-ended', text: 'It does not open.', advice: 'Ask its owner.', missing: 0, canAccept: false };

test('a key is given up only after it was asked what that means', async () => {
  render(Trouble, { person: session.people[0] as PersonView, trouble: ended });
  await fireEvent.click(screen.getByRole('button', { name: 'Take this record off my list' }));
  expect(leave).not.toHaveBeenCalled();
  await screen.findByText(/You give up your key to the record of Li Hua/);
  expect(await violations()).toEqual([]);
  await fireEvent.click(screen.getAllByRole('button', { name: 'Take this record off my list' }).at(-1) as HTMLElement);
  await waitFor(() => expect(leave).toHaveBeenCalledWith({ person: 'p1' }));
});

test('a record that its maker cannot open can be removed, one whose access has ended cannot', async () => {
  const mark = (trouble: TroubleView) => (session.people = session.people.map((p) => (p.id === 'p2' ? { ...p, trouble } : p)));
  mark({ ...ended, code: 'vault-damaged' });
  render(Family, { route: { screen: 'family' } });
  expect(screen.getByRole('button', { name: 'Remove 李明' })).toBeTruthy();
  mark(ended);
  await waitFor(() => expect(screen.queryByRole('button', { name: 'Remove 李明' })).toBeNull());
});

test('a caregiver is added with Enter, and closing asks about the paper in words that are true for them', async () => {
  const onclose = vi.fn();
  render(AddCaregiver, { people: session.people, onclose });
  const name = screen.getByLabelText<HTMLInputElement>('Name');
  await fireEvent.submit(name.form as HTMLFormElement);
  await screen.findByText('Please type the caregiver’s name.');
  expect(screen.getByText('Please type the passphrase.'), 'one’s own').toBeTruthy();
  await fireEvent.input(name, { target: { value: 'Jun' } });
  for (const id of ['new-passphrase', 'new-again']) await fireEvent.input(document.getElementById(id) as HTMLElement, { target: { value: 'violin copper rain' } });
  expect(screen.getByLabelText('Their passphrase (they choose it)')).toBe(document.getElementById('new-passphrase'));
  await fireEvent.input(screen.getByLabelText('Your own passphrase'), { target: { value: 'my own words' } });
  await fireEvent.submit(name.form as HTMLFormElement);
  await screen.findByTestId('recovery-code');
  await fireEvent.click(screen.getByRole('button', { name: 'Close' }));
  await screen.findByText(/If Jun forgets the passphrase and has no paper, they must be added anew/);
  expect(onclose).not.toHaveBeenCalled();
  expect(document.body.textContent).not.toContain('nobody can open the record any more');
  expect(await violations()).toEqual([]);
  await fireEvent.click(screen.getByRole('button', { name: 'Go on without a paper' }));
  expect(onclose).toHaveBeenCalledOnce();
});
