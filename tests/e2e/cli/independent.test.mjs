// A hospital's portal that is not ours, by the command line: oidc-provider signs in, Medplum's
// repository answers, and this test plays the browser at oidc-provider's own pages.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { FAST, Vault } from '../lib/cli.mjs';
import { bin } from '../lib/paths.mjs';
import { INDEPENDENT, browse, openPortal } from '../../independent/portal.mjs';

const CLIENT = 'kinfolio-town-hospital';

/** Runs `portal connect` and signs in at the address that it prints. */
function connect(vault, portal, args, patient, says) {
  return new Promise((done, fail) => {
    const all = ['--vault', vault.dir, '--json', 'portal', 'connect', portal.address, '--no-browser', ...args];
    const child = spawn(bin('kinfolio'), all, {
      env: { ...process.env, ...FAST, HOME: vault.home, KINFOLIO_PASSPHRASE_FILE: vault.passphrase },
    });
    const stop = (error) => {
      child.kill('SIGKILL');
      fail(error);
    };
    let stdout = '';
    let stderr = '';
    let page = null;
    child.stdout.on('data', (piece) => (stdout += piece));
    child.stderr.on('data', (piece) => {
      stderr += piece;
      const address = stderr.match(/http:\/\/\S+\/auth\?\S+(?=\n)/);
      if (address && !page) {
        page = browse(address[0], patient, says);
        page.catch(stop);
      }
    });
    child.once('error', stop);
    child.once('close', async (code) => {
      const shown = await page?.catch(() => '');
      done({ code, stderr, page: shown, json: stdout ? JSON.parse(stdout) : null });
    });
  });
}

/** What `portal connect` and `portal sync` brought. */
const brought = ({ added, updated, alreadyThere, refused }) => ({ added, updated, alreadyThere, refused });

async function withVault(test) {
  const vault = await Vault.create(undefined, FAST);
  try {
    await test(vault);
  } finally {
    await vault.remove();
  }
}

/** No token and no secret stands anywhere in the files of a vault. */
async function assertNowhere(dir, secrets) {
  assert.ok(secrets.length > 0 && secrets.every((one) => one?.length > 20));
  for (const entry of await readdir(dir, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const bytes = await readFile(join(entry.parentPath ?? entry.path, entry.name));
    for (const secret of secrets) assert.ok(!bytes.includes(secret), `a token stands in ${entry.name}`);
  }
}

const potassium = (patient) => ({
  resourceType: 'Observation',
  id: 'new-potassium',
  status: 'final',
  category: [{ coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'laboratory' }] }],
  code: { coding: [{ system: 'http://loinc.org', code: '2823-3', display: 'Potassium' }], text: 'Potassium' },
  subject: { reference: `Patient/${patient}` },
  effectiveDateTime: '2026-09-30',
  valueQuantity: { value: 4.3, unit: 'mmol/L', system: 'http://unitsofmeasure.org', code: 'mmol/L' },
});

before(() => console.log(`independent: ${INDEPENDENT}`));

test('a program known by its name: all comes, nothing comes twice, a change comes alone, letting go ends the token', async () => {
  const portal = await openPortal({ clients: [CLIENT] });
  try {
    await withVault(async (vault) => {
      const emma = portal.patient('Emma Morgan');
      const looked = await vault.ok(['portal', 'look', portal.address]);
      assert.deepEqual([looked.canConnect, looked.canRegister, looked.problems], [true, false, []]);
      assert.match(looked.software, /Medplum/);

      const no = await connect(vault, portal, ['--new-person', '--client-id', CLIENT], emma, 'no');
      assert.equal(no.code, 1);
      assert.match(no.stderr, /\[portal-denied\]/);
      assert.equal(portal.log.given.length, 0);

      const strange = await connect(vault, portal, ['--new-person', '--client-id', CLIENT, '--client-secret-file', vault.passphrase], emma);
      assert.equal(strange.code, 1, 'a secret where none is known is not taken');
      assert.match(strange.stderr, /\[portal-unknown-program\]/);
      assert.deepEqual((await vault.ok(['person', 'list'])).people, [], 'nothing is stored');

      const first = await connect(vault, portal, ['--new-person', '--client-id', CLIENT, '--label', 'Town hospital'], emma);
      assert.equal(first.code, 0, first.stderr);
      assert.match(first.page, /Kinfolio/);
      assert.deepEqual([first.json.portal.state, first.json.portal.gaps, first.json.portal.canRenew], ['ready', [], true]);
      assert.deepEqual([...new Set(portal.log.prompts)], ['consent'], 'lasting access is asked for as the server wants it');
      const held = portal.holds(emma).length;
      const [file] = first.json.run.files;
      assert.equal(file.resources, held, 'as many as the store holds');
      assert.deepEqual(brought(first.json.portal.lastSync), { added: held, updated: 0, alreadyThere: 0, refused: 0 });

      const again = await vault.ok(['portal', 'sync']);
      assert.deepEqual(brought(again.synced[0].portal.lastSync), { added: 0, updated: 0, alreadyThere: held, refused: 0 });
      assert.equal(again.synced[0].portal.fresh, 0);

      const lab = portal.holds(emma).find((key) => key.startsWith('Observation/')).split('/')[1];
      await portal.change('Observation', lab, (one) => {
        one.status = 'amended';
        one.note = [{ text: 'Looked at again.' }];
      });
      const changed = (await vault.ok(['portal', 'sync', 'town hospital'])).synced[0].portal;
      assert.deepEqual(brought(changed.lastSync), { added: 0, updated: 1, alreadyThere: held - 1, refused: 0 });
      assert.equal(changed.fresh, 1, 'only the change is marked new');

      await portal.add(emma, potassium(emma));
      const more = (await vault.ok(['portal', 'sync'])).synced[0].portal;
      assert.deepEqual(brought(more.lastSync), { added: 1, updated: 0, alreadyThere: held, refused: 0 });
      const news = await vault.ok(['timeline', '--source', String(more.lastSync.import)]);
      assert.deepEqual(news.entries.map((one) => one.title), ['Potassium']);

      const { access, refresh } = portal.log.given.at(-1);
      await assertNowhere(vault.dir, [access, refresh]);
      assert.equal((await portal.introspect(access)).active, true);
      assert.equal((await portal.introspect(refresh)).active, true);
      const gone = await vault.ok(['portal', 'remove', 'town hospital', '--yes']);
      assert.deepEqual([gone.revoked, gone.erased], [true, 0]);
      assert.deepEqual(await portal.introspect(access), { active: false });
      assert.deepEqual(await portal.introspect(refresh), { active: false });
      const dead = await fetch(`${portal.address}/Patient/${emma}`, { headers: { authorization: `Bearer ${access}` } });
      assert.equal(dead.status, 401);
      assert.deepEqual((await vault.ok(['portal', 'list'])).portals, []);
    });
  } finally {
    await portal.stop();
  }
});

test('a program that registers itself: once for the whole family, the patient is known by the id_token', async () => {
  const portal = await openPortal({ registration: true, saysPatient: false, lasts: 8 });
  try {
    await withVault(async (vault) => {
      const looked = await vault.ok(['portal', 'look', portal.address]);
      assert.deepEqual([looked.canConnect, looked.canRegister, looked.needsClientId], [true, true, false]);
      for (const name of ['David Morgan', 'Emma Morgan']) {
        const patient = portal.patient(name);
        const done = await connect(vault, portal, ['--new-person'], patient);
        assert.equal(done.code, 0, done.stderr);
        assert.equal(done.json.portal.patientName, name);
        assert.deepEqual([done.json.portal.state, done.json.portal.gaps], ['ready', []]);
        assert.equal(done.json.run.files[0].resources, portal.holds(patient).length);
      }
      assert.equal(portal.log.registered.length, 1);
      const [made] = portal.log.registered;
      assert.deepEqual(
        [made.application_type, made.token_endpoint_auth_method, made.client_secret],
        ['native', 'none', undefined],
      );
      assert.deepEqual((await vault.ok(['person', 'list'])).people.map((one) => one.name).sort(), ['David Morgan', 'Emma Morgan']);

      const wrong = await connect(vault, portal, ['--person', 'David Morgan'], portal.patient('Emma Morgan'));
      assert.equal(wrong.code, 1);
      assert.match(wrong.stderr, /\[wrong-person\]/);

      // A sign-in server may forget the programs that registered themselves: signing in again registers anew.
      await portal.forget();
      const unknown = await vault.run(['--person', 'Emma Morgan', 'portal', 'sync']);
      assert.equal(unknown.code, 1);
      assert.match(unknown.stderr, /\[portal-unknown-program\]/);
      assert.match(unknown.stderr, /Sign in at this hospital again/);
      const back = await connect(vault, portal, ['--person', 'Emma Morgan'], portal.patient('Emma Morgan'));
      assert.equal(back.code, 0, back.stderr);
      assert.deepEqual([back.json.portal.state, back.json.portal.lastSync.added], ['ready', 0]);
      assert.equal(portal.log.registered.length, 2);

      // The first name is nobody's any more at the server: that it is not taken back is said. The new one is.
      const first = await vault.ok(['--person', 'David Morgan', 'portal', 'remove', 'medplum fhir-router', '--yes']);
      assert.deepEqual([first.unregistered, portal.log.unregistered], [false, []]);
      const last = await vault.ok(['--person', 'Emma Morgan', 'portal', 'remove', 'medplum fhir-router', '--yes']);
      assert.deepEqual([last.revoked, last.unregistered], [true, true]);
      assert.deepEqual(portal.log.unregistered, [portal.log.registered[1].client_id]);
    });
  } finally {
    await portal.stop();
  }
});

test('access of a few seconds: each refresh token is used once, one that is sent again ends it all, signing in again helps', async () => {
  const portal = await openPortal({ clients: [CLIENT], lasts: 8 });
  try {
    await withVault(async (vault) => {
      const emma = portal.patient('Emma Morgan');
      const held = portal.holds(emma).length;
      const first = await connect(vault, portal, ['--new-person', '--client-id', CLIENT], emma);
      assert.equal(first.code, 0, first.stderr);
      for (let time = 0; time < 2; time += 1) {
        const { portal: shown } = (await vault.ok(['portal', 'sync'])).synced[0];
        assert.deepEqual([shown.state, shown.lastSync.alreadyThere], ['ready', held]);
      }
      // Reading takes longer than several tokens last: each is at its end after some answers.
      portal.opens = 9;
      const before = portal.log.renewed.length;
      const slow = await vault.run(['portal', 'sync']);
      portal.opens = Infinity;
      assert.equal(slow.code, 0, `${slow.stderr}${JSON.stringify(slow.json?.synced[0].portal.gaps)}`);
      assert.equal(slow.json.synced[0].portal.lastSync.alreadyThere, held);
      const within = portal.log.renewed.length - before;
      assert.ok(within >= 3, `${within} new tokens were needed`);

      const { renewed, refused, given } = portal.log;
      assert.equal(new Set(renewed).size, renewed.length, 'each was used once');
      assert.deepEqual(refused, []);
      assert.deepEqual(renewed, given.slice(0, -1).map((one) => one.refresh), 'and each was the newest');
      assert.equal(portal.log.revoked, 0);

      // Somebody has taken an old one and sends it: the sign-in server ends all that came of it.
      const replay = await portal.replay(CLIENT, renewed[0]);
      assert.deepEqual([replay.status, replay.error], [400, 'invalid_grant']);
      assert.equal(portal.log.revoked, 1);
      const ended = await vault.run(['portal', 'sync']);
      assert.equal(ended.code, 1);
      assert.match(ended.stderr, /\[portal-sign-in-again\]/);
      const [shown] = (await vault.ok(['portal', 'list'])).portals;
      assert.equal(shown.state, 'signInAgain');
      assert.equal(shown.stateText, 'Please sign in again');
      const asked = portal.log.refused.length;
      assert.equal((await vault.run(['portal', 'sync'])).code, 1);
      assert.equal(portal.log.refused.length, asked, 'the dead token is not sent again');

      const back = await connect(vault, portal, ['--person', 'Emma Morgan'], emma);
      assert.equal(back.code, 0, back.stderr);
      assert.deepEqual([back.json.portal.portal, back.json.portal.state], [shown.portal, 'ready'], 'the same portal');
      assert.deepEqual(brought(back.json.portal.lastSync), { added: 0, updated: 0, alreadyThere: held, refused: 0 });
      assert.equal((await vault.ok(['portal', 'list'])).portals.length, 1);
    });
  } finally {
    await portal.stop();
  }
});
