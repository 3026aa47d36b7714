// Backups by command line: made, verified, lost, brought back; and opened by `tar`, `age` and a SQLCipher that are not ours,
// following the README inside and nothing else.
import assert from 'node:assert/strict';
import { copyFile, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { FAST, Vault, run } from '../lib/cli.mjs';
import { root } from '../lib/paths.mjs';

let vault;
let zhao;
let stick;
let made;
let code;

before(async () => {
  vault = await Vault.create(undefined, FAST);
  await vault.ok(['import', '--new-person', join(root, 'tests/fixtures/fhir/zhao-lan.json')]);
  zhao = (await vault.ok(['person', 'list'])).people[0].id;
  code = (await vault.ok(['vault', 'recovery-kit', '--yes'])).recoveryCode;
  stick = join(vault.home, 'stick');
  await mkdir(stick);
  made = await vault.ok(['backup', 'make', '--folder', stick]);
});

after(() => vault?.remove());

test('a backup is verified, and its name says nothing about health', async () => {
  assert.equal(made.verified, true);
  assert.match(made.name, /^kinfolio-[0-9-]+\.tar$/);
  const again = await vault.ok(['backup', 'verify', join(stick, made.name)]);
  assert.equal(again.entries, made.entries);
  assert.deepEqual(await readdir(stick), [made.name], 'nothing else is left on the stick');
});

test('a damaged, a cut and a foreign file are refused with words, and nothing changes', async () => {
  const good = await readFile(join(stick, made.name));
  const bad = join(vault.home, 'bad.tar');
  const flipped = Buffer.from(good);
  flipped[Math.floor(good.length / 2)] ^= 1;
  for (const bytes of [flipped, good.subarray(0, good.length - 5000), Buffer.from('hello')]) {
    await writeFile(bad, bytes);
    const answer = await vault.run(['backup', 'restore', bad, '--yes']);
    assert.equal(answer.code, 1);
    assert.match(answer.stderr, /\[backup-damaged\]/);
  }
  assert.equal((await vault.ok(['vault', 'check'])).ok, true);
});

test('everything comes back on a fresh computer, with the passphrase or with the recovery code', async () => {
  const entries = await vault.entries(zhao);
  const codeFile = join(vault.home, 'code');
  await writeFile(codeFile, `${code}\n`);
  for (const how of [[], ['--code-file', codeFile]]) {
    const fresh = new Vault(join(vault.home, `fresh${how.length}`), FAST);
    await mkdir(fresh.home);
    await copyFile(vault.passphrase, fresh.passphrase);
    const back = await fresh.ok(['backup', 'restore', join(stick, made.name), ...how]);
    assert.equal(back.replaced, false);
    assert.deepEqual(await fresh.entries(zhao), entries);
    assert.equal((await fresh.ok(['vault', 'check'])).ok, true);
  }
});

test('going back to an older state needs the day, and the former vault stays beside', async () => {
  const early = await vault.entries(zhao);
  await vault.ok(['note', 'add', 'slept well']);
  const file = join(stick, made.name);
  const refused = await vault.run(['backup', 'restore', file, '--yes']);
  assert.equal(refused.code, 1);
  assert.match(refused.stderr, /\[backup-older\]/);
  await vault.ok(['backup', 'restore', file, '--yes', '--day', made.made.slice(0, 10)]);
  assert.deepEqual(await vault.entries(zhao), early);
  const aside = (await readdir(vault.home)).filter((name) => name.startsWith('vault-before-'));
  assert.equal(aside.length, 1);
  await rm(join(vault.home, aside[0]), { recursive: true });
});

test('tar, age and SQLCipher open it by the README alone', async (t) => {
  for (const tool of ['tar', 'age', 'zstd', 'python3']) {
    const there = await run(tool, ['--version']).catch(() => null);
    if (!there) return t.skip(`${tool} is not installed`);
  }
  // A scan of 400 kB: it lies beside the database, under a key of its own.
  const scan = { resourceType: 'DocumentReference', id: 'scan', status: 'current', description: 'Planted scan' };
  const data = Buffer.from(randomBytes(300_000)).toString('base64');
  scan.content = [{ attachment: { contentType: 'image/png', data } }];
  const scanFile = join(vault.home, 'scan.json');
  await writeFile(scanFile, JSON.stringify(scan));
  await vault.ok(['import', '--person', zhao, '--yes', scanFile]);
  made = await vault.ok(['backup', 'make', '--folder', stick]);
  const readme = await readFile(join(root, 'README.md'), 'utf8');
  const [sql] = readme.match(/SELECT DISTINCT .* FROM item .*(?=;)/);
  const codeFile = join(vault.home, 'stock-code');
  await writeFile(codeFile, `${code}\n`);
  for (const [slot, secret] of [['passphrase', vault.passphrase], ['recovery', codeFile]]) {
    const script = join(root, 'tests/e2e/lib/stock.py');
    const answer = await run('python3', [script, join(stick, made.name), secret, join(vault.home, `stock-${slot}`), slot], {
      env: { PLANTED: data.slice(0, 5000), PLANTED_SMALL: '"id":"zhao-lan"', README_SQL: sql },
    });
    assert.equal(answer.code, 0, answer.stderr);
    const found = JSON.parse(answer.stdout);
    assert.equal(found.records, 1);
    if (!found.sqlcipher) {
      t.diagnostic('there is no SQLCipher 4 of somebody else (cargo xtask setup --test): the database itself was not opened');
      continue;
    }
    assert.equal(found.found[0].entries, made.entries);
    assert.equal(found.found[0].details.born, '1953-02-11');
    assert.ok(found.found[0].large.includes(true), 'the scan comes out of its own file');
    assert.ok(found.found[0].first, 'the question in the README gets an answer');
    assert.ok(found.found[0].originals >= 1, 'what was handed in comes out of the database');
  }
});
