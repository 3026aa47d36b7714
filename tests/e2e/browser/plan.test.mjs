// A day with a plan, by a clock that the test sets: reminded, measured, ticked off by measuring; a questionnaire whose
// answer shows whom to call; a symptom that the doctor is to be told of.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { openPage, startBrowser } from '../lib/browser.mjs';
import { startServer } from '../lib/server.mjs';
import { pageSteps } from '../lib/steps.mjs';
import { api, button, goTo, makeVault, settled } from '../lib/tour.mjs';
import { visitStep } from '../lib/visit-screens.mjs';
import { words } from '../lib/words.mjs';

const t = words('en');
let browser;
let server;
let folder;
let page;
let problems;
/** Puts the clock of the core. */
const clock = (moment) => writeFile(join(folder, 'clock'), `${moment}:00+08:00[+08:00]`);

before(async () => {
  browser = await startBrowser();
  folder = await mkdtemp(join(tmpdir(), 'kinfolio-clock-'));
  await clock('2026-11-26T06:50');
  server = await startServer({ env: { KINFOLIO_TEST_KDF: 'fast', KINFOLIO_TEST_CLOCK: join(folder, 'clock'), LANG: 'en_US.UTF-8', LANGUAGE: '' } });
  ({ page, problems } = await openPage(browser, server.url));
  await settled(page);
});

after(async () => {
  await browser?.close();
  await server?.stop();
  if (folder) await rm(folder, { recursive: true, force: true });
});

const step = pageSteps('plan', () => page);
const main = () => page.locator('#main');
async function tab(name) {
  await goTo(page, 'track');
  await page.getByRole('tab', { name: t(`track-tab-${name}`) }).click();
  await settled(page);
}
/** Saves the form and waits until it is gone. */
async function save(form) {
  await main().locator('form button[type="submit"]').click();
  await page.getByRole('heading', { level: 1, name: t(`form-title-${form}`) }).waitFor({ state: 'detached' });
  await settled(page);
}
const todo = () => main().getByRole('listitem').filter({ hasText: t('remind-what-blood-pressure') });

step('a vault is made and the first person is there', () => makeVault(page, t));

step('a reminder is made in the words of a keyboard', async () => {
  await tab('plan');
  await button(page, t('plan-reminder-add')).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel(t('plan-reminder-times')).fill('7：00，20:00');
  await dialog.getByRole('button', { name: t('plan-reminder-save') }).click();
  await dialog.waitFor({ state: 'detached' });
  await main().getByText('every day · 07:00, 20:00').waitFor();
});

step('it is told once, and says nothing of what it is', async () => {
  const settings = await api(page, 'settings_get');
  await api(page, 'settings_set', { settings: { ...settings, remind: true } });
  assert.deepEqual((await api(page, 'reminder_news')).notices, [], 'nothing is due at 06:50');
  await clock('2026-11-26T07:05');
  const { notices } = await api(page, 'reminder_news');
  assert.equal(notices.length, 1);
  assert.equal(notices[0].text, t('remind-silent'));
  assert.deepEqual((await api(page, 'reminder_news')).notices, [], 'told once');
});

step('Home says what there is to do, and measuring does it', async () => {
  await api(page, 'entry_add', {
    person: (await api(page, 'people_list')).people[0].id,
    form: { type: 'problem', name: 'Hypertension', since: '2011', status: 'active' },
  });
  await goTo(page, 'home');
  await page.getByRole('heading', { name: t('home-todo') }).waitFor();
  assert.equal(await todo().count(), 2, 'the morning and the evening');
  await todo().first().getByRole('button', { name: t('home-todo-do') }).click();
  await page.getByRole('heading', { level: 1, name: t('form-title-blood-pressure') }).waitFor();
  await page.getByLabel(t('form-bp-quick')).fill('128/82 70');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: t('home-todo') }).waitFor();
  await page.waitForFunction(([words]) => [...document.querySelectorAll('#main li')].filter((li) => li.textContent?.includes(words)).length === 1, [
    t('remind-what-blood-pressure'),
  ]);
  assert.match(await todo().first().innerText(), /20:00/, 'the evening is still to come');
});

step('an answer about self-harm shows whom to call, before and after it is saved', async () => {
  await tab('symptoms');
  await button(page, `${t('ask-do')} ${t('ask-title-phq-9')}`).click();
  const answers = page.getByRole('radio', { name: t('ask-answer-0') });
  await answers.first().waitFor();
  for (let i = 0; i < 8; i += 1) await answers.nth(i).check();
  assert.equal(await page.getByText('12356').count(), 0, 'nothing is said before');
  await page.getByRole('radio', { name: t('ask-answer-1') }).nth(8).check();
  await page.getByRole('alert').filter({ hasText: '12356' }).waitFor();
  await save('questions');
  await main().getByText('1 of 27').first().waitFor();
  await main().getByText('12356').first().waitFor();
});

step('what the doctor is to be told of is offered for the visit', async () => {
  await tab('symptoms');
  await button(page, `${t('home-add')} ${t('track-symptoms')}`).click();
  await page.getByLabel(t('form-symptom-name')).fill('Dizzy when standing up');
  await page.getByLabel(t('form-symptom-tell')).check();
  await save('symptom');
  await visitStep(page, t, 'why');
  const remark = main().getByRole('button', { name: /Dizzy when standing up/ });
  await remark.click();
  await remark.waitFor({ state: 'detached' });
  const question = page.getByLabel(t('share-question', { n: 1 }));
  assert.match(await question.inputValue(), /Dizzy when standing up/);
});

test('the page had no troubles', () => assert.deepEqual(problems, []));
