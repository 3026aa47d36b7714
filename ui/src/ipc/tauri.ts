// The window: commands go to the shell, files come as tokens from its native dialogs.
import { invoke } from '@tauri-apps/api/core';
import { listen, type UnlistenFn } from '@tauri-apps/api/event';
import type { DropEvent, Face, PickedFile } from './face';
import { asApiError } from './errors';
import type { AppStatus } from './types';

async function ask<T>(command: string, args: Record<string, unknown>): Promise<T> {
  try {
    return await invoke<T>(command, args);
  } catch (thrown) {
    throw asApiError(thrown);
  }
}

/** `listen` answers later; this ends it whether or not it has answered yet. */
function until(listening: Promise<UnlistenFn>): () => void {
  return () => void listening.then((end) => end());
}

/** What the shell lays into the page (`src-tauri/src/window.rs`). It lays the same into a page that is loaded anew,
 * where it is old. */
function laidIn(): AppStatus | null {
  const [visit] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
  return visit?.type === 'navigate' ? (window.kinfolioAtStart ?? null) : null;
}

export const tauriFace: Face = {
  atStart: laidIn,
  call: (command, request) => ask(command, { request }),
  bytes: async (command, request) => {
    const answer = await ask<ArrayBuffer | number[]>(command, { request });
    return answer instanceof ArrayBuffer ? new Uint8Array(answer) : Uint8Array.from(answer);
  },
  pickFiles: (options) => ask<PickedFile[]>('pick_files', { request: options }),
  pickFolder: () => ask<PickedFile | null>('pick_folder', { request: {} }),
  takeText: (text, name) => ask<PickedFile>('take_text', { request: { text, name } }),
  saveOutput: (token) => ask<boolean>('save_output', { request: { token } }),
  // The core knows the address and the shell opens it: the page neither makes nor opens one.
  openSignIn: (id) => ask<boolean>('portal_open', { request: { id } }),
  onDrop: (listener) => until(listen<DropEvent>('files', (event) => listener(event.payload))),
  onCode: (listener) => until(listen('code', () => listener())),
  onLocked: (listener) => until(listen('locked', () => listener())),
};
