// A referral in the real window, with two vaults: prepared and handed over by file in one, received and answered in the
// other, and the answer brought in again where it finds the referral by itself.
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { FAST, PASSPHRASE, Vault } from '../lib/cli.mjs';
import { bin, root } from '../lib/paths.mjs';
import { windowSteps } from '../lib/steps.mjs';
import { homeOf, startWindow, waitFor } from '../lib/webdriver.mjs';
import { words } from '../lib/words.mjs';

const t = words('en');
const ENTER = '\uE007';
let home;
let patient;
let clinic;
let window;
const file = () => join(patient.saved, 'summary.referral.json');
const answer = () => join(clinic.saved, 'referral-answer.json');

/** A vault in a folder of its own, and where its window saves. */
async function place(name) {
  const dir = join(home, name);
  const saved = join(dir, 'saved');
  await mkdir(saved, { recursive: true });
  await mkdir(join(dir, 'tmp'));
  return { dir, saved, vault: await Vault.create(dir, FAST) };
}
/** Opens the window of one of them; `gets` answers when a file is chosen. */
async function open(at, gets) {
  window = await startWindow(bin('kinfolio-app'), {
    args: ['--vault', at.vault.dir],
    env: {
      ...FAST, ...homeOf(at.dir), KINFOLIO_TEST_DIALOG: [gets, at.saved].join(':'),
    },
  });
  await window.type(await window.element('#passphrase'), `${PASSPHRASE}${ENTER}`);
  await window.element('[data-place="share"]', 60_000);
}
async function shut() {
  await window?.close();
  window = null;
}

before(async () => {
  home = await mkdtemp(join(tmpdir(), 'kinfolio-referral-'));
  patient = await place('patient');
  clinic = await place('clinic');
  await patient.vault.ok(['import', '--new-person', join(root, 'tests/fixtures/fhir/zhao-lan.json')]);
});
after(async () => {
  await shut();
  if (home) await rm(home, { recursive: true, force: true });
});

const step = windowSteps('referral', () => window);
const press = async (name) => window.click(await window.control(name));
const fill = async (label, text) => window.type(await window.field(label), text);
/** A button of the open dialog. */
const inDialog = (name) =>
  waitFor(`the button ${name}`, 20_000, () =>
    window.script(`const b = [...document.querySelectorAll('dialog[open] button')].find((x) => x.textContent.trim() === arguments[0] && !x.disabled); b?.click(); return Boolean(b)`, name),
  );
const go = async (name) => window.click(await window.element(`[data-place="${name}"]`));
const there = (path) => waitFor(`the file ${path}`, 60_000, () => readFile(path, 'utf8').catch(() => null));

step('the patient prepares the visit and hands the referral over as a file', async () => {
  await open(patient, answer());
  await go('share');
  await press(t('visit-next'));
  await fill(t('share-reason'), 'Chest pain on the stairs');
  await press(t('share-step-hand'));
  await press(t('referrals-hand'));
  await window.type(await window.element('#referral-to'), 'Cardiology');
  await inDialog(t('share-save'));
  const bundle = JSON.parse(await there(file()));
  const request = bundle.entry.map((e) => e.resource).find((r) => r.resourceType === 'ServiceRequest');
  assert.equal(request.reasonCode[0].text, 'Chest pain on the stairs');
  assert.equal(request.intent, 'plan');
});

step('it is listed as handed out', async () => {
  await press(t('share-step-log'));
  await press(t('referrals-title'));
  await window.text('Referral to Cardiology');
  await window.text('handed out');
  await shut();
});

step('the clinic receives it: looked at first, then the reason stands there', async () => {
  await clinic.vault.ok(['import', '--new-person', file()]);
  await open(clinic, file());
  await go('sources');
  await press(t('read-look'));
  await window.text(t('read-not-stored'));
  await window.text('Referral to Cardiology');
  await go('share');
  await press(t('share-step-log'));
  await press(t('referrals-title'));
  await window.text(t('referrals-received-badge'));
  await window.click(await window.element('#main li button'));
  await window.text('Chest pain on the stairs');
});

step('the clinic answers with a letter and a plan', async () => {
  await press(t('referrals-answer'));
  await window.type(await window.element('#answer-letter'), 'The heart is sound.');
  await window.type(await window.element('#answer-plan'), 'Walk every day.');
  await window.type(await window.element('#answer-author'), 'Dr Wang');
  await press(t('referrals-answer-make'));
  const bundle = JSON.parse(await there(answer()));
  assert.equal(bundle.entry[0].resource.type.coding[0].code, '11488-4');
  await window.text('received, answered on');
  await shut();
});

step('the answer comes home and finds its referral', async () => {
  await open(patient, answer());
  await go('sources');
  await press(t('sources-files'));
  await window.text(t('sources-what'));
  await waitFor('the button', 20_000, () =>
    window.script(`const b = [...document.querySelectorAll('#main button')].find((x) => x.textContent.trim().startsWith(arguments[0])); if (!b) return false; b.click(); return true`, t('sources-bring')),
  );
  await window.text(t('referrals-news'), 60_000);
  await press(t('referrals-news-show'));
  await window.element('[data-testid="referral-answer"]');
  await window.text('answered on');
  await window.text('Walk every day.');
});
