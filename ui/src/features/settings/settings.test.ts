// Settings take effect at once and go back when the core refuses them.
import { fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import { beforeEach, expect, test, vi } from 'vitest';
import Frame from '../../app/Frame.svelte';
import { router } from '../../app/router.svelte';
import { session } from '../../app/session.svelte';
import { toasts } from '../../app/toasts.svelte';
import { ApiError, connectTo, type FindingView } from '../../ipc';
import { mockFace } from '../../ipc/mock';
import { violations } from '../../test/axe';
import Settings from './Settings.svelte';

const route = { screen: 'settings' as const };
beforeEach(async () => {
  toasts.clear();
  connectTo(mockFace());
  session.problems = [];
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
  await screen.findByText(/^What was read is whole/);
  await fireEvent.click(screen.getByLabelText(/^Read everything/));
  await fireEvent.click(screen.getByRole('button', { name: 'Check now' }));
  await screen.findByText('Everything is whole.');
});

test('the full check can be stopped, and says nothing then', async () => {
  let state: 'running' | 'cancelled' = 'running';
  const job = { id: 9, done: 3, total: 10, resources: 0, error: null, result: null };
  connectTo(mockFace({
    job: () => ({ ...job, state }),
    job_cancel: () => {
      state = 'cancelled';
      return { ...job, state };
    },
  }));
  render(Settings, { route });
  await fireEvent.click(screen.getByLabelText(/^Read everything/));
  await fireEvent.click(screen.getByRole('button', { name: 'Check now' }));
  await screen.findByRole('progressbar');
  await fireEvent.click(screen.getByRole('button', { name: 'Cancel' }));
  await screen.findByRole('button', { name: 'Check now' });
  expect(screen.queryByText('Everything is whole.')).toBeNull();
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
  expect(screen.getByText('This computer has no keychain that Kinfolio can use.')).toBeTruthy();
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

const finding = (code: string, text: string, where = ''): FindingView => ({ code, severity: 'error', where, text });

test('the warning after unlocking leads to the check, which runs, shows it and mends it', async () => {
  let problems = [finding('public-changed', 'Your tile was changed. Choose “Mend”.')];
  const check = vi.fn(() => ({ ok: problems.length === 0, problems }));
  const mend = vi.fn(async () => {
    problems = [];
    return { mended: ['public'], text: 'Written anew.', status: await mockFace().call('app_status', {}) };
  });
  connectTo(mockFace({ vault_check: check, vault_mend: mend }));
  await session.check();
  router.reset();
  const { container } = render(Frame);
  await screen.findByText('Something small needs mending; your records are whole');
  expect(await violations()).toEqual([]);
  const before = check.mock.calls.length;
  await fireEvent.click(screen.getByRole('button', { name: 'Check again and show' }));
  await screen.findByRole('heading', { level: 1, name: 'Settings' });
  await waitFor(() => expect(check.mock.calls.length).toBe(before + 1));
  await waitFor(() => expect(container.textContent?.split('Your tile was changed.').length, 'above, and under the check').toBe(3));
  expect(container.textContent, 'nothing of a record is in doubt').not.toContain('Restore a backup to get back what was saved');
  await fireEvent.click(screen.getAllByRole('button', { name: 'Mend' }).at(-1) as HTMLElement);
  await screen.findByText(/^What was read is whole/);
  expect(mend).toHaveBeenCalledOnce();
  expect(screen.queryByText('Something small needs mending; your records are whole')).toBeNull();
});

test('where records are touched a backup is advised, what is gone can be accepted, and another quick look hides nothing', async () => {
  const accept = vi.fn(() => null);
  let problems = [finding('records-gone', 'One record is not there any more.'), finding('quick-unlock-damaged', 'Quick opening.')];
  connectTo(mockFace({ vault_check: () => ({ ok: false, problems }), records_accept_gone: accept }));
  session.problems = [finding('page-changed', 'A part was changed.', 'p1')];
  render(Settings, { route });
  await fireEvent.click(screen.getByRole('button', { name: 'Check now' }));
  await screen.findByText('3 problems were found.');
  expect(screen.getByText(/Restore a backup to get back what was saved/)).toBeTruthy();
  expect(screen.getByText('Li Hua: A part was changed.')).toBeTruthy();
  await fireEvent.click(screen.getByRole('button', { name: 'Accept that they are gone' }));
  await fireEvent.click(screen.getByLabelText('I understand that these records are gone'));
  problems = [];
  await fireEvent.click(screen.getAllByRole('button', { name: 'Accept that they are gone' }).at(-1) as HTMLElement);
  await waitFor(() => expect(accept).toHaveBeenCalledOnce());
  await waitFor(() => expect(screen.queryByText('One record is not there any more.')).toBeNull());
  // Nothing was done about that.
  await screen.findByText('Li Hua: A part was changed.');
  expect(screen.queryByText('One record is not there any more.')).toBeNull();
});

test('somebody else’s tile is small, and theirs to mend', async () => {
  connectTo(mockFace({ vault_check: () => ({ ok: false, problems: [finding('other-public-changed', 'The tile of somebody else.')] }) }));
  render(Settings, { route });
  await fireEvent.click(screen.getByRole('button', { name: 'Check now' }));
  await screen.findByText('Something small needs mending; your records are whole');
  expect(screen.getByText('What to do stands beside each line.')).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'Mend' })).toBeNull();
});

test('a new code: an empty passphrase is no try, closing asks about the paper, and it is said what holds now', async () => {
  const renew = vi.fn(() => ({ recoveryCode: 'AB01-CD23-EF45' }));
  connectTo(mockFace({ recovery_renew: renew }));
  render(Settings, { route });
  await fireEvent.click(screen.getByRole('button', { name: 'Make a new recovery code' }));
  await fireEvent.click(screen.getByRole('button', { name: 'Make a new code' }));
  await screen.findByText('Please type the passphrase.');
  expect(renew).not.toHaveBeenCalled();
  await fireEvent.input(screen.getByLabelText('Passphrase'), { target: { value: 'my own words' } });
  await fireEvent.click(screen.getByRole('button', { name: 'Make a new code' }));
  await screen.findByTestId('recovery-code');
  const dialog = screen.getByRole<HTMLDialogElement>('dialog');
  await fireEvent(dialog, new Event('cancel', { cancelable: true }));
  await screen.findByText('Really without a recovery paper?');
  // Esc once more closes a dialog without asking; the code is shown only now.
  dialog.close();
  await waitFor(() => expect(dialog.open).toBe(true));
  expect(screen.getByTestId('recovery-code')).toBeTruthy();
  expect(screen.getByText(/nobody can open the record any more/)).toBeTruthy();
  await fireEvent.click(screen.getByRole('button', { name: 'Go on without a paper' }));
  await waitFor(() => expect(toasts.all.map((one) => one.text)).toEqual(['There is a new recovery code, but you have no paper of it yet. Make one soon under Settings.']));
  await session.newPaper(true);
  expect(toasts.all.at(-1)?.text).toContain('Keep the old paper until you have made a new backup');
});

test('the paper is tried: a mistyped code is called that', async () => {
  connectTo(mockFace({ recovery_look: ({ code }) => ({ state: 'typo', shown: code, typed: 27, of: 27 }) }));
  render(Settings, { route });
  await fireEvent.click(screen.getByRole('button', { name: 'Try my recovery paper' }));
  await fireEvent.input(document.getElementById('code') as HTMLElement, { target: { value: 'KF1Q7-RT2M9-X84HD-PN3W6-YKC0Z-J6' } });
  await screen.findByText(/One letter or digit is not as on your paper/);
  await fireEvent.click(screen.getByRole('button', { name: 'Try' }));
  await waitFor(() => expect(document.getElementById('code-error')?.textContent).toContain('One letter or digit is not as on your paper'));
});

test('another passphrase ends quick opening, and says so', async () => {
  if (session.status) session.status.quickUnlock = { possible: true, keyholders: ['k1'] };
  render(Settings, { route: { ...route, q: 'passphrase' } });
  const change = await screen.findByRole('button', { name: 'Change' });
  await fireEvent.click(change);
  await waitFor(() => expect(document.getElementById('current-error')?.textContent).toContain('Please type the passphrase.'));
  await fireEvent.input(document.getElementById('current') as HTMLElement, { target: { value: 'my own words' } });
  for (const id of ['new-passphrase', 'new-again']) await fireEvent.input(document.getElementById(id) as HTMLElement, { target: { value: 'violin copper rain' } });
  await fireEvent.click(change);
  await waitFor(() => expect(toasts.all[0]?.text).toContain('Quick opening is off now; you can switch it on again here.'));
});

test('what may cost somebody their way in is never called small', async () => {
  connectTo(mockFace({ vault_check: () => ({ ok: false, problems: [finding('public-changed', 'About public-changed.'), finding('identity-damaged', 'About identity-damaged.')] }) }));
  await session.check();
  render(Settings, { route });
  await fireEvent.click(screen.getByRole('button', { name: 'Check now' }));
  await screen.findByText('About identity-damaged.');
  expect(screen.queryByText('Something small needs mending; your records are whole')).toBeNull();
});

test('what was found in a part that is not looked at again stays after something else is mended', async () => {
  let answer = [finding('public-changed', 'About public-changed.'), finding('state-differs', 'About state-differs.')];
  const status = await mockFace().call('app_status', {});
  connectTo(mockFace({ vault_check: () => ({ ok: answer.length === 0, problems: answer }), vault_mend: () => ({ mended: ['public'], text: 'Mended.', status }) }));
  await session.check();
  answer = [];
  await session.mend();
  expect(session.problems.map((p) => p.code)).toEqual(['state-differs']);
  session.found([]);
  expect(session.problems).toEqual([]);
});

test('all keys are changed: the fields are asked for, the new code is typed back, and it is said what is left to do', async () => {
  const renew = vi.fn(() => ({ id: 9 }));
  const result = {
    type: 'keysRenewed' as const, code: { recoveryCode: 'AB01-CD23-EF45' }, renewed: 2, failed: [], left: ['Li Hua'], again: [{ person: 'Li Mei', who: 'Wei' }],
  };
  let state: 'running' | 'done' = 'running';
  const job = { id: 9, done: 1, total: 2, resources: 0, error: null };
  const face = mockFace();
  connectTo(mockFace({
    keys_renew: renew,
    job: () => ({ ...job, state, result: state === 'done' ? result : null }),
    app_status: async () => ({ ...(await face.call('app_status', {})), renewing: false }),
  }));
  if (session.status) session.status.renewing = true;
  render(Settings, { route });
  await fireEvent.click(screen.getByRole('button', { name: 'Somebody may know my passphrase' }));
  await screen.findByText(/A new passphrase alone does not keep out/);
  expect(await violations()).toEqual([]);
  await fireEvent.click(screen.getByRole('button', { name: 'Change everything' }));
  expect(renew).not.toHaveBeenCalled();
  await screen.findAllByText('Please type the passphrase.');
  await fireEvent.input(document.getElementById('current') as HTMLElement, { target: { value: 'my own words' } });
  await fireEvent.input(document.getElementById('new-passphrase') as HTMLElement, { target: { value: 'other words of mine' } });
  await fireEvent.input(document.getElementById('new-again') as HTMLElement, { target: { value: 'other words of mine' } });
  await fireEvent.click(screen.getByRole('button', { name: 'Change everything' }));
  await screen.findByRole('progressbar');
  expect(renew).toHaveBeenCalledWith({ current: 'my own words', next: 'other words of mine' });
  // Nothing is closed while keys change.
  const dialog = screen.getByRole<HTMLDialogElement>('dialog');
  await fireEvent(dialog, new Event('cancel', { cancelable: true }));
  expect(screen.getByRole('progressbar')).toBeTruthy();
  state = 'done';
  await screen.findByTestId('recovery-code');
  await fireEvent(dialog, new Event('cancel', { cancelable: true }));
  await fireEvent.click(await screen.findByRole('button', { name: 'Go on without a paper' }));
  await screen.findByText(/Make a new backup now and delete the old ones/);
  expect(screen.getByText(/Li Hua: this record keeps its key/)).toBeTruthy();
  expect(screen.getByText(/Wei cannot open the record of Li Mei any more/)).toBeTruthy();
  expect(await violations()).toEqual([]);
  await waitFor(() => expect(session.status?.renewing).toBe(false));
  await fireEvent.click(screen.getByRole('button', { name: 'Done' }));
  expect(screen.queryByRole('dialog')).toBeNull();
});
