// What a face of the core must offer to the page. Two are shipped: the window (tauri.ts) and the
// server of the browser tests (http.ts). A third, mock/, is for development and unit tests.
import type { ByteCommand, Command, Request, Response } from './commands';
import type { AppStatus, FileToken } from './types';

/** A file that the person has chosen. The page knows its name, never its place. */
export interface PickedFile {
  token: FileToken;
  name: string;
  /** Bytes; 0 for a folder. */
  size: number;
  folder: boolean;
}

/** Files over the window, or dropped on it. */
export type DropEvent = { type: 'over' } | { type: 'leave' } | { type: 'drop'; files: PickedFile[] };

export interface PickOptions {
  multiple: boolean;
  /** Extensions without a dot; empty = any. */
  extensions: string[];
}

export interface Face {
  /** How things stood when the page was made, so that the first picture need not ask; null when nobody said. */
  atStart(): AppStatus | null;
  call<K extends Command>(command: K, request: Request<K>): Promise<Response<K>>;
  bytes<K extends ByteCommand>(command: K, request: Request<K>): Promise<Uint8Array<ArrayBuffer>>;
  pickFiles(options: PickOptions): Promise<PickedFile[]>;
  /** Null when the face has no folders or the person cancelled. */
  pickFolder(): Promise<PickedFile | null>;
  /** Takes a pasted text as if it were a file of this name. */
  takeText(text: string, name: string): Promise<PickedFile>;
  /** Saves a made file where the person says; false when cancelled. */
  saveOutput(token: string, name: string): Promise<boolean>;
  /** Opens the hospital's sign-in page of a job in the person's browser; false when there is none. */
  openSignIn(job: number): Promise<boolean>;
  /** Tells of files dragged over and dropped; gives a function that ends it. */
  onDrop(listener: (event: DropEvent) => void): () => void;
  /** Called when somebody has opened a health link while the window is there; the core is asked for it. */
  onCode(listener: () => void): () => void;
  /** Called when the core has locked the vault by itself. */
  onLocked(listener: () => void): () => void;
}
