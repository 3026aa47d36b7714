// A medicine from its plan to the last tablet, in the real window; its reminder reaches the desktop.
// Run: xvfb-run dbus-run-session node --test tests/e2e/window/medicines.test.mjs
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { medicineWay, setClock } from '../lib/medicine-way.mjs';
import { bin } from '../lib/paths.mjs';
import { pageOf } from '../lib/real.mjs';
import { windowSteps } from '../lib/steps.mjs';
import { api, goTo, makeVault, settled } from '../lib/tour.mjs';
import { homeOf, startWindow, waitFor } from '../lib/webdriver.mjs';
import { words } from '../lib/words.mjs';

const t = words('en');
let home;
let clock;
let window;
let page;
let desktop;

/**
 * Listens on the session's bus for what a program asks the desktop to show. No service is needed for that: a call to
 * one that is not there passes the bus, too.
 */
function listen() {
  const said = { text: '' };
  const monitor = spawn('dbus-monitor', ['--session', "interface='org.freedesktop.Notifications',member='Notify'"], { stdio: ['ignore', 'pipe', 'ignore'] });
  monitor.once('error', () => (said.gone = true));
  monitor.once('exit', () => (said.gone = true));
  monitor.stdout.setEncoding('utf8');
  monitor.stdout.on('data', (chunk) => (said.text += chunk));
  said.end = () => monitor.kill();
  return said;
}

before(async () => {
  if (process.env.DBUS_SESSION_BUS_ADDRESS) desktop = listen();
  home = await mkdtemp(join(tmpdir(), 'kinfolio-medicines-'));
  clock = join(home, 'clock');
  for (const dir of ['tmp', 'run']) await mkdir(join(home, dir), { recursive: true, mode: 0o700 });
  await setClock(clock, '2026-11-23T08:20');
  window = await startWindow(bin('kinfolio-app'), {
    args: ['--vault', join(home, 'vault')],
    env: {
      ...homeOf(home), XDG_RUNTIME_DIR: join(home, 'run'), KINFOLIO_TEST_KDF: 'fast', KINFOLIO_TEST_CLOCK: clock,
    },
  });
  page = pageOf(window);
});

after(async () => {
  await window?.close();
  desktop?.end();
  if (home) await rm(home, { recursive: true, force: true });
});

const step = windowSteps('window-medicines', () => window, { timeout: 300_000 });

step('a vault is made', () => makeVault(page, t));
const way = medicineWay({ page: () => page, t, clock: () => clock });
const day = way.findIndex(([name]) => name.startsWith('the day after'));
assert.ok(day > 0, 'the way has a second day');
for (const [name, body] of way.slice(0, day)) step(name, body);

step('reminders are switched on, and the program has looked once', async () => {
  const settings = await api(page, 'settings_get');
  await api(page, 'settings_set', { settings: { ...settings, remind: true, remindDetails: true } });
  // The program looks every 20 seconds; what lies before its first look is nobody's reminder.
  await sleep(30_000);
  assert.equal(desktop?.text.includes('Metformin') ?? false, false, 'what was taken is not told');
});

step('the next morning its dose is told: on the desktop', async (context) => {
  await setClock(clock, '2026-11-24T08:01');
  if (!desktop || desktop.gone) return context.skip('there is no session bus, or no dbus-monitor: run it by dbus-run-session');
  const words = t('remind-dose-amount', { what: 'Metformin 500 mg', amount: '1 tablet' });
  await waitFor('the reminder on the bus', 90_000, () => desktop.text.includes(words));
  const calls = desktop.text.split('member=Notify').length - 1;
  await sleep(25_000);
  assert.equal(desktop.text.split('member=Notify').length - 1, calls, 'told once, not at every look');
});

step('… and in the window: on Home, and as waiting among the medicines', async () => {
  await page.reload();
  await settled(page);
  await goTo(page, 'home');
  await page.getByText(t('remind-dose-amount', { what: 'Metformin 500 mg', amount: '1 tablet' })).first().waitFor();
  await goTo(page, 'medicines');
  await page.getByText('One dose is waiting: nothing is noted yet.').first().waitFor(); // a plural: not in the plain words
});

for (const [name, body] of way.slice(day)) step(name, body);
