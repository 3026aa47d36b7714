// Screens of codes and links. The card is signed here by a key that nobody knows, the link leads to a server that does
// not exist: the core reads both, and asks nobody.
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import { button, goTo } from './tour.mjs';

const base64 = (data) => Buffer.from(data).toString('base64url');

/** A health card as the text of a code. */
export function card(lot = '0000001') {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { crv, kty, x, y } = publicKey.export({ format: 'jwk' });
  const kid = createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url');
  const resource = (number, more) => ({ fullUrl: `resource:${number}`, resource: more });
  const content = {
    iss: 'https://clinic.example.org/cards', nbf: 1715107763,
    vc: {
      type: ['https://smarthealth.cards#health-card'],
      credentialSubject: {
        fhirVersion: '4.0.1',
        fhirBundle: {
          resourceType: 'Bundle', type: 'collection',
          entry: [
            resource(0, { resourceType: 'Patient', name: [{ family: 'Zhao', given: ['Lan'] }], birthDate: '1953-05-06', gender: 'female' }),
            resource(1, { resourceType: 'Immunization', status: 'completed', vaccineCode: { coding: [{ system: 'http://hl7.org/fhir/sid/cvx', code: '207' }] }, patient: { reference: 'resource:0' }, occurrenceDateTime: '2021-01-01', lotNumber: lot }),
          ],
        },
      },
    },
  };
  const signed = `${base64(JSON.stringify({ zip: 'DEF', alg: 'ES256', kid }))}.${base64(deflateRawSync(JSON.stringify(content)))}`;
  const text = `${signed}.${sign('sha256', Buffer.from(signed), { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
  return `shc:/${[...text].map((sign) => String(sign.charCodeAt(0) - 45).padStart(2, '0')).join('')}`;
}
const link = `shlink:/${base64(JSON.stringify({ url: 'https://links.clinic.example/m/visit', key: base64(Buffer.alloc(32, 7)), flag: 'LP', label: 'Visit of 7 May', v: 1 }))}`;

const kept = (more) => ({
  import: 1, number: 1, issuer: 'https://clinic.example.org/cards', issuerName: 'clinic.example.org', trust: 'unchecked',
  trustText: 'The signature could not be checked: the key of clinic.example.org is not in the list of 22 August 2026.',
  revocation: 'not-used', issued: '2024-05-07', issuedText: '7 May 2024', expires: null, expiresText: null, fitsCode: true, ...more,
});
const output = (name) => ({ token: 'made-up', name, format: 'card', bytes: 900, sha256: '', contentType: 'application/octet-stream' });
const squares = Array.from({ length: 40 }, (_, row) => Array.from({ length: 40 }, (_, at) => ((row * 7 + at * 13 + ((row * at) >> 2)) % 5 < 2 ? `M${at + 4} ${row + 4}h1v1h-1z` : '')).join('')).join('');
const drawing = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48"><rect width="48" height="48" fill="#fff"/><path d="${squares}"/></svg>`;

async function read(page, t, text) {
  await goTo(page, 'home');
  await goTo(page, 'sources');
  await button(page, t('codes-open')).click();
  await page.locator('#code-text').waitFor();
  if (text === null) return;
  await page.locator('#code-text').fill(text);
  await button(page, t('codes-read')).click();
}
/** Sources of somebody who has brought in two cards. */
async function withCards(page) {
  await page.route('**/api/cards', (route) => route.fulfill({ json: { cards: [kept({}), kept({ import: 2, fitsCode: false, expires: '2027-05-07', expiresText: '7 May 2027' })] } }));
  await page.route('**/api/card_code', (route) => route.fulfill({ json: { card: kept({}), svg: drawing, picture: output('health-card.png'), file: output('health-card.smart-health-card') } }));
  await goTo(page, 'home');
  await goTo(page, 'sources');
  await page.locator('[data-card]').last().scrollIntoViewIfNeeded();
}
async function without(page) {
  await page.unroute('**/api/cards');
  await page.unroute('**/api/card_code');
  await page.reload();
}

/** What came of a link that gave access to a hospital's website as well. */
const offered = {
  type: 'run', files: [], import: null, person: null, referrals: [],
  access: [{ access: 'made-up', host: 'fhir.centralhospital.example', address: 'https://fhir.centralhospital.example/r4', allows: ['Results / 检查结果', 'Vaccinations / 疫苗接种'], untilText: '2026-11-25 19:10' }],
};
/** A link whose files are on another server, which was not asked yet. */
const scattered = {
  type: 'run', files: [], import: null, person: null, referrals: [], access: [],
  elsewhere: { waiting: 'made-up', host: 'links.clinic.example', hosts: ['files.storage.example'] },
};
const keptLink = (more) => ({ id: 'l1', host: 'links.clinic.example', label: 'Visit of 7 May', askedText: '2026-11-24 10:00', asked: '2026-11-24T10:00:00+08:00', asksPasscode: false, expired: false, byItself: true, problem: null, ...more });
const keptLinks = [
  keptLink({}),
  keptLink({ id: 'l2', host: 'share.lab.example', label: '', byItself: false, problem: 'The server was asked too often. / 询问过于频繁。' }),
  keptLink({ id: 'l3', host: 'old.clinic.example', label: 'Referral', expired: true, byItself: false }),
];

export const codeScreens = [
  { name: 'code', open: (page, t) => read(page, t, null) },
  {
    name: 'code-empty',
    open: async (page, t) => {
      await read(page, t, '');
      await page.getByText(t('codes-paste-empty')).waitFor();
    },
  },
  {
    name: 'code-camera',
    open: async (page, t) => {
      await read(page, t, null);
      await button(page, t('scan-start')).click();
      // The browser of the screenshots has no camera: that is said, and what to do instead.
      await button(page, t('scan-again')).waitFor();
    },
    leave: (page) => page.reload(),
  },
  {
    name: 'code-card',
    open: async (page, t) => {
      await read(page, t, card());
      await page.getByText(t('codes-nothing-yet')).waitFor();
    },
    leave: (page) => page.reload(),
  },
  {
    name: 'sources-words',
    open: async (page, t) => {
      await goTo(page, 'home');
      await goTo(page, 'sources');
      const chooser = page.waitForEvent('filechooser');
      await button(page, t('sources-files')).click();
      // The beginning is enough to see that it has a lock.
      await (await chooser).setFiles({ name: 'summary.age', mimeType: 'application/octet-stream', buffer: Buffer.from('age-encryption.org/v1\n-> scrypt cGVwcGVyIG1pbGw 16\n') });
      await page.locator('#six-words').waitFor();
    },
    leave: (page) => page.reload(),
  },
  {
    name: 'code-link',
    open: async (page, t) => {
      await read(page, t, link);
      await page.locator('#link-passcode').waitFor();
    },
  },
  {
    name: 'code-elsewhere',
    open: async (page, t) => {
      await page.route('**/api/link_open', (route) => route.fulfill({ json: { id: 9003 } }));
      await page.route('**/api/job', (route) => route.fulfill({ json: { id: 9003, state: 'done', done: 1, total: 1, resources: 0, stage: null, result: scattered, error: null } }));
      await read(page, t, link);
      await page.locator('#link-passcode').fill('1234');
      await button(page, t('codes-link-open', { host: 'links.clinic.example' })).click();
      await button(page, t('codes-elsewhere-leave')).waitFor();
    },
    leave: async (page) => {
      await page.unroute('**/api/link_open');
      await page.unroute('**/api/job');
      await page.reload();
    },
  },
  {
    name: 'code-access',
    open: async (page, t) => {
      await page.route('**/api/link_open', (route) => route.fulfill({ json: { id: 9002 } }));
      await page.route('**/api/job', (route) => route.fulfill({ json: { id: 9002, state: 'done', done: 1, total: 1, resources: 0, stage: null, result: offered, error: null } }));
      await read(page, t, link);
      await page.locator('#link-passcode').fill('1234');
      await button(page, t('codes-link-open', { host: 'links.clinic.example' })).click();
      await button(page, t('codes-access-later')).waitFor();
    },
    leave: async (page) => {
      await page.unroute('**/api/link_open');
      await page.unroute('**/api/job');
      await page.reload();
    },
  },
  {
    name: 'code-links',
    open: async (page, t) => {
      await page.route('**/api/links_kept', (route) => route.fulfill({ json: { links: keptLinks } }));
      await goTo(page, 'home');
      await goTo(page, 'sources');
      const last = page.getByText('old.clinic.example').first();
      await last.waitFor();
      await page.getByText(t('kept-links-title')).scrollIntoViewIfNeeded();
      await last.scrollIntoViewIfNeeded();
    },
    leave: async (page) => {
      await page.unroute('**/api/links_kept');
      await page.reload();
    },
  },
  {
    name: 'code-issuer',
    open: async (page, t) => {
      await read(page, t, null);
      await button(page, t('issuers-add')).click();
      await page.locator('#issuer-address').fill('https://cards.hospital.example/issuer');
      await page.locator('#issuer-address').scrollIntoViewIfNeeded();
    },
    leave: (page) => page.reload(),
  },
  { name: 'code-kept', open: withCards, leave: without },
  {
    name: 'code-sheet',
    open: async (page, t) => {
      await withCards(page);
      await button(page, t('cards-show')).click();
      await page.getByRole('dialog').getByRole('img').waitFor();
    },
    leave: async (page) => {
      await page.keyboard.press('Escape');
      await without(page);
    },
  },
];
