// A referral on the command line: out of one vault, answered in another, back again; and summaries of others looked at.
import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { FAST, Vault, samples, testdata } from '../lib/cli.mjs';
import { root } from '../lib/paths.mjs';

let home;
let clinic;
before(async () => {
  home = await Vault.create(undefined, FAST);
  clinic = await Vault.create(undefined, FAST);
  await home.ok(['import', '--new-person', join(root, 'tests/fixtures/fhir/zhao-lan.json')]);
});
after(async () => {
  await home?.remove();
  await clinic?.remove();
});

test('there and back: the answer finds its referral by itself', async () => {
  const out = join(home.home, 'out');
  const back = join(clinic.home, 'back');
  for (const dir of [out, back]) await mkdir(dir);
  const made = await home.ok(['summary', '--out', out, '--for', 'referral', '--format', 'referral', '--reason', 'Chest pain', '--question', 'A stress test?', '--refer-to', 'Cardiology']);
  assert.equal(made.files[0].format, 'referral');
  const file = join(out, 'summary.referral.json');
  const bundle = JSON.parse(await readFile(file, 'utf8'));
  assert.equal(bundle.type, 'document');

  const [own] = (await home.ok(['referral', 'list'])).referrals;
  assert.equal(own.title, 'Referral to Cardiology');
  assert.equal(own.state, 'sent');

  await clinic.ok(['import', '--new-person', file]);
  const [theirs] = (await clinic.ok(['referral', 'list'])).referrals;
  assert.equal(theirs.state, 'received');
  assert.deepEqual(theirs.questions, ['A stress test?']);
  const added = await clinic.ok(['measure', 'add', 'weight', '71.2', 'kg']);
  const entry = added.id ?? added.entry?.id;
  await writeFile(join(clinic.home, 'letter.txt'), 'The heart is sound.\n\nNo stress test is needed.\n');
  const answer = await clinic.ok(['referral', 'answer', theirs.id, '--letter-file', join(clinic.home, 'letter.txt'), '--plan', 'Walk every day.', '--author', 'Dr Wang', ...(entry ? ['--entries', entry] : []), '--out', back]);
  assert.equal(answer.files.length, 1);

  const report = await home.ok(['import', join(back, 'referral-answer.json')]);
  assert.equal(report.referrals[0].id, own.id);
  const shown = await home.ok(['referral', 'show', own.id]);
  assert.equal(shown.state, 'answered');
  assert.match(shown.line, /a letter/);
  const words = await home.run(['referral', 'show', own.id]);
  assert.equal(words.code, 0);
  const letter = shown.answers[0].entries.find((e) => e.kind === 'document');
  assert.ok(letter, 'the letter is an entry');
  const taken = await home.ok(['referral', 'match', own.id, letter.id, '--take-back']);
  assert.ok(!taken.answers.flatMap((a) => a.entries).some((e) => e.id === letter.id));
  await home.ok(['referral', 'match', own.id, letter.id]);
  assert.equal((await home.ok(['referral', 'close', own.id])).state, 'closed');
  assert.equal((await home.ok(['referral', 'close', own.id, '--again'])).state, 'answered');
});

test('a summary of somebody else is shown with its flaws, and nothing is stored', { skip: testdata ? false : 'no sample records here' }, async () => {
  const files = await samples('fhir-ips/connectathon', ['.json']);
  const before = (await home.ok(['timeline'])).entries.length;
  let flawed = 0;
  for (const file of files.slice(0, 6)) {
    const shown = await home.ok(['summary', 'show', file]);
    assert.ok(shown.sections.length > 0, file);
    for (const section of shown.sections) assert.equal(section.rows.length + section.missing.length + section.leftOff, section.entries, `${file}: ${section.title}`);
    if (shown.flaws.some((f) => f.severity === 'error')) flawed += 1;
  }
  assert.ok(flawed > 0, 'some of them are flawed');
  assert.equal((await home.ok(['timeline'])).entries.length, before);
});

test('what is no summary is said in words, with an exit code of its own', async () => {
  const path = join(home.home, 'no.json');
  await writeFile(path, '{"a":1}');
  const said = await home.run(['summary', 'show', path]);
  assert.equal(said.code, 3, said.stderr);
  assert.equal(said.json.readable, false);
});

test('review: what two hospitals state differently, with the entries', async () => {
  const own = await Vault.create(undefined, FAST);
  try {
    const family = (name) => join(root, 'tests/fixtures/sample-family', name);
    await own.ok(['import', '--new-person', family('li-hua-central-hospital.json')]);
    assert.deepEqual((await own.ok(['review'])).conflicts, [], 'one source is of one mind');
    await own.ok(['import', family('li-hua-second-hospital-ips.json')]);
    const { conflicts } = await own.ok(['review']);
    const dose = conflicts.find((one) => /Two doses/.test(one.textEn));
    assert.match(dose?.textZh ?? '', /5mg.*10mg|10mg.*5mg/, JSON.stringify(conflicts));
    const titles = [];
    for (const id of dose.entries) titles.push((await own.ok(['show', id])).entry.title);
    assert.equal(titles.length, 2);
    assert.ok(titles.every((title) => title.includes('氨氯地平') || /amlodipine/i.test(title)), titles.join());
  } finally {
    await own.remove();
  }
});
