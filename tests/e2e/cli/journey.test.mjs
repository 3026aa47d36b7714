// The main job by command line: a vault, records in, the same again, somebody else's, a reading by hand, a summary
// out; and each answer is looked at with programs that are not ours.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Vault, run } from '../lib/cli.mjs';
import { root } from '../lib/paths.mjs';
import { judge } from '../../ips-judge/judge.mjs';

const fixture = (name) => join(root, 'tests/fixtures/fhir', name);
const sum = (file) => file.added + file.updated + file.alreadyThere + file.keptNotUnderstood + file.refused;

let vault;
let zhao;
let out;

before(async () => {
  vault = await Vault.create();
  out = await mkdtemp(join(tmpdir(), 'kinfolio-out-'));
});

after(async () => {
  await vault?.remove();
  if (out) await rm(out, { recursive: true, force: true });
});

test('a record makes its person and is accounted for', async () => {
  const { files } = await vault.ok(['import', '--new-person', fixture('zhao-lan.json')]);
  assert.equal(files.length, 1, 'one file, one row');
  const [file] = files;
  assert.equal(file.resources, 19, 'every resource of the file is counted');
  assert.equal(sum(file), file.resources, 'the report accounts for each exactly once');
  assert.equal(file.refused, 0, JSON.stringify(file.findings));
  const { people } = await vault.ok(['person', 'list']);
  zhao = people.find((person) => person.born === '1953-02-11')?.id;
  assert.ok(zhao, `the person of the file is there: ${JSON.stringify(people)}`);
});

test('the same file again adds nothing', async () => {
  const before = await vault.entries(zhao);
  const { files } = await vault.ok(['import', '--person', zhao, fixture('zhao-lan.json')]);
  assert.equal(files[0].added, 0, 'nothing is added');
  assert.equal(files[0].updated, 0, 'nothing is updated');
  assert.equal(sum(files[0]), 19, 'and everything is accounted for');
  assert.deepEqual(await vault.entries(zhao), before, 'the record is as it was');
});

test('values keep the digits they came with', async () => {
  const { entries } = await vault.ok(['list', 'result', '--person', zhao]);
  const shown = entries.map((entry) => entry.value);
  assert.ok(shown.includes('7.20'), `7.20 is not 7.2: ${shown.join(' ')}`);
});

test("somebody else's file stops with 1 and changes nothing", async () => {
  const before = await vault.entries(zhao);
  const result = await vault.run(['import', '--person', zhao, fixture('qian-ming.json')]);
  assert.equal(result.code, 1, result.stderr);
  const lines = result.stderr.trim().split('\n');
  assert.equal(lines.length, 2, `what happened, what to do next: ${result.stderr}`);
  assert.match(result.stderr, /\[[a-z0-9_-]+\]/i, 'the stable code is in brackets');
  assert.doesNotMatch(result.stderr, /Qian|钱明|1981/, 'and no name or date of birth is in it');
  assert.deepEqual(await vault.entries(zhao), before, 'the record is as it was');
  assert.equal((await vault.ok(['vault', 'check'])).ok, true, 'the check finds nothing');
});

test('a reading by hand is there at once', async () => {
  await vault.ok(['bp', 'add', '128/82', '--pulse', '70', '--person', zhao]);
  const { entries } = await vault.ok(['timeline', '--person', zhao]);
  assert.ok(
    entries.some((entry) => JSON.stringify(entry).includes('128') && JSON.stringify(entry).includes('82')),
    'the newest page shows it',
  );
});

test('search finds English and Chinese words, also inside text', async () => {
  for (const words of ['penicillin', '青霉素', '血糖', '复查', 'amlodip']) {
    const { entries } = await vault.ok(['search', words, '--person', zhao]);
    assert.ok(entries.length > 0, `${words} finds something`);
  }
  const { entries } = await vault.ok(['search', 'zzzz', '--person', zhao]);
  assert.equal(entries.length, 0, 'what is not there is not found');
});

test('the summary is paper, data and a code, each read back by a program of others', async () => {
  const made = await vault.ok(['summary', '--person', zhao, '--out', out, '--lang', 'both', '--format', 'pdf,ips,qr']);
  assert.deepEqual(made.files.map((file) => file.format).sort(), ['ips', 'pdf', 'qr'], 'what was asked for is there');

  const pdf = join(out, 'summary.pdf');
  assert.ok((await stat(pdf)).size < 500_000, 'under 500 KB');
  const text = await run('pdftotext', ['-layout', pdf, '-']);
  assert.equal(text.code, 0, text.stderr);
  for (const word of ['Penicillin', '过敏', 'Hypertension', '128/82', '赵兰']) {
    assert.ok(text.stdout.includes(word), `the paper says ${word}`);
  }
  const fonts = (await run('pdffonts', [pdf])).stdout.trim().split('\n').slice(2);
  assert.ok(fonts.length > 0, 'there are fonts');
  for (const font of fonts) {
    assert.match(font, /\byes\s+yes\s+yes\b/, `embedded, subset, with Unicode: ${font}`);
  }

  const bundle = JSON.parse(await readFile(join(out, 'summary.ips.json'), 'utf8'));
  assert.equal(bundle.type, 'document', 'an IPS document');
  assert.deepEqual(judge(bundle), [], 'the independent judge finds no error');

  // What is shared at a check-in: another kind of bundle, made on demand, judged by the same software.
  await vault.ok(['summary', '--person', zhao, '--out', out, '--for', 'referral', '--lang', 'both', '--format', 'ktc']);
  const ktc = JSON.parse(await readFile(join(out, 'summary.ktc.json'), 'utf8'));
  assert.equal(ktc.type, 'collection', 'a collection');
  assert.deepEqual(judge(ktc), [], 'the independent judge finds no error in it');
  const pages = ktc.entry.map((e) => e.resource.type?.coding?.[0]?.code).filter((c) => c === '60591-5');
  assert.equal(pages.length, 1, 'the printed summary is in it');

  const code = await run('zbarimg', ['--quiet', '--raw', join(out, 'summary.qr.png')]);
  assert.equal(code.code, 0, 'the code can be read');
  assert.match(code.stdout, /Penicillin|青霉素/, 'and says the allergy');
});

test('a wrong passphrase is refused in two lines with its code', async () => {
  const wrong = join(vault.home, 'wrong');
  await writeFile(wrong, 'not the passphrase\n');
  const result = await vault.run(['person', 'list'], { env: { KINFOLIO_PASSPHRASE_FILE: wrong } });
  assert.equal(result.code, 1, result.stderr);
  assert.equal(result.stderr.trim().split('\n').length, 2, result.stderr);
  assert.match(result.stderr, /passphrase/i, 'it says what is wrong');
});

test('an unknown command is wrong usage', async () => {
  assert.equal((await vault.run(['frobnicate'])).code, 2, 'exit code 2');
});
