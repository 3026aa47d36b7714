// Unlocking: the cursor is in the field, a wrong passphrase is said there, waiting is enforced, and the
// recovery code leads to a new one.
import { fireEvent, render, screen, waitFor } from '@testing-library/svelte';
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

test('the recovery code opens with a new passphrase and gives a new code', async () => {
  render(Unlock);
  await fireEvent.click(screen.getByRole('button', { name: 'I forgot my passphrase' }));
  expect(await violations()).toEqual([]);
  await fireEvent.input(document.getElementById('code') as HTMLElement, { target: { value: 'KF1 Q7RT' } });
  for (const id of ['new-passphrase', 'new-again']) await fireEvent.input(document.getElementById(id) as HTMLElement, { target: { value: 'violin copper rain' } });
  await fireEvent.click(screen.getByRole('button', { name: 'Open' }));
  await screen.findByTestId('recovery-code');
});
