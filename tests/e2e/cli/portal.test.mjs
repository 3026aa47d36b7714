// A hospital's portal by the command line, against the demo clinic: this test plays the browser.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { after, before, test } from 'node:test';
import { FAST, Vault } from '../lib/cli.mjs';
import { bin, root } from '../lib/paths.mjs';

/** `kinfolio demo-clinic`, until it is stopped. */
async function openClinic(...faults) {
  const child = spawn(bin('kinfolio'), ['demo-clinic', '--json', ...faults.flatMap((fault) => ['--fault', fault])], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  for await (const piece of child.stdout) {
    text += piece;
    if (text.includes('\n')) break;
  }
  return { ...JSON.parse(text), stop: () => child.kill('SIGKILL') };
}

const form = (values) => ({ method: 'POST', redirect: 'manual', body: new URLSearchParams(values) });

/** What a person does in the browser: signs in, and answers the clinic's question. */
async function browse(clinic, address, patient, answer = 'yes') {
  const page = await (await fetch(address)).text();
  const wish = page.match(/name="wish" value="([^"]+)"/)[1];
  await fetch(`${clinic.home}/auth/sign-in`, form({ wish, patient, passphrase: 'demo' }));
  const back = await fetch(`${clinic.home}/auth/consent`, form({ wish, answer, offline: '1' }));
  assert.equal(back.status, 302);
  // The page on the web passes it on to the port before the dot of its state; Chromium does so in browser/bounce.test.mjs.
  const to = new URL(back.headers.get('location'));
  const web = to.protocol === 'https:' ? `http://127.0.0.1:${to.searchParams.get('state').split('.')[0]}/callback${to.search}` : to;
  return (await fetch(web)).text();
}

/** Turns the clinic's switches, or makes a result come. */
async function turn(clinic, values) {
  const answer = await fetch(clinic.home, { ...form(values), headers: { origin: clinic.home } });
  assert.equal(answer.status, 200);
}

/** Runs `portal connect` and signs in as a patient. */
function connect(vault, clinic, args, patient, answer) {
  return new Promise((done, fail) => {
    const child = spawn(bin('kinfolio'), ['--vault', vault.dir, '--json', 'portal', 'connect', clinic.address, '--no-browser', ...args], {
      env: { ...process.env, ...FAST, HOME: vault.home, KINFOLIO_PASSPHRASE_FILE: vault.passphrase },
    });
    let stdout = '';
    let stderr = '';
    let signed = false;
    child.stdout.on('data', (piece) => (stdout += piece));
    child.stderr.on('data', (piece) => {
      stderr += piece;
      const address = stderr.match(/http:\/\/\S+\/auth\/authorize\S+(?=\n)/);
      if (address && !signed) {
        signed = true;
        browse(clinic, address[0], patient, answer).catch(fail);
      }
    });
    child.once('close', (code) => done({ code, stderr, json: stdout ? JSON.parse(stdout) : null }));
  });
}

let clinic;
let vault;
const david = () => clinic.patients.find((one) => one.name === 'David Morgan').id;

before(async () => {
  clinic = await openClinic();
  vault = await Vault.create(undefined, FAST);
});

after(async () => {
  clinic?.stop();
  await vault?.remove();
});

test('connect, read, read again, a new result, let go', async () => {
  const looked = await vault.ok(['portal', 'look', clinic.address]);
  assert.equal(looked.canConnect, true);
  assert.equal(looked.host, '127.0.0.1');

  const no = await connect(vault, clinic, ['--new-person'], david(), 'no');
  assert.equal(no.code, 1);
  assert.match(no.stderr, /\[portal-denied\]/);
  assert.deepEqual((await vault.ok(['person', 'list'])).people, [], 'nothing is stored');

  const first = await connect(vault, clinic, ['--new-person', '--label', 'Town hospital'], david());
  assert.equal(first.code, 0, first.stderr);
  assert.equal(first.json.portal.label, 'Town hospital');
  assert.equal(first.json.portal.state, 'ready');
  // What there is no screen for (where the images are) is kept, and goes with the rest.
  const { added: entries, keptNotUnderstood } = first.json.run.files[0];
  const added = entries + keptNotUnderstood;
  assert.ok(added > 400, `${added} came`);

  const list = await vault.ok(['portal', 'list']);
  assert.equal(list.portals.length, 1);
  assert.ok(!/access|refresh|Bearer/.test(JSON.stringify(list)), 'no token is shown');

  const second = await vault.ok(['portal', 'sync']);
  assert.equal(second.synced[0].portal.lastSync.added, 0, 'nothing comes twice');
  assert.equal(second.synced[0].portal.fresh, 0);

  await turn(clinic, { result: david() });
  const third = await vault.ok(['portal', 'sync', 'town hospital']);
  const shown = third.synced[0].portal;
  assert.deepEqual([shown.lastSync.added, shown.lastSync.updated, shown.fresh], [1, 0, 1], 'only the change, marked new');
  const told = await vault.ok(['portal', 'news']);
  assert.deepEqual(told.news.map((one) => [one.portal, one.label, one.fresh]), [[shown.portal, shown.label, 1]], 'whoever it is for');
  const news = await vault.ok(['timeline', '--source', String(shown.lastSync.import)]);
  assert.equal(news.entries.length, 1);
  assert.match(news.entries[0].title, /Potassium/);

  const table = await vault.run(['portal', 'list'], {});
  assert.equal(table.code, 0);

  await turn(clinic, { gap: '1' });
  const part = await vault.run(['portal', 'sync']);
  assert.equal(part.code, 3, 'done in part');
  assert.deepEqual(part.json.synced[0].portal.gaps.map((gap) => gap.text), ['Immunizations: the hospital refused.']);
  await turn(clinic, { revoked: '1' });
  const ended = await vault.run(['portal', 'sync']);
  assert.equal(ended.code, 1);
  assert.match(ended.stderr, /\[portal-sign-in-again\]/);
  const again = await vault.ok(['portal', 'list']);
  assert.equal(again.portals[0].state, 'signInAgain');
  await turn(clinic, { nothing: '1' });

  const back = await connect(vault, clinic, ['--person', 'David Morgan', '--no-sync'], david());
  assert.equal(back.code, 0, back.stderr);
  assert.equal(back.json.portal, again.portals[0].portal, 'the same portal');
  const asked = await vault.run(['portal', 'remove', 'town hospital', '--erase']);
  assert.equal(asked.code, 2, 'a script says --yes');
  const gone = await vault.ok(['portal', 'remove', 'town hospital', '--erase', '--yes']);
  assert.deepEqual(gone, { type: 'portalRemoved', revoked: true, unregistered: null, erased: added + 1 });
  assert.deepEqual((await vault.ok(['timeline'])).entries, []);
  assert.equal((await vault.run(['portal', 'sync', 'town hospital'])).code, 1);
});

test('a hospital is found by its name, also in a list of one’s own, and connected by it', async (t) => {
  const found = await vault.ok(['portal', 'find', 'kiaser', 'gorgia']);
  assert.match(found.hits[0].name, /^Kaiser Permanente . Georgia$/);
  assert.match(found.hits[0].address, /^https:/);
  assert.equal((await vault.run(['portal', 'find', 'qzxwv'])).json.total, 0);
  const list = join(vault.home, 'mine.csv');
  await writeFile(list, `name,also,city,url\nThe Practice Hospital,Probe,Tulsa,${clinic.address}\n`);
  const added = await vault.ok(['portal', 'directory', 'add', list]);
  assert.deepEqual([added.title, added.added, added.leftOut], ['mine.csv', 1, 0]);
  const unknown = await vault.run(['portal', 'look', 'no such place']);
  assert.match(unknown.stderr, /\[portal-no-hit\]/);
  const looked = await vault.ok(['portal', 'look', 'practice hospital tulsa']);
  assert.equal(looked.address, clinic.address);
  await vault.ok(['portal', 'directory', 'remove', 'mine.csv']);
  assert.equal((await vault.ok(['portal', 'directory', 'list'])).lists.some((one) => one.own), false);
  if (!clinic.address.includes(':8766/')) return t.skip('the usual port of the demo clinic was taken');
  const demo = await vault.ok(['portal', 'find', 'demo', 'clinic']);
  assert.equal(demo.hits[0].address, clinic.address);
  assert.equal(demo.hits[0].here, true);
});

test('a clinic that answers to the web only: the return page is written, its address is sent, and what is no such address refused', async () => {
  const file = join(vault.home, 'index.html');
  const written = await vault.ok(['portal', 'bounce-page', '--out', file]);
  assert.equal(written.path, file);
  assert.equal(await readFile(file, 'utf8'), await readFile(join(root, 'assets/bounce/index.html'), 'utf8'));
  await turn(clinic, { set: '1', web: '1' });
  const wrong = await vault.run(['portal', 'connect', clinic.address, '--person', 'David Morgan', '--no-browser', '--bounce-page', 'http://clinic.example.org/']);
  assert.equal(wrong.code, 1);
  assert.match(wrong.stderr, /\[portal-bounce-page\]/);
  const looked = await vault.ok(['portal', 'look', clinic.address]);
  assert.equal(looked.webOnly, true);
  const back = await connect(vault, clinic, ['--person', 'David Morgan', '--no-sync', '--bounce-page', 'https://clinic.example.org/back/'], david());
  assert.equal(back.code, 0, back.stderr);
  assert.equal((await vault.ok(['portal', 'look', clinic.address])).bouncePage, 'https://clinic.example.org/back/', 'remembered');
  await turn(clinic, { nothing: '1' });
  const straight = await connect(vault, clinic, ['--person', 'David Morgan', '--no-sync', '--bounce-page', ''], david());
  assert.equal(straight.code, 0, straight.stderr);
  assert.equal((await vault.ok(['portal', 'look', clinic.address])).bouncePage, '', 'and left out again');
});

test('images on another server: its name is said first, and nobody is asked before there is a yes', async () => {
  const own = await Vault.create(undefined, FAST);
  try {
    await turn(clinic, { 'images-elsewhere': '1' });
    const made = await connect(own, clinic, ['--new-person'], david());
    assert.equal(made.code, 0, made.stderr);
    const { entries } = await own.ok(['timeline', '--kind', 'imaging']);
    const { id } = entries.find((one) => one.title === 'Coronary angiography');
    const host = new URL(clinic.home.replace('127.0.0.1', 'localhost')).host;
    const asked = await own.run(['portal', 'images', id]);
    assert.equal(asked.code, 2, 'a script says --yes');
    assert.ok(asked.stderr.includes(host), asked.stderr);
    const came = await own.ok(['portal', 'images', id, '--yes']);
    assert.deepEqual([came.fetched, came.expected, came.images.length, came.gaps, came.askHost], [12, 12, 12, [], null]);
    const again = await own.ok(['portal', 'images', id]);
    assert.equal(again.fetched, 0, 'a server that was agreed to is not asked about twice');
  } finally {
    await turn(clinic, { nothing: '1' });
    await own.remove();
  }
});

test('someone else is told and nothing is stored', async () => {
  await vault.ok(['person', 'add', 'Zhao Lan', '--born', '1953-02-11', '--sex', 'female']);
  const wrong = await connect(vault, clinic, ['--person', 'Zhao Lan'], david());
  assert.equal(wrong.code, 1);
  assert.match(wrong.stderr, /\[wrong-person\]/);
  assert.deepEqual((await vault.ok(['portal', 'list', '--person', 'Zhao Lan'])).portals, []);
});

test('killed at any point of a reading: the vault opens, nothing is half there, the next reading completes', async () => {
  const own = await Vault.create(undefined, FAST);
  try {
    const made = await connect(own, clinic, ['--new-person', '--no-sync'], david());
    assert.equal(made.code, 0, made.stderr);
    let killed = 0;
    for (const [fault, wait] of [['slow', 1500], ['slow', 4000], ['nothing', 350], ['nothing', 550], ['nothing', 750], ['nothing', 950]]) {
      await turn(clinic, { [fault]: '1' });
      const child = spawn(bin('kinfolio'), ['--vault', own.dir, 'portal', 'sync'], {
        env: { ...process.env, ...FAST, HOME: own.home, KINFOLIO_PASSPHRASE_FILE: own.passphrase },
        stdio: 'ignore',
      });
      const end = new Promise((done) => child.once('close', (code, signal) => done(signal)));
      await pause(wait);
      child.kill('SIGKILL');
      if ((await end) !== 'SIGKILL') continue; // it was done already
      killed += 1;
      assert.deepEqual((await own.ok(['vault', 'check'])).problems, []);
      assert.deepEqual(await readdir(join(own.dir, 'staging')), [], 'nothing is left on the way');
      const { entries } = await own.ok(['timeline']);
      const imports = (await own.ok(['source', 'list'])).imports;
      assert.equal(entries.length > 0, imports.length > 0, 'all of it or nothing');
      if (imports.length) break;
    }
    await turn(clinic, { nothing: '1' });
    assert.ok(killed > 0, 'it was killed');
    const done = await own.ok(['portal', 'sync']);
    assert.equal(done.synced[0].portal.state, 'ready');
    const more = await own.ok(['portal', 'sync']);
    assert.equal(more.synced[0].portal.lastSync.added, 0);
  } finally {
    await own.remove();
  }
});
