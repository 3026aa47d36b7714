// The images of a study from an archive that is not ours: Orthanc with its DICOMweb plugin, from Debian. The
// hospital is a small server of this test, which names the archive and stands in front of it.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createServer as createSocket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { test } from 'node:test';
import { FAST, Vault } from '../lib/cli.mjs';
import { bin } from '../lib/paths.mjs';

const STUDY = '1.2.826.0.1.3680043.10.999.1';
const SERIES = `${STUDY}.1`;
const TOKEN = 'token-of-the-hospital';

/** One element of a DICOM file, explicit VR, little endian. */
function element(group, id, vr, value) {
  const bytes = Buffer.isBuffer(value) ? value : Buffer.from(value, 'latin1');
  const pad = bytes.length % 2 ? Buffer.from(vr === 'UI' || vr === 'OB' ? '\0' : ' ') : Buffer.alloc(0);
  const long = ['OB', 'OW'].includes(vr);
  const head = Buffer.alloc(long ? 12 : 8);
  head.writeUInt16LE(group, 0);
  head.writeUInt16LE(id, 2);
  head.write(vr, 4, 'latin1');
  if (long) head.writeUInt32LE(bytes.length + pad.length, 8);
  else head.writeUInt16LE(bytes.length + pad.length, 6);
  return Buffer.concat([head, bytes, pad]);
}

const short = (n) => Buffer.from([n & 255, n >> 8]);

/** A made-up picture of 16 by 16 points. */
function dicom(n) {
  const uid = `${SERIES}.${n}`;
  const kind = '1.2.840.10008.5.1.4.1.1.7';
  const meta = Buffer.concat([
    element(2, 1, 'OB', Buffer.from([0, 1])),
    element(2, 2, 'UI', kind),
    element(2, 3, 'UI', uid),
    element(2, 0x10, 'UI', '1.2.840.10008.1.2.1'),
    element(2, 0x12, 'UI', '1.2.826.0.1.3680043.10.999'),
  ]);
  const size = Buffer.alloc(4);
  size.writeUInt32LE(meta.length);
  const data = Buffer.concat([
    element(8, 0x16, 'UI', kind),
    element(8, 0x18, 'UI', uid),
    element(8, 0x20, 'DA', '20260102'),
    element(8, 0x60, 'CS', 'OT'),
    element(0x10, 0x10, 'PN', 'Morgan^David'),
    element(0x10, 0x20, 'LO', 'D1'),
    element(0x20, 0xd, 'UI', STUDY),
    element(0x20, 0xe, 'UI', SERIES),
    element(0x20, 0x10, 'SH', '1'),
    element(0x20, 0x11, 'IS', '4'),
    element(0x20, 0x13, 'IS', String(n)),
    element(0x28, 2, 'US', short(1)),
    element(0x28, 4, 'CS', 'MONOCHROME2'),
    element(0x28, 0x10, 'US', short(16)),
    element(0x28, 0x11, 'US', short(16)),
    element(0x28, 0x100, 'US', short(8)),
    element(0x28, 0x101, 'US', short(8)),
    element(0x28, 0x102, 'US', short(7)),
    element(0x28, 0x103, 'US', short(0)),
    element(0x7fe0, 0x10, 'OB', Buffer.from(Array.from({ length: 256 }, (_, at) => (at * n) & 255))),
  ]);
  const whole = Buffer.concat([Buffer.alloc(128), Buffer.from('DICM'), element(2, 0, 'UL', size), meta, data]);
  return { whole, data };
}

/** The data set behind the head of the file, which an archive may write anew. */
function dataSet(bytes) {
  assert.equal(bytes.toString('latin1', 128, 132), 'DICM');
  return bytes.subarray(132 + 12 + bytes.readUInt32LE(140));
}

async function freePort() {
  const socket = createSocket();
  await new Promise((done) => socket.listen(0, '127.0.0.1', done));
  const { port } = socket.address();
  await new Promise((done) => socket.close(done));
  return port;
}

const version = (name) => {
  try {
    return execFileSync('dpkg-query', ['-W', '-f', '${Version}', name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    return '';
  }
};

async function plugin() {
  for (const folder of ['/usr/share/orthanc/plugins', '/usr/lib/orthanc', '/usr/share/orthanc/plugins-available']) {
    const names = await readdir(folder).catch(() => []);
    const found = names.find((name) => /DicomWeb.*\.so/.test(name));
    if (found) return join(folder, found);
  }
  return null;
}

async function openOrthanc(folder, library) {
  const port = await freePort();
  const settings = {
    HttpPort: port, DicomServerEnabled: false, RemoteAccessAllowed: false, AuthenticationEnabled: false,
    StorageDirectory: join(folder, 'db'), IndexDirectory: join(folder, 'db'), Plugins: [library],
    DicomWeb: { Enable: true, Root: '/dicom-web/', Ssl: false },
  };
  await writeFile(join(folder, 'orthanc.json'), JSON.stringify(settings));
  const child = spawn('Orthanc', [join(folder, 'orthanc.json')], { stdio: 'ignore' });
  child.once('error', () => {});
  const base = `http://127.0.0.1:${port}`;
  for (let n = 0; n < 150; n += 1) {
    if ((await fetch(`${base}/system`).catch(() => null))?.ok) break;
    await pause(200);
  }
  return { base, stop: () => child.kill('SIGKILL') };
}

/** A hospital with one patient and one study; in front of the archive it wants its token. */
async function openHospital(archive) {
  const asked = [];
  const server = createServer(async (request, response) => {
    const url = new URL(request.url, 'http://x');
    const base = `http://127.0.0.1:${server.address().port}`;
    const json = (value, status = 200) => response.writeHead(status, { 'content-type': 'application/fhir+json' }).end(JSON.stringify(value));
    const signed = request.headers.authorization === `Bearer ${TOKEN}`;
    if (url.pathname === '/fhir/.well-known/smart-configuration') {
      return json({
        authorization_endpoint: `${base}/authorize`, token_endpoint: `${base}/token`,
        code_challenge_methods_supported: ['S256'], capabilities: ['launch-standalone', 'client-public'],
      });
    }
    if (url.pathname === '/fhir/metadata') {
      const resource = [{ type: 'ImagingStudy', interaction: [{ code: 'search-type' }, { code: 'read' }], searchParam: [{ name: 'patient' }] }];
      return json({ resourceType: 'CapabilityStatement', fhirVersion: '4.0.1', rest: [{ mode: 'server', resource }] });
    }
    if (url.pathname === '/token') return json({ access_token: TOKEN, token_type: 'Bearer', expires_in: 3600, refresh_token: 'r', patient: 'p1' });
    if (!signed) return json({ resourceType: 'OperationOutcome' }, 401);
    if (url.pathname.startsWith('/dicom-web/')) {
      asked.push(url.pathname);
      const answer = await fetch(archive + url.pathname + url.search, { headers: { accept: request.headers.accept } });
      response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'text/plain' });
      return response.end(Buffer.from(await answer.arrayBuffer()));
    }
    if (url.pathname === '/fhir/Patient/p1') {
      return json({ resourceType: 'Patient', id: 'p1', gender: 'male', birthDate: '1970-05-01', name: [{ text: 'David Morgan', family: 'Morgan', given: ['David'] }] });
    }
    if (url.pathname === '/fhir/ImagingStudy') {
      const endpoint = { resourceType: 'Endpoint', id: 'e', status: 'active', connectionType: { code: 'dicom-wado-rs' }, address: `${base}/dicom-web` };
      const resource = {
        resourceType: 'ImagingStudy', id: 's1', status: 'available', subject: { reference: 'Patient/p1' }, started: '2026-01-02',
        identifier: [{ system: 'urn:dicom:uid', value: `urn:oid:${STUDY}` }], description: 'Made-up picture',
        numberOfInstances: 3, contained: [endpoint], endpoint: [{ reference: '#e' }],
      };
      return json({ resourceType: 'Bundle', type: 'searchset', entry: [{ resource }] });
    }
    return json({ resourceType: 'OperationOutcome' }, 404);
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  return { address: `http://127.0.0.1:${server.address().port}/fhir`, asked, stop: () => server.close() };
}

/** Connects as a person does; the hospital of this test lets everybody in. */
function connect(vault, address) {
  return new Promise((done, fail) => {
    const child = spawn(bin('kinfolio'), ['--vault', vault.dir, '--json', 'portal', 'connect', address, '--no-browser', '--new-person'], {
      env: { ...process.env, ...FAST, HOME: vault.home, KINFOLIO_PASSPHRASE_FILE: vault.passphrase },
    });
    let stderr = '';
    let signed = false;
    child.stdout.resume();
    child.stderr.on('data', (piece) => {
      stderr += piece;
      const found = stderr.match(/http:\/\/\S+\/authorize\?\S+(?=\n)/);
      if (found && !signed) {
        signed = true;
        const asked = new URL(found[0]).searchParams;
        fetch(`${asked.get('redirect_uri')}?code=c1&state=${asked.get('state')}`).catch(fail);
      }
    });
    child.once('close', (code) => done({ code, stderr }));
  });
}

test('images come from Orthanc as they were put in', async (t) => {
  const library = await plugin();
  const versions = [version('orthanc'), version('orthanc-dicomweb')];
  if (!library || versions.includes('')) return t.skip('orthanc and orthanc-dicomweb are not here');
  console.log(`independent: Orthanc ${versions[0]}, DICOMweb plugin ${versions[1]}`);
  const folder = await mkdtemp(join(tmpdir(), 'kinfolio-orthanc-'));
  const orthanc = await openOrthanc(folder, library);
  const hospital = await openHospital(orthanc.base);
  const vault = await Vault.create(undefined, FAST);
  try {
    const files = [1, 2, 3].map(dicom);
    for (const { whole } of files) {
      const put = await fetch(`${orthanc.base}/instances`, { method: 'POST', body: whole });
      assert.equal(put.status, 200, await put.text());
    }
    const made = await connect(vault, hospital.address);
    assert.equal(made.code, 0, made.stderr);
    const { entries } = await vault.ok(['timeline']);
    const study = entries.find((one) => one.kind === 'imaging');
    const came = await vault.ok(['portal', 'images', study.id]);
    assert.deepEqual([came.fetched, came.expected, came.gaps], [3, 3, []]);
    for (const image of came.images) {
      const out = join(folder, `out-${image.index}.dcm`);
      await vault.ok(['show', image.entry, '--attachment', String(image.index), '--out', out]);
      const bytes = await readFile(out);
      const n = Number(image.title.match(/(\d+)$/)[1]);
      assert.match(image.title, /series 4/);
      assert.equal(bytes.length, image.size);
      assert.deepEqual(dataSet(bytes), files[n - 1].data, `image ${n}: every byte of the data set`);
    }
    const before = hospital.asked.filter((path) => path.includes('/instances/')).length;
    const again = await vault.ok(['portal', 'images', study.id]);
    assert.equal(again.fetched, 0);
    assert.equal(hospital.asked.filter((path) => path.includes('/instances/')).length, before, 'nothing is fetched twice');
    assert.deepEqual((await vault.ok(['vault', 'check'])).problems, []);
  } finally {
    orthanc.stop();
    hospital.stop();
    await vault.remove();
    await rm(folder, { recursive: true, force: true });
  }
});
