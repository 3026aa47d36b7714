// Health cards and links by software that is not ours: `jose` checks signatures and opens sealed
// files, `kill-the-clipboard` reads and makes cards, codes and links, and stands behind a link.
import { createServer } from 'node:http';
import { readFileSync } from 'node:fs';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import * as jose from 'jose';
import { QRCodeGenerator, SHCIssuer, SHCReader, SHL, SHLManifestBuilder, SHLViewer, decryptSHLFile } from 'kill-the-clipboard';

const version = (name) =>
  JSON.parse(readFileSync(new URL(`./node_modules/${name}/package.json`, import.meta.url), 'utf8')).version;

/** The packages, with their versions. */
export const INDEPENDENT = ['kill-the-clipboard', 'jose'].map((name) => `${name} ${version(name)}`).join(', ');

/** The signed texts of a file: as a code reader, a file or an answer holds them. */
export async function cardsIn(text) {
  const bare = text.trim();
  let lines;
  if (bare.startsWith('{')) {
    const file = JSON.parse(bare);
    if (file.verifiableCredential) return file.verifiableCredential;
    const found = (file.parameter ?? []).filter((one) => one.name === 'verifiableCredential').map((one) => one.valueString);
    if (!found.length) throw new Error('no card');
    return found;
  } else if (bare.startsWith('[') || bare.startsWith('"')) {
    lines = [JSON.parse(bare)].flat();
  } else {
    lines = bare.split(/\s+/);
  }
  if (lines[0].startsWith('shc:/')) return [await new QRCodeGenerator().decodeQR(lines)];
  if (!lines.every((line) => line.startsWith('eyJ'))) throw new Error('no card');
  return lines;
}

/** What stands in a signed text, nobody asked whether it is true. */
export function unverified(card) {
  const head = jose.decodeProtectedHeader(card);
  const body = Buffer.from(card.split('.')[1], 'base64url');
  const text = (head.zip === 'DEF' ? inflateRawSync(body) : body).toString().replace(/^\uFEFF/, '');
  return { head, payload: JSON.parse(text) };
}

/** The thumbprint of a key (RFC 7638) as `jose` makes it. */
export const thumbprint = (key) => jose.calculateJwkThumbprint(key, 'sha256');

/** Whether `jose` finds the signature right by this key. */
export async function signedBy(card, key) {
  try {
    await jose.compactVerify(card, await jose.importJWK(key, 'ES256'), { algorithms: ['ES256'] });
    return true;
  } catch {
    return false;
  }
}

/** What `kill-the-clipboard` finds in a card that this key signed; throws where it says no. */
export async function readBy(card, key) {
  const reader = new SHCReader({ publicKey: key, verifyExpiration: false });
  return (await reader.fromJWS(card)).getOriginalBundle();
}

/** A sealed file, opened by both; throws where one says no. */
export async function opened(jwe, key) {
  const { plaintext } = await jose.compactDecrypt(jwe, Buffer.from(key, 'base64url'), {
    keyManagementAlgorithms: ['dir'],
    contentEncryptionAlgorithms: ['A256GCM'],
  });
  const text = Buffer.from(plaintext).toString();
  const { content } = await decryptSHLFile({ jwe, key });
  if (content !== text) throw new Error('jose and kill-the-clipboard differ');
  return text;
}

/** What a link says. */
export const parseLink = (text) => SHL.parse(text.trim());
export const parsePayload = (payload) => SHL.fromPayload(payload);

/** A link to a file that somebody sealed with `key`. */
export const linkTo = (url, key, flag) => SHL.fromPayload({ url, key, flag, v: 1 }).toURI();

/** A link that says what it is told to, right or wrong. */
export const rawLink = (payload) => `shlink:/${Buffer.from(JSON.stringify({ v: 1, ...payload })).toString('base64url')}`;

/** A file that `jose` seals for a link; `more` stands in its head. */
export const sealed = (text, key, more = {}) =>
  new jose.CompactEncrypt(new TextEncoder().encode(text))
    .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', ...more })
    .encrypt(Buffer.from(key, 'base64url'), { crit: { 'x-new': true } });

/** A card that `jose` signs with more in its head than a card has. */
export async function signedWith(content, more) {
  const { privateKey } = await jose.generateKeyPair('ES256');
  const packed = deflateRawSync(Buffer.from(JSON.stringify(content)));
  const head = { zip: 'DEF', alg: 'ES256', kid: 'a-key', ...more };
  return new jose.CompactSign(packed).setProtectedHeader(head).sign(privateKey, { crit: { 'x-new': true } });
}

/** A clinic that issues cards. */
export async function makeClinic() {
  const pair = await jose.generateKeyPair('ES256', { extractable: true });
  const [privateKey, publicKey] = [await jose.exportJWK(pair.privateKey), await jose.exportJWK(pair.publicKey)];
  const issuer = new SHCIssuer({ issuer: 'https://clinic.example.org/cards', privateKey, publicKey });
  return { publicKey, issue: (bundle) => issuer.issue(bundle) };
}

/** A server on this computer that answers as it is told, and keeps what it was asked. */
export async function openServer(answer) {
  const asked = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (piece) => (body += piece));
    request.on('end', () => {
      asked.push({ method: request.method, path: new URL(request.url, 'http://x').pathname, url: request.url, body });
      answer(request, body, response);
    });
  });
  let connections = 0;
  server.on('connection', () => (connections += 1));
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  return {
    asked,
    connections: () => connections,
    home: `http://127.0.0.1:${server.address().port}`,
    async stop() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

/**
 * A host of one link as kill-the-clipboard builds it: a card and a record of FHIR.
 * `passcode` and how many `tries` are left; `apart`: the files lie at addresses of their own.
 */
export async function openHost({ card, record, passcode, tries = 5, apart = false }) {
  const stored = new Map();
  let builder;
  const json = (response, status, value) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
  const answer = async (request, body, response) => {
    const { pathname } = new URL(request.url, 'http://x');
    if (stored.has(pathname)) {
      return response.writeHead(200, { 'content-type': 'application/jose' }).end(stored.get(pathname));
    }
    if (request.method !== 'POST' || pathname !== new URL(builder.shl.url).pathname) return json(response, 404, {});
    const asks = JSON.parse(body);
    if (passcode && asks.passcode !== passcode) {
      tries -= 1;
      return json(response, 401, { remainingAttempts: tries });
    }
    const most = apart ? 0 : asks.embeddedLengthMax;
    json(response, 200, await builder.buildManifest({ embeddedLengthMax: most }));
  };
  const server = await openServer((...all) => answer(...all).catch((error) => all[2].destroy(error)));
  const shl = SHL.generate({
    baseManifestURL: `${server.home}/links`,
    manifestPath: 'manifest.json',
    flag: passcode ? 'P' : undefined,
    label: 'Riverside Clinic',
    expirationDate: new Date(Date.now() + 3_600_000),
  });
  builder = new SHLManifestBuilder({
    shl,
    uploadFile: async (content) => {
      const path = `/files/${stored.size + 1}`;
      stored.set(path, content);
      return path;
    },
    getFileURL: async (path) => `${server.home}${path}`,
    loadFile: async (path) => stored.get(path),
  });
  await builder.addHealthCard({ shc: card });
  await builder.addFHIRResource({ content: record });
  return { ...server, link: shl.toURI() };
}

/** What kill-the-clipboard's viewer gets of a link with a table of contents. */
export async function viewed(link, { recipient, passcode, embeddedLengthMax } = {}) {
  const viewer = new SHLViewer({ shlinkURI: link });
  return viewer.resolveSHL({ recipient, passcode, embeddedLengthMax });
}
