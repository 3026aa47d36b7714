// A tour of every screen of the real window, watched from outside (security.md S1 and S7): not one of more than
// forty planted words is readable in any file that is left behind, while the vault is open, after locking and after
// `kill -9`; and the program and everything it starts connects to nothing but the desktop of this computer. Where
// the system lets us, the tests run in a network that has no way out (`cargo xtask test` sees to it).
import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, readFile, readdir, readlink, rename, rm, writeFile } from 'node:fs/promises';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { PASSPHRASE } from '../lib/cli.mjs';
import { bin, root } from '../lib/paths.mjs';
import { pageOf } from '../lib/real.mjs';
import { scan } from '../lib/scan.mjs';
import { deviceScreens } from '../lib/device-screens.mjs';
import { hospitalScreens } from '../lib/hospital-screens.mjs';
import { linkScreens } from '../lib/link-screens.mjs';
import { ownScreens, screens } from '../lib/screens.mjs';
import { windowSteps } from '../lib/steps.mjs';
import { api, button, goTo, makeVault, settled } from '../lib/tour.mjs';
import { vaultScreens } from '../lib/vault-screens.mjs';
import { homeOf, startWindow, waitFor } from '../lib/webdriver.mjs';
import { words } from '../lib/words.mjs';

const t = words('en');
const all = [...new Set([...screens, ...ownScreens])];
/** What only a browser can be told: that days went by, that there is a keychain, that a stick was pulled out, that a
 * change of keys was cut off or left a record out (the change itself is in journey.test.mjs), that a card of a true
 * issuer was brought in, what a place for links far away answers. */
const toldOnly = ['home-renewing', 'renew-left', 'backup-making', 'backup-due', 'home-tries', 'quick-settings', 'vault-away', 'code-access', 'sources-words', 'code-elsewhere', 'code-links', 'code-kept', 'code-sheet', 'look-summary', ...[...linkScreens, ...deviceScreens].map((screen) => screen.name)];
/** Those of the open record; those of keeping and of trust come later, with the backup. */
const tour = all.filter((screen) => !vaultScreens.includes(screen) && !hospitalScreens.includes(screen) && !toldOnly.includes(screen.name));
const seen = new Set();
const at = '2024-05-06T08:00:00+08:00';

/** What is planted, by where it goes in. The screens show every one of them. */
const W = {
  name: '赵兰', latin: 'Zhao Lan', phone: '+86 139 7741 0582 66', relation: 'grandaunt of the lighthouse',
  second: 'Quillonia Vexthorpe', secondChinese: '奎洛尼亚氏',
  drug: 'Zorbicanarin', strength: '417 mg of zorbicanate', dosage: 'three spoons at moonrise',
  reason: 'against the whispering knee', drugNote: 'taken with elderflower foam',
  allergy: 'Krummhornoseed', reaction: 'violet stripes on both thumbs', allergyNote: 'since the picnic at Moosbrunn',
  problem: 'Syndromia canariensis major', problemNote: 'told by Dr. Federwerk on a boat', problemChinese: '金丝雀综合征重型',
  symptom: 'Glimmering of the left elbow', symptomNote: 'worse when the kettle sings',
  pressureNote: 'measured under the chestnut', glucoseNote: 'after the plum dumplings', weightNote: 'in the heavy winter boots',
  heading: 'What the parrot repeated', note: 'coughs whenever the nightingale sings', noteChinese: '夜里咳嗽三次方醒',
  changed: 'no longer sings, only hums', hidden: 'a secret about the pantry key', erased: 'never mind the broken sundial',
  title: 'Scan of the pewter tablet', kind: 'Cartouche of the apothecary', text: 'Hereby the tablet speaks of quinces',
  file: 'quince-tablet-of-vexthorpe.txt', visit: 'because of the humming ankle', question: 'May I still juggle lanterns?',
  nothing: 'xylographic marzipan', wrong: 'ember velvet tugboat ninety owls', number: 'VX-7731-QUILL-0042',
  hospital: 'Hospital of the Seven Weathercocks', doctor: 'Dr. Archibald Wendelstern', address: 'Weathercock Lane 77, Vexthorpe Hollow',
  lot: 'LOT-MARZIPAN-9917', diagnosis: 'Morbus Nachtigallensis', colleague: 'Balthasar Quintenfeder',
  reader: 'amber kettle morning ladder', helper: 'river lantern copper meadow', guest: 'paper window silver garden',
  letter: 'Letter about the marmalade incident', later: 'Plumbicanarol', passphrase: PASSPHRASE, lab: 'Metaluminarin in the plasma',
};

const RECORD = {
  resourceType: 'Bundle',
  type: 'collection',
  entry: [
    { resourceType: 'Patient', id: 'p', name: [{ text: `${W.name} ${W.latin}`, family: 'Zhao', given: ['Lan'] }], gender: 'female', birthDate: '1953-02-11',
      identifier: [{ system: 'urn:oid:1.2.3', value: W.number }], address: [{ text: W.address }], contact: [{ name: { text: W.colleague } }] },
    { resourceType: 'Condition', id: 'c', subject: { reference: 'Patient/p' }, code: { text: W.diagnosis }, asserter: { display: W.doctor }, recordedDate: '2024-02-03' },
    { resourceType: 'Immunization', id: 'i', status: 'completed', patient: { reference: 'Patient/p' }, occurrenceDateTime: '2024-02-03',
      vaccineCode: { text: 'Influenza' }, lotNumber: W.lot, performer: [{ actor: { display: W.hospital } }] },
    ...[5, 6, 7].map((value) => ({ resourceType: 'Observation', id: `o${value}`, status: 'final', subject: { reference: 'Patient/p' },
      category: [{ coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'laboratory' }] }],
      code: { coding: [{ system: 'urn:lab', code: 'mtl', display: W.lab }], text: W.lab }, effectiveDateTime: `2024-0${value}-03`,
      valueQuantity: { value, unit: 'mg/dL', system: 'http://unitsofmeasure.org', code: 'mg/dL' }, note: [{ text: W.noteChinese }] })),
    { resourceType: 'DocumentReference', id: 'd', status: 'current', type: { text: 'Letter' }, subject: { reference: 'Patient/p' }, date: '2024-02-03T10:00:00Z',
      content: [{ attachment: { contentType: 'text/plain', title: W.letter, data: Buffer.from(`${W.letter}\n`.repeat(4_000)).toString('base64') } }] },
  ].map((resource) => ({ resource })),
};

let place; // outside of what is scanned: the person's own files, the wrapper, the trace
let home;
let window;
let page;
let planted = Object.values(W);
let runs = 0;

async function start(dialog) {
  runs += 1;
  window = await startWindow(join(place, 'app'), {
    args: ['--vault', join(home, 'vault')],
    env: {
      ...homeOf(home), XDG_RUNTIME_DIR: join(home, 'run'), RUST_BACKTRACE: '1', RUST_LOG: 'trace', KINFOLIO_TEST_KDF: 'fast', KINFOLIO_TEST_RADIO: 'home',
      KINFOLIO_TEST_DIALOG: dialog.join(':'), KINFOLIO_RUN: String(runs),
    },
  });
  page = pageOf(window);
}

before(async () => {
  place = await mkdtemp(join(tmpdir(), 'kinfolio-leaks-'));
  home = join(place, 'home');
  for (const dir of ['tmp', 'run', 'backup', 'logs', '.local/share']) await mkdir(join(home, dir), { recursive: true, mode: 0o700 });
  for (const dir of ['input', 'saved']) await mkdir(join(place, dir));
  await writeFile(join(place, 'input/record.json'), JSON.stringify(RECORD));
  await writeFile(join(place, 'input', W.file), `${W.text}\n`.repeat(40));
  // Everything the program says goes into files that are scanned; every call of the network is written down.
  await writeFile(join(place, 'app'), `#!/bin/sh
exec strace -f -qq -e trace=network -o "${place}/trace-$KINFOLIO_RUN" "${bin('kinfolio-app')}" "$@" >>"${home}/logs/out" 2>>"${home}/logs/err"
`);
  await chmod(join(place, 'app'), 0o755);
  await start([join(place, 'input/record.json'), join(place, 'input', W.file)]);
});

after(async () => {
  await window?.close();
  if (place) await rm(place, { recursive: true, force: true });
});

const step = windowSteps('leaks', () => window, { timeout: 400_000 });

/** Does a job and waits for its end. */
async function job(command, request) {
  const { id } = await api(page, command, request);
  return waitFor(command, 120_000, async () => {
    const view = await api(page, 'job', { id });
    assert.ok(!['failed', 'cancelled'].includes(view.state), `${command}: ${JSON.stringify(view.error)}`);
    return view.state === 'done' ? view.result : null;
  });
}

const person = async () => (await api(page, 'people_list')).people.find((p) => p.name.includes(W.name)).id;

async function clean(when) {
  const found = await scan(home, planted);
  assert.ok(found.files > 5 && found.bytes > 100_000, `something was scanned: ${found.files} files, ${found.bytes} bytes`);
  assert.deepEqual(found.hits, [], `no planted word in any spelling ${when}`);
  console.log(`    ${when}: ${planted.length} words, ${found.files} files, ${found.bytes} bytes, 0 hits`);
}

step('a vault, a record from files, and every form filled in', async () => {
  await settled(page);
  const code = await makeVault(page, t);
  planted = [...planted, code, code.replaceAll('-', '')];
  assert.ok(planted.length >= 40, `${planted.length} words`);
  const me = await person();
  await api(page, 'passphrase_confirm', { passphrase: PASSPHRASE });
  await api(page, 'person_add', { person: { name: W.second, otherName: W.secondChinese, born: '1944-06-05', sex: 'female', phone: W.phone, relation: W.relation } });
  const pick = () => api(page, 'pick_files', { multiple: true, extensions: [] });
  const [record] = await pick();
  await job('import_run', { person: me, files: [record.token] });
  const [, document] = await pick();
  const add = (form) => api(page, 'entry_add', { person: me, form });
  await add({ type: 'medicine', name: 'Metformin', strength: W.strength, dosage: W.dosage, reason: W.reason, status: 'active', note: W.drugNote });
  await add({ type: 'allergy', substance: W.allergy, reaction: W.reaction, note: W.allergyNote });
  await add({ type: 'problem', name: W.problem, status: 'active', note: W.problemNote });
  await add({ type: 'problem', name: W.problemChinese, status: 'active' });
  await add({ type: 'symptom', name: W.symptom, severity: '4', at, note: W.symptomNote });
  await add({ type: 'blood-pressure', systolic: '131', diastolic: '79', at, note: W.pressureNote });
  await add({ type: 'glucose', value: '6.1', unit: 'mmol/L', context: 'fasting', at, note: W.glucoseNote });
  await add({ type: 'measure', what: 'weight', value: '61.2', unit: 'kg', at, note: W.weightNote });
  await add({ type: 'document', file: document.token, title: W.title, kindText: W.kind, at: '2024-05-06' });
  const note = (text) => ({ type: 'note', title: W.heading, text, at });
  await add(note(W.note));
  const { id: changed } = await add(note('as it was'));
  await api(page, 'entry_edit', { person: me, id: changed, form: note(W.changed) });
  await api(page, 'entry_hide', { person: me, id: (await add(note(W.hidden))).id });
  const { id: erased } = await add(note(W.erased));
  await api(page, 'entry_hide', { person: me, id: erased });
  await api(page, 'entry_erase', { person: me, id: erased });
  // One with the keyboard, as people do.
  await goTo(page, 'medicines');
  await goTo(page, 'track');
  await page.locator('#main').getByRole('button', { name: t('form-what-medicine'), exact: true }).click();
  await page.locator('#main form').waitFor();
  await window.keys(W.drug);
  await page.reload();
  await add({ type: 'medicine', name: W.drug, status: 'active', note: W.drugNote });
});

/** Goes to each screen; the codes of papers that are written on the way are planted, too. */
async function see(list) {
  for (const screen of list) {
    try {
      await screen.open(page, t, PASSPHRASE);
      await settled(page);
      const code = await screen.leave?.(page, t);
      if (typeof code === 'string') planted = [...planted, code, code.replaceAll('-', '')];
      seen.add(screen.name);
    } catch (error) {
      error.message = `on the way to ${screen.name}: ${error.message}`;
      throw error;
    }
  }
  console.log(`    ${list.length} screens`);
}

step('every screen of the record is seen', () => see(tour));

step('every entry is opened, searched for, summed up; saving is begun and given up', async () => {
  const me = await person();
  const { entries } = await api(page, 'timeline', { person: me, limit: 200 });
  assert.ok(entries.length > 12, `${entries.length} entries`);
  for (const { id } of entries) {
    await api(page, 'entry', { person: me, id });
    await api(page, 'entry_original', { person: me, id });
  }
  for (const word of [W.drug, W.noteChinese, W.diagnosis, W.letter]) {
    await page.getByRole('searchbox').fill(word);
    await page.locator('[data-hit="0"]').waitFor();
  }
  await page.getByRole('searchbox').fill(W.nothing);
  await page.getByText(t('search-advice-fewer')).waitFor();
  const options = { reason: W.visit, questions: [W.question] };
  await api(page, 'summary_preview', { person: me, options });
  const made = await api(page, 'summary_make', { person: me, options, formats: ['pdf', 'ips', 'qr'] });
  for (const file of made.files ?? []) {
    if (file.token) assert.equal(await api(page, 'save_output', { token: file.token }), false, 'no folder was chosen');
  }
  const { recoveryCode } = await api(page, 'recovery_renew', { passphrase: PASSPHRASE });
  planted = [...planted, recoveryCode, recoveryCode.replaceAll('-', '')];
  await api(page, 'recovery_rehearse', { code: recoveryCode });
  await api(page, 'recovery_sheet', { recoveryCode, lang: 'en' });
  await clean('while it is open');
});

step('locked, and a wrong passphrase tried', async () => {
  await page.reload();
  await settled(page);
  await button(page, t('ui-lock')).click();
  await page.locator('#passphrase').fill(W.wrong);
  await button(page, t('unlock-open')).click();
  await page.locator('#passphrase-error').waitFor();
  await clean('after locking');
});

step('opened again, changed, and killed', async () => {
  await page.locator('#passphrase').fill(PASSPHRASE);
  await button(page, t('unlock-open')).click();
  await page.locator('[data-place="home"][aria-current="page"]').waitFor({ timeout: 60_000 });
  const me = await person();
  await api(page, 'entry_add', { person: me, form: { type: 'medicine', name: W.later, status: 'active' } });
  await goTo(page, 'medicines');
  await page.getByRole('tab', { name: t('medicines-tab-mine') }).click();
  await page.getByText(W.later).first().waitFor();
  const app = bin('kinfolio-app');
  let killed = 0;
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const exe = await readlink(`/proc/${pid}/exe`).catch(() => '');
    const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    if (exe === app && line.includes(join(home, 'vault'))) {
      process.kill(Number(pid), 'SIGKILL');
      killed += 1;
    }
  }
  assert.ok(killed >= 1, 'the program was killed');
  await sleep(500);
  await window.close();
  await clean('after kill -9');
});

step('started again: what was acknowledged is there; a backup is made', async () => {
  await start([join(home, 'backup')]);
  await page.locator('#passphrase').fill(PASSPHRASE);
  await button(page, t('unlock-open')).click();
  await page.locator('[data-place="home"][aria-current="page"]').waitFor({ timeout: 60_000 });
  await page.getByRole('searchbox').fill(W.later);
  await page.locator('[data-hit="0"]').waitFor();
  const folder = await api(page, 'pick_folder', {});
  await api(page, 'backup_set', { folder: folder.token });
  await job('backup_make', {});
  assert.ok((await readdir(join(home, 'backup'))).length > 0, 'there is a backup');
});

step('backups, papers, caregivers and the unlock page are seen', async () => {
  await see(vaultScreens.filter((screen) => !screen.told && !screen.file));
});

/** Closes the window, does something to the files, and opens it again. */
async function meanwhile(dialog, what = async () => {}) {
  await window.close();
  await what();
  await start(dialog);
}
async function open() {
  await page.locator('#passphrase').waitFor();
  // The pause after wrong passphrases is short.
  await page.waitForFunction(() => ![...document.querySelectorAll('button[type=submit]')].some((b) => b.disabled));
  const tile = page.getByRole('button', { name: 'Lan', exact: true });
  if (await tile.count()) await tile.click();
  await page.locator('#passphrase').fill(PASSPHRASE);
  await button(page, t('unlock-open')).click();
}
const heading = (key) => page.getByRole('heading', { name: t(key), exact: true }).first();
const atHome = () => page.locator('[data-place="home"][aria-current="page"]').waitFor();

step('a backup is chosen and looked at', async () => {
  const [newest] = (await readdir(join(home, 'backup'))).filter((name) => name.endsWith('.tar')).sort().reverse();
  await meanwhile([join(home, 'backup', newest)]);
  await open();
  await atHome();
  await see(vaultScreens.filter((screen) => screen.file));
});

step('what is damaged or gone says so, and nothing of it is readable either', async () => {
  const vault = join(home, 'vault');
  const away = join(place, 'away');
  await meanwhile([], () => rename(join(home, 'backup'), away));
  await open();
  await atHome();
  await goTo(page, 'settings');
  await page.getByText(t('backup-gone')).waitFor();
  seen.add('backup-gone');
  await meanwhile([], async () => {
    await rename(away, join(home, 'backup'));
    for (const one of await readdir(join(vault, 'people'))) {
      const file = join(vault, 'people', one, 'public.json');
      const text = await readFile(file, 'utf8');
      if (text.includes('"Lan"')) await writeFile(file, text.replace('"colour":"teal"', '"colour":"plum"').replace(/,"seal":"[^"]+"/, '').replace(/,"sum":"[^"]+"/, ''));
    }
  });
  await open();
  await page.getByText(t('check-small-title')).waitFor();
  seen.add('noted');
  const vaultFile = await readFile(join(vault, 'vault.json'));
  await meanwhile([], () => rm(join(vault, 'vault.json')));
  await heading('not-open-title').waitFor();
  seen.add('not-open');
  await button(page, t('mend-open')).click();
  await page.locator('#mend-passphrase').fill(PASSPHRASE);
  seen.add('mend');
  await button(page, t('mend-open')).click();
  await atHome();
  assert.deepEqual(await readFile(join(vault, 'vault.json')), vaultFile, 'the file is as it was');
  await meanwhile([], async () => {
    await writeFile(join(vault, 'vault.json'), vaultFile);
    for (const one of await readdir(join(vault, 'records'))) {
      await writeFile(join(vault, 'records', one, 'record.db'), Buffer.alloc(8192, 7));
      await rm(join(vault, 'records', one, 'record.db-wal'), { force: true });
    }
  });
  await open();
  await button(page, t('trouble-backup')).waitFor();
  seen.add('trouble');
  await button(page, t('trouble-backup')).click();
  await button(page, t('restore-choose')).waitFor();
  seen.add('trouble-restore');
});

step('closed', async () => {
  await window.close();
  await clean('after all of it, closed');
});

step('not one screen was left out, and SECURITY.md has their numbers', async () => {
  const hospitals = hospitalScreens.map((screen) => screen.name);
  const missed = all.map((screen) => screen.name).filter((name) => !seen.has(name) && !toldOnly.includes(name) && !hospitals.includes(name));
  assert.deepEqual(missed, [], 'every screen that can be in the real window was there');
  assert.deepEqual(toldOnly.filter((name) => seen.has(name)), []);
  const told = await readFile(join(root, 'SECURITY.md'), 'utf8');
  for (const count of [`on ${seen.size} of ${all.length} screens`, `hospitals (${hospitals.length})`, `${toldOnly.length} only in a browser`]) {
    assert.ok(told.includes(count), `SECURITY.md says "${count}"`);
  }
  console.log(`    ${seen.size} of ${all.length} screens; ${toldOnly.length} only a browser can be told of; ${hospitals.length} of hospitals, whose way hospital.test.mjs goes`);
});

step('the control: each planted word is found in a file more, in each alphabet', async () => {
  for (const [index, word] of planted.entries()) {
    const coded = [Buffer.from(`…${word}…`, 'utf16le'), Buffer.from(Buffer.from(`ab${word}`).toString('base64')), Buffer.from(`x${word}`)][index % 3];
    await writeFile(join(home, 'logs/control'), coded);
    const { hits } = await scan(join(home, 'logs'), [word]);
    assert.ok(hits.length > 0 && hits.every((hit) => hit.includes('logs/control')), `the control is found: ${word}`);
  }
});

step('and nothing was connected to but this desktop', async () => {
  const foreign = [];
  let [local, driven] = [0, 0];
  for (let run = 1; run <= runs; run += 1) {
    const lines = (await readFile(join(place, `trace-${run}`), 'utf8')).split('\n');
    // Being driven from outside, WebKit opens one door on this computer, through which its own processes come, too.
    const doors = new Set(lines.map((line) => /\bbind\(\d+, \{sa_family=AF_INET, sin_port=htons\((\d+)\), sin_addr=inet_addr\("127\.0\.0\.1"\)/.exec(line)?.[1]).filter(Boolean));
    assert.equal(doors.size, 1, `the driver's door is the only one: ${[...doors]}`);
    for (const line of lines.filter((line) => /\b(connect|sendto|sendmsg|sendmmsg)\(/.test(line))) {
      if (/sa_family=AF_UNIX/.test(line)) local += 1;
      else if (!/sa_family=AF_INET/.test(line)) continue;
      else if (doors.has(/sin_port=htons\((\d+)\), sin_addr=inet_addr\("127\.0\.0\.1"\)/.exec(line)?.[1])) driven += 1;
      else foreign.push(line);
    }
  }
  assert.ok(local > 10, `the trace holds what it should: ${local} connections to the desktop`);
  assert.deepEqual(foreign, [], 'no other computer, no name server');
  const cut = Object.values(networkInterfaces()).flat().every((address) => address.internal);
  console.log(`    ${local} unix sockets, ${driven} times the door of the driver, ${foreign.length} elsewhere; the network ${cut ? 'had no way out' : 'was there'}`);
});
