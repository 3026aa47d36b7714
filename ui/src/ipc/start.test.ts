// What the shell lays into the page is shown at once, and only as long as it is true.
import { afterEach, describe, expect, test, vi } from 'vitest';
import { session } from '../app/session.svelte';
import { connectTo } from '.';
import { mockFace } from './mock';
import { tauriFace } from './tauri';
import type { AppStatus } from './types';

const before: AppStatus = { ...(await mockFace().call('app_status', {})), state: 'locked' };

function visit(type: string): void {
  vi.spyOn(performance, 'getEntriesByType').mockReturnValue([{ type }] as unknown as PerformanceEntryList);
}

afterEach(() => {
  vi.restoreAllMocks();
  Reflect.deleteProperty(window, 'kinfolioAtStart');
  session.status = null;
});

describe('a page', () => {
  test('that is opened knows how things stand', () => {
    Object.defineProperty(window, 'kinfolioAtStart', { value: before, configurable: true });
    visit('navigate');
    expect(tauriFace.atStart()).toEqual(before);
  });
  test('that is loaded anew after locking asks', () => {
    Object.defineProperty(window, 'kinfolioAtStart', { value: before, configurable: true });
    visit('reload');
    expect(tauriFace.atStart()).toBeNull();
  });
  test('that was told nothing asks', () => {
    visit('navigate');
    expect(tauriFace.atStart()).toBeNull();
  });
});

test('what has changed meanwhile is shown', async () => {
  const now: AppStatus = { ...before, settings: { ...before.settings, textSize: 'large' } };
  let asked = () => {};
  const asking = new Promise<void>((done) => (asked = done));
  const face = mockFace({ app_status: async () => asking.then(() => now) });
  connectTo({ ...face, atStart: () => before });
  const started = session.start();
  await vi.waitFor(() => expect(session.status?.settings.textSize).toBe('standard'));
  asked();
  await started;
  expect(session.status?.settings.textSize).toBe('large');
});
