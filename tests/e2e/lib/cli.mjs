// The command line of kinfolio in a home of its own.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { bin, root } from './paths.mjs';

export const PASSPHRASE = 'quiet river carries seven lanterns home';

/** The folder of public sample records, or null where there is none. */
export const testdata = (() => {
  const dir = resolve(process.env.KINFOLIO_TESTDATA ?? join(root, '../shared/testdata'));
  return existsSync(dir) ? dir : null;
})();

/** Runs a program to its end. */
export function run(program, args, { input, env, timeout = 300_000 } = {}) {
  return new Promise((done, fail) => {
    const child = spawn(program, args, { env: { ...process.env, ...env }, stdio: ['pipe', 'pipe', 'pipe'], timeout });
    const out = [];
    const err = [];
    child.stdout.on('data', (chunk) => out.push(chunk));
    child.stderr.on('data', (chunk) => err.push(chunk));
    child.once('error', fail);
    child.once('close', (code, signal) =>
      done({ code: code ?? signal, stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString() }),
    );
    child.stdin.on('error', () => {}); // it may end before it has read everything
    if (input && typeof input !== 'string' && typeof input.pipe === 'function') input.pipe(child.stdin);
    else child.stdin.end(input ?? '');
  });
}

/** Development builds guess quickly with this: for tests that unlock hundreds of times. */
export const FAST = { KINFOLIO_TEST_KDF: 'fast' };

/** A vault in a throwaway home; `env` is added to the environment of each command. */
export class Vault {
  static async create(home, env = {}) {
    const vault = new Vault(home ?? (await mkdtemp(join(tmpdir(), 'kinfolio-cli-'))), env);
    await writeFile(vault.passphrase, `${PASSPHRASE}\n`);
    const made = await vault.run(['vault', 'create']);
    if (made.code !== 0) throw new Error(`vault create: ${made.code}\n${made.stderr}`);
    return vault;
  }

  constructor(home, env = {}) {
    this.home = home;
    this.env = env;
    this.dir = join(home, 'vault');
    this.passphrase = join(home, 'passphrase');
  }

  /** Runs one command; the answer of `--json` is in `.json`. */
  async run(args, options = {}) {
    const result = await run(bin('kinfolio'), ['--vault', this.dir, '--json', ...args], {
      ...options,
      env: {
        HOME: this.home,
        XDG_DATA_HOME: join(this.home, 'data'),
        KINFOLIO_PASSPHRASE_FILE: this.passphrase,
        ...this.env,
        ...options.env,
      },
    });
    try {
      result.json = JSON.parse(result.stdout);
    } catch {
      // an error has no document; the tests look at code and stderr first
    }
    return result;
  }

  /** Runs a command that must work, and gives its document. */
  async ok(args, options) {
    const result = await this.run(args, options);
    if (result.code !== 0) throw new Error(`kinfolio ${args.join(' ')}: ${result.code}\n${result.stderr}`);
    return result.json;
  }

  /** What a person's record holds, as lines that can be compared. */
  async entries(person) {
    const all = [];
    let next = null;
    do {
      const page = await this.ok(['timeline', '--person', person, ...(next ? ['--after', next] : [])]);
      all.push(...page.entries.map((entry) => `${entry.id} ${entry.kind} ${entry.title} ${entry.value ?? ''}`));
      next = page.next;
    } while (next);
    return all.sort();
  }

  async remove() {
    await rm(this.home, { recursive: true, force: true });
  }
}

/** Every file under a folder, with its hash: equal before and after means untouched. */
export async function hashes(dir) {
  const found = {};
  for (const entry of await readdir(dir, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath ?? entry.path, entry.name);
    found[relative(dir, path)] = createHash('sha256').update(await readFile(path)).digest('hex');
  }
  return found;
}

/** Files under a folder of the sample records whose name ends as given. */
export async function samples(folder, ends) {
  const dir = join(testdata, folder);
  const names = await readdir(dir, { recursive: true });
  return names.filter((name) => ends.some((end) => name.endsWith(end))).sort().map((name) => join(dir, name));
}
