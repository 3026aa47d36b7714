// The real window, driven from outside as a person would: from the first page to a printed summary and back to a
// locked vault. The app is the one that people get (development build), on a virtual display.
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { PASSPHRASE, run } from '../lib/cli.mjs';
import { bin, root } from '../lib/paths.mjs';
import { scan } from '../lib/scan.mjs';
import { windowSteps } from '../lib/steps.mjs';
import { homeOf, startWindow, waitFor } from '../lib/webdriver.mjs';
import { words } from '../lib/words.mjs';

const t = words('en');
let home;
let saved;
let code = [];
/** The passphrase after all keys were changed. */
const NEXT = 'silver lantern orchard nine';
let window;

before(async () => {
  home = await mkdtemp(join(tmpdir(), 'kinfolio-window-'));
  saved = join(home, 'saved');
  await mkdir(saved);
  await mkdir(join(home, 'tmp'));
  window = await startWindow(bin('kinfolio-app'), {
    args: ['--vault', join(home, 'vault')],
    env: {
      ...homeOf(home),
      // A native file dialog cannot be driven from outside: development builds take its answer from here.
      KINFOLIO_TEST_DIALOG: [join(root, 'tests/fixtures/fhir/zhao-lan.json'), saved].join(':'),
    },
  });
});

after(async () => {
  await window?.close();
  if (home) await rm(home, { recursive: true, force: true });
});

const step = windowSteps('window', () => window);

const press = async (name) => window.click(await window.control(name));
const fill = async (label, text) => window.type(await window.field(label), text);
const place = async (name) => window.click(await window.element(`[data-place="${name}"]`));

/** Reads the recovery code that is shown and types two groups back. Gives it in both spellings. */
async function paper() {
  await window.element('[data-testid="recovery-code"] li', 60_000);
  const groups = await window.script(
    `return [...document.querySelectorAll('[data-testid="recovery-code"] li')].map((li) => [...li.childNodes].filter((n) => n.nodeType === 3).map((n) => n.data).join('').trim())`,
  );
  assert.ok(groups.every((group) => /^[0-9A-Z-]+$/i.test(group)), 'the groups of the code are shown');
  await press(t('code-written'));
  for (const index of [0, 1]) {
    await window.element(`#recovery-group-${index}`);
    const label = await window.script(`return document.querySelector('label[for="recovery-group-${index}"]').textContent`);
    await window.type(await window.element(`#recovery-group-${index}`), groups[Number(/\d+/.exec(label)[0]) - 1]);
  }
  await press(t('code-check'));
  return [groups.join('-'), groups.join('')];
}

step('welcome: a vault is made, with its recovery code on paper', async () => {
  await press(t('welcome-make'));
  await fill(t('welcome-name'), 'Lan');
  await press(t('ui-next'));
  await window.type(await window.element('#new-passphrase'), PASSPHRASE);
  await window.type(await window.element('#new-again'), PASSPHRASE);
  await press(t('ui-next'));

  code = await paper();
});

step('the first person', async () => {
  await window.type(await window.element('#person-name'), '赵兰 Zhao Lan');
  await fill(t('ui-date-day'), '11');
  await fill(t('ui-date-month'), '2');
  await fill(t('ui-date-year'), '1953');
  await window.click(await window.element('#person-sex'));
  await press(t('welcome-person-done'));
  await window.element('[data-place="home"][aria-current="page"]');
});

step('a record is chosen in the app, looked at and brought in', async () => {
  await place('sources');
  await press(t('sources-files'));
  await window.text(t('sources-what'));
  await press(t('sources-bring-for', { name: '赵兰 Zhao Lan' }));
  await window.text(t('sources-report'), 60_000);
});

step('the allergy stands on Home', async () => {
  await place('home');
  await waitFor('the allergy', 20_000, () =>
    window.script(`return document.querySelector('[data-testid="allergies"]')?.innerText.includes('Penicillin') ?? false`),
  );
});

step('a blood pressure is added', async () => {
  await place('track');
  await window.type(await window.field(t('form-bp-quick')), '128/82 70');
  await window.click(await window.element('#main form button[type=submit]'));
  await window.text('128/82');
});

step('a Chinese word finds the entry that came in English', async () => {
  const box = await window.element('[role="search"] input');
  await window.type(box, '青霉素');
  await window.element('[data-hit="0"]');
  await window.text('Penicillin');
});

step('the summary is saved as PDF and can be read by another program', async () => {
  await place('share');
  await press(t('share-step-hand'));
  await window.text(t('share-pdf-who'));
  const save = await waitFor('the button of the paper form', 20_000, () =>
    window.script(
      `const [title, save] = arguments;
       const way = [...document.querySelectorAll('section')].find((s) => s.querySelector('h2, h3')?.textContent === title);
       return [...(way?.querySelectorAll('button') ?? [])].find((b) => b.textContent.trim() === save) ?? null`,
      t('share-pdf'),
      t('share-save'),
    ),
  );
  await window.click(save);
  const name = await waitFor('the file', 60_000, async () => (await readdir(saved)).find((file) => file.endsWith('.pdf')));
  const file = join(saved, name);
  assert.equal((await readFile(file)).subarray(0, 5).toString(), '%PDF-', 'it is a PDF');
  const { stdout } = await run('pdftotext', ['-layout', file, '-']);
  for (const word of ['Penicillin', 'Hypertension', '128/82', '赵兰']) {
    assert.ok(stdout.includes(word), `the paper says ${word}`);
  }
});

step('locked: nothing of the record is left on the page, a wrong passphrase is refused', async () => {
  await window.script(`window.left = document.body.innerText; window.leftNode = document.querySelector('main')`);
  assert.ok((await window.script('return window.left.length')) > 100, 'something of the record stood on the page');
  await press(t('ui-lock'));
  const field = await window.element('#passphrase');
  assert.deepEqual(
    await window.script('return [typeof window.left, typeof window.leftNode, history.length]'),
    ['undefined', 'undefined', 1],
    'it is another page: the one that showed the record is gone',
  );
  const shown = await window.pageText();
  assert.ok(!shown.includes('Penicillin') && !shown.includes('赵兰'), 'the page shows nothing of the record');
  await window.type(field, 'not the passphrase');
  await press(t('unlock-open'));
  await window.element('#passphrase-error', 60_000);
  await window.element('#passphrase');
});

step('the right passphrase opens it again', async () => {
  await window.type(await window.element('#passphrase'), PASSPHRASE);
  await press(t('unlock-open'));
  await window.element('[data-place="home"][aria-current="page"]', 60_000);
  await window.text('Penicillin');
});

step('somebody may know the passphrase: all keys are changed, with a new paper', async () => {
  await place('settings');
  await press(t('renew-open'));
  await window.type(await window.element('#current'), PASSPHRASE);
  await window.type(await window.element('#new-passphrase'), NEXT);
  await window.type(await window.element('#new-again'), NEXT);
  await press(t('renew-do'));
  const again = await paper();
  assert.notEqual(again[0], code[0], 'another code');
  code.push(...again);
  await window.text(t('renew-backups'));
  await press(t('ui-done'));
  await press(t('ui-lock'));
  await window.type(await window.element('#passphrase'), PASSPHRASE);
  await press(t('unlock-open'));
  await window.element('#passphrase-error', 60_000);
  await window.type(await window.element('#passphrase'), NEXT);
  await press(t('unlock-open'));
  await window.element('[data-place="home"][aria-current="page"]', 60_000);
  await window.text('Penicillin');
});

step('nothing of it is readable in any file that the window left: home, profile, caches, temp', async () => {
  const planted = ['Penicillin', '青霉素', '赵兰', 'Zhao Lan', 'Hypertension', '128/82 70', PASSPHRASE, NEXT, 'not the passphrase', ...code];
  const clean = await scan(home, planted, { skip: [saved] });
  assert.ok(clean.files > 5 && clean.bytes > 100_000, `something was scanned: ${clean.files} files, ${clean.bytes} bytes`);
  assert.deepEqual(clean.hits, [], 'no planted word in any spelling');
  // The control: the same scan sees each of them in a file more.
  for (const word of planted) {
    await writeFile(join(home, 'control'), Buffer.from(`…${word}…`, 'utf16le'));
    const { hits } = await scan(home, [word], { skip: [saved] });
    assert.ok(hits.length > 0 && hits.every((hit) => hit.startsWith(join(home, 'control'))), 'the control is found, and only it');
  }
});
