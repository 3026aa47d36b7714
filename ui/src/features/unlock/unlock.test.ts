// Unlocking: the cursor is in the field, a wrong passphrase is said there, waiting is enforced, and the
// recovery code leads to a new one.
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import { beforeEach, expect, test, vi } from 'vitest';
import { session } from '../../app/session.svelte';
import { ApiError, connectTo, type UnlockRequest } from '../../ipc';
import { mockFace } from '../../ipc/mock';
import { violations } from '../../test/axe';
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
  expect(recover).toHaveBeenCalledWith({ code, newPassphrase: 'violin copper rain' });
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
  expect(screen.queryByRole('button', { name: 'Open with this computer' }), 'off by default').toBeNull();
  cleanup();
  const quick = vi.fn(() => { throw new ApiError('no-quick-unlock'); });
  const on = mockFace({ vault_unlock_quick: quick });
  connectTo(on);
  const status = await mockFace().call('vault_lock', {});
  await session.take({ ...status, quickUnlock: { possible: true, keyholders: ['k1'] } });
  render(Unlock);
  await press('Open with this computer');
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
