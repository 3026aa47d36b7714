// The first minutes: a vault is made only with a passphrase typed twice, and the record opens only after
// the recovery code was typed back.
import { fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import { beforeEach, expect, test, vi } from 'vitest';
import { session } from '../../app/session.svelte';
import { ApiError, connectTo } from '../../ipc';
import { mockFace } from '../../ipc/mock';
import { violations } from '../../test/axe';
import Welcome from './Welcome.svelte';

const create = vi.fn(() => ({ recoveryCode: 'AB01-CD23-EF45' }));
const addPerson = vi.fn();

beforeEach(async () => {
  vi.clearAllMocks();
  session.settingUp = false;
  const face = mockFace();
  connectTo(mockFace({ vault_create: create, person_add: (request) => { addPerson(request); return face.call('person_add', request); } }));
  await session.refresh();
});
const press = (name: string) => fireEvent.click(screen.getByRole('button', { name }));
async function toPassphrase() {
  render(Welcome, { firstPerson: false });
  await press('Begin');
  await fireEvent.input(screen.getByLabelText('Your name'), { target: { value: 'Mei' } });
  await press('Next');
}

test('a name is needed, and the summary leads to it', async () => {
  render(Welcome, { firstPerson: false });
  expect(await violations()).toEqual([]);
  await press('Begin');
  await press('Next');
  await fireEvent.click(await screen.findByRole('button', { name: 'Please type a name.' }));
  expect(document.activeElement?.id).toBe('nickname');
});

test('two different passphrases make no vault', async () => {
  await toPassphrase();
  await fireEvent.input(document.getElementById('new-passphrase') as HTMLElement, { target: { value: 'anchor meadow rain' } });
  await fireEvent.input(document.getElementById('new-again') as HTMLElement, { target: { value: 'anchor meadow' } });
  await press('Next');
  expect(create).not.toHaveBeenCalled();
  expect(document.getElementById('new-again')?.getAttribute('aria-invalid')).toBe('true');
  expect(await violations()).toEqual([]);
});

test('a passphrase that the core refuses is said at the field', async () => {
  create.mockImplementationOnce(() => { throw new ApiError('passphrase-too-common'); });
  await toPassphrase();
  for (const id of ['new-passphrase', 'new-again']) await fireEvent.input(document.getElementById(id) as HTMLElement, { target: { value: 'password' } });
  await press('Next');
  await waitFor(() => expect(document.getElementById('new-passphrase')?.getAttribute('aria-invalid')).toBe('true'));
  expect(session.settingUp).toBe(false);
});

test('six words are offered; when taken they are shown in the open and must be typed once more', async () => {
  await toPassphrase();
  await screen.findByText('anchor meadow violin copper seventh rain');
  expect((document.getElementById('new-passphrase') as HTMLInputElement).value, 'only offered').toBe('');
  expect(await violations()).toEqual([]);
  await press('Use these six words');
  expect((document.getElementById('new-passphrase') as HTMLInputElement).type).toBe('text');
  await press('Next');
  expect(create).not.toHaveBeenCalled();
});

test('from the passphrase to the first person', async () => {
  await toPassphrase();
  for (const id of ['new-passphrase', 'new-again']) await fireEvent.input(document.getElementById(id) as HTMLElement, { target: { value: 'anchor meadow rain' } });
  await press('Next');
  await screen.findByTestId('recovery-code');
  expect(create).toHaveBeenCalledWith({ nickname: 'Mei', passphrase: 'anchor meadow rain', lang: 'en' });
  const groups = ['AB01', 'CD23', 'EF45'];
  await press('I have it on paper');
  for (const i of [0, 1]) {
    const n = Number(/\d+/.exec(document.querySelector(`label[for="recovery-group-${i}"]`)?.textContent ?? '')?.[0]);
    await fireEvent.input(document.getElementById(`recovery-group-${i}`) as HTMLElement, { target: { value: groups[n - 1] } });
  }
  await press('Check');
  const name = (await waitFor(() => document.getElementById('person-name') ?? Promise.reject(new Error('not yet')))) as HTMLInputElement;
  expect(name.value, 'usually it is oneself').toBe('Mei');
  await press('Open the record');
  expect(addPerson, 'the sex must be said, also when it is "not said"').not.toHaveBeenCalled();
  await fireEvent.click(screen.getByLabelText('Female'));
  await press('Open the record');
  await waitFor(() => expect(addPerson).toHaveBeenCalledOnce());
  expect(addPerson.mock.calls[0]?.[0]).toMatchObject({ person: { name: 'Mei', sex: 'female', relation: 'self', born: null } });
  await waitFor(() => expect(session.settingUp).toBe(false));
});

test('no sign of the code is left out, whatever it is', async () => {
  create.mockImplementationOnce(() => ({ recoveryCode: 'AB01-CD23-EF45*' }));
  await toPassphrase();
  for (const id of ['new-passphrase', 'new-again']) await fireEvent.input(document.getElementById(id) as HTMLElement, { target: { value: 'anchor meadow rain' } });
  await press('Next');
  expect((await screen.findByTestId('recovery-code')).textContent).toContain('EF45*');
});

test('the paper is tried by the core, and can be put off only after a warning', async () => {
  const rehearse = vi.fn((): never => { throw new ApiError('wrong-recovery-code'); });
  connectTo(mockFace({ vault_create: create, recovery_rehearse: rehearse }));
  await toPassphrase();
  for (const id of ['new-passphrase', 'new-again']) await fireEvent.input(document.getElementById(id) as HTMLElement, { target: { value: 'anchor meadow rain' } });
  await press('Next');
  await screen.findByTestId('recovery-code');
  const groups = ['AB01', 'CD23', 'EF45'];
  await press('I have it on paper');
  const typed = ['', '', ''];
  for (const i of [0, 1]) {
    const n = Number(/\d+/.exec(document.querySelector(`label[for="recovery-group-${i}"]`)?.textContent ?? '')?.[0]) - 1;
    typed[n] = (groups[n] ?? '').toLowerCase();
    await fireEvent.input(document.getElementById(`recovery-group-${i}`) as HTMLElement, { target: { value: typed[n] } });
  }
  await press('Check');
  await screen.findByText('This recovery code does not open the vault.');
  expect(rehearse.mock.calls[0], 'what was typed is what is tried').toEqual([{ code: groups.map((g, i) => typed[i] || g).join('-') }]);
  await press('Do this later');
  await screen.findByText('Really without a recovery paper?');
  expect(await violations()).toEqual([]);
  expect(document.getElementById('person-name')).toBeNull();
  await press('Go on without a paper');
  await waitFor(() => expect(document.getElementById('person-name')).not.toBeNull());
});

test('a making that was interrupted is named, and one begins again', async () => {
  if (session.status) session.status.unfinished = true;
  render(Welcome, { firstPerson: false });
  expect(screen.getByText(/the vault was not quite finished/)).toBeTruthy();
  expect(await violations()).toEqual([]);
  await press('Begin');
  expect(screen.getByLabelText('Your name')).toBeTruthy();
});

test('whoever waits for a letter and begins a record of their own has a way back', async () => {
  connectTo(mockFace({ people_list: () => ({ people: [] }) }));
  await session.refresh();
  expect(session.guest).toBe(true);
  session.guest = false;
  render(Welcome, { firstPerson: true });
  await press('Back');
  expect(session.guest).toBe(true);
  session.people = [];
});

test('other words that do not come are said', async () => {
  let words: string | null = 'anchor meadow violin copper seventh rain';
  connectTo(mockFace({
    suggest_passphrase: () => {
      if (!words) throw new ApiError('internal');
      return { passphrase: words };
    },
  }));
  await toPassphrase();
  await screen.findByText('anchor meadow violin copper seventh rain');
  words = null;
  await press('Suggest other words');
  await screen.findByText('Something went wrong inside Kinfolio. What was saved before is still there.');
});
