// The frame: whose record it is on every screen, the focus goes along, keys work, search follows typing.
import { fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import { beforeEach, expect, test } from 'vitest';
import { ApiError, connectTo, type TroubleView } from '../ipc';
import { mockFace } from '../ipc/mock';
import { violations } from '../test/axe';
import Frame from './Frame.svelte';
import { router } from './router.svelte';
import { session } from './session.svelte';
import Toasts from './Toasts.svelte';
import { toasts } from './toasts.svelte';

beforeEach(async () => {
  connectTo(mockFace());
  session.personId = null;
  await session.refresh();
  session.personId = 'p1';
  router.reset();
});
const heading = (name: string | RegExp) => screen.findByRole('heading', { level: 1, name });

test('name, age and colour of the person stand over every screen', async () => {
  const { container } = render(Frame);
  await heading(/Li Hua/);
  expect(container.querySelector('.app')?.getAttribute('data-colour')).toBe('plum');
  expect(screen.getByRole('button', { name: /The record of Li Hua 72 · mother/ })).toBeTruthy();
  router.go('settings');
  await heading('Settings');
  expect(container.querySelector('.app')?.getAttribute('data-colour')).toBe('plum');
  expect(await violations()).toEqual([]);
});

test('going to a place moves the focus to its heading and says it', async () => {
  const { container } = render(Frame);
  await heading(/Li Hua/);
  await fireEvent.click(container.querySelector('[data-place="family"]') as HTMLElement);
  const there = await heading('Family');
  await waitFor(() => expect(document.activeElement).toBe(there));
  expect(container.querySelector('[data-place="family"]')?.getAttribute('aria-current')).toBe('page');
  await waitFor(() => expect(container.querySelector('p[aria-live="polite"]')?.textContent).toBe('Family'));
});

test('whoever comes back stands on the line that they opened', async () => {
  const { container } = render(Frame);
  await heading(/Li Hua/);
  router.go({ screen: 'records', q: 'problems' });
  await heading('Problems');
  const lines = await waitFor(() => {
    const found = [...container.querySelectorAll<HTMLElement>('#main button.title')];
    expect(found.length).toBeGreaterThan(1);
    return found;
  });
  const words = lines[1]?.textContent;
  lines[1]?.focus();
  await fireEvent.click(lines[1] as HTMLElement);
  await waitFor(() => expect(router.route.screen).toBe('entry'));
  await waitFor(() => expect(document.activeElement?.tagName).toBe('H1'));
  router.back();
  await waitFor(() => expect(document.activeElement?.textContent).toBe(words));
  // A place of the rail is gone to anew: its heading is read.
  router.go('family');
  const family = await heading('Family');
  await waitFor(() => expect(document.activeElement).toBe(family));
});

test('b goes to the form, and the cursor is in its first field', async () => {
  render(Frame);
  await heading(/Li Hua/);
  await fireEvent.keyDown(document.body, { key: 'b' });
  await heading('Enter a blood pressure reading');
  await waitFor(() => expect(document.activeElement?.id).toBe('f-quick'));
});

test('Ctrl K leads to the search box, and the focus stays there while hits come', async () => {
  render(Frame);
  await heading(/Li Hua/);
  await fireEvent.keyDown(document.body, { key: 'k', ctrlKey: true });
  const box = screen.getByRole('searchbox') as HTMLInputElement;
  expect(document.activeElement).toBe(box);
  await fireEvent.input(box, { target: { value: 'crea' } });
  expect(router.route).toEqual({ screen: 'search', q: 'crea' });
  await waitFor(() => expect(document.querySelector('#main h1')?.textContent).not.toContain('Li Hua ('));
  expect(document.activeElement).toBe(box);
  await fireEvent.keyDown(box, { key: 'Escape' });
  expect(router.route.screen).toBe('home');
});

test('another person is chosen from the menu: colour and record change, and no way leads back', async () => {
  const { container } = render(Frame);
  await heading(/Li Hua/);
  router.go('timeline');
  await fireEvent.click(screen.getByRole('button', { name: /The record of Li Hua/ }));
  await fireEvent.click(screen.getByRole('menuitem', { name: /李明/ }));
  await heading(/李明/);
  expect(container.querySelector('.app')?.getAttribute('data-colour')).toBe('blue');
  expect(router.canGoBack).toBe(false);
});

test('? opens the list of keys, Esc closes it', async () => {
  render(Frame);
  await heading(/Li Hua/);
  await fireEvent.keyDown(document.body, { key: '?' });
  const sheet = await screen.findByRole('dialog');
  expect(sheet.textContent).toContain('Enter a blood pressure');
  await fireEvent(sheet, new Event('cancel', { cancelable: true }));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
});

test('A+ makes everything larger, up to its limit', async () => {
  render(Frame);
  await heading(/Li Hua/);
  const larger = screen.getByRole('button', { name: /A\+/ }) as HTMLButtonElement;
  for (let i = 0; i < 10 && !larger.disabled; i += 1) await fireEvent.click(larger);
  await waitFor(() => expect(larger.disabled).toBe(true));
  expect(document.documentElement.style.getPropertyValue('--scale')).toBe('1.6');
  await session.set({ textScale: 100 });
});

test('locking leaves nothing of the record in the state of the page', async () => {
  render(Frame);
  await heading(/Li Hua/);
  await session.lock();
  expect(session.people).toEqual([]);
  expect(session.personId).toBeNull();
  expect(router.canGoBack).toBe(false);
});

test('beside a record that does not open somebody is added, and the records of others are changed and looked into', async () => {
  const trouble: TroubleView = { code: 'vault-damaged', text: 'It is damaged.', advice: 'Restore a backup.', missing: 0, canAccept: false };
  session.people = session.people.map((p) => (p.id === 'p1' ? { ...p, trouble } : p));
  render(Frame);
  await heading('The record of Li Hua is not opened');
  router.go('person');
  await heading('Add a person');
  router.go({ screen: 'person', id: 'p2' });
  await heading('Change 李明');
  router.go({ screen: 'access', id: 'p2' });
  await heading('Who opened and changed the record of 李明');
  for (const route of [{ screen: 'access', id: 'p1' }, { screen: 'access' }, { screen: 'person', id: 'p1' }] as const) {
    router.go(route);
    await heading('The record of Li Hua is not opened');
    router.go('family');
    await heading('Family');
  }
});

test('an "Undo" that fails says so', async () => {
  toasts.clear();
  render(Toasts);
  toasts.undo('Hidden', () => Promise.reject(new ApiError('disk-full')));
  await fireEvent.click(await screen.findByRole('button', { name: 'Undo' }));
  await screen.findByText(/The disk is full/);
  toasts.clear();
  toasts.undo('Hidden', () => { throw new Error('of the page'); });
  await fireEvent.click(await screen.findByRole('button', { name: 'Undo' }));
  const said = await screen.findByText(/Something went wrong inside Kinfolio/);
  expect(said.textContent, 'nothing was locked').not.toContain('locked');
  toasts.clear();
});
