// A medicine from its plan to the last tablet, in the real window.
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { medicineWay, setClock } from '../lib/medicine-way.mjs';
import { bin } from '../lib/paths.mjs';
import { pageOf } from '../lib/real.mjs';
import { makeVault } from '../lib/tour.mjs';
import { startWindow } from '../lib/webdriver.mjs';
import { words } from '../lib/words.mjs';

const t = words('en');
let home;
let clock;
let window;
let page;

before(async () => {
  home = await mkdtemp(join(tmpdir(), 'kinfolio-medicines-'));
  clock = join(home, 'clock');
  for (const dir of ['tmp', 'run']) await mkdir(join(home, dir), { recursive: true, mode: 0o700 });
  await setClock(clock, '2026-11-23T08:20');
  window = await startWindow(bin('kinfolio-app'), {
    args: ['--vault', join(home, 'vault')],
    env: {
      HOME: home, TMPDIR: join(home, 'tmp'), XDG_DATA_HOME: join(home, 'data'), XDG_CONFIG_HOME: join(home, 'config'),
      XDG_CACHE_HOME: join(home, 'cache'), XDG_STATE_HOME: join(home, 'state'), XDG_RUNTIME_DIR: join(home, 'run'),
      LANG: 'en_US.UTF-8', LANGUAGE: 'en', KINFOLIO_TEST_KDF: 'fast', KINFOLIO_TEST_CLOCK: clock,
    },
  });
  page = pageOf(window);
});

after(async () => {
  await window?.close();
  if (home) await rm(home, { recursive: true, force: true });
});

let failed = false;
function step(name, body) {
  test(name, { timeout: 300_000 }, async (context) => {
    if (failed) return context.skip('an earlier step failed');
    try {
      await body();
    } catch (error) {
      failed = true;
      error.message += `\n(picture: ${await window?.savePicture('window-medicines').catch(() => 'none')})\n${await window?.pageText().catch(() => '')}`;
      throw error;
    }
  });
}

step('a vault is made', () => makeVault(page, t));
for (const [name, body] of medicineWay({ page: () => page, t, clock: () => clock })) step(name, body);
