// Where the project, the built programs and the pictures of failures are.
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's folder. */
export const root = process.env.KINFOLIO_ROOT ?? resolve(dirname(fileURLToPath(import.meta.url)), '../../..');

const binaries = process.env.KINFOLIO_BIN ?? join(process.env.CARGO_TARGET_DIR ?? join(root, 'target'), 'debug');

/** A program built by cargo; says how to build it when it is not there. */
export function bin(name) {
  const path = join(binaries, name);
  if (!existsSync(path)) {
    throw new Error(`${name} is not built: cargo build -p kin-app -p kin-devserver -p kin-cli`);
  }
  return path;
}

/** Where a failing test leaves its picture (ignored by git). */
export const failures = join(root, 'screenshots/failures');
