// What goes out on paper and as a card, read by programs that are not ours: pdftoppm draws the sheets, zbar and zxing read the
// codes, jose checks the signature of a card and kill-the-clipboard reads it.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { FAST, Vault, run } from '../lib/cli.mjs';
import { root } from '../lib/paths.mjs';

const there = async (program) => run(program, ['--version']).then(() => true, () => false);
const tools = (await there('zbarimg')) && (await there('pdftoppm'));
const skip = tools ? false : 'zbarimg and pdftoppm are not here (apt install zbar-tools poppler-utils)';
const beside = (name) => existsSync(new URL(`../../independent/node_modules/${name}/package.json`, import.meta.url));
const noZxing = beside('zxing-wasm') ? false : 'zxing is not here (npm ci in tests/independent)';
const { zxing, ZXING } = noZxing ? {} : await import('../../independent/zxing.mjs');
const noReader = beside('kill-the-clipboard') ? false : 'kill-the-clipboard and jose are not here (npm ci in tests/independent)';
const independent = noReader ? null : await import('../../independent/codes.mjs');
let vault;
before(async () => {
  vault = await Vault.create(undefined, FAST);
  await vault.ok(['import', '--yes', '--new-person', join(root, 'tests/fixtures/fhir/zhao-lan.json')]);
});
after(() => vault?.remove());
before(() => console.log(`read by ${ZXING ?? `nobody but zbar: ${noZxing}`}; ${independent?.INDEPENDENT ?? noReader}`));

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

test('a health card of one\u2019s own: jose finds its signature right by the key set beside it, kill-the-clipboard reads it', { skip: noReader }, async () => {
  const { dir } = await made('card');
  const [card] = JSON.parse(await readFile(join(dir, 'summary.smart-health-card'), 'utf8')).verifiableCredential;
  const set = JSON.parse(await readFile(join(dir, 'summary.card.jwks.json'), 'utf8'));
  assert.equal(set.keys.length, 1);
  const [key] = set.keys;
  assert.deepEqual(Object.keys(key).sort(), ['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y'], 'the private half is not in it');
  const { head, payload } = independent.unverified(card);
  assert.equal(head.kid, key.kid);
  assert.equal(await independent.thumbprint(key), key.kid);
  assert.ok(await independent.signedBy(card, key), 'jose');
  const [first, body, signature] = card.split('.');
  const other = `${first}.${body}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`;
  assert.ok(!(await independent.signedBy(other, key)), 'another signature is none');
  assert.deepEqual(await independent.readBy(card, key), payload.vc.credentialSubject.fhirBundle);
  // Whoever is given the key set can check it offline.
  const doctor = await Vault.create(undefined, FAST);
  try {
    const verdict = async () => (await doctor.ok(['card', 'verify', join(dir, 'summary.smart-health-card')])).cards[0].trust;
    assert.equal(await verdict(), 'unchecked');
    const again = await made('card');
    assert.equal(await readFile(join(again.dir, 'summary.card.jwks.json'), 'utf8'), JSON.stringify(set), 'one key for every card');
  } finally {
    await doctor.remove();
  }
});

test('zxing reads our codes: the card, the short text and every picture of the moving code', { skip: noZxing }, async () => {
  const { dir } = await made('card,qr');
  const [card] = JSON.parse(await readFile(join(dir, 'summary.smart-health-card'), 'utf8')).verifiableCredential;
  const digits = [...card].map((c) => String(c.charCodeAt(0) - 45).padStart(2, '0')).join('');
  assert.deepEqual(await zxing(join(dir, 'summary.card.png')), [`shc:/${digits}`]);
  const [text] = await zxing(join(dir, 'summary.qr.png'));
  assert.match(text, /Zhao Lan/);
  // Without `binary` zbar guesses that the Chinese name is Japanese.
  const bytes = tools && (await run('zbarimg', ['-q', '--raw', '--oneshot', '-Sdisable', '-Sqr.enable', '-Sqr.binary', join(dir, 'summary.qr.png')])).stdout;
  if (tools) assert.equal(bytes.trim(), text.trim());

  const moving = join(vault.home, 'moving');
  const said = await vault.ok(['share', 'moving', '--out', moving]);
  const names = (await readdir(moving)).sort();
  assert.equal(names.length, said.pictures);
  for (const [n, name] of names.entries()) {
    const [part] = await zxing(join(moving, name));
    assert.match(part, new RegExp(`^UR:BYTES/${n + 1}-${said.parts}/`), name);
  }
});

test('a package is opened by age and by the page, with the same six words', { skip: (await there('python3')) ? false : 'no python3' }, async () => {
  const dir = join(vault.home, 'package');
  const { files, words } = await vault.ok(['share', 'package', '--out', dir]);
  assert.deepEqual(files.map((file) => file.format).sort(), ['package', 'viewer']);
  assert.equal(words.split(/\s+/).length, 6);
  const sealed = await readFile(join(dir, 'summary.age'));
  assert.match(sealed.subarray(0, 60).toString('latin1'), /^age-encryption\.org\/v1\n-> scrypt /);
  const page = await readFile(join(dir, 'summary.viewer.html'), 'utf8');
  assert.match(page, /Content-Security-Policy/);
  for (const text of [page, sealed.toString('latin1')]) assert.ok(!/Zhao Lan|Penicillin/.test(text), 'nothing of the record is in clear');
  const { shares } = await vault.ok(['share', 'list']);
  assert.ok(shares.some((one) => one.format === 'package'), JSON.stringify(shares));
});

/** A vault of somebody else, and what it has after it took these files. */
async function handed(...words) {
  const other = await Vault.create(undefined, FAST);
  try {
    const came = await other.run(['import', '--new-person', ...words], { input: '' });
    const entries = came.code === 0 ? (await other.ok(['timeline'])).entries : [];
    return { ...came, titles: entries.map((one) => one.title) };
  } finally {
    await other.remove();
  }
}

test('the moving code comes back: its pictures in a folder with some lost, a text file, the printed sheets', async () => {
  const folder = join(vault.home, 'moving-back');
  const said = await vault.ok(['share', 'moving', '--out', folder]);
  const texts = (await vault.ok(['qr', 'read', folder])).codes;
  assert.ok(texts.every((one) => one.kind === 'moving-part'), JSON.stringify(texts[0]));
  assert.equal(texts.length, said.pictures);
  const names = (await readdir(folder)).sort();
  for (const [n, name] of names.entries()) if (n % 5 === 2) await rm(join(folder, name));
  const came = await handed(folder);
  assert.equal(came.code, 0, came.stderr);
  assert.equal(came.json.files.length, 1, 'one document');
  assert.ok(came.titles.some((title) => /Penicillin/.test(title)), came.titles.join());

  const file = join(vault.home, 'parts.txt');
  await writeFile(file, `Summary\n${texts.map((one) => one.text).reverse().join('\n')}\n`);
  const text = await handed(file);
  assert.equal(text.code, 0, text.stderr);
  assert.deepEqual([...text.titles].sort(), [...came.titles].sort());
  await writeFile(file, texts.slice(0, 2).map((one) => one.text).join('\n'));
  const few = await handed(file);
  assert.equal(few.code, 1);
  assert.match(few.stderr, new RegExp(`2/${said.parts}.*\\[code-moving-missing\\]`));

  const { dir } = await made('sheets');
  const sheets = await handed(join(dir, 'summary.codes.pdf'));
  assert.equal(sheets.code, 0, sheets.stderr);
  assert.deepEqual([...sheets.titles].sort(), [...came.titles].sort());
});

test('a package and a page come back with their six words', async () => {
  const dir = join(vault.home, 'package-back');
  const { words } = await vault.ok(['share', 'package', '--out', dir]);
  const file = join(vault.home, 'words');
  for (const name of ['summary.age', 'summary.viewer.html']) {
    const path = join(dir, name);
    const without = await handed(path);
    assert.equal(without.code, 1, name);
    assert.match(without.stderr, /six words.*\[package-locked\]/, name);
    await writeFile(file, 'one two three four five six\n');
    const wrong = await handed(path, '--words-file', file);
    assert.equal(wrong.code, 1, name);
    assert.match(wrong.stderr, /\[package-words\]/, name);
    await writeFile(file, `${words.toUpperCase()}\n`);
    const right = await handed(path, '--words-file', file);
    assert.equal(right.code, 0, `${name}: ${right.stderr}`);
    assert.ok(right.titles.some((title) => /Penicillin/.test(title)), `${name}: ${right.titles.join()}`);
  }
});

/** A zip of deflated members, as a post program packs what is sent. */
function zipped(members) {
  const parts = [];
  for (const [name, bytes] of members) {
    const packed = deflateRawSync(bytes);
    const head = Buffer.alloc(30);
    head.write('PK\x03\x04', 'latin1');
    head.writeUInt16LE(20, 4);
    head.writeUInt16LE(8, 8);
    head.writeUInt32LE(packed.length, 18);
    head.writeUInt32LE(bytes.length, 22);
    head.writeUInt16LE(Buffer.byteLength(name), 26);
    parts.push(head, Buffer.from(name), packed);
  }
  return Buffer.concat([...parts, Buffer.from('PK\x01\x02', 'latin1')]);
}

test('a package comes back out of the folder that it was written to, and out of a zip', async () => {
  const dir = join(vault.home, 'package-sent');
  const { words } = await vault.ok(['share', 'package', '--out', dir]);
  const file = join(vault.home, 'words-sent');
  await writeFile(file, `${words}\n`);
  const both = await handed(dir, '--words-file', file);
  assert.equal(both.code, 0, both.stderr);
  assert.ok(both.titles.some((title) => /Penicillin/.test(title)), both.titles.join());
  for (const name of ['summary.age', 'summary.viewer.html']) {
    const zip = join(vault.home, `${name}.zip`);
    await writeFile(zip, zipped([[name, await readFile(join(dir, name))]]));
    const without = await handed(zip);
    assert.match(without.stderr, /six words.*\[package-locked\]/, name);
    const right = await handed(zip, '--words-file', file);
    assert.equal(right.code, 0, `${name}: ${right.stderr}`);
    assert.deepEqual([...right.titles].sort(), [...both.titles].sort());
  }
  const other = join(vault.home, 'other.zip');
  await writeFile(other, zipped([['letter.txt', Buffer.from('Dear Dr')]]));
  const refused = await handed(other, '--words-file', file);
  assert.equal(refused.code, 1);
  assert.match(refused.stderr, /\[format-zip\]/);
});

test('zbar reads the code of the emergency sheet and of every card for the wallet', { skip }, async () => {
  for (const [format, count, paper] of [['emergency', 1, 'a4'], ['wallet', 4, 'letter'], ['wallet', 4, 'a4']]) {
    const dir = join(vault.home, `${format}-${paper}`);
    await mkdir(dir, { recursive: true });
    await vault.ok(['summary', '--out', dir, '--format', format, '--paper', paper]);
    const pdf = join(dir, `summary.${format}.pdf`);
    const info = (await run('pdfinfo', [pdf])).stdout;
    assert.match(info, /Pages: +1\n/);
    assert.match(info, paper === 'a4' ? /595\.\d+ x 841\.\d+/ : /612 x 792/);
    assert.match(info, /Tagged: +yes/);
    // As an office printer and a scanner of 200 dots per inch leave it.
    await run('pdftoppm', ['-r', '200', '-gray', '-png', pdf, join(dir, 'page')]);
    const page = (await readdir(dir)).find((name) => name.endsWith('.png'));
    const said = (await run('zbarimg', ['-q', '--raw', '-Sdisable', '-Sqr.enable', join(dir, page)])).stdout;
    assert.equal(said.match(/Penicillin/g)?.length, count, `${format} ${paper}: ${said}`);
    const words = (await run('pdftotext', ['-layout', pdf, '-'])).stdout;
    for (const expected of ['Penicillin', '青霉素', '急救']) assert.ok(words.includes(expected), `${format}: ${expected} in ${words}`);
  }
});

test('the printed summary is tagged: title, language, headings, tables with heads, drawings in words', { skip }, async () => {
  const { dir } = await made('pdf');
  const pdf = join(dir, 'summary.pdf');
  const info = (await run('pdfinfo', [pdf])).stdout;
  assert.match(info, /Tagged: +yes/);
  assert.match(info, /Title: +\S/);
  const { stdout: tree, stderr } = await run('pdfinfo', ['-struct-text', pdf]);
  assert.equal(stderr, '', 'poppler finds no fault in the structure');
  for (const expected of [/^Document/m, /H1 \(block\)/, /H2 \(block\)/, /Table/, /TR/, /TH/, /TD/, /Figure/]) assert.match(tree, expected);
  assert.ok(tree.indexOf('Zhao Lan') < tree.indexOf('Penicillin'), 'who it is about is read first');
  const large = join(vault.home, 'large');
  await mkdir(large, { recursive: true });
  await vault.ok(['summary', '--out', large, '--format', 'pdf', '--large-print', '--paper', 'letter']);
  const pages = (text) => Number(text.match(/Pages: +(\d+)/)[1]);
  const big = (await run('pdfinfo', [join(large, 'summary.pdf')])).stdout;
  assert.match(big, /612 x 792/);
  assert.ok(pages(big) > pages(info), 'laid out anew on more pages');
});

test('the short text for a record is there in the language asked for', async () => {
  for (const [lang, first] of [['en', /^Outside history/], ['zh-CN', /^院外就诊经历/]]) {
    const dir = join(vault.home, `note-${lang}`);
    await mkdir(dir, { recursive: true });
    await vault.ok(['--lang', lang, 'summary', '--out', dir, '--format', 'note']);
    const text = await readFile(join(dir, 'summary.note.txt'), 'utf8');
    assert.match(text, first);
    assert.ok(text.includes(lang === 'en' ? 'Penicillin' : '青霉素'), text);
    assert.ok(!/denies|no history of|否认/i.test(text), text);
  }
});
