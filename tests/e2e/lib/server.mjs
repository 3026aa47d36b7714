// Starts kin-devserver (kin-api over loopback HTTP) on a throwaway vault and stops it again.
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bin, root } from './paths.mjs';

/**
 * Starts a server on a new, empty folder.
 * @param {{ args?: string[], env?: Record<string, string> }} [options]
 * @returns {Promise<{ url: string, vault: string, log: () => string, stop: () => Promise<void> }>}
 */
export async function startServer({ args = [], env = {} } = {}) {
  const home = await mkdtemp(join(tmpdir(), 'kinfolio-e2e-'));
  const vault = join(home, 'vault');
  const child = spawn(
    bin('kin-devserver'),
    ['--port', '0', '--vault', vault, '--ui', process.env.KINFOLIO_UI ?? join(root, 'ui/dist'), ...args],
    { env: { ...process.env, HOME: home, XDG_DATA_HOME: join(home, 'data'), KINFOLIO_TEST_RADIO: 'home', ...env }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let log = '';
  const exited = new Promise((resolve) => child.once('exit', resolve));
  const address = await new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`kin-devserver said nothing for 60 s:\n${log}`)), 60_000);
    const read = (chunk) => {
      log += chunk;
      const found = /listening (?:on )?(?:http:\/\/)?(127\.0\.0\.1:\d+)/.exec(log);
      if (found) {
        clearTimeout(timer);
        resolve(found[1]);
      }
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`kin-devserver ended with ${code}:\n${log}`)));
  });
  return {
    url: `http://${address}/`,
    vault,
    log: () => log,
    stop: async () => {
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), 5_000);
      await exited;
      clearTimeout(timer);
      await rm(home, { recursive: true, force: true });
    },
  };
}
