// Unlocking: the cursor is in the field, a wrong passphrase is said there, waiting is enforced, and the
// recovery code leads to a new one.
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import { beforeEach, expect, test, vi } from 'vitest';
import App from '../../app/App.svelte';
import { session } from '../../app/session.svelte';
import { ApiError, connectTo, type AppStatus, type JobView, type UnlockRequest } from '../../ipc';
import { mockFace } from '../../ipc/mock';
import { violations } from '../../test/axe';
import Mend from './Mend.svelte';
import Unlock from './Unlock.svelte';

const face = mockFace();
const unlock = vi.fn((request: UnlockRequest) => face.call('vault_unlock', request));
beforeEach(async () => {
  vi.clearAllMocks();
  connectTo(mockFace({ vault_unlock: unlock }));
  await session.take(await mockFace().call('vault_lock', {}));
});
const field = () => document.getElementById('passphrase') as HTMLInputElement;

test('type and press Enter', async () => {
  render(Unlock);
  expect(document.activeElement).toBe(field());
  expect(await violations()).toEqual([]);
  await fireEvent.input(field(), { target: { value: 'anchor meadow rain' } });
  await fireEvent.submit(field().form as HTMLFormElement);
  await waitFor(() => expect(session.status?.state).toBe('unlocked'));
  expect(unlock.mock.calls[0]?.[0]).toEqual({ keyholder: 'k1', passphrase: 'anchor meadow rain' });
});

test('a wrong passphrase is said at the field, which is emptied and has the cursor', async () => {
  render(Unlock);
  await fireEvent.input(field(), { target: { value: 'wrong' } });
  await fireEvent.submit(field().form as HTMLFormElement);
  await waitFor(() => expect(field().getAttribute('aria-invalid')).toBe('true'));
  await waitFor(() => expect(field().value).toBe(''));
  await waitFor(() => expect(document.activeElement).toBe(field()));
  expect(session.status?.state).toBe('locked');
});

test('after too many tries the button waits', async () => {
  unlock.mockImplementationOnce(() => { throw new ApiError('wait', { seconds: '30' }); });
  render(Unlock);
  await fireEvent.input(field(), { target: { value: 'x' } });
  await fireEvent.submit(field().form as HTMLFormElement);
  await screen.findByText('Please wait 30 seconds before the next try.');
  expect((screen.getByRole('button', { name: 'Open' }) as HTMLButtonElement).disabled).toBe(true);
});

const press = (name: string) => fireEvent.click(screen.getByRole('button', { name }));
const code = 'KF1Q7-RT2M9-X84HD-PN3W6-YKC0Z-J5';

test('a forgotten passphrase: the code is looked at while it is typed, then a new passphrase and a new paper', async () => {
  const recover = vi.fn(() => ({ recoveryCode: 'AB01-CD23-EF45' }));
  connectTo(mockFace({ vault_unlock: unlock, vault_unlock_recovery: recover }));
  render(Unlock);
  await press('I forgot my passphrase');
  expect(await violations()).toEqual([]);
  const field = document.getElementById('code') as HTMLElement;
  await fireEvent.input(field, { target: { value: 'KF1 Q7RT' } });
  await screen.findByText('7 of 27 letters and digits');
  await press('Next');
  await waitFor(() => expect(field.getAttribute('aria-invalid')).toBe('true'));
  await fireEvent.input(field, { target: { value: code } });
  await screen.findByText('The code is complete and free of typing mistakes.');
  await press('Next');
  await screen.findByRole('heading', { name: 'Choose a new passphrase' });
  expect(await violations()).toEqual([]);
  for (const id of ['new-passphrase', 'new-again']) await fireEvent.input(document.getElementById(id) as HTMLElement, { target: { value: 'violin copper rain' } });
  await press('Open');
  await screen.findByTestId('recovery-code');
  expect(recover).toHaveBeenCalledWith({ code, newPassphrase: 'violin copper rain', keyholder: null });
});

test('a code of another paper leads back to the code', async () => {
  connectTo(mockFace({ vault_unlock_recovery: () => { throw new ApiError('wrong-recovery-code'); } }));
  render(Unlock);
  await press('I forgot my passphrase');
  await fireEvent.input(document.getElementById('code') as HTMLElement, { target: { value: code } });
  await screen.findByText('The code is complete and free of typing mistakes.');
  await press('Next');
  for (const id of ['new-passphrase', 'new-again']) await fireEvent.input(document.getElementById(id) as HTMLElement, { target: { value: 'violin copper rain' } });
  await press('Open');
  await screen.findByText('This recovery code does not open the vault.');
  expect(document.getElementById('code'), 'the code can be corrected').not.toBeNull();
});

test('whoever has no paper is told what there is to do', async () => {
  render(Unlock);
  await press('I forgot my passphrase');
  await press('I have no paper');
  await screen.findByText(/nobody can open the record, not even we/);
  await press('Back');
  expect(document.getElementById('passphrase')).not.toBeNull();
});

test('quick opening is offered to those who switched it on, and falls back to the passphrase', async () => {
  render(Unlock);
  expect(screen.queryByRole('button', { name: 'Open without the passphrase' }), 'off by default').toBeNull();
  cleanup();
  const quick = vi.fn(() => { throw new ApiError('no-quick-unlock'); });
  const on = mockFace({ vault_unlock_quick: quick });
  connectTo(on);
  const status = await mockFace().call('vault_lock', {});
  await session.take({ ...status, quickUnlock: { possible: true, keyholders: ['k1'] } });
  render(Unlock);
  await press('Open without the passphrase');
  await screen.findByText(/This computer’s keychain did not open the record/);
  expect(quick).toHaveBeenCalledWith({ keyholder: 'k1' });
  expect(session.status?.state).toBe('locked');
});

test('of several people the one who was here last is offered, and the field says whose passphrase it wants', async () => {
  const { status } = session;
  if (!status) throw new Error('no status');
  const keyholders = [...status.keyholders, { id: 'k2', nickname: 'Wei', colour: 'plum' as const }];
  await session.take({ ...status, keyholders, lastKeyholder: 'k2' });
  render(Unlock);
  expect(screen.getByRole('button', { name: /Wei/ }).getAttribute('aria-pressed')).toBe('true');
  expect(screen.getByLabelText('Passphrase of Wei')).toBe(field());
  await fireEvent.click(screen.getByRole('button', { name: /Li Mei/ }));
  expect(screen.getByLabelText('Passphrase of Li Mei')).toBe(field());
  expect(await violations()).toEqual([]);
});

test('nothing typed is no try: the field says so and has the cursor', async () => {
  render(Unlock);
  await press('Open');
  await screen.findByText('Please type the passphrase.');
  expect(unlock).not.toHaveBeenCalled();
  expect(document.activeElement).toBe(field());
  await fireEvent.input(field(), { target: { value: 'anchor meadow rain' } });
  await press('Open');
  await waitFor(() => expect(unlock).toHaveBeenCalledOnce());
  cleanup();
  const mend = vi.fn();
  connectTo(mockFace({ vault_mend: mend }));
  render(Mend, { ondone: () => {}, onclose: () => {} });
  await press('Mend the vault');
  await screen.findByText('Please type the passphrase.');
  expect(mend).not.toHaveBeenCalled();
});

test('a code with a typing mistake is called that; where it cannot be looked at, the core decides', async () => {
  let state: 'typo' | 'long' | null = 'typo';
  connectTo(mockFace({
    recovery_look: ({ code: typed }) => {
      if (state === null) throw new ApiError('internal');
      return { state, shown: typed, typed: 27, of: 27 };
    },
  }));
  render(Unlock);
  await press('I forgot my passphrase');
  const error = () => document.getElementById('code-error')?.textContent ?? '';
  const type = (value: string) => fireEvent.input(document.getElementById('code') as HTMLElement, { target: { value } });
  await type(code);
  await screen.findByText(/One letter or digit is not as on your paper/);
  await press('Next');
  await waitFor(() => expect(error()).toContain('One letter or digit is not as on your paper'));
  state = 'long';
  await type(`${code}77`);
  await waitFor(() => expect(document.querySelector('.look')?.textContent).toContain('longer than a recovery code'));
  await press('Next');
  await waitFor(() => expect(error()).toContain('This is longer than a recovery code.'));
  state = null;
  await type(code);
  await waitFor(() => expect(document.querySelector('.look')).toBeNull());
  await press('Next');
  await screen.findByRole('heading', { name: 'Choose a new passphrase' });
  expect(document.body.textContent, 'nobody has looked').not.toContain('The code is right so far');
});

const two = (status: AppStatus): AppStatus => ({ ...status, keyholders: [...status.keyholders, { id: 'k2', nickname: 'Wei', colour: 'plum' }] });

test('of several people it is said whose passphrase and paper these are, and only that code is tried', async () => {
  const recover = vi.fn(() => ({ recoveryCode: 'AB01-CD23-EF45' }));
  connectTo(mockFace({ vault_unlock_recovery: recover }));
  if (session.status) await session.take(two(session.status));
  render(Unlock);
  await fireEvent.click(screen.getByRole('button', { name: /Wei/ }));
  await press('I forgot my passphrase');
  await screen.findByText('For: Wei. It must be the paper of Wei.');
  await fireEvent.input(document.getElementById('code') as HTMLElement, { target: { value: code } });
  await screen.findByText('The code is complete and free of typing mistakes.');
  await press('Next');
  for (const id of ['new-passphrase', 'new-again']) await fireEvent.input(document.getElementById(id) as HTMLElement, { target: { value: 'violin copper rain' } });
  await press('Open');
  await screen.findByText('The passphrase and the paper of Wei are new now.');
  expect(recover).toHaveBeenCalledWith({ code, newPassphrase: 'violin copper rain', keyholder: 'k2' });
  expect(screen.getByText(/Keep the old paper too/)).toBeTruthy();
});

const finish = vi.fn();
async function bringBack(former = false) {
  const found = { type: 'restore' as const, madeText: '3 May 2026', day: '2026-05-03', people: [], without: [], replaces: true, compared: true, older: false, former };
  const job = { id: 9, state: 'done', done: 1, total: 1, resources: 0, error: null, result: found } as unknown as JobView;
  const status = await mockFace().call('vault_lock', {});
  finish.mockReturnValue({ ...status, restored: true, keyholders: [{ id: 'k7', nickname: 'Li Mei', colour: 'teal' }] });
  connectTo(mockFace({ vault_unlock: unlock, backup_restore: () => ({ id: 9 }), job: () => job, backup_restore_finish: finish }));
  await press('Restore from a backup');
  await press('Choose the backup file');
  await fireEvent.input(await screen.findByLabelText('My passphrase', { selector: 'input[type=password]' }), { target: { value: 'of that day' } });
  await press('Read the backup');
  await screen.findByRole('button', { name: 'Bring it back' });
  expect(screen.queryByText(/also for whoever knows them/) !== null).toBe(former);
  await press('Bring it back');
}
const finished = 'Your records are back. Now type the passphrase that you had on the day of that backup.';

test('a backup from before all keys were changed says what opens again', async () => {
  render(Unlock);
  await bringBack(true);
});

test('after a restore the passphrase is asked for, of the people who are there now', async () => {
  render(Unlock);
  await bringBack();
  await screen.findByText(finished);
  expect(screen.queryByRole('button', { name: 'Bring it back' })).toBeNull();
  expect(await violations()).toEqual([]);
  await fireEvent.input(field(), { target: { value: 'of that day' } });
  await press('Open');
  await waitFor(() => expect(unlock).toHaveBeenCalledWith({ keyholder: 'k7', passphrase: 'of that day' }));
});

test('a new page after a restore says so too, and one that did not work says nothing', async () => {
  const status = await mockFace().call('vault_lock', {});
  await session.take({ ...status, restored: true });
  render(Unlock);
  expect(screen.getByText(finished)).toBeTruthy();
  cleanup();
  await session.take(status);
  finish.mockImplementationOnce(() => { throw new ApiError('backup-damaged'); });
  render(Unlock);
  await bringBack();
  await screen.findByText(/This backup file is damaged/);
  expect(screen.queryByText(finished)).toBeNull();
});

test('somebody who copies the new code is there, though the page is not told yet that the vault is open', async () => {
  const seen = vi.fn(() => null);
  const locked = await mockFace().call('vault_lock', {});
  connectTo(mockFace({ app_status: () => locked, activity: seen }));
  render(App);
  await screen.findByRole('heading', { name: 'Welcome back' });
  await fireEvent.pointerDown(document.body);
  await waitFor(() => expect(seen).toHaveBeenCalledOnce());
});
