// Keys that prove who the program is, checked by an implementation that is not ours: this test is a
// portal, and Node's own cryptography makes the keys, reads the published ones and verifies.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash, createPublicKey, generateKeyPairSync, randomUUID, verify } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { FAST, Vault } from '../lib/cli.mjs';
import { bin } from '../lib/paths.mjs';

const decode = (part) => JSON.parse(Buffer.from(part, 'base64url').toString());

/** The claims of a token, after its signature was checked. */
function claims(token, key, alg) {
  const [head, body, signature] = token.split('.');
  assert.equal(decode(head).alg, alg);
  const how = alg === 'ES384' ? { key, dsaEncoding: 'ieee-p1363' } : key;
  assert.ok(verify('sha384', Buffer.from(`${head}.${body}`), how, Buffer.from(signature, 'base64url')), 'the signature is right');
  return { head: decode(head), ...decode(body) };
}

/** A portal that believes only what is signed. */
class Portal {
  software = 'Some server';
  known = null; // {key, alg}: of a program that was registered by hand
  registers = false;
  seen = { exchange: 0, renew: 0, registered: 0 };
  registered = null;
  tokens = new Set();
  said = new Set();

  async open() {
    this.server = createServer((ask, answer) => {
      let body = '';
      ask.on('data', (piece) => (body += piece));
      ask.on('end', () => {
        try {
          this.answer(ask, body, answer);
        } catch (error) {
          this.fault ??= error;
          answer.writeHead(400, { 'content-type': 'application/json' }).end('{"error":"invalid_client"}');
        }
      });
    });
    await new Promise((done) => this.server.listen(0, '127.0.0.1', done));
    this.home = `http://127.0.0.1:${this.server.address().port}`;
    this.address = `${this.home}/fhir`;
  }

  /** Who signed it, for this server, for a short time, once. */
  check(token, key, alg, id) {
    const said = claims(token, key, alg);
    assert.deepEqual([said.iss, said.sub, said.aud], [id, id, `${this.home}/token`]);
    const now = Date.now() / 1000;
    assert.ok(said.exp > now && said.exp <= now + 300, 'five minutes at most');
    assert.ok(said.jti && !this.said.has(said.jti), 'said once');
    this.said.add(said.jti);
    return said;
  }

  answer(ask, body, answer) {
    const url = new URL(ask.url, this.home);
    const json = (value, status = 200) => answer.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    const token = () => {
      const access = randomUUID();
      this.tokens.add(access);
      // It ends at once for our clock: each reading needs a new one.
      json({ access_token: access, token_type: 'Bearer', expires_in: 30, scope: 'patient/*.rs', patient: 'p1' });
    };
    const form = new URLSearchParams(body);
    switch (url.pathname) {
      case '/fhir/.well-known/smart-configuration':
        return json({
          authorization_endpoint: `${this.home}/authorize`,
          token_endpoint: `${this.home}/token`,
          ...(this.registers && { registration_endpoint: `${this.home}/register` }),
          grant_types_supported: ['authorization_code'],
          code_challenge_methods_supported: ['S256'],
          token_endpoint_auth_methods_supported: ['private_key_jwt'],
          capabilities: ['launch-standalone', 'context-standalone-patient', 'permission-v2'],
        });
      case '/fhir/metadata':
        return json({ resourceType: 'CapabilityStatement', software: { name: this.software }, fhirVersion: '4.0.1', rest: [{ mode: 'server', resource: [{ type: 'Observation', searchParam: [{ name: 'patient' }] }] }] });
      case '/authorize': {
        this.challenge = url.searchParams.get('code_challenge');
        const back = new URL(url.searchParams.get('redirect_uri'));
        back.searchParams.set('code', 'c1');
        back.searchParams.set('state', url.searchParams.get('state'));
        return answer.writeHead(302, { location: back.href }).end();
      }
      case '/register': {
        if (!this.tokens.has(ask.headers.authorization?.slice(7))) return json({ error: 'invalid_token' }, 401);
        const wish = JSON.parse(body);
        assert.equal(wish.software_id, 'program-7');
        const [jwk] = wish.jwks.keys;
        assert.ok(!('d' in jwk) && !('p' in jwk), 'the private half stays at home');
        const named = createHash('sha256').update(JSON.stringify({ e: jwk.e, kty: jwk.kty, n: jwk.n })).digest('base64url');
        assert.equal(jwk.kid, named, 'named by its thumbprint (RFC 7638)');
        this.registered = { key: createPublicKey({ key: jwk, format: 'jwk' }), kid: jwk.kid };
        assert.equal(this.registered.key.asymmetricKeyDetails.modulusLength, 2048);
        this.seen.registered += 1;
        return json({ client_id: 'own-9' }, 201);
      }
      case '/token': {
        if (form.get('grant_type') === 'urn:ietf:params:oauth:grant-type:jwt-bearer') {
          const said = this.check(form.get('assertion'), this.registered.key, 'RS384', 'own-9');
          assert.equal(said.head.kid, this.registered.kid);
          this.seen.renew += 1;
          return token();
        }
        assert.equal(form.get('grant_type'), 'authorization_code');
        assert.equal(createHash('sha256').update(form.get('code_verifier')).digest('base64url'), this.challenge);
        if (this.known) {
          assert.equal(form.get('client_assertion_type'), 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer');
          this.check(form.get('client_assertion'), this.known.key, this.known.alg, 'program-7');
        }
        this.seen.exchange += 1;
        return token();
      }
      default:
        if (!this.tokens.has(ask.headers.authorization?.slice(7))) return json({}, 401);
        if (url.pathname === '/fhir/Patient/p1') {
          return json({ resourceType: 'Patient', id: 'p1', name: [{ text: 'Ada Stone', family: 'Stone', given: ['Ada'] }], birthDate: '1950-01-02', gender: 'female' });
        }
        return json({ resourceType: 'Bundle', type: 'searchset', entry: [] });
    }
  }
}

/** Connects; the browser of this test follows wherever the portal sends it. */
function connect(vault, portal, args) {
  return new Promise((done, fail) => {
    const child = spawn(bin('kinfolio'), ['--vault', vault.dir, '--json', 'portal', 'connect', portal.address, '--no-browser', '--client-id', 'program-7', ...args], {
      env: { ...process.env, ...FAST, HOME: vault.home, KINFOLIO_PASSPHRASE_FILE: vault.passphrase },
    });
    let stdout = '';
    let stderr = '';
    let signed = false;
    child.stdout.on('data', (piece) => (stdout += piece));
    child.stderr.on('data', (piece) => {
      stderr += piece;
      const address = stderr.match(/http:\/\/\S+\/authorize\S+(?=\n)/);
      if (address && !signed) {
        signed = true;
        fetch(address[0]).catch(fail);
      }
    });
    child.once('close', (code) => done({ code, stderr, json: stdout ? JSON.parse(stdout) : null }));
  });
}

let vault;
const open = [];

before(async () => {
  vault = await Vault.create(undefined, FAST);
});

after(async () => {
  for (const portal of open) portal.server.close();
  await vault?.remove();
});

async function portal(changes) {
  const made = Object.assign(new Portal(), changes);
  await made.open();
  open.push(made);
  return made;
}

for (const [alg, made] of [
  ['RS384', () => generateKeyPairSync('rsa', { modulusLength: 3072 })],
  ['ES384', () => generateKeyPairSync('ec', { namedCurve: 'P-384' })],
]) {
  test(`a private key of one’s own proves who asks (${alg}, checked by Node ${process.version})`, async () => {
    const { privateKey, publicKey } = made();
    const server = await portal({ known: { key: publicKey, alg } });
    const file = join(vault.home, `${alg}.pem`);
    await writeFile(file, privateKey.export({ type: 'pkcs8', format: 'pem' }));
    const done = await connect(vault, server, ['--client-key-file', file, '--new-person', '--no-sync']);
    assert.equal(done.code, 0, `${done.stderr}\n${server.fault?.stack}`);
    assert.equal(server.seen.exchange, 1);
    assert.equal(done.json.patientName, 'Ada Stone');
    assert.equal(done.json.canRenew, false);
    // Another key than the portal knows.
    server.known.key = made().publicKey;
    const no = await connect(vault, server, ['--client-key-file', file, '--person', done.json.person, '--no-sync']);
    assert.equal(no.code, 1);
    assert.equal(server.seen.exchange, 1);
  });
}

test('a key that is registered after the sign-in renews access by itself, where the maker is known for it', async () => {
  const server = await portal({ software: 'Epic', registers: true });
  const done = await connect(vault, server, ['--new-person', '--no-sync']);
  assert.equal(done.code, 0, `${done.stderr}\n${server.fault?.stack}`);
  assert.deepEqual(server.seen, { exchange: 1, renew: 0, registered: 1 });
  assert.equal(done.json.canRenew, true);
  for (const times of [1, 2]) {
    const read = await vault.run(['portal', 'sync', done.json.portal, '--person', done.json.person]);
    assert.ok([0, 3].includes(read.code), `${read.stderr}\n${server.fault?.stack}`);
    assert.equal(server.seen.renew, times);
  }
  assert.equal(server.seen.exchange, 1, 'nobody signed in again');
  // Any other maker is not given a key without being asked for one.
  const other = await portal({ software: 'Another server', registers: true });
  const plain = await connect(vault, other, ['--new-person', '--no-sync']);
  assert.equal(plain.code, 0, plain.stderr);
  assert.deepEqual(other.seen, { exchange: 1, renew: 0, registered: 0 });
  assert.equal(plain.json.canRenew, false);
});
