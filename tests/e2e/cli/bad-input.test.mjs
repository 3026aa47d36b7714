// Bad input: each a clear message with a next step, an exit code that says so, and the vault as it was. No panic.
import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { FAST, Vault, hashes } from '../lib/cli.mjs';
import { root } from '../lib/paths.mjs';

let vault;
let zhao;
let bad;
let entries;

before(async () => {
  vault = await Vault.create(undefined, FAST);
  await vault.ok(['import', '--new-person', join(root, 'tests/fixtures/fhir/zhao-lan.json')]);
  zhao = (await vault.ok(['person', 'list'])).people.find((person) => person.born === '1953-02-11').id;
  entries = await vault.entries(zhao);
  bad = join(vault.home, 'bad');
  await mkdir(bad);
});

after(() => vault?.remove());

const patient = '{"resourceType":"Patient","id":"zhao-lan","name":[{"family":"Zhao","given":["Lan"]}],"gender":"female","birthDate":"1953-02-11"}';

/** A stream of one endless-looking line. */
function* endless(bytes) {
  yield '{"resourceType":"Observation","id":"x","note":[{"text":"';
  const piece = 'x'.repeat(1 << 20);
  for (let sent = 0; sent < bytes; sent += piece.length) yield piece;
  yield '"}]}\n';
}

const cases = {
  'broken JSON': '{"resourceType":"Bundle","entry":[{"resource":',
  'an empty file': '',
  'not a record': 'Dear diary, today nothing happened.\n',
  'JSON, but no FHIR': '{"hello":"world"}',
  'binary rubbish': Buffer.from(Array.from({ length: 4096 }, (_, index) => (index * 167) % 251)),
  '100,000 levels of nesting': `{"resourceType":"Observation","id":"deep","extension":${'['.repeat(100_000)}${']'.repeat(100_000)}}`,
  '100,000 levels of objects': `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`,
  'a lone surrogate and a NUL': '{"resourceType":"Patient","id":"\\ud800\\u0000"',
};

for (const [name, content] of Object.entries(cases)) {
  test(`${name} is refused with a reason`, async () => {
    const file = join(bad, `${name.replaceAll(/\W+/g, '-')}.json`);
    await writeFile(file, content);
    const result = await vault.run(['import', '--person', zhao, file]);
    assert.equal(result.code, 1, `failed, nothing changed: ${result.code} ${result.stdout}${result.stderr}`);
    assert.doesNotMatch(result.stderr, /panicked|RUST_BACKTRACE/, 'no panic');
    assert.match(result.stderr, /\[[a-z0-9_-]+\]/i, `the stable code is said: ${result.stderr}`);
    assert.deepEqual(await vault.entries(zhao), entries, 'the record is as it was');
  });
}

test('duplicate keys are refused or named, never silently resolved', async () => {
  const file = join(bad, 'duplicate.json');
  await writeFile(
    file,
    `{"resourceType":"Bundle","type":"collection","entry":[{"resource":${patient}},{"resource":{"resourceType":"Observation","id":"dup","status":"final","status":"cancelled","code":{"text":"x"},"subject":{"reference":"Patient/zhao-lan"}}}]}`,
  );
  const result = await vault.run(['import', '--person', zhao, file]);
  const said = result.stdout + result.stderr;
  assert.ok([1, 3].includes(result.code), `exit code ${result.code}`);
  assert.match(said, /duplicate/i, `the reason is said: ${said}`);
});

test('a line of 2 GB is refused without being held in memory', { timeout: 500_000 }, async () => {
  const result = await vault.run(['import', '--person', zhao, '-'], {
    input: Readable.from(endless(2 ** 31)),
    timeout: 480_000,
  });
  assert.ok([1, 3].includes(result.code), `exit code ${result.code}: ${result.stderr}`);
  assert.doesNotMatch(result.stderr, /panicked|memory allocation/, 'no panic, no exhaustion');
  assert.deepEqual(await vault.entries(zhao), entries, 'the record is as it was');
});

test('a damaged keyring, a newer format and a missing vault are told apart', async () => {
  const codes = new Set();
  const code = (result) => /\[([a-z0-9_-]+)\]/i.exec(result.stderr)?.[1];

  const missing = await new Vault(join(vault.home, 'nowhere')).run(['person', 'list'], {
    env: { KINFOLIO_PASSPHRASE_FILE: vault.passphrase },
  });
  assert.equal(missing.code, 1, missing.stderr);
  codes.add(code(missing));

  const other = await Vault.create(await fresh('newer'), FAST);
  const head = join(other.dir, 'vault.json');
  const original = JSON.parse((await import('node:fs')).readFileSync(head, 'utf8'));
  await writeFile(head, JSON.stringify({ ...original, major: 99, min_reader: 99 }));
  const newer = await other.run(['person', 'list']);
  assert.equal(newer.code, 1, newer.stderr);
  codes.add(code(newer));

  const damaged = await Vault.create(await fresh('damaged'), FAST);
  const files = Object.keys(await hashes(damaged.dir)).filter((name) => /keyring\.(prev\.)?age$/.test(name));
  assert.ok(files.length > 0, 'there is a keyring');
  for (const name of files) await writeFile(join(damaged.dir, name), 'rubbish');
  const broken = await damaged.run(['person', 'list']);
  assert.equal(broken.code, 1, broken.stderr);
  codes.add(code(broken));

  assert.equal(codes.size, 3, `three different answers: ${[...codes].join(', ')}`);
  assert.ok(![...codes].includes(undefined), 'each with its code');
});

async function fresh(name) {
  const dir = join(vault.home, name);
  await mkdir(dir, { recursive: true });
  return dir;
}
