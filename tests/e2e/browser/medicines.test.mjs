// A medicine from its plan to the last tablet, in the browser face.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { openPage, startBrowser } from '../lib/browser.mjs';
import { medicineWay, setClock } from '../lib/medicine-way.mjs';
import { startServer } from '../lib/server.mjs';
import { pageSteps } from '../lib/steps.mjs';
import { makeVault, settled } from '../lib/tour.mjs';
import { words } from '../lib/words.mjs';

const t = words('en');
let browser;
let server;
let folder;
let page;
let clock;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kinfolio-medicines-'));
  clock = join(folder, 'clock');
  await setClock(clock, '2026-11-23T08:20');
  browser = await startBrowser();
  server = await startServer({ env: { KINFOLIO_TEST_KDF: 'fast', KINFOLIO_TEST_CLOCK: clock, LANG: 'en_US.UTF-8', LANGUAGE: '' } });
  ({ page } = await openPage(browser, server.url));
  await settled(page);
});

after(async () => {
  await browser?.close();
  await server?.stop();
  if (folder) await rm(folder, { recursive: true, force: true });
});

const step = pageSteps('medicines', () => page);

step('a vault is made', () => makeVault(page, t));
for (const [name, body] of medicineWay({ page: () => page, t, clock: () => clock })) step(name, body);
