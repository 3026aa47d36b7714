// The whole way with a hospital, against the demo clinic: connect, read, see what came; a change at the clinic comes
// alone and is marked; what is refused is said; access that has ended is renewed; disconnected.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before } from 'node:test';
import { openPage, startBrowser } from '../lib/browser.mjs';
import { typeAddress } from '../lib/hospital-screens.mjs';
import { newResult, setFaults, signIn, startClinic } from '../lib/clinic.mjs';
import { startServer } from '../lib/server.mjs';
import { pageSteps } from '../lib/steps.mjs';
import { api, button, goTo, makeVault, settled } from '../lib/tour.mjs';
import { words } from '../lib/words.mjs';

const t = words('en');
let browser;
let server;
let clinic;
let page;
let problems;
let patient;

before(async () => {
  browser = await startBrowser();
  clinic = await startClinic();
  server = await startServer({ args: ['--clinic', clinic.address], env: { KINFOLIO_TEST_KDF: 'fast', LANG: 'en_US.UTF-8', LANGUAGE: '' } });
  ({ page, problems } = await openPage(browser, server.url));
  await settled(page);
});
after(async () => {
  await browser?.close();
  await server?.stop();
  await clinic?.stop();
});

const step = pageSteps('hospital', () => page, { timeout: 180_000 });

/** Signs in as a person does: in another page of the browser, at the address that is copied. */
async function atTheClinic(options = {}) {
  await page.getByText(t('connect-waiting')).waitFor();
  await button(page, t('connect-copy')).click();
  const address = await page.locator('#sign-in-address').inputValue();
  assert.ok(address.startsWith(`${clinic.home}/auth/authorize?`), 'the page of the clinic, and no other');
  return signIn(page.context(), address, { name: patient, ...options });
}
const entries = async () => {
  const { people } = await api(page, 'people_list');
  return people.reduce((n, person) => n + person.entries, 0);
};
const card = () => page.getByRole('region', { name: t('hospital-list'), exact: true });

step('a vault is made', async () => {
  await makeVault(page, t);
  patient = clinic.patients.find(({ name }) => name === 'David Morgan').name;
});

step('an address that is none is said beside the field', async () => {
  await goTo(page, 'sources');
  await button(page, t('connect-do')).click();
  await typeAddress(page, t, 'not an address');
  await page.getByRole('alert').first().waitFor();
  problems.splice(0);
});

step('a hospital is found by name and town with a typing mistake, by keyboard; the network is not asked', async () => {
  await page.reload();
  await goTo(page, 'sources');
  await button(page, t('connect-do')).click();
  await page.locator('#hospital').fill('mayo clnic');
  await page.locator('[data-hospital="0"]').waitFor();
  await page.keyboard.press('ArrowDown');
  assert.match(await page.evaluate(() => document.activeElement.innerText), /Mayo/);
  await page.keyboard.press('ArrowUp');
  await page.locator('#hospital').fill('kinfolio demo');
  await page.locator('[data-hospital]').filter({ hasText: 'demo' }).first().click();
  await page.getByText(t('connect-can')).waitFor();
  await button(page, t('connect-other')).click();
});

step('the clinic can be connected, and says so before anybody signs in', async () => {
  await typeAddress(page, t, clinic.address);
  await page.getByText(t('connect-can')).waitFor();
  await button(page, t('connect-other')).click();
  await button(page, t('connect-practice')).click();
  await page.getByRole('heading', { name: t('connect-practice-name') }).waitFor();
});

step('who says no at the clinic is back where he was', async () => {
  await page.getByRole('radio', { name: t('connect-whose-new') }).check();
  await page.locator('#main button[type=submit]').click();
  await atTheClinic({ allow: false });
  await page.getByRole('alert').first().waitFor();
  assert.equal(await entries(), 0, 'nothing was stored');
});

step('signed in at the clinic, the record is read, and a new person has it', async () => {
  await page.getByRole('radio', { name: t('connect-whose-new') }).check();
  await page.locator('#main button[type=submit]').click();
  await atTheClinic();
  await page.getByText(t('connect-done-keep')).waitFor({ timeout: 120_000 });
  await button(page, t('connect-home')).click();
  await page.locator('[data-place="home"][aria-current="page"]').waitFor();
  const { people } = await api(page, 'people_list');
  assert.equal(people.length, 2, 'the person as the clinic has written them');
  assert.ok((await entries()) > 5, 'the record is there');
});

step('the images of an examination: offered on its page, fetched with progress while one looks elsewhere, stopped, kept whole', async () => {
  await setFaults(clinic, 'images-slow');
  const open = async () => {
    await page.getByRole('searchbox').fill('angiography');
    await page.locator('[data-hit]').filter({ hasText: 'angiography' }).getByRole('button').first().click();
    await page.getByRole('region', { name: t('images-title'), exact: true }).waitFor();
  };
  const study = () => page.getByRole('region', { name: t('images-title'), exact: true });
  // Whose record was made from what the clinic wrote.
  const { people } = await api(page, 'people_list');
  const david = people.find((person) => person.name === patient);
  assert.ok(david, 'the person of the clinic');
  await open();
  await study().getByRole('button', { name: t('images-fetch-count', { count: '12' }) }).click();
  await study().getByRole('progressbar').waitFor();
  await goTo(page, 'home');
  await open();
  await study().getByRole('progressbar').waitFor();
  await study().getByText(/^[1-9]\d* of 12$/).waitFor({ timeout: 60_000 });
  await study().getByRole('button', { name: t('ui-cancel') }).click();
  await study().getByRole('button', { name: /^Fetch the images/ }).waitFor({ timeout: 60_000 });
  const some = await study().getByRole('listitem').count();
  assert.ok(some > 0 && some < 12, `what came until then is kept: ${some}`);
  await setFaults(clinic, 'images-refused');
  await study().getByRole('button', { name: /^Fetch the images/ }).click();
  await study().getByText(/hospital refused|did not come/).first().waitFor({ timeout: 60_000 });
  await setFaults(clinic);
  await study().getByRole('button', { name: /^Fetch the images/ }).click();
  await study().getByText(t('images-came', { count: String(12 - some) })).waitFor({ timeout: 60_000 });
  await study().getByRole('button', { name: t('images-all', { count: '12' }) }).click();
  assert.equal(await study().getByRole('listitem').count(), 12);
  assert.equal(await study().getByRole('button', { name: /^Fetch the images/ }).count(), 0, 'nothing is missing');
  const [download] = await Promise.all([page.waitForEvent('download'), study().getByRole('button', { name: t('entry-save-copy') }).first().click()]);
  const bytes = await readFile(await download.path());
  assert.equal(bytes.subarray(128, 132).toString(), 'DICM', 'whole, as the hospital has it');
});

step('the hospital stands in Sources and has nothing new', async () => {
  await goTo(page, 'sources');
  await card().getByText(t('hospital-state-ready'), { exact: true }).waitFor();
  const before = await entries();
  await card().getByRole('button', { name: t('hospital-visit') }).click();
  await card().getByText(t('hospital-last-nothing')).waitFor({ timeout: 60_000 });
  assert.equal(await entries(), before, 'nothing is doubled');
});

step('one result more at the clinic: it alone comes, and is new until it was seen', async () => {
  const before = await entries();
  await newResult(clinic, patient);
  await card().getByRole('button', { name: t('hospital-visit') }).click();
  await card().getByText(/\b1 new$/).waitFor({ timeout: 60_000 });
  assert.equal(await entries(), before + 1, 'only the change');
  await card().getByRole('button', { name: t('hospital-show-new') }).click();
  await page.locator('[data-place="timeline"][aria-current="page"]').waitFor();
  await settled(page);
  const rows = page.locator('#main .entry');
  assert.equal(await rows.count(), 1, 'and only it is shown');
  await goTo(page, 'sources');
  await card().getByText(t('hospital-state-ready'), { exact: true }).waitFor();
  assert.equal(await card().getByRole('button', { name: t('hospital-show-new') }).count(), 0, 'seen');
});

step('what the hospital refuses is said in a sentence, the rest goes on', async () => {
  await setFaults(clinic, 'broken');
  const before = await entries();
  await card().getByRole('button', { name: t('hospital-visit') }).click();
  await card().getByText(t('hospital-state-incomplete'), { exact: true }).waitFor({ timeout: 60_000 });
  await card().locator('summary').first().click();
  await card().getByText(t('hospital-gaps-text')).waitFor();
  assert.equal(await entries(), before, 'what was there stays');
});

step('access that was withdrawn: one click leads to signing in, and nothing is connected twice', async () => {
  await setFaults(clinic, 'revoked');
  await card().getByRole('button', { name: t('hospital-visit') }).click();
  const again = card().getByRole('button', { name: t('hospital-sign-in-again') });
  await card().getByText(t('hospital-state-again'), { exact: true }).waitFor({ timeout: 60_000 });
  await setFaults(clinic);
  await again.click();
  await atTheClinic();
  await page.getByText(t('connect-done-keep')).waitFor({ timeout: 120_000 });
  await button(page, t('connect-to-sources')).click();
  await card().getByText(t('hospital-state-ready'), { exact: true }).waitFor();
  assert.equal(await card().getByRole('heading', { level: 3 }).count(), 1, 'still one hospital');
});

step('another name, by keyboard', async () => {
  await card().getByRole('button', { name: t('hospital-rename') }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').getByRole('textbox').fill('Clinic by the park');
  await page.getByRole('dialog').getByRole('button', { name: t('hospital-rename-do'), exact: true }).press('Enter');
  await card().getByRole('heading', { name: 'Clinic by the park' }).waitFor();
});

step('disconnected: what came stays, and the clinic knows', async () => {
  const before = await entries();
  await card().getByRole('button', { name: t('hospital-disconnect') }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: t('hospital-disconnect-do'), exact: true }).click();
  await dialog.getByText(t('hospital-revoked')).waitFor({ timeout: 60_000 });
  await dialog.getByRole('button', { name: t('ui-done'), exact: true }).click();
  await card().getByText(t('hospital-none-text')).waitFor();
  assert.equal(await entries(), before, 'what came is kept');
});

step('the page complained of nothing', async () => {
  assert.deepEqual(problems.filter((problem) => !problem.includes('status of 400')), []);
});
