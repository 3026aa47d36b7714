// Reading a code or a link: nobody is asked and nothing stored before the person says so.
import { fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import { beforeEach, expect, test, vi } from 'vitest';
import { session } from '../../../app/session.svelte';
import { connectTo } from '../../../ipc';
import { mockFace } from '../../../ipc/mock';
import { bringing } from '../../../ipc/mock/bringing';
import { codes as answersOf } from '../../../ipc/mock/codes';
import { violations } from '../../../test/axe';
import { importer } from '../importer.svelte';
import Cards from './Cards.svelte';
import Codes from './Codes.svelte';
import { codes, isLink } from './codes.svelte';
import Issuers from './Issuers.svelte';
import KeptLinks from './KeptLinks.svelte';

const route = { screen: 'code' as const };
/** A face whose answers about codes can be watched. */
function watched() {
  const brought = bringing(() => false);
  const answers = answersOf(() => false, brought);
  const spies = { link_look: vi.fn(answers.link_look), link_open: vi.fn(answers.link_open), import_run: vi.fn(brought.import_run), card_code: vi.fn(answers.card_code) };
  connectTo(mockFace({ ...brought, ...answers, ...spies }));
  return spies;
}
async function paste(text: string) {
  await fireEvent.input(screen.getByLabelText('Text of the code or the link'), { target: { value: text } });
  await fireEvent.click(screen.getByRole('button', { name: 'Read it' }));
}
beforeEach(async () => {
  URL.createObjectURL ??= () => 'blob:made-up';
  URL.revokeObjectURL ??= () => {};
  connectTo(mockFace());
  await session.refresh();
  session.personId = 'p1';
  importer.reset();
  codes.reset();
});

test('a link is known alone and behind the address of a viewer', () => {
  expect(isLink('shlink:/eyJ1')).toBe(true);
  expect(isLink('https://viewer.example/#shlink:/eyJ1')).toBe(true);
  expect(isLink('shc:/5676')).toBe(false);
});

test('an empty box is said, and asks nobody', async () => {
  const { container } = render(Codes, { route });
  await fireEvent.click(screen.getByRole('button', { name: 'Read it' }));
  expect(await screen.findByText(/Paste a text first/)).toBeTruthy();
  expect(await violations(container)).toEqual([]);
});

test('a pasted card says who issued it, whose it is and what is in it, before it is brought in', async () => {
  const spies = watched();
  const { container } = render(Codes, { route });
  await paste('shc:/5676290952432060');
  expect(await screen.findByText('One health card was read')).toBeTruthy();
  expect(screen.getByText('Issued by Central Hospital')).toBeTruthy();
  expect(screen.getByText(/The signature is true. Central Hospital is on the list/)).toBeTruthy();
  expect(await screen.findByText(/This is about Li Hua/)).toBeTruthy();
  expect(spies.import_run).not.toHaveBeenCalled();
  expect(await violations(container)).toEqual([]);
  await fireEvent.click(screen.getByRole('button', { name: 'Bring in for Li Hua' }));
  expect(await screen.findByText(/Brought into the record of Li Hua/)).toBeTruthy();
  expect(spies.import_run).toHaveBeenCalledTimes(1);
});

test('"not now" leads back to the question', async () => {
  render(Codes, { route });
  await paste('shc:/5676290952432060');
  await fireEvent.click(await screen.findByRole('button', { name: 'Not now' }));
  expect(await screen.findByLabelText('Text of the code or the link')).toBeTruthy();
});

test('a link names its host and is opened only when the person says so, with the passcode', async () => {
  const spies = watched();
  const { container } = render(Codes, { route });
  await paste('shlink:/eyJ1');
  expect(await screen.findByText('This link leads to links.central.example')).toBeTruthy();
  expect(spies.link_open).not.toHaveBeenCalled();
  const open = () => screen.getByRole('button', { name: /Ask links.central.example/ }) as HTMLButtonElement;
  expect(open().disabled, 'not without a passcode').toBe(true);
  await fireEvent.input(screen.getByLabelText('Password'), { target: { value: '9999' } });
  await fireEvent.click(open());
  expect(await screen.findByText(/2 tries are left/)).toBeTruthy();
  expect(await violations(container)).toEqual([]);
  await fireEvent.input(screen.getByLabelText('Password'), { target: { value: '1234' } });
  await fireEvent.click(open());
  expect(await screen.findByText(/Brought into the record of Li Hua/)).toBeTruthy();
  expect(spies.link_open).toHaveBeenLastCalledWith({ link: 'shlink:/eyJ1', person: 'p1', confirmOther: false, passcode: '1234' });
});

test('a link without tries left is closed', async () => {
  render(Codes, { route });
  await paste('shlink:/eyJ1');
  await screen.findByText('This link leads to links.central.example');
  for (let i = 0; i < 3; i += 1) {
    await fireEvent.input(await screen.findByLabelText('Password'), { target: { value: '9999' } });
    await fireEvent.click(screen.getByRole('button', { name: /Ask links.central.example/ }));
    await screen.findByText(/tries are left|One try is left|no tries are left/);
  }
  expect(await screen.findByText(/no tries are left/)).toBeTruthy();
  expect(screen.queryByRole('button', { name: /Ask links.central.example/ })).toBeNull();
});

test('a link about somebody else wants a tick, or goes into a new record', async () => {
  const spies = watched();
  render(Codes, { route });
  await paste('shlink:/open-other');
  await fireEvent.click(await screen.findByRole('button', { name: /Ask links.central.example/ }));
  const tick = await screen.findByLabelText(/I have checked it: it is about Li Hua/);
  const open = screen.getByRole('button', { name: /Ask links.central.example/ }) as HTMLButtonElement;
  expect(open.disabled).toBe(true);
  await fireEvent.click(tick);
  await fireEvent.click(open);
  await waitFor(() => expect(spies.link_open).toHaveBeenLastCalledWith({ link: 'shlink:/open-other', person: 'p1', confirmOther: true, passcode: null }));
});

test('a link that was left does not come back while another is asked', async () => {
  const ends: ((job: { id: number }) => void)[] = [];
  const brought = bringing(() => false);
  const link_open = () => new Promise<{ id: number }>((done) => ends.push(done));
  connectTo(mockFace({ ...brought, ...answersOf(() => false, brought), link_open }));
  const wish = { person: 'p1', confirmOther: false, passcode: null };
  await codes.link('shlink:/open-access');
  const first = codes.open(wish);
  codes.reset();
  await codes.link('shlink:/open-other');
  const second = codes.open(wish);
  ends[0]?.({ id: 1 });
  await first;
  expect(codes.step.at).toBe('opening');
  codes.reset();
  ends[1]?.({ id: 2 });
  await second;
  expect(codes.step.at).toBe('ask');
});

test('a damaged or ended link says so and asks nobody', async () => {
  const spies = watched();
  render(Codes, { route });
  await paste('shlink:/bad');
  expect(await screen.findByText(/The health link is damaged/)).toBeTruthy();
  await paste('shlink:/ended');
  expect(await screen.findByText(/This link has ended/)).toBeTruthy();
  expect(screen.queryByRole('button', { name: /Ask links.central.example/ })).toBeNull();
  expect(spies.link_open).not.toHaveBeenCalled();
});

test('a kept card is shown as a code on a white sheet until it is closed', async () => {
  const spies = watched();
  const { container } = render(Cards);
  await fireEvent.click(await screen.findByRole('button', { name: 'Show the code' }));
  await waitFor(() => expect(spies.card_code).toHaveBeenCalledWith({ person: 'p1', import: 1, number: 1 }));
  const sheet = within(await waitFor(() => document.querySelector('dialog') as HTMLElement));
  expect(sheet.getByAltText('The QR code of the health card').getAttribute('src')).toMatch(/^blob:/);
  expect(await violations(container)).toEqual([]);
  await fireEvent.click(sheet.getByText('Close'));
  await waitFor(() => expect(document.querySelector('dialog')).toBeNull());
  expect(screen.getByText(/Too long for one code/)).toBeTruthy();
});

/** A face whose hospital's website can be watched, and a link that gives access to it. */
async function offered(text: string) {
  const brought = bringing(() => false);
  const answers = answersOf(() => false, brought);
  const read = vi.fn(answers.link_access_read);
  connectTo(mockFace({ ...brought, ...answers, link_access_read: read }));
  const { container } = render(Codes, { route });
  await paste(text);
  await fireEvent.click(await screen.findByRole('button', { name: /Ask links.central.example/ }));
  await screen.findByText('The link also opens the website fhir.central.example');
  return { read, container };
}

test('a website that a link gives access to is named and read only when the person agrees', async () => {
  const { read, container } = await offered('shlink:/open-access');
  expect(read).not.toHaveBeenCalled();
  expect(screen.getByText(/https:\/\/fhir.central.example\/r4/)).toBeTruthy();
  expect(screen.getByText(/It cannot be renewed/)).toBeTruthy();
  expect(await violations(container)).toEqual([]);
  await fireEvent.click(screen.getByRole('button', { name: 'Read the record at fhir.central.example once' }));
  expect(await screen.findByText(/Brought into the record of Li Hua/)).toBeTruthy();
  expect(read).toHaveBeenCalledWith({ access: 'a1', person: 'p1', confirmOther: false });
});

test('whoever leaves the website sees what the link itself brought', async () => {
  const { read } = await offered('shlink:/open-access');
  await fireEvent.click(screen.getByRole('button', { name: 'Leave it' }));
  expect(await screen.findByText(/Brought into the record of Li Hua/)).toBeTruthy();
  expect(read).not.toHaveBeenCalled();
});

test('a website about somebody else is read only when the person says that it is the same', async () => {
  const { read } = await offered('shlink:/open-access-else');
  const button = () => screen.getByRole('button', { name: 'Read the record at fhir.central.example once' }) as HTMLButtonElement;
  await fireEvent.click(button());
  const sure = await screen.findByLabelText(/I have checked it/);
  await waitFor(() => expect(button().disabled).toBe(true));
  await fireEvent.click(sure);
  await fireEvent.click(button());
  await waitFor(() => expect(read).toHaveBeenLastCalledWith({ access: 'a1', person: 'p1', confirmOther: true }));
});

test('a kept link is asked by itself until the person says no', async () => {
  const answers = answersOf(() => false, bringing(() => false));
  const set = vi.fn(answers.link_by_itself);
  connectTo(mockFace({ ...answers, link_by_itself: set }));
  const { container } = render(KeptLinks);
  const box = await screen.findByLabelText(/Ask links.central.example by itself once a day/);
  expect((box as HTMLInputElement).checked).toBe(true);
  await fireEvent.click(box);
  await waitFor(() => expect(set).toHaveBeenCalledWith({ person: 'p1', link: 'l1', byItself: false }));
  expect(await violations(container)).toEqual([]);
});

test('an issuer of one’s own is added with the words who is asked', async () => {
  const answers = answersOf(() => false, bringing(() => false));
  const add = vi.fn(answers.card_issuer_add);
  connectTo(mockFace({ ...answers, card_issuer_add: add }));
  const { container } = render(Issuers);
  await fireEvent.click(await screen.findByRole('button', { name: 'Add an issuer yourself' }));
  await fireEvent.click(screen.getByRole('button', { name: 'Add it' }));
  expect(screen.getByText('Type the address first.')).toBeTruthy();
  expect(add).not.toHaveBeenCalled();
  await fireEvent.input(screen.getByLabelText('Address of the issuer'), { target: { value: 'https://cards.hospital.example/issuer' } });
  expect(screen.getByText(/cards.hospital.example is asked for its keys once/)).toBeTruthy();
  expect(await violations(container)).toEqual([]);
  await fireEvent.click(screen.getByRole('button', { name: 'Add it' }));
  await waitFor(() => expect(add).toHaveBeenCalledWith({ issuer: 'https://cards.hospital.example/issuer', keys: null }));
});

test('a server that holds files of a link is named, and asked only when the person agrees', async () => {
  const brought = bringing(() => false);
  const answers = answersOf(() => false, brought);
  const fetch = vi.fn(answers.link_elsewhere);
  connectTo(mockFace({ ...brought, ...answers, link_elsewhere: fetch }));
  const { container } = render(Codes, { route });
  await paste('shlink:/open-scattered-oddly');
  expect(await screen.findByText(/an end that is no date/)).toBeTruthy();
  await fireEvent.click(await screen.findByRole('button', { name: /Ask links.central.example/ }));
  await screen.findByText('Files of this link are on another server: files.cloud.example');
  expect(fetch).not.toHaveBeenCalled();
  expect(await violations(container)).toEqual([]);
  await fireEvent.click(screen.getByRole('button', { name: 'Fetch the files from files.cloud.example too' }));
  expect(await screen.findByText(/Brought into the record of Li Hua/)).toBeTruthy();
  expect(fetch).toHaveBeenCalledWith({ waiting: 'w1', agreed: true, person: 'p1', confirmOther: false });
});

test('whoever leaves the other server gets what the link itself gave', async () => {
  const brought = bringing(() => false);
  const answers = answersOf(() => false, brought);
  const fetch = vi.fn(answers.link_elsewhere);
  connectTo(mockFace({ ...brought, ...answers, link_elsewhere: fetch }));
  render(Codes, { route });
  await paste('shlink:/open-scattered');
  await fireEvent.click(await screen.findByRole('button', { name: /Ask links.central.example/ }));
  await fireEvent.click(await screen.findByRole('button', { name: 'Go on without these files' }));
  expect(await screen.findByText(/Brought into the record of Li Hua/)).toBeTruthy();
  expect(fetch).toHaveBeenCalledWith({ waiting: 'w1', agreed: false, person: 'p1', confirmOther: false });
});

test('a kept link whose files are elsewhere asks about that server before it is asked', async () => {
  const brought = bringing(() => false);
  const answers = answersOf(() => false, brought);
  const fetch = vi.fn(answers.link_elsewhere);
  const link_refresh = () => brought.import_run({ person: 'p1', files: ['scattered'] });
  connectTo(mockFace({ ...brought, ...answers, link_refresh, link_elsewhere: fetch }));
  const { container } = render(KeptLinks);
  await fireEvent.click(await screen.findByRole('button', { name: 'Ask again' }));
  const button = await screen.findByRole('button', { name: 'Fetch the files from files.cloud.example too' });
  expect(await violations(container)).toEqual([]);
  await fireEvent.click(button);
  await waitFor(() => expect(fetch).toHaveBeenCalledWith({ waiting: 'w1', agreed: true }));
});
