// Links that are handed out: on the link host, on WebDAV, on S3 and in a published folder, read by a
// second vault and by software that is not ours.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { createInterface } from 'node:readline';
import { FAST, Vault } from '../lib/cli.mjs';
import { bin, root } from '../lib/paths.mjs';

const here = existsSync(new URL('../../independent/node_modules/kill-the-clipboard/package.json', import.meta.url));
const independent = here ? await import('../../independent/codes.mjs') : null;
const noViewer = here ? false : 'kill-the-clipboard is not here (npm ci in tests/independent)';
const storage = process.env.KINFOLIO_STORAGE ?? join(root, 'tests/independent/.storage');
const noStorage = existsSync(join(storage, 'wsgidav')) && existsSync(join(storage, 'moto')) ? false : 'wsgidav and moto are not here (cargo xtask test brings them in)';

before(() => console.log(`independent: ${independent?.INDEPENDENT ?? noViewer}; ${noStorage || 'wsgidav, moto'}`));

/** A program that says one line when it is ready, and ends with us. */
async function serve(program, args, env = {}) {
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, ...env } });
  const line = await new Promise((done, fail) => {
    createInterface({ input: child.stdout }).once('line', done);
    child.once('exit', (code) => fail(new Error(`${program} ended with ${code}`)));
  });
  const ended = new Promise((done) => child.once('exit', done));
  return {
    line,
    async stop(signal = 'SIGTERM') {
      child.kill(signal);
      await ended;
    },
  };
}

/** The link host, in a folder that is given or new. */
async function linkHost(data) {
  const folder = data ?? (await mkdtemp(join(tmpdir(), 'kinfolio-host-')));
  const server = await serve(bin('kinfolio'), ['--json', 'link-host', '--data', folder, '--listen', '127.0.0.1:0', '--with-parent']);
  return { ...server, ...JSON.parse(server.line), folder };
}

let mei;
const made = [];

before(async () => {
  mei = await Vault.create(undefined, FAST);
  made.push(mei);
  await mei.ok(['person', 'add', 'Li Hua', '--born', '1954-03-02', '--sex', 'female']);
  await mei.ok(['bp', 'add', '128/82', '--pulse', '70', '--at', '2026-11-20T08:00']);
});

after(async () => {
  for (const vault of made) await vault.remove();
});

async function file(name, text) {
  const path = join(mei.home, name);
  await writeFile(path, `${text}\n`);
  return path;
}

async function addHost(label, ...args) {
  return mei.ok(['share', 'host', 'add', ...args, '--label', label]);
}

const makeLink = (host, ...args) => mei.ok(['share', 'link', 'make', '--host', host, ...args]);

/** A second vault that opens the link; what it has then. */
async function received(link, ...args) {
  const doctor = await Vault.create(undefined, FAST);
  made.push(doctor);
  const came = await doctor.run(['--yes', 'link', 'open', '-', '--recipient', 'Dr. Zhao', '--new-person', ...args], { input: link });
  return { came, doctor };
}

/** The link opened by a second vault has the same reading in it. */
async function wholeTrip(link, ...args) {
  const { came, doctor } = await received(link, ...args);
  assert.equal(came.code, 0, came.stderr);
  const { people } = await doctor.ok(['person', 'list']);
  assert.deepEqual(people.map((p) => [p.name, p.born]), [['Li Hua', '1954-03-02']]);
  const { entries } = await doctor.ok(['timeline']);
  assert.ok(entries.some((e) => /128/.test(JSON.stringify(e)) && /82/.test(JSON.stringify(e))), JSON.stringify(entries));
}

const payloadOf = (link) => JSON.parse(Buffer.from(link.slice('shlink:/'.length), 'base64url').toString());

/** What anybody gets who asks as a receiver does. */
async function raw(link) {
  const { url, flag = '' } = payloadOf(link);
  if (flag.includes('U')) return (await fetch(`${url}?recipient=x`)).status;
  const body = JSON.stringify({ recipient: 'x', passcode: 'none' });
  return (await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body })).status;
}

test('on the link host: a second vault reads it, with the passcode; pause, used up, armed again, taken back', async () => {
  const host = await linkHost();
  try {
    const key = await file('key', host.hostKey);
    await addHost('family server', 'link-host', host.address, '--secret-file', key);
    const refused = await mei.run(['share', 'host', 'add', 'link-host', host.address, '--secret-file', await file('no', 'x'.repeat(32))]);
    assert.match(refused.stderr, /share-refused/, 'another key is no key');

    const passcode = await file('passcode', '2468');
    const link = await makeLink('family server', '--passcode-file', passcode, '--uses', '2', '--label', 'Visit Friday', '--hours', '48');
    assert.equal(link.state, 'active');
    const { url, flag, exp, label } = payloadOf(link.text);
    assert.ok(url.length <= 128 && new URL(url).pathname.split('/').at(-1).length >= 43, url);
    assert.deepEqual([flag, label], ['P', 'Visit Friday']);
    assert.ok(Math.abs(exp - (Date.now() / 1000 + 48 * 3600)) < 120);

    const wrong = await received(link.text, '--passcode-file', await file('wrong', '9999'));
    assert.match(wrong.came.stderr, /link-passcode-wrong/);
    assert.match(wrong.came.stderr, /9/);
    await wholeTrip(link.text, '--passcode-file', passcode);

    // The host has nothing that says anything about anybody.
    for (const name of await readdir(join(host.folder, 'links'))) {
      const text = await readFile(join(host.folder, 'links', name), 'utf8');
      assert.ok(!/Li Hua|1954|128|2468/.test(text.replaceAll(/"at":\d+|"expires":\d+|"changed":\d+|[A-Za-z0-9_-]{40,}/g, '')), name);
    }

    const seen = await mei.ok(['share', 'link', 'accesses', link.id]);
    assert.deepEqual(seen.accesses.map((a) => [a.recipient, a.what]), [['Dr. Zhao', 'opened'], ['Dr. Zhao', 'wrong-passcode']]);

    await mei.ok(['share', 'link', 'pause', link.id]);
    assert.equal(await raw(link.text), 404, 'paused');
    await mei.ok(['share', 'link', 'resume', link.id]);
    await wholeTrip(link.text, '--passcode-file', passcode);
    assert.equal(await raw(link.text), 404, 'used up');
    const used = await received(link.text, '--passcode-file', passcode);
    assert.match(used.came.stderr, /link-refused/);

    const again = await mei.ok(['share', 'link', 'rearm', link.id, '--hours', '1']);
    assert.equal(again.state, 'active');
    const { text } = await mei.ok(['share', 'link', 'code', link.id, '--out', join(mei.home, 'code.png')]);
    assert.equal(payloadOf(text).url, url, 'the same address');
    await wholeTrip(text, '--passcode-file', passcode);
    const read = await mei.ok(['link', 'look', text]);
    assert.equal(read.passcode, true);

    const over = await mei.run(['share', 'revoke', link.id]);
    assert.notEqual(over.code, 0, 'asked first');
    assert.equal((await mei.ok(['--yes', 'share', 'revoke', link.id])).state, 'revoked');
    assert.equal(await raw(text), 404, 'taken back');
    const { shares, links } = await mei.ok(['share', 'list']);
    assert.equal(shares.filter((s) => s.format === 'link').length, 2, 'handed over, and again');
    assert.equal(links[0].state, 'revoked');
  } finally {
    await host.stop();
  }
});

test('a link that has ended answers 404 by the clock of its host, and is refused by a second vault', async () => {
  const host = await linkHost();
  try {
    await addHost('short', 'link-host', host.address, '--secret-file', await file('short-key', host.hostKey));
    // The shortest link is one hour: it is made by a computer whose clock is almost an hour slow. The host's clock is right.
    const clock = join(mei.home, 'slow-clock');
    const slow = { env: { KINFOLIO_TEST_CLOCK: clock } };
    const left = 25_000;
    await writeFile(clock, `${new Date(Date.now() - 3_600_000 + left).toISOString().slice(0, 19)}+00:00[UTC]`);
    const hour = (...args) => mei.ok(['share', 'link', 'make', '--host', 'short', '--hours', '1', ...args], slow);
    const links = [await hour(), await hour('--profile', 'ktc')];
    const ends = links.map((link) => payloadOf(link.text).exp);
    for (const end of ends) assert.ok(end * 1000 - Date.now() < left + 60_000, `it ends soon: ${end}`);
    for (const link of links) {
      const { flag = '', url } = payloadOf(link.text);
      const status = await raw(link.text);
      assert.equal(status, 200, `${flag} ${url} before its end`);
    }
    while (Date.now() / 1000 < Math.max(...ends) + 1) await new Promise((done) => setTimeout(done, 250));
    for (const link of links) {
      assert.equal(await raw(link.text), 404, 'after its end');
      const late = await received(link.text);
      assert.equal(late.came.code, 1);
      assert.match(late.came.stderr, /link-refused/);
      assert.deepEqual((await late.doctor.ok(['person', 'list'])).people, [], 'nothing is stored');
    }
    const state = (await mei.ok(['share', 'list'])).links.find((one) => one.id === links[0].id);
    assert.equal(state.state, 'ended');
  } finally {
    await host.stop();
  }
});

test('the host ends in the middle of everything, and nothing is lost', async () => {
  const first = await linkHost();
  const key = await file('key2', first.hostKey);
  await first.stop('SIGKILL');
  const { folder } = first;
  const host = await linkHost(folder);
  try {
    assert.equal(host.hostKey, first.hostKey, 'the key stays');
    await addHost('second', 'link-host', host.address, '--secret-file', key);
    const link = await makeLink('second');
    await host.stop('SIGKILL');
    const gone = await mei.run(['--yes', 'share', 'revoke', link.id]);
    assert.match(gone.stderr, /share-refused/);
    assert.equal((await mei.ok(['share', 'list'])).links.find((l) => l.id === link.id).state, 'active', 'not believed to be taken back');
  } finally {
    await host.stop();
    await rm(folder, { recursive: true });
  }
});

test('kill-the-clipboard reads our links, embedded and apart, and what is changed behind them', { skip: noViewer }, async () => {
  const host = await linkHost();
  try {
    await addHost('third', 'link-host', host.address, '--secret-file', await file('key3', host.hostKey));
    const passcode = await file('passcode3', 'seven lanterns');
    const link = await makeLink('third', '--passcode-file', passcode, '--long-term');
    for (const embeddedLengthMax of [undefined, 10]) {
      const { fhirResources } = await independent.viewed(link.text, { recipient: 'Dr. Zhao', passcode: 'seven lanterns', embeddedLengthMax });
      assert.equal(fhirResources[0].resourceType, 'Bundle');
      assert.equal(fhirResources[0].entry.find((e) => e.resource.resourceType === 'Patient').resource.name[0].family ?? 'Li Hua', 'Li Hua');
    }
    await assert.rejects(independent.viewed(link.text, { recipient: 'Dr. Zhao', passcode: 'wrong one' }), { name: 'SHLInvalidPasscodeError' });

    await mei.ok(['bp', 'add', '141/91', '--at', '2026-11-21T08:00']);
    await mei.ok(['share', 'link', 'refresh', link.id]);
    const { fhirResources } = await independent.viewed(link.text, { recipient: 'Dr. Zhao', passcode: 'seven lanterns' });
    assert.match(JSON.stringify(fhirResources[0]), /141/, 'the same code, today’s record');
  } finally {
    await host.stop();
  }
});

test('for the check-in at a clinic: one file, an end, no passcode, the bundle with both pages', async () => {
  const host = await linkHost();
  try {
    await addHost('fourth', 'link-host', host.address, '--secret-file', await file('key4', host.hostKey));
    for (const args of [['--hours', '0'], ['--passcode-file', await file('p4', '2468')]]) {
      const no = await mei.run(['share', 'link', 'make', '--host', 'fourth', '--profile', 'ktc', ...args]);
      assert.match(no.stderr, /share-refused/, args[0]);
    }
    const link = await makeLink('fourth', '--profile', 'ktc', '--uses', '5', '--reason', 'Tired since spring');
    const { url, key, flag, exp } = payloadOf(link.text);
    assert.ok(flag === 'U' && exp > Date.now() / 1000);
    assert.equal((await fetch(url)).status, 400, 'a receiver says who it is');
    const answer = await fetch(`${url}?recipient=Front%20desk`);
    assert.equal(answer.headers.get('content-type'), 'application/jose');
    if (independent) {
      const bundle = JSON.parse(await independent.opened(await answer.text(), key));
      assert.equal(bundle.type, 'collection');
      const of = (type) => bundle.entry.filter((e) => e.resource.resourceType === type);
      assert.equal(of('Patient').length, 1);
      const pages = of('DocumentReference').map((e) => e.resource.type.coding[0].code);
      assert.ok(pages.includes('60591-5'), 'the printed summary covers what is in it');
    }
    await wholeTrip(link.text);
  } finally {
    await host.stop();
  }
});

/** What holds for every place that keeps plain files. */
async function plainFile(label) {
  const link = await makeLink(label, '--hours', '2');
  const { url, flag, key } = payloadOf(link.text);
  assert.equal(flag, 'U');
  assert.ok(url.length <= 128, url);
  await wholeTrip(link.text);
  if (independent) {
    const jwe = await (await fetch(`${url}?recipient=x`)).text();
    assert.equal(JSON.parse(await independent.opened(jwe, key)).resourceType, 'Bundle', 'jose and kill-the-clipboard open it');
  }
  for (const [args, why] of [[['--uses', '2'], 'plain-uses'], [['--passcode-file', await file('p', '2468')], 'plain-passcode']]) {
    const no = await mei.run(['share', 'link', 'make', '--host', label, ...args]);
    assert.equal(no.code, 1);
    assert.match(no.stderr, /share-refused/, why);
  }
  assert.match((await mei.run(['share', 'link', 'pause', link.id])).stderr, /share-refused/);
  assert.match((await mei.run(['share', 'link', 'accesses', link.id])).stderr, /share-refused/);
  assert.match((await mei.run(['share', 'host', 'remove', label])).stderr, /share-host-in-use/);
  const revoked = await mei.ok(['--yes', 'share', 'revoke', link.id]);
  assert.equal(revoked.state, 'revoked');
  assert.notEqual(await raw(link.text), 200, 'taken back');
  assert.match((await received(link.text)).came.stderr, /link-refused/);
  await mei.ok(['share', 'host', 'remove', label]);
}

test('on a real WebDAV server: written, read by a second vault, taken back', { skip: noStorage }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'kinfolio-dav-'));
  const server = await serve('python3', [join(root, 'tests/independent/storage.py'), 'webdav', folder]);
  try {
    const args = ['webdav', `${server.line}/public/`, '--storage', `${server.line}/dav/`, '--user', 'mei'];
    const wrong = await mei.run(['share', 'host', 'add', ...args, '--secret-file', await file('w', 'not it')]);
    assert.match(wrong.stderr, /share-refused/, 'a wrong password');
    const deaf = await mei.run(['share', 'host', 'add', 'webdav', `${server.line}/elsewhere/`, '--storage', `${server.line}/dav/`, '--user', 'mei', '--secret-file', await file('s', 'lantern')]);
    assert.match(deaf.stderr, /nobody can read it/, 'written, but not there for anybody');
    assert.deepEqual(await readdir(folder), [], 'nothing is left of trying');
    await addHost('our NAS', ...args, '--secret-file', await file('s', 'lantern'));
    await plainFile('our NAS');
    assert.deepEqual(await readdir(folder), [], 'nothing is left there');
  } finally {
    await server.stop();
    await rm(folder, { recursive: true });
  }
});

test('on a real S3 server: written, read by a second vault, taken back', { skip: noStorage }, async () => {
  const server = await serve('python3', [join(root, 'tests/independent/storage.py'), 's3']);
  try {
    const args = ['s3', `${server.line}/sealed/kin/`, '--storage', server.line, '--bucket', 'sealed', '--region', 'us-east-1', '--prefix', 'kin', '--user', 'AKIDMEI', '--secret-file', await file('s3', 'lantern-secret')];
    const closed = await mei.run(['share', 'host', 'add', ...args]);
    assert.match(closed.stderr, /nobody can read it/, 'a bucket that is not public');
    await addHost('bucket', ...args, '--public-read');
    await plainFile('bucket');
  } finally {
    await server.stop();
  }
});

test('in a folder that a web server publishes', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'kinfolio-www-'));
  const server = createServer(async (request, response) => {
    const name = new URL(request.url, 'http://x').pathname.slice(1);
    const bytes = await readFile(join(folder, name)).catch(() => null);
    response.writeHead(bytes ? 200 : 404).end(bytes ?? '');
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  try {
    const address = `http://127.0.0.1:${server.address().port}/`;
    assert.match((await mei.run(['share', 'host', 'add', 'folder', address, '--folder', join(folder, 'none')])).stderr, /\[/);
    await addHost('web space', 'folder', address, '--folder', folder);
    await plainFile('web space');
    assert.deepEqual(await readdir(folder), []);
  } finally {
    server.close();
    await rm(folder, { recursive: true });
  }
});

test('a place with an address that is not safe or too long is refused before anybody is asked', async () => {
  for (const [address, why] of [
    ['http://example.org/', /https/],
    ['https://example.org/?a=b', /https/],
    [`https://${'a'.repeat(60)}.${'b'.repeat(30)}.org/`, /128/],
  ]) {
    const no = await mei.run(['share', 'host', 'add', 'link-host', address, '--secret-file', await file('k', 'x')]);
    assert.equal(no.code, 1);
    assert.match(no.stderr, why, address);
  }
  const inner = await mei.run(['share', 'host', 'add', 'link-host', 'https://192.168.1.1/', '--secret-file', await file('k', 'x')]);
  assert.match(inner.stderr, /private network/);
});
