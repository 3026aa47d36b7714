// Blood pressure in the real window, with the clock in a file: six keystrokes and Enter; a seven-day check from its
// first reading to "sufficient"; the page for the doctor; the same place in Chinese and Large.
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { FAST, PASSPHRASE, Vault, run } from '../lib/cli.mjs';
import { bin } from '../lib/paths.mjs';
import { windowSteps } from '../lib/steps.mjs';
import { homeOf, startWindow, waitFor } from '../lib/webdriver.mjs';
import { words } from '../lib/words.mjs';

const t = words('en');
let home;
let saved;
let clock;
let vault;
let window;

/** The clock of the window and of the command line, `2026-11-02T07:00`; it goes on from there. */
const itIs = (civil) => writeFile(clock, `${civil}:00+08:00[Asia/Shanghai]\n`);

before(async () => {
  home = await mkdtemp(join(tmpdir(), 'kinfolio-week-'));
  [saved, clock] = [join(home, 'saved'), join(home, 'clock')];
  for (const dir of [saved, join(home, 'tmp')]) await mkdir(dir);
  await itIs('2026-11-02T07:00');
  const env = { ...FAST, KINFOLIO_TEST_CLOCK: clock };
  vault = await Vault.create(home, env);
  await vault.ok(['person', 'add', '赵兰 Zhao Lan', '--born', '1953-02-11', '--sex', 'female']);
  window = await startWindow(bin('kinfolio-app'), {
    args: ['--vault', vault.dir],
    env: {
      ...env, ...homeOf(home), TZ: 'Asia/Shanghai', KINFOLIO_TEST_DIALOG: saved,
    },
  });
});
after(async () => {
  await window?.close();
  if (home) await rm(home, { recursive: true, force: true });
});

const step = windowSteps('week', () => window);
const press = async (name) => window.click(await window.control(name));
const place = async (name) => window.click(await window.element(`[data-place="${name}"]`));
const ENTER = '\uE007';
/** Asks the core of the window itself: its vault is open and nobody else's. */
const ask = (command, request) => window.later('const [command, request, done] = arguments; window.__TAURI_INTERNALS__.invoke(command, { request }).then(done, (e) => done({ failed: e }))', command, request);

step('the vault opens', async () => {
  await window.type(await window.element('#passphrase'), `${PASSPHRASE}${ENTER}`);
  await window.element('[data-place="track"]', 60_000);
});

step('six keystrokes and Enter: the cursor is there already', async () => {
  await place('track');
  await waitFor('the cursor in the line', 20_000, () => window.script(`return document.activeElement?.id === 'f-quick'`));
  const keys = '128/82';
  assert.equal(keys.length, 6);
  await window.keys(`${keys}${ENTER}`);
  await waitFor('the reading', 20_000, () => window.script(`return document.querySelector('#main')?.innerText.includes('128/82') && document.getElementById('f-quick').value === ''`));
});

step('a check is begun, and its days and what is due are shown', async () => {
  await press(t('track-tab-blood-pressure'));
  await press(t('bp-week-start'));
  await window.text(t('bp-week-end'));
});

step('two readings in the evening, guided: rest, a reading, a minute, a reading', async () => {
  await itIs('2026-11-02T19:00');
  await press(t('bp-guide-open'));
  await press(t('bp-guide-rested'));
  for (const [keys, more] of [['138/86 70', true], ['134/84 69', false]]) {
    await waitFor('the line', 20_000, () => window.script(`return document.activeElement?.id === 'f-quick'`));
    await window.keys(`${keys}${ENTER}`);
    if (more) {
      await window.element('[role="timer"]');
      await press(t('bp-guide-now'));
    }
  }
  await window.text(t('bp-guide-done'));
  await press(t('ui-close'));
});

step('mornings and evenings, until there are enough', async () => {
  const [person] = (await ask('people_list', {})).people;
  const standing = async () => (await ask('bp_check', { person: person.id })).report.standing;
  for (let day = 3; day <= 5; day += 1) {
    for (const hour of ['07', '19']) {
      if (day === 4 && hour === '07') assert.equal(await standing(), 'not-yet');
      await itIs(`2026-11-0${day}T${hour}:05`);
      await place('home');
      await place('track');
      await waitFor('the line', 20_000, () => window.script(`return document.activeElement?.id === 'f-quick'`));
      const line = day === 5 ? '131/81 66; 129/80 65' : '136/84 70; 132/82 69';
      await window.keys(`${line}${ENTER}`);
      await waitFor('saved', 20_000, () => window.script(`return document.getElementById('f-quick')?.value === ''`));
    }
  }
  assert.equal(await standing(), 'sufficient');
  await press(t('track-tab-blood-pressure'));
  await window.text(t('bp-standing-sufficient'));
  // (4 × 136 + 4 × 132 + 2 × 131 + 2 × 129) ÷ 12 = 132.666…; the first day does not count.
  await window.text('132.7/');
});

step('the page for the doctor is saved', async () => {
  await press(t('paper-save'));
  const name = await waitFor('the page', 60_000, async () => (await readdir(saved)).find((file) => file.endsWith('.pdf')));
  const file = join(saved, name);
  assert.equal((await readFile(file)).subarray(0, 5).toString(), '%PDF-');
  const { stdout } = await run('pdftotext', ['-layout', file, '-']);
  for (const word of ['132.7/', t('paper-bp-title'), '赵兰']) assert.ok(stdout.includes(word), `the page says ${word}`);
});

step('the same place in Chinese and Large', async () => {
  const settings = await ask('settings_get', {});
  await ask('settings_set', { settings: { ...settings, lang: 'zh-CN', textSize: 'large' } });
  await window.reload();
  const zh = words('zh-CN');
  await window.element('[data-place="track"], #passphrase', 60_000);
  if (await window.script(`return Boolean(document.getElementById('passphrase'))`)) {
    await window.type(await window.element('#passphrase'), `${PASSPHRASE}${ENTER}`);
  }
  await place('track');
  await itIs('2026-11-06T07:05');
  await waitFor('the line', 20_000, () => window.script(`return document.activeElement?.id === 'f-quick'`));
  await window.keys(`高压130低压80脉搏64${ENTER}`);
  await waitFor('saved', 20_000, () => window.script(`return document.getElementById('f-quick')?.value === ''`));
  await press(zh('track-tab-blood-pressure'));
  await window.text(zh('bp-standing-sufficient'));
  const small = await window.script(
    `return [...document.querySelectorAll('#main p, #main td, #main th, #main button')].filter((e) => e.offsetParent && e.innerText.trim() && parseFloat(getComputedStyle(e).fontSize) < 20).map((e) => e.innerText.slice(0, 40))`,
  );
  assert.deepEqual(small, [], 'nothing is small in Large');
});
