// Screens of hospitals. What a hospital far away would answer is made up here; the browser test of hospitals goes the
// whole way with the demo clinic.
import { api, button, goTo } from './tour.mjs';

const sync = (more) => ({ at: '2026-11-25T09:10:00+08:00', atText: 'today 09:10', added: 2, updated: 1, alreadyThere: 211, refused: 0, import: 1, ...more });
const hospital = (more) => ({
  portal: 'a1', person: '', label: 'St. Mary Medical Center', address: 'https://fhir.stmary.example/r4', host: 'fhir.stmary.example', here: false, software: 'Epic', patientName: 'Zhao Lan',
  connectedAt: '2026-11-01T09:00:00Z', connectedAtText: '1 November 2026', lastSync: sync({}), state: 'ready', stateText: '', problem: null, gaps: [], scopes: ['Read everything the hospital offers', 'Stay connected, so that new results come by themselves'], canRenew: true, entries: 214, fresh: 0, freshImports: [], ...more,
});
const gaps = [
  { kind: 'Immunization', kindText: 'Vaccinations', reason: 'refused', text: 'Vaccinations: the hospital refused.', count: 1 },
  { kind: 'Binary', kindText: 'Attachments', reason: 'limit', text: 'Attachments: 2 are too large.', count: 2 },
];
const list = [
  hospital({ state: 'incomplete', gaps, fresh: 3, freshImports: [1] }),
  hospital({ portal: 'a2', label: 'Heart clinic', host: 'ehr.heart.example', software: 'Oracle Health', state: 'signInAgain', stateText: 'The hospital wants you to sign in again.', canRenew: false }),
  hospital({ portal: 'a3', label: 'Practice hospital', here: true, software: '', state: 'neverRead', stateText: 'It was not read yet.', lastSync: null, entries: 0 }),
];
const made = { here: false, list: 'Made up', listDateText: '1 November 2026' };
const found = {
  hits: [
    { ...made, id: 'h1', name: 'St. Mary Medical Center', place: 'Boston, Massachusetts', software: 'Epic', address: 'https://fhir.stmary.example/r4', also: ['Bay Health'] },
    { ...made, id: 'h2', name: 'St. Mary Children’s Clinic', place: 'Seattle, Washington', software: 'Oracle Health', address: 'https://id.stmary.example/r4', also: [] },
    { ...made, id: 'h3', name: 'Maryland General Hospital', place: 'Baltimore, Maryland', software: 'MEDITECH', address: 'https://old.maryland.example/dstu2', also: [] },
  ],
  total: 34, asOf: '2026-11-01', asOfText: '1 November 2026',
};
const look = (more) => ({
  type: 'portalLook', address: 'https://fhir.stmary.example/r4', host: 'fhir.stmary.example', software: 'Epic', fhirVersion: '4.0.1', canConnect: true, needsClientId: false, canRegister: true, problems: [], doubts: [], webOnly: false, bouncePage: '', ...more,
});
const job = (more) => ({ id: 9001, state: 'running', done: 0, total: 0, resources: 0, result: null, error: null, ...more });
const done = (result) => job({ state: 'done', result });
const stage = (more) => job({ stage: { code: 'sign-in', text: 'Waiting for the sign-in', kind: null, done: 0, of: 0, signIn: true, ...more } });

/** A list of hospitals, as a person adds it: the core reads it really. */
const ownList = 'name,url\nClinic of the Seven Weathercocks,https://fhir.weathercocks.example/r4\nHarbour Children’s Practice,https://fhir.harbour.example/r4\nWithout an address,\n';

const links = [
  { id: 'l1', host: 'links.clinic.example', label: 'Visit of 7 May', askedText: '2026-11-24 10:00', asked: '2026-11-24T10:00:00+08:00', asksPasscode: false, expired: false, byItself: true, problem: null },
  { id: 'l2', host: 'share.lab.example', label: '', askedText: '2026-11-24 10:00', asked: '2026-11-24T10:00:00+08:00', asksPasscode: true, expired: false, byItself: false, problem: null },
];
const routes = [];
/** From now on the page hears this from the core. */
async function say(page, answers) {
  for (const [command, answer] of Object.entries(answers)) {
    const at = `**/api/${command}`;
    routes.push(at);
    await page.route(at, (route) => route.fulfill({ json: typeof answer === 'function' ? answer() : answer }));
  }
}
async function truth(page) {
  // The page goes first: left alone it would ask the core about work that the core has never heard of.
  const url = page.url();
  await page.goto('about:blank');
  for (const at of routes.splice(0)) await page.unroute(at);
  await page.goto(url);
}

/** To Sources as if for the first time: what was loaded before is asked for anew. */
async function toSources(page) {
  await goTo(page, 'home');
  await goTo(page, 'sources');
}

async function connect(page, t) {
  await say(page, { portals: { portals: [] } });
  await toSources(page);
  await button(page, t('connect-do')).click();
  await page.locator('#hospital').waitFor();
}
/** A hospital's address is typed in and looked at. */
export async function typeAddress(page, t, address) {
  if (!(await page.locator('#address').isVisible())) await button(page, t('connect-by-address')).click();
  await page.locator('#address').fill(address);
  await page.locator('#address').press('Enter');
}
/** To what a hospital says about itself. */
async function lookAt(page, t, more = {}) {
  await say(page, { portal_look: { id: 9001 }, job: done(look(more)) });
  await connect(page, t);
  await typeAddress(page, t, 'https://fhir.stmary.example/r4');
  await page.getByText(t(more.canConnect === false ? 'connect-cannot' : more.needsClientId ? 'connect-can-with-id' : 'connect-can')).waitFor();
}
/** Past the look: the button of signing in is pressed, and the job says this. */
async function signIn(page, t, answer) {
  await lookAt(page, t);
  await page.unroute('**/api/job');
  await say(page, { portal_connect: { id: 9002 }, portal_sync: { id: 9003 }, job: answer, job_cancel: job({ state: 'cancelled' }) });
  await page.locator('#main button[type=submit]').click();
}
const none = { canFetch: true, expected: 14, images: [], fetched: 0, gaps: [], import: null, stopped: false };
const image = (n) => ({ entry: 'd1', index: n, title: `DICOM, 2 / ${n}`, size: 524_800 });
const images = (count) => Array.from({ length: count }, (_, n) => image(n + 1));
/** To the page of an examination whose images the hospital keeps. */
async function openStudy(page, t, answers) {
  const [person] = (await api(page, 'people_list')).people;
  const { entries } = await api(page, 'timeline', { person: person.id, limit: 200 });
  const entry = entries.find((one) => one.kind !== 'imaging' && one.sources[0]?.kind !== 'hand' && one.title.length > 3);
  const full = await api(page, 'entry', { person: person.id, id: entry.id });
  await say(page, { entry: { ...full, attachments: [], entry: { ...full.entry, kind: 'imaging', kindText: t('kind-imaging'), title: 'MRI of the knee' } }, ...answers });
  await page.getByRole('searchbox').fill(entry.title);
  await page.locator('[data-hit]').filter({ hasText: entry.title }).getByRole('button').first().click();
  await page.getByRole('heading', { name: t('images-title') }).waitFor();
}
const studyButton = (page, t, count) => button(page, t('images-fetch-count', { count })).click();
const screen = (name, open) => ({ name, open, leave: truth });
const disconnect = async (page, t) => {
  await say(page, { portals: { portals: list } });
  await toSources(page);
  await page.locator('#main').getByRole('button', { name: t('hospital-disconnect') }).first().click();
  await page.getByRole('dialog').waitFor();
};

export const hospitalScreens = [
  screen('images', (page, t) => openStudy(page, t, { entry_images: none })),
  screen('images-fetching', async (page, t) => {
    await openStudy(page, t, { entry_images: none, portal_images: { id: 9001 }, job: stage({ code: 'images', text: t('images-fetching'), done: 5, of: 14, signIn: false }), job_cancel: job({ state: 'cancelled' }) });
    await studyButton(page, t, '14');
    await page.getByRole('progressbar').waitFor();
  }),
  screen('images-came', async (page, t) => {
    let begun = false;
    const end = { ...none, images: images(12), fetched: 12, gaps: [{ kind: 'ImagingStudy', kindText: 'Images', reason: 'network', text: t('gap-network', { kind: t('images-title') }), count: 2 }], import: 4 };
    await openStudy(page, t, { entry_images: () => (begun ? end : none), portal_images: () => { begun = true; return { id: 9001 }; }, job: done({ type: 'portalImages', ...end }) });
    await studyButton(page, t, '14');
    await page.getByText(t('images-came', { count: '12' })).waitFor();
  }),
  screen('images-refused', async (page, t) => {
    await openStudy(page, t, { entry_images: none, portal_images: { id: 9001 }, job: job({ state: 'failed', error: { code: 'portal-images-refused', params: { why: t('err-portal-too-slow') }, fields: [] } }) });
    await studyButton(page, t, '14');
    await page.getByRole('alert').first().waitFor();
  }),
  screen('hospital-news', async (page, t) => {
    const { people } = await api(page, 'people_list');
    const [person, other] = people;
    const news = [{ person: other.id, portal: 'b1', label: 'Heart clinic', fresh: 2, freshImports: [3] }];
    await say(page, { portal_news: { news }, portals: { portals: [{ ...list[0], person: person.id }] } });
    await page.reload();
    await goTo(page, 'home');
    await button(page, t('hospital-other-open', { name: other.name })).waitFor();
  }),
  screen('hospital-news-who', async (page, t) => {
    const { people } = await api(page, 'people_list');
    await say(page, { portal_news: { news: [{ person: people[1].id, portal: 'b1', label: 'Heart clinic', fresh: 2, freshImports: [3] }] } });
    await page.reload();
    await goTo(page, 'family');
    await page.locator('#main').getByText(/2 (new|条新内容)$/).first().waitFor();
    await page.locator('header').getByRole('button').first().click();
    await page.getByRole('menu').waitFor();
  }),
  screen('hospitals', async (page) => {
    await say(page, { portals: { portals: list } });
    await toSources(page);
    await page.getByText('Heart clinic').first().waitFor();
  }),
  screen('hospitals-gaps', async (page, t) => {
    await say(page, { portals: { portals: list } });
    await toSources(page);
    await page.locator('#main summary').first().click();
    await page.getByText(t('hospital-gaps-text')).first().waitFor();
  }),
  screen('everywhere', async (page, t) => {
    await say(page, { portals: { portals: list }, links_kept: { links } });
    await toSources(page);
    await button(page, t('everywhere-do')).waitFor();
  }),
  screen('everywhere-asking', async (page, t) => {
    await say(page, { portals: { portals: list }, links_kept: { links }, portal_sync: { id: 9001 }, job: { ...stage({ code: 'reading', text: 'Reading: Lab results / 正在读取：检验结果', kind: 'Observation', done: 5, of: 12, signIn: false }), resources: 148 }, job_cancel: job({ state: 'cancelled' }) });
    await toSources(page);
    await button(page, t('everywhere-do')).click();
    await page.getByRole('progressbar').waitFor();
  }),
  screen('everywhere-done', async (page, t) => {
    const answers = [done({ type: 'portalSynced', portal: { ...list[0], lastSync: sync({ added: 3, updated: 1 }), gaps }, run: { files: [], import: 1, person: null, referrals: [], access: [] } }), job({ state: 'failed', error: { code: 'portal-too-slow', params: {}, fields: [] } }), done({ type: 'run', files: [], import: null, person: null, referrals: [], access: [] })];
    await say(page, { portals: { portals: list }, links_kept: { links }, portal_sync: { id: 9001 }, link_refresh: { id: 9002 }, job: () => answers.shift() });
    await toSources(page);
    await button(page, t('everywhere-do')).click();
    await page.getByText(t('everywhere-done')).waitFor();
  }),
  screen('hospital-disconnect', disconnect),
  screen('hospital-erase', async (page, t) => {
    await disconnect(page, t);
    await page.getByRole('dialog').getByRole('radio').nth(1).check();
  }),
  screen('hospital-not-told', async (page, t) => {
    await disconnect(page, t);
    await say(page, { portal_remove: { id: 9001 }, job: done({ type: 'portalRemoved', revoked: false, unregistered: false, erased: 0 }) });
    await page.getByRole('dialog').getByRole('button', { name: t('hospital-disconnect-do'), exact: true }).click();
    await page.getByText(t('hospital-not-revoked')).waitFor();
  }),
  screen('connect', async (page, t) => {
    await say(page, { portal_demo: { address: 'http://127.0.0.1:8080/fhir' } });
    await connect(page, t);
    await button(page, t('connect-practice')).waitFor();
  }),
  screen('connect-found', async (page, t) => {
    await say(page, { portal_find: found });
    await connect(page, t);
    await page.locator('#hospital').fill('mary');
    await page.locator('[data-hospital="0"]').waitFor();
  }),
  screen('connect-none', async (page, t) => {
    await say(page, { portal_find: { ...found, hits: [], total: 0 } });
    await connect(page, t);
    await page.locator('#hospital').fill('zzzz');
    await page.getByText(t('connect-none-group')).waitFor();
  }),
  screen('connect-address', async (page, t) => {
    await connect(page, t);
    await button(page, t('connect-by-address')).click();
    await page.locator('#main form button[type=submit]').click();
    await page.getByText(t('connect-address-missing')).waitFor();
  }),
  screen('connect-lists', async (page, t) => {
    await connect(page, t);
    await page.locator('#main summary', { hasText: t('connect-lists') }).click();
    const [chooser] = await Promise.all([page.waitForEvent('filechooser'), button(page, t('connect-list-add')).click()]);
    await chooser.setFiles({ name: 'family-clinics.csv', mimeType: 'text/csv', buffer: Buffer.from(ownList) });
    await page.getByText(t('connect-list-own')).waitFor();
  }),
  screen('connect-list-remove', async (page, t) => {
    await connect(page, t);
    await page.locator('#main summary', { hasText: t('connect-lists') }).click();
    await page.locator('#main').getByRole('button', { name: t('connect-list-remove') }).click();
    await page.getByRole('dialog').waitFor();
  }),
  screen('connect-look', (page, t) => lookAt(page, t)),
  screen('connect-id', async (page, t) => {
    await lookAt(page, t, { needsClientId: true, canRegister: false });
    await page.locator('#main button[type=submit]').click();
    await page.getByText(t('connect-id-missing')).waitFor();
  }),
  screen('connect-secret', async (page, t) => {
    await lookAt(page, t);
    await page.locator('#main summary', { hasText: t('connect-expert') }).click();
    await page.getByRole('radio', { name: t('connect-id-secret') }).check();
    await page.locator('#client-secret').waitFor();
    await page.locator('#client-secret').scrollIntoViewIfNeeded();
  }),
  screen('connect-key', async (page, t) => {
    await lookAt(page, t, { needsClientId: true, canRegister: false });
    await page.locator('#client-id').fill('kinfolio-7');
    await page.getByRole('radio', { name: t('connect-id-key') }).check();
    await page.locator('#main button[type=submit]').click();
    await page.getByText(t('connect-key-missing')).waitFor();
  }),
  screen('connect-key-chosen', async (page, t) => {
    await lookAt(page, t, { needsClientId: true, canRegister: false });
    await page.locator('#client-id').fill('kinfolio-7');
    await page.getByRole('radio', { name: t('connect-id-key') }).check();
    const [chooser] = await Promise.all([page.waitForEvent('filechooser'), button(page, t('connect-key-choose')).click()]);
    await chooser.setFiles({ name: 'kinfolio-hospital-key.pem', mimeType: 'application/x-pem-file', buffer: Buffer.from('made up') });
    await page.getByText('kinfolio-hospital-key.pem').waitFor();
    await page.getByText('kinfolio-hospital-key.pem').scrollIntoViewIfNeeded();
  }),
  screen('connect-page', async (page, t) => {
    await lookAt(page, t, { software: 'eClinicalWorks', needsClientId: true, canRegister: false, webOnly: true });
    await page.locator('#client-id').fill('kinfolio-7');
    await page.locator('#return-page').fill('http://clinic.example.org');
    await page.locator('#main button[type=submit]').click();
    await page.getByText(t('connect-page-wrong')).waitFor();
  }),
  screen('connect-cannot', (page, t) =>
    lookAt(page, t, { canConnect: false, problems: [{ code: 'x', severity: 'error', where: '', text: 'Its computer speaks an older language than Kinfolio understands.' }] }),
  ),
  screen('connect-sign-in', async (page, t) => {
    await signIn(page, t, stage({}));
    await page.getByText(t('connect-waiting')).waitFor();
  }),
  screen('connect-wrong', async (page, t) => {
    await signIn(page, t, job({ state: 'failed', error: { code: 'wrong-person', params: {}, fields: [] } }));
    await page.getByText(t('connect-wrong')).waitFor();
    await page.locator('#main').getByRole('radio').last().check();
  }),
  screen('connect-reading', async (page, t) => {
    let asked = 0;
    const { people } = await page.evaluate(async () => (await fetch('/api/people_list', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' })).json());
    await signIn(page, t, () => {
      asked += 1;
      if (asked === 1) return done({ type: 'portalConnected', ...list[2], person: people[0].id });
      return { ...stage({ code: 'reading', text: 'Reading: Lab results', kind: 'Observation', done: 5, of: 12, signIn: false }), resources: 148 };
    });
    await page.getByRole('progressbar').waitFor();
    await page.getByText(t('connect-reading-text')).waitFor();
  }),
  screen('connect-done', async (page, t) => {
    let asked = 0;
    const { people } = await page.evaluate(async () => (await fetch('/api/people_list', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' })).json());
    const portal = { ...list[0], person: people[0].id, fresh: 0, lastSync: sync({ added: 132, updated: 0, alreadyThere: 0 }) };
    await signIn(page, t, () => {
      asked += 1;
      return done(asked === 1 ? { type: 'portalConnected', ...portal } : { type: 'portalSynced', portal, run: { files: [], import: 1, person: portal.person } });
    });
    await page.getByText(t('connect-done-keep')).waitFor();
  }),
];
