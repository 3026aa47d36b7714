// The whole way with a hospital in the real window, against the demo clinic: found, signed in at in a real browser,
// allowed, read with progress, seen; a change at the clinic comes alone and is marked; access that was withdrawn is
// renewed; disconnected, keeping what came and erasing it. Nothing of it is readable in any file that is left behind.
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { startBrowser } from '../lib/browser.mjs';
import { newResult, setFaults, signIn, startClinic } from '../lib/clinic.mjs';
import { bin } from '../lib/paths.mjs';
import { pageOf } from '../lib/real.mjs';
import { scan } from '../lib/scan.mjs';
import { windowSteps } from '../lib/steps.mjs';
import { api, button, goTo, makeVault, settled } from '../lib/tour.mjs';
import { homeOf, startWindow, waitFor } from '../lib/webdriver.mjs';
import { words } from '../lib/words.mjs';

const t = words('en');
const PATIENT = 'David Morgan';
const LABEL = 'Clinic of the Seven Weathercocks';
let place; // outside of what is scanned: the address that the browser is given
let home;
let clinic;
let browser;
let window;
let page;
/** What must not be readable: whom it is about, which hospital, and what each sign-in was sealed with. */
const planted = [PATIENT, LABEL];

before(async () => {
  place = await mkdtemp(join(tmpdir(), 'kinfolio-hospital-'));
  home = join(place, 'home');
  for (const dir of ['tmp', 'run']) await mkdir(join(home, dir), { recursive: true, mode: 0o700 });
  clinic = await startClinic();
  planted.push(clinic.address);
  browser = await startBrowser();
  window = await startWindow(bin('kinfolio-app'), {
    args: ['--vault', join(home, 'vault'), '--clinic', clinic.address],
    env: {
      ...homeOf(home), XDG_RUNTIME_DIR: join(home, 'run'), KINFOLIO_TEST_KDF: 'fast',
      // Which program the system's browser is differs from computer to computer: development builds hand the address over.
      KINFOLIO_TEST_BROWSER: join(place, 'address'),
    },
  });
  page = pageOf(window);
});

after(async () => {
  await window?.close();
  await browser?.close();
  await clinic?.stop();
  if (place) await rm(place, { recursive: true, force: true });
});

const step = windowSteps('window-hospital', () => window, { timeout: 300_000 });

/** The app has opened the hospital's page: the person signs in there and says yes or no. */
async function atTheClinic(answer = {}) {
  await page.getByText(t('connect-waiting')).waitFor();
  const address = await waitFor('the address for the browser', 20_000, () => readFile(join(place, 'address'), 'utf8').catch(() => ''));
  await rm(join(place, 'address'));
  assert.ok(address.startsWith(`${clinic.home}/auth/authorize?`), `the page of the clinic, and no other: ${address}`);
  const asked = new URL(address).searchParams;
  assert.equal(asked.get('code_challenge_method'), 'S256');
  planted.push(asked.get('state'), asked.get('code_challenge'));
  const context = await browser.newContext();
  try {
    return await signIn(context, address, { name: PATIENT, ...answer });
  } finally {
    await context.close();
  }
}
const entries = async () => {
  const { people } = await api(page, 'people_list');
  return people.reduce((n, person) => n + person.entries, 0);
};
/** In English, because it counts. */
const fresh = (n) => `${n} new`;
const card = () => page.locator('#main .portal');
const cardButton = (name) => card().getByRole('button', { name });
const choose = (label) => page.getByText(label, { exact: true }).first().click();
const signInButton = () => page.locator('#main button[type=submit]');
/** From the look at the clinic to its page in the browser, for a new person. */
async function toTheClinic() {
  await page.getByText(t('connect-can')).waitFor();
  await choose(t('connect-whose-new-hint'));
  await page.getByLabel(t('sources-name')).fill(LABEL);
  await signInButton().click();
}

step('a vault is made', async () => {
  await makeVault(page, t);
  await settled(page);
});

step('the demo clinic is found, and says before anybody signs in that it can be connected', async () => {
  await goTo(page, 'sources');
  await button(page, t('connect-do')).click();
  await page.locator('#hospital').fill('kinfolio demo');
  await page.locator('[data-hospital="0"]').click();
  await page.getByText(t('connect-can')).waitFor();
});

step('who says no at the clinic is told so in the browser and here, and nothing is stored', async () => {
  await toTheClinic();
  assert.match(await atTheClinic({ allow: false }), /./, 'the browser says something');
  await page.getByText(t('err-portal-denied')).waitFor();
  assert.equal(await entries(), 0);
});

step('signed in and allowed in the browser, the record is read with progress', async () => {
  await setFaults(clinic, 'slow');
  await toTheClinic();
  assert.ok((await atTheClinic()).includes(t('portal-browser-done')), 'the browser says that one can go back');
  await page.locator('[role=progressbar]').waitFor();
  await page.getByText(t('connect-reading-text')).waitFor();
  const first = await waitFor('how far it is', 60_000, () => page.locator('[role=progressbar]').evaluate((bar) => Number(bar.getAttribute('aria-valuenow'))));
  await waitFor('that it goes on', 60_000, async () => {
    const bar = page.locator('[role=progressbar]');
    return (await bar.count()) === 0 || (await bar.evaluate((bar) => Number(bar.getAttribute('aria-valuenow')))) > first;
  });
  await setFaults(clinic);
  await page.getByText(t('connect-done-keep')).waitFor({ timeout: 180_000 });
  await button(page, t('connect-home')).click();
  await page.locator('[data-place="home"][aria-current="page"]').waitFor();
  await settled(page);
  const { people } = await api(page, 'people_list');
  assert.deepEqual(people.map((person) => person.name).sort(), [PATIENT, '赵兰 Zhao Lan'].sort(), 'the person as the clinic has written them');
  assert.ok((await entries()) > 300, 'the record is there');
  await page.getByText(t('home-medicines')).first().waitFor();
});

step('the images of an examination: fetched with progress while one looks elsewhere, stopped, kept, completed', async () => {
  await setFaults(clinic, 'images-slow');
  const open = async () => {
    await page.getByRole('searchbox').fill('angiography');
    await page.locator('[data-hit]').filter({ hasText: 'angiography' }).getByRole('button').first().click();
    await page.getByText(t('images-title'), { exact: true }).first().waitFor();
  };
  await open();
  await page.locator('#main section').filter({ hasText: t('images-lead') }).locator('button').first().click();
  await page.locator('[role=progressbar]').waitFor();
  await goTo(page, 'home');
  await open();
  await waitFor('some of them', 60_000, () => page.locator('[role=progressbar]').evaluate((bar) => Number(bar.getAttribute('aria-valuenow')) > 0));
  await window.savePicture('window-images-fetching');
  await button(page, t('ui-cancel')).click();
  await page.getByText(t('images-stopped')).waitFor({ timeout: 60_000 });
  const some = await page.locator('#main li.image').count();
  assert.ok(some > 0 && some < 12, `what came until then is kept: ${some}`);
  await setFaults(clinic);
  await button(page, t('images-fetch-count', { count: String(12 - some) })).click();
  await page.getByText(t('images-came', { count: String(12 - some) })).waitFor({ timeout: 60_000 });
  await window.savePicture('window-images-came');
  await button(page, t('images-all', { count: '12' })).click();
  assert.equal(await page.locator('#main li.image').count(), 12);
});

step('a second visit brings nothing and doubles nothing', async () => {
  await goTo(page, 'sources');
  const before = await entries();
  await cardButton(t('hospital-visit')).click();
  await card().getByText(t('hospital-last-nothing')).waitFor({ timeout: 60_000 });
  assert.equal(await entries(), before);
});

step('two changes at the clinic, one after the other: they alone come, are marked new, and shown together', async () => {
  const before = await entries();
  for (const n of [1, 2]) {
    await newResult(clinic, PATIENT);
    await cardButton(t('hospital-visit')).click();
    await card().getByText(fresh(n)).waitFor({ timeout: 60_000 });
  }
  assert.equal(await entries(), before + 2, 'only the changes');
  await cardButton(t('hospital-show-new')).click();
  await page.locator('[data-place="timeline"][aria-current="page"]').waitFor();
  await settled(page);
  await page.getByText('Potassium').first().waitFor();
  assert.equal(await page.locator('#main .entry').count(), 2, 'and only they are shown');
  await goTo(page, 'sources');
  await card().getByText(t('hospital-state-ready')).waitFor();
  assert.equal(await cardButton(t('hospital-show-new')).count(), 0, 'seen');
});

step('access that was withdrawn: one click leads to signing in, and nothing is connected twice', async () => {
  await setFaults(clinic, 'revoked');
  await cardButton(t('hospital-visit')).click();
  await page.getByText(t('err-portal-sign-in-again')).first().waitFor({ timeout: 60_000 });
  await setFaults(clinic);
  await cardButton(t('hospital-sign-in-again')).click();
  await atTheClinic();
  await page.getByText(t('connect-done-keep')).waitFor({ timeout: 120_000 });
  await button(page, t('connect-to-sources')).click();
  await card().getByText(t('hospital-state-ready')).waitFor();
  assert.equal(await card().count(), 1, 'still one hospital');
  await card().getByText(LABEL).first().waitFor();
});

step('disconnected: what came stays, and the clinic knows', async () => {
  const before = await entries();
  await cardButton(t('hospital-disconnect')).click();
  await page.getByRole('dialog').getByRole('button', { name: t('hospital-disconnect-do'), exact: true }).click();
  await page.getByRole('dialog').getByText(t('hospital-revoked')).waitFor();
  await page.getByRole('dialog').getByRole('button', { name: t('ui-done'), exact: true }).click();
  await page.getByText(t('hospital-none-text')).waitFor();
  assert.equal(await entries(), before);
});

step('connected once more for the same person; disconnected with everything that came', async () => {
  await button(page, t('connect-do')).click();
  await button(page, t('connect-practice')).click();
  await page.getByText(t('connect-can')).waitFor();
  await signInButton().click();
  await atTheClinic();
  await page.getByText(t('connect-done-keep')).waitFor({ timeout: 120_000 });
  await button(page, t('connect-to-sources')).click();
  const before = await entries();
  await newResult(clinic, PATIENT);
  await cardButton(t('hospital-visit')).click();
  await card().getByText(fresh(1)).waitFor({ timeout: 60_000 });
  assert.equal(await entries(), before + 1);
  await cardButton(t('hospital-disconnect')).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText(t('hospital-erase-hint')).click();
  await dialog.locator('input[type=checkbox]').click();
  await dialog.getByRole('button', { name: t('hospital-disconnect-erase'), exact: true }).click();
  await dialog.getByText('1 entry was erased').waitFor();
  await dialog.getByRole('button', { name: t('ui-done'), exact: true }).click();
  assert.equal(await entries(), before, 'what came with this connection, and nothing else');
});

step('locked and closed: neither the patient nor the hospital nor a sign-in is readable in any file', async () => {
  await button(page, t('ui-lock')).click();
  await page.locator('#passphrase').waitFor();
  await window.close();
  window = null;
  const found = await scan(home, planted);
  assert.ok(found.files > 5 && found.bytes > 100_000, `something was scanned: ${found.files} files, ${found.bytes} bytes`);
  assert.deepEqual(found.hits, []);
});
