// The one seam between the page and the core. Everything else asks through these functions.
import type { ByteCommand, Command, Request, Response } from './commands';
import { asApiError } from './errors';
import { tauriFace } from './tauri';
import type { AppStatus, JobResult, JobView } from './types';
import type { DropEvent, Face, PickedFile, PickOptions } from './face';

export type * from './types';
export { colours } from './types';
export type { Command, Commands, Request, Response } from './commands';
export type { DropEvent, PickedFile } from './face';
export { ApiError, asApiError, errorWords, type ErrorWords } from './errors';

let face: Face | null = null;
const lockedListeners = new Set<() => void>();

/** Chooses how the core is reached; called once before anything is shown. */
export async function connect(): Promise<void> {
  if (face) return;
  if ('__TAURI_INTERNALS__' in window) face = tauriFace;
  else if (__MOCK__) face = (await import('./mock')).mockFace();
  else face = (await import('./http')).httpFace;
  face.onLocked(tellLocked);
}

/** Puts another face in place: unit tests only. */
export function connectTo(other: Face): void {
  face = other;
  face.onLocked(tellLocked);
}

function tellLocked(): void {
  for (const listener of lockedListeners) listener();
}

function connected(): Face {
  if (!face) throw new Error('connect() comes first');
  return face;
}

async function watched<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (thrown) {
    const error = asApiError(thrown);
    if (error.code === 'locked') tellLocked();
    throw error;
  }
}

let confirm: (() => Promise<boolean>) | null = null;

/** How the person is asked for the passphrase once more; gives a function that ends it. */
export function onConfirm(ask: () => Promise<boolean>): () => void {
  confirm = ask;
  return () => {
    if (confirm === ask) confirm = null;
  };
}

/** Tells when somebody has opened a health link; gives a function that ends it. */
export function onCode(listener: () => void): () => void {
  return connected().onCode(listener);
}

/** How things stood when the page was made; null when the core has to be asked. */
export function atStart(): AppStatus | null {
  return connected().atStart();
}

/** Asks the core. Throws an ApiError. Where the core wants the passphrase once more, it is asked for, and then
 * the core is asked again. */
export async function call<K extends Command>(command: K, request: Request<K>): Promise<Response<K>> {
  try {
    return await watched(connected().call(command, request));
  } catch (thrown) {
    if (asApiError(thrown).code !== 'confirm-passphrase' || !confirm || !(await confirm())) throw thrown;
    return watched(connected().call(command, request));
  }
}

/** Asks the core for bytes: an attachment, or a file that was made. */
export function callBytes<K extends ByteCommand>(
  command: K,
  request: Request<K>,
): Promise<Uint8Array<ArrayBuffer>> {
  return watched(connected().bytes(command, request));
}

/** Lets the person choose files; an empty list when cancelled. */
export function pickFiles(options: Partial<PickOptions> = {}): Promise<PickedFile[]> {
  return watched(connected().pickFiles({ multiple: true, extensions: [], ...options }));
}

/** Lets the person choose a folder; null when cancelled. */
export function pickFolder(): Promise<PickedFile | null> {
  return watched(connected().pickFolder());
}

/** Takes a pasted text as if it had been chosen as a file. */
export function takeText(text: string, name: string): Promise<PickedFile> {
  return watched(connected().takeText(text, name));
}

/** Lets the person save a made file; false when cancelled. */
export function saveOutput(file: { token: string; name: string }): Promise<boolean> {
  return watched(connected().saveOutput(file.token, file.name));
}

/** Opens the hospital's page of a job that waits for signing in; false when no browser could be opened. */
export function openSignIn(job: number): Promise<boolean> {
  return watched(connected().openSignIn(job));
}

/** Tells of files dragged over the window and dropped; gives a function that ends it. */
export function onFilesDropped(listener: (event: DropEvent) => void): () => void {
  return connected().onDrop(listener);
}

/** Called whenever the vault turns out to be locked; gives a function that ends it. */
export function onLocked(listener: () => void): () => void {
  lockedListeners.add(listener);
  return () => lockedListeners.delete(listener);
}

const pause = 150;
const wait = (ms: number) => new Promise((done) => setTimeout(done, ms));

/** Begins work, tells how far it is, and gives its result; null when it was stopped. Throws its error. */
export async function follow(begin: () => Promise<{ id: number }>, tell: (job: JobView) => void): Promise<JobResult | null> {
  const { id } = await begin();
  for (;;) {
    const job = await call('job', { id });
    tell(job);
    if (job.state === 'done') return job.result;
    if (job.state === 'cancelled') return null;
    if (job.state === 'failed') throw job.error;
    await wait(pause);
  }
}
