// Settings take effect at once and go back when the core refuses them.
import { fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import { beforeEach, expect, test, vi } from 'vitest';
import { session } from '../../app/session.svelte';
import { toasts } from '../../app/toasts.svelte';
import { ApiError, connectTo } from '../../ipc';
import { mockFace } from '../../ipc/mock';
import { violations } from '../../test/axe';
import Settings from './Settings.svelte';

const route = { screen: 'settings' as const };
beforeEach(async () => {
  toasts.clear();
  connectTo(mockFace());
  await session.refresh();
});

test('text size and theme reach the page at once', async () => {
  render(Settings, { route });
  await fireEvent.click(screen.getByLabelText(/^Large/));
  await waitFor(() => expect(document.documentElement.dataset['size']).toBe('large'));
  await fireEvent.click(screen.getByLabelText('High contrast'));
  await waitFor(() => expect(document.documentElement.dataset['theme']).toBe('contrast'));
});

test('a language chosen here changes every word', async () => {
  render(Settings, { route });
  await fireEvent.click(screen.getByLabelText('中文'));
  await waitFor(() => expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('设置'));
  expect(document.documentElement.lang).toBe('zh-CN');
  await session.set({ lang: 'en' });
});

test('what the core refuses goes back, and is said', async () => {
  connectTo(mockFace({ settings_set: () => { throw new ApiError('read-only'); } }));
  await session.refresh();
  render(Settings, { route });
  await fireEvent.click(screen.getByLabelText('mg/dL'));
  await waitFor(() => expect(toasts.all).toHaveLength(1));
  expect(session.settings?.glucoseUnit).toBe('mmol/L');
});

test('the check says whether everything is whole', async () => {
  render(Settings, { route });
  expect(await violations()).toEqual([]);
  await fireEvent.click(screen.getByRole('button', { name: 'Check now' }));
  await screen.findByText('Everything is whole.');
});

test('unused space is given back, and it is said how much', async () => {
  let after = 1_400_000;
  const job = { id: 7, state: 'done' as const, done: 1, total: 1, resources: 0, error: null };
  connectTo(mockFace({
    vault_compact: () => ({ id: 7 }),
    job: () => ({ ...job, result: { type: 'compacted', records: 1, left: 0, before: 5_000_000, after } }),
  }));
  await session.refresh();
  render(Settings, { route });
  await fireEvent.click(screen.getByRole('button', { name: 'Give back unused space' }));
  await screen.findByText('Your records take 1.4 MB now; they took 5 MB.');
  expect(await violations()).toEqual([]);
  after = 5_000_000;
  await fireEvent.click(screen.getByRole('button', { name: 'Give back unused space' }));
  await screen.findByText('There was no unused space.');
});

test('the recovery paper is tried, and the reminder ends', async () => {
  const rehearse = vi.fn();
  const face = mockFace();
  connectTo(mockFace({ recovery_rehearse: (request) => { rehearse(request); return face.call('recovery_rehearse', request); } }));
  await session.refresh();
  if (session.status) session.status.recoveryDue = true;
  render(Settings, { route });
  await fireEvent.click(screen.getByRole('button', { name: 'Try my recovery paper' }));
  expect(await violations()).toEqual([]);
  const code = 'KF1Q7-RT2M9-X84HD-PN3W6-YKC0Z-J5';
  await fireEvent.input(document.getElementById('code') as HTMLElement, { target: { value: code } });
  await screen.findByText('The code is complete and free of typing mistakes.');
  await fireEvent.click(screen.getByRole('button', { name: 'Try' }));
  await waitFor(() => expect(session.status?.recoveryDue).toBe(false));
  expect(rehearse).toHaveBeenCalledWith({ code });
});

test('quick opening is not there without a keychain, and is switched on with one', async () => {
  const set = vi.fn();
  const face = mockFace();
  connectTo(mockFace({ quick_unlock_set: (request) => { set(request); return face.call('quick_unlock_set', request); } }));
  await session.refresh();
  render(Settings, { route });
  expect(screen.queryByTestId('quick-open')).toBeNull();
  if (session.status) session.status.quickUnlock = { possible: true, keyholders: [] };
  await fireEvent.click(await screen.findByRole('button', { name: 'Switch quick opening on' }));
  await screen.findByText('Quick opening is on');
  expect(set).toHaveBeenCalledWith({ on: true });
});

test('how often hospitals are asked by themselves', async () => {
  const set = vi.fn();
  const face = mockFace();
  connectTo(mockFace({ settings_set: (request) => { set(request.settings.portalSyncHours); return face.call('settings_set', request); } }));
  await session.refresh();
  render(Settings, { route });
  const choice = screen.getByLabelText('Get what is new by itself') as HTMLSelectElement;
  expect(choice.selectedOptions[0]?.textContent?.trim()).toBe('Once a day');
  await fireEvent.change(choice, { target: { value: '0' } });
  await waitFor(() => expect(set).toHaveBeenCalledWith(0));
});

test('a passphrase that does not open a backup is said of the backup, with which one it takes', async () => {
  connectTo(mockFace({ backup_restore: () => { throw new ApiError('wrong-passphrase'); } }));
  render(Settings, { route });
  await fireEvent.click(await screen.findByRole('button', { name: 'Restore from a backup' }));
  await fireEvent.click(await screen.findByRole('button', { name: 'Choose the backup file' }));
  await fireEvent.input(await screen.findByLabelText('My passphrase', { selector: 'input[type=password]' }), { target: { value: 'not this one' } });
  await fireEvent.click(screen.getByRole('button', { name: 'Read the backup' }));
  expect(await screen.findByText('This does not open the backup.')).toBeTruthy();
  expect(screen.getByText(/on the day the backup was made\. Check/)).toBeTruthy();
});
