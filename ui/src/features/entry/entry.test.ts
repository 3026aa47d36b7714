// An entry opened: sources, the element of a line in the original, hiding, and erasing asked twice.
import { fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import { beforeEach, expect, test, vi } from 'vitest';
import { router } from '../../app/router.svelte';
import { session } from '../../app/session.svelte';
import { toasts } from '../../app/toasts.svelte';
import { connectTo, type EntryView } from '../../ipc';
import { mockFace } from '../../ipc/mock';
import { record } from '../../ipc/mock/record';
import { violations } from '../../test/axe';
import Entry from './Entry.svelte';

const pick = (fits: (e: EntryView) => boolean) => record('en').find(fits)?.id ?? '';
const shared = pick((e) => e.kind === 'result' && e.sources.length === 2);
const at = (id: string) => ({ route: { screen: 'entry' as const, id } });
beforeEach(async () => {
  connectTo(mockFace());
  await session.refresh();
  session.personId = 'p1';
  router.reset();
  toasts.clear();
});

test('both sources of the same fact, the file, and no violation', async () => {
  const { container } = render(Entry, at(shared));
  expect(await screen.findByText('2 sources say the same:')).toBeTruthy();
  expect(await screen.findByText('from the file li-hua.json')).toBeTruthy();
  expect(await violations(container)).toEqual([]);
});

test('a line of the details marks its element in the original', async () => {
  const { container } = render(Entry, at(shared));
  await fireEvent.click(await screen.findByRole('button', { name: 'Show “Value” in the original' }));
  await waitFor(() => expect(container.querySelectorAll('li.on').length).toBe(4));
  expect(container.querySelector('li.on')?.textContent).toContain('valueQuantity');
});

test('hiding can be undone at once', async () => {
  const hide = vi.fn(() => null);
  const restore = vi.fn(() => null);
  connectTo(mockFace({ entry_hide: hide, entry_restore: restore }));
  render(Entry, at(shared));
  await fireEvent.click(await screen.findByRole('button', { name: 'Hide' }));
  await waitFor(() => expect(hide).toHaveBeenCalledWith({ person: 'p1', id: shared }));
  await waitFor(() => expect(toasts.all).toHaveLength(1));
  await toasts.all[0]?.action?.run();
  await waitFor(() => expect(restore).toHaveBeenCalledWith({ person: 'p1', id: shared }));
});

test('erasing needs a hidden entry, a tick and a second button', async () => {
  const erase = vi.fn(() => null);
  const face = mockFace();
  const full = await face.call('entry', { person: 'p1', id: shared });
  connectTo(mockFace({ entry: () => ({ ...full, hidden: true }), entry_erase: erase }));
  render(Entry, at(shared));
  await fireEvent.click(await screen.findByRole('button', { name: 'Erase for ever …' }));
  const dialog = within(document.querySelector('dialog') as HTMLElement);
  const button = dialog.getByText('Erase for ever').closest('button') as HTMLButtonElement;
  expect(button.disabled).toBe(true);
  await fireEvent.click(dialog.getByLabelText('Yes, I no longer need it'));
  await fireEvent.click(button);
  await waitFor(() => expect(erase).toHaveBeenCalledOnce());
});

test('only what was typed by hand can be changed', async () => {
  const { unmount } = render(Entry, at(shared));
  expect(await screen.findByText(/came from elsewhere/)).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'Change' })).toBeNull();
  unmount();
  render(Entry, at(pick((e) => e.sources[0]?.kind === 'hand')));
  await fireEvent.click(await screen.findByRole('button', { name: 'Change' }));
  expect(router.route.screen).toBe('edit');
});

test('a text is opened inside the app', async () => {
  render(Entry, at(pick((e) => e.kind === 'document')));
  await fireEvent.click((await screen.findAllByRole('button', { name: 'Open' }))[0] as Element);
  expect(await screen.findByText(/Ankles swollen in the evening\.$/, { selector: 'dialog *' })).toBeTruthy();
});

test('what one does not understand is asked of the doctor', async () => {
  render(Entry, at(shared));
  await fireEvent.click(await screen.findByRole('button', { name: 'Ask the doctor about it' }));
  expect(router.route).toMatchObject({ screen: 'share', id: shared, q: 'ask' });
});
