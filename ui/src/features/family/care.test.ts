// Caregivers: who opens what, letting in, ending, letters, the list of who did what, records that do not open.
import { fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import { beforeEach, expect, test, vi } from 'vitest';
import { session } from '../../app/session.svelte';
import Trouble from '../../app/Trouble.svelte';
import { connectTo, type PersonView, type TroubleView } from '../../ipc';
import { mockFace } from '../../ipc/mock';
import { violations } from '../../test/axe';
import AccessLog from './AccessLog.svelte';
import Caregivers from './Caregivers.svelte';
import Letters from './Letters.svelte';

const revoke = vi.fn(() => null);
const grant = vi.fn(() => ({ words: ['copper', 'summer', 'paper', 'orbit', 'maple', 'stone'] }));
const accept = vi.fn(() => null);
const older = vi.fn(() => null);
beforeEach(async () => {
  vi.clearAllMocks();
  connectTo(mockFace({ caregiver_revoke: revoke, caregiver_grant: grant, letter_accept: accept, record_accept_older: older }));
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
