// Links: made with what was chosen, listed, and taken back only when asked twice.
import { beforeEach, expect, it, vi } from 'vitest';
import { fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import { connectTo } from '../../../ipc';
import { mockFace } from '../../../ipc/mock';
import { links } from '../../../ipc/mock/links';
import { bringing } from '../../../ipc/mock/bringing';
import { session } from '../../../app/session.svelte';
import { draft } from '../draft.svelte';
import Links from './Links.svelte';
import LinkWay from './LinkWay.svelte';
import { sharing } from './sharing.svelte';

let spies: ReturnType<typeof made>;
function made(empty: boolean) {
  const all = links(() => empty, bringing(() => empty));
  return { ...all, share_link_make: vi.fn(all.share_link_make), share_link_change: vi.fn(all.share_link_change), share_host_add: vi.fn(all.share_host_add), share_link_tidy: vi.fn(all.share_link_tidy) };
}
async function begin(empty = false) {
  URL.createObjectURL ??= () => 'blob:made-up';
  URL.revokeObjectURL ??= () => {};
  spies = made(empty);
  connectTo(mockFace(spies));
  sharing.forget();
  await session.refresh();
  session.personId = 'p1';
  draft.begin('p1', 'en');
}
beforeEach(() => begin());

it('makes a link of the draft with what was chosen, and shows its code and password', async () => {
  render(LinkWay);
  await fireEvent.click(screen.getByRole('button', { name: 'Make the link' }));
  await fireEvent.click(await screen.findByRole('radio', { name: '1 week' }));
  await fireEvent.click(screen.getByRole('radio', { name: '5 times' }));
  await fireEvent.input(screen.getByLabelText(/Password for this link/), { target: { value: '2468' } });
  await fireEvent.input(screen.getByLabelText(/Name that the receiver sees/), { target: { value: 'Friday' } });
  const [, submit] = screen.getAllByRole('button', { name: 'Make the link' });
  await fireEvent.click(submit as HTMLElement);
  await waitFor(() => expect(spies.share_link_make).toHaveBeenCalledOnce());
  expect(spies.share_link_make.mock.calls[0]?.[0]).toMatchObject({ host: 'h1', hours: 168, uses: 5, passcode: '2468', label: 'Friday', profile: 'plain', options: { purpose: 'visit' } });
  const show = await screen.findByRole('button', { name: 'Show the password' });
  expect(screen.queryByText(/2468/), 'not beside the code by itself').toBeNull();
  await fireEvent.click(show);
  expect(screen.getByText('The password for it: 2468')).toBeTruthy();
});

it('asks for a place first where there is none, and says why one is not taken', async () => {
  await begin(true);
  render(LinkWay);
  await fireEvent.click(screen.getByRole('button', { name: 'Make the link' }));
  await fireEvent.click(await screen.findByRole('button', { name: 'Add a place' }));
  await fireEvent.click(screen.getByRole('button', { name: 'Try it and add it' }));
  expect(spies.share_host_add, 'nothing is tried without an address').not.toHaveBeenCalled();
  await fireEvent.input(screen.getByLabelText(/Address of the link host/), { target: { value: 'https://bad.example' } });
  await fireEvent.input(screen.getByLabelText(/Key of the link host/), { target: { value: 'k' } });
  await fireEvent.click(screen.getByRole('button', { name: 'Try it and add it' }));
  expect(await screen.findByText(/no Kinfolio link host/)).toBeTruthy();
  await fireEvent.input(screen.getByLabelText(/Address of the link host/), { target: { value: 'https://links.example' } });
  await fireEvent.click(screen.getByRole('button', { name: 'Try it and add it' }));
  await waitFor(() => expect(spies.share_host_add).toHaveBeenLastCalledWith(expect.objectContaining({ kind: 'link-host', address: 'https://links.example', secret: 'k', storage: null, folder: null })));
});

it('lists links, pauses one, says who opened it and asks before it is taken back', async () => {
  render(Links);
  const row = (await screen.findByText('Visit on Friday')).closest('li') as HTMLElement;
  expect(within(row).getByText(/opened 1 of 5 times/)).toBeTruthy();
  await fireEvent.click(within(row).getByRole('button', { name: 'Pause' }));
  await waitFor(() => expect(within(screen.getByText('Visit on Friday').closest('li') as HTMLElement).getByText(/Paused/)).toBeTruthy());
  await fireEvent.click(within(screen.getByText('Visit on Friday').closest('li') as HTMLElement).getByRole('button', { name: 'Who opened it?' }));
  expect(await screen.findByText('Dr. Zhao')).toBeTruthy();
  await fireEvent.click(screen.getAllByRole('button', { name: 'Close' }).at(-1) as HTMLElement);
  await fireEvent.click(within(screen.getByText('Visit on Friday').closest('li') as HTMLElement).getByRole('button', { name: 'Take it back' }));
  expect(spies.share_link_change).toHaveBeenCalledTimes(1);
  const dialog = screen.getByText(/Take this link back\?/).closest('dialog') as HTMLElement;
  await fireEvent.click(within(dialog).getByRole('button', { name: 'Take it back' }));
  await waitFor(() => expect(spies.share_link_change).toHaveBeenLastCalledWith(expect.objectContaining({ action: 'revoke', link: 'l1' })));
  expect(spies.share_link_tidy, 'nobody is reached by itself').not.toHaveBeenCalled();
});
