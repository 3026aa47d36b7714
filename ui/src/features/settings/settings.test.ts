// Settings take effect at once and go back when the core refuses them.
import { fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import { beforeEach, expect, test } from 'vitest';
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
