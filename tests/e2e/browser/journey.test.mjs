// The main job in the browser face: the same page, the same core, another transport than the window. Then the same
// by keyboard alone.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { openPage, startBrowser } from '../lib/browser.mjs';
import { PASSPHRASE, run } from '../lib/cli.mjs';
import { root } from '../lib/paths.mjs';
import { startServer } from '../lib/server.mjs';
import { pageSteps } from '../lib/steps.mjs';
import { button, goTo, makeVault, settled } from '../lib/tour.mjs';
import { words } from '../lib/words.mjs';

const t = words('en');
const record = join(root, 'tests/fixtures/fhir/zhao-lan.json');
const stranger = join(root, 'tests/fixtures/fhir/qian-ming.json');
let browser;
let server;
let folder;
let page;
let problems;

before(async () => {
  browser = await startBrowser();
  server = await startServer({ env: { KINFOLIO_TEST_KDF: 'fast', LANG: 'en_US.UTF-8', LANGUAGE: '' } });
  folder = await mkdtemp(join(tmpdir(), 'kinfolio-download-'));
  ({ page, problems } = await openPage(browser, server.url));
  await settled(page);
});

after(async () => {
  await browser?.close();
  await server?.stop();
  if (folder) await rm(folder, { recursive: true, force: true });
});

const step = pageSteps('journey', () => page);

async function choose(path) {
  await goTo(page, 'sources');
  const chooser = page.waitForEvent('filechooser');
  await button(page, t('sources-files')).click();
  await (await chooser).setFiles(path);
  await page.getByRole('heading', { name: t('sources-what') }).waitFor();
}

step('a vault is made and the first person is there', () => makeVault(page, t));

step("a stranger's file is not filed here", async () => {
  await choose(stranger);
  const bring = button(page, t('sources-bring-for', { name: '赵兰 Zhao Lan' }));
  assert.ok(!(await bring.isVisible()) || (await bring.isDisabled()), 'it cannot simply be brought in for her');
  await button(page, t('sources-not-now')).click();
});

step('a record is looked at, brought in and accounted for', async () => {
  await choose(record);
  await button(page, t('sources-bring-for', { name: '赵兰 Zhao Lan' })).click();
  await page.getByRole('heading', { name: t('sources-report') }).waitFor();
});

step('the allergy stands on Home', async () => {
  await goTo(page, 'home');
  const allergies = page.getByTestId('allergies');
  await allergies.getByText('Penicillin').first().waitFor();
});

step('a blood pressure is entered by keyboard in seconds', async () => {
  await page.locator('#main').focus();
  await page.keyboard.press('b');
  await page.getByRole('heading', { level: 1, name: t('form-title-blood-pressure') }).waitFor();
  await page.getByLabel(t('form-bp-quick')).fill('128/82 70');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: t('form-title-blood-pressure') }).waitFor({ state: 'detached' });
  await goTo(page, 'track');
  await page.locator('#main').getByText('128/82').first().waitFor();
});

step('the Chinese word finds the English entry, and words inside a note are found', async () => {
  for (const [word, shown] of [
    ['青霉素', 'Penicillin'],
    ['复查', 'Creatinine'],
  ]) {
    await page.keyboard.press('Control+k');
    await page.keyboard.type(word);
    await page.locator('[data-hit="0"]').waitFor();
    await page.locator('#main').getByText(shown).first().waitFor();
    await page.keyboard.press('Escape');
  }
});

step('an entry shows its source and its original', async () => {
  await page.getByRole('searchbox').fill('Hemoglobin');
  // The hits of the words before may still stand there for a moment.
  await page.locator('[data-hit]').filter({ hasText: /A1c/ }).getByRole('button').first().click();
  await page.getByText('zhao-lan.json').first().waitFor();
  await button(page, t('entry-original-show')).click();
  await page.locator('#main').getByText(/7\.20|6\.80/).first().waitFor();
});

step('the summary is saved and holds what the doctor needs', async () => {
  await goTo(page, 'share');
  await page.getByRole('tab', { name: t('share-step-hand') }).click();
  const way = page.getByRole('region', { name: t('share-pdf'), exact: true });
  const download = page.waitForEvent('download');
  await way.getByRole('button', { name: t('share-save'), exact: true }).click();
  const file = join(folder, 'summary.pdf');
  await (await download).saveAs(file);
  const text = (await run('pdftotext', ['-layout', file, '-'])).stdout;
  for (const word of ['Penicillin', 'Hypertension', '128/82', '赵兰']) assert.ok(text.includes(word), `the paper says ${word}`);
});

step('locked: a wrong passphrase is refused, the right one opens', async () => {
  await button(page, t('ui-lock')).click();
  await page.locator('#passphrase').fill('not the passphrase');
  await page.keyboard.press('Enter');
  await page.locator('#passphrase-error').waitFor();
  assert.ok(!(await page.locator('body').innerText()).includes('Penicillin'), 'nothing of the record is on the page');
  await page.locator('#passphrase').fill(PASSPHRASE);
  await page.keyboard.press('Enter');
  await page.locator('[data-place="home"][aria-current="page"]').waitFor();
  await page.getByTestId('allergies').getByText('Penicillin').first().waitFor();
});

step('Home by Tab alone: every control is reached, each shows its focus, and the way leads out again', async () => {
  await goTo(page, 'home');
  await page.evaluate(() => document.activeElement?.blur());
  const expected = await page.evaluate(
    () =>
      [...document.querySelectorAll('a[href], button, input, select, textarea, [tabindex="0"]')].filter(
        (e) => e.getClientRects().length > 0 && !e.disabled && e.tabIndex >= 0,
      ).length,
  );
  const reached = new Set();
  for (let presses = 0; presses < expected + 20; presses += 1) {
    await page.keyboard.press('Tab');
    const at = await page.evaluate(() => {
      const element = document.activeElement;
      if (!element || element === document.body) return null;
      const style = getComputedStyle(element);
      const shows = style.outlineStyle !== 'none' && Number.parseFloat(style.outlineWidth) > 0;
      const box = style.boxShadow !== 'none';
      const all = [...document.querySelectorAll('a[href], button, input, select, textarea, [tabindex="0"]')];
      return { index: all.indexOf(element), seen: shows || box, what: element.outerHTML.slice(0, 120) };
    });
    if (!at) continue; // past the last control the focus leaves the page, then comes back at the first
    assert.ok(at.seen, `the focus can be seen on ${at.what}`);
    reached.add(at.index);
  }
  assert.ok(reached.size >= expected, `${reached.size} of ${expected} controls were reached`);
});

step('the page complained of nothing on the whole way', async () => {
  // The refused passphrase is an answer with an error status, which the browser notes in its console.
  const others = problems.filter((problem) => !/status of 4\d\d/.test(problem));
  assert.deepEqual(others, [], 'no error in the page, no request that leaves the machine');
});
