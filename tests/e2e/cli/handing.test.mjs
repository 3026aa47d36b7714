// What goes out on paper and as a card, read by programs that are not ours: pdftoppm draws the sheets, zbar reads the codes.
import assert from 'node:assert/strict';
import { mkdir, readFile, readdir } from 'node:fs/promises';
import { inflateRawSync } from 'node:zlib';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { FAST, Vault, run } from '../lib/cli.mjs';
import { root } from '../lib/paths.mjs';

const there = async (program) => run(program, ['--version']).then(() => true, () => false);
const tools = (await there('zbarimg')) && (await there('pdftoppm'));
const skip = tools ? false : 'zbarimg and pdftoppm are not here (apt install zbar-tools poppler-utils)';
let vault;
before(async () => {
  vault = await Vault.create(undefined, FAST);
  await vault.ok(['import', '--yes', '--new-person', join(root, 'tests/fixtures/fhir/zhao-lan.json')]);
});
after(() => vault?.remove());

async function made(formats) {
  const dir = join(vault.home, formats.replaceAll(',', '-'));
  await mkdir(dir, { recursive: true });
  return { dir, answer: await vault.ok(['summary', '--out', dir, '--format', formats]) };
}
const zbar = async (...pictures) => (await run('zbarimg', ['-q', '--raw', '-Sdisable', '-Sqr.enable', ...pictures])).stdout.trim().split('\n');

test('zbar reads every code of the printed sheets, each once', { skip }, async () => {
  const { dir } = await made('sheets');
  const drawn = await run('pdftoppm', ['-r', '150', '-gray', '-png', join(dir, 'summary.codes.pdf'), join(dir, 'page')]);
  assert.equal(drawn.code, 0, drawn.stderr);
  const pages = (await readdir(dir)).filter((name) => name.endsWith('.png')).sort();
  const texts = await zbar(...pages.map((name) => join(dir, name)));
  const all = texts.map((text) => text.match(/^UR:BYTES\/(\d+)-(\d+)\/[A-Z]+$/)).filter(Boolean);
  assert.equal(all.length, texts.length, 'nothing else is on the sheets');
  const parts = Number(all[0][2]);
  const numbers = all.map((one) => Number(one[1])).sort((a, b) => a - b);
  const expected = Array.from({ length: parts + Math.floor(parts / 10) + 2 }, (_, n) => n + 1);
  assert.deepEqual(numbers, expected);
});

test('a health card of one\u2019s own is in the form that the standard wants, and zbar reads its code', { skip }, async () => {
  const { dir, answer } = await made('card');
  const card = JSON.parse(await readFile(join(dir, 'summary.smart-health-card'), 'utf8')).verifiableCredential[0];
  assert.ok(card.length <= 1195, `${card.length} characters`);
  const [head, body, signature] = card.split('.').map((part) => Buffer.from(part, 'base64url'));
  assert.deepEqual(Object.keys(JSON.parse(head)).sort(), ['alg', 'kid', 'zip']);
  assert.equal(signature.length, 64);
  const said = JSON.parse(inflateRawSync(body));
  assert.equal(said.iss, 'https://self-attested.kinfolio.invalid');
  assert.ok(!/"(display|id|narrative|div)"/.test(JSON.stringify(said)), 'minified');
  assert.equal(said.vc.credentialSubject.fhirBundle.entry[0].resource.meta.security[0].code, 'IAL1');
  const digits = [...card].map((c) => String(c.charCodeAt(0) - 45).padStart(2, '0')).join('');
  assert.deepEqual(await zbar(join(dir, 'summary.card.png')), [`shc:/${digits}`]);
  assert.equal(answer.findings[0].code, 'card-self-attested');
});
