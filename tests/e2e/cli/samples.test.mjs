// Every public sample record imports or is refused with a reason, and the report accounts for each resource.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, before, test } from 'node:test';
import { FAST, Vault, samples, testdata } from '../lib/cli.mjs';
import { judge } from '../../ips-judge/judge.mjs';

const sum = (file) => file.added + file.updated + file.alreadyThere + file.keptNotUnderstood + file.refused;

/** How many resources a file holds, by a count that shares nothing with ours; null when it is no JSON. */
function resources(text) {
  const count = (value) => {
    if (Array.isArray(value)) return value.reduce((all, item) => all + count(item), 0);
    if (value?.resourceType === 'Bundle') {
      return (value.entry ?? []).reduce((all, entry) => all + (entry.resource ? count(entry.resource) : 0), 0);
    }
    return value && typeof value === 'object' ? 1 : 0;
  };
  try {
    return count(JSON.parse(text));
  } catch {
    const lines = text.split(/\r?\n/).filter((line) => line.trim());
    try {
      return lines.length > 1 ? lines.reduce((all, line) => all + count(JSON.parse(line)), 0) : null;
    } catch {
      return null;
    }
  }
}

if (!testdata) {
  console.log('skipped: no folder of sample records (KINFOLIO_TESTDATA)');
}

const skip = testdata ? false : 'no sample records on this machine';
let vault;
let out;

before(async () => {
  if (skip) return;
  vault = await Vault.create(undefined, FAST);
  out = await mkdtemp(join(tmpdir(), 'kinfolio-samples-'));
});

after(async () => {
  await vault?.remove();
  if (out) await rm(out, { recursive: true, force: true });
});

test('Synthea patients: in, again, summary', { skip }, async () => {
  const files = await samples('fhir-r4-synthea', ['.json']);
  assert.ok(files.length >= 6, 'the folder is complete');
  for (const path of files) {
    const name = basename(path);
    const known = new Set((await vault.ok(['person', 'list'])).people.map((person) => person.id));
    const first = (await vault.ok(['import', '--new-person', path])).files[0];
    assert.equal(first.resources, resources(await readFile(path, 'utf8')), `${name}: every resource is counted`);
    assert.equal(sum(first), first.resources, `${name}: each is accounted for once`);
    const person = (await vault.ok(['person', 'list'])).people.find((one) => !known.has(one.id));
    assert.ok(person, `${name}: a person was made`);

    const again = (await vault.ok(['import', '--person', person.id, path])).files[0];
    assert.equal(again.added, 0, `${name}: a second import adds nothing`);

    const dir = join(out, person.id);
    await vault.ok(['summary', '--person', person.id, '--out', dir, '--format', 'ips,pdf,qr', '--lang', 'both']);
    const bundle = JSON.parse(await readFile(join(dir, 'summary.ips.json'), 'utf8'));
    assert.deepEqual(judge(bundle), [], `${name}: the judge finds no error in the summary`);
  }
});

test("one patient's file is refused for another", { skip }, async () => {
  const [, second] = await samples('fhir-r4-synthea', ['.json']);
  const [person] = (await vault.ok(['person', 'list'])).people;
  const firstFile = (await samples('fhir-r4-synthea', ['.json']))[0];
  const own = (await vault.run(['import', '--person', person.id, firstFile])).code;
  const foreign = own === 0 ? second : firstFile;
  const before = await vault.entries(person.id);
  const result = await vault.run(['import', '--person', person.id, foreign]);
  assert.equal(result.code, 1, result.stderr);
  assert.deepEqual(await vault.entries(person.id), before, 'the record is as it was');
  const space = await vault.ok(['vault', 'compact']);
  assert.ok(space.records > 0 && space.left === 0 && space.after > 0 && space.after <= space.before, JSON.stringify(space));
  assert.equal((await vault.ok(['vault', 'check'])).ok, true, 'the check finds nothing');
});

for (const folder of ['fhir-us-core', 'fhir-ips', 'fhir-other']) {
  test(`${folder}: imports or is refused with a reason`, { skip }, async () => {
    let imported = 0;
    let refused = 0;
    const somebody = (
      await vault.ok(['person', 'add', `Somebody of ${folder}`, '--born', '1950-01-01', '--sex', 'female'])
    ).id;
    for (const path of await samples(folder, ['.json', '.ndjson', '.txt', '.xml'])) {
      const text = await readFile(path, 'utf8');
      let result = await vault.run(['import', '--new-person', path]);
      if (/\[no-subject\]/.test(result.stderr)) {
        // A single resource says nothing of its person: somebody says whose it is.
        result = await vault.run(['import', '--person', somebody, path]);
      }
      const name = path.slice(testdata.length + 1);
      assert.doesNotMatch(result.stderr, /panicked/, `${name}: no panic`);
      if (result.code === 0 || result.code === 3) {
        imported += 1;
        for (const file of result.json.files) {
          assert.equal(sum(file), file.resources, `${name}: each resource is accounted for once`);
        }
        const expected = resources(text);
        if (expected !== null) {
          const all = result.json.files.reduce((total, file) => total + file.resources, 0);
          assert.equal(all, expected, `${name}: every resource is counted`);
        }
        if (result.code === 3) {
          assert.ok(result.json.files.some((file) => file.findings.length > 0), `${name}: findings say what was left`);
        }
      } else {
        refused += 1;
        assert.equal(result.code, 1, `${name}: ${result.stderr}`);
        assert.match(result.stderr, /\[[a-z0-9_-]+\]/i, `${name}: a reason with its code: ${result.stderr}`);
      }
    }
    console.log(`${folder}: ${imported} imported, ${refused} refused with a reason`);
    assert.ok(imported > 0, 'some came in');
  });
}
