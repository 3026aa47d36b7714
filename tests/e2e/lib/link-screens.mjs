// Screens of links that are handed out. What a place far away would answer is made up here; the test of the command
// line goes the whole way with the link host, WebDAV and S3.
import { button, goTo } from './tour.mjs';

const home = { id: 'h1', kind: 'link-host', label: 'Our family server', host: 'links.zhao.example', counts: true, local: false, links: 2 };
const nas = { id: 'h2', kind: 'webdav', label: 'NAS', host: 'nas.zhao.example', counts: false, local: false, links: 1 };
const link = (more) => ({
  id: 'l1', label: 'Zhao Lan, visit on Friday', host: 'h1', hostLabel: home.label, server: home.host, local: false, profile: 'plain', state: 'active', stateText: 'Works / 有效',
  counts: true, passcode: true, longTerm: false, made: '2026-11-24T10:00:00+08:00', madeText: '2026-11-24 10:00', by: 'Mei', expires: '2026-12-01T10:00:00+08:00', expiresText: '2026-12-01 10:00',
  uses: 5, used: 1, triesLeft: 10, askedText: '2026-11-25 09:00', entries: 31, leftBehind: false, ...more,
});
const links = [
  link({}),
  link({ id: 'l2', label: '', state: 'paused', stateText: 'Paused / 已暂停', passcode: false, uses: null, used: 0, expires: null, expiresText: null }),
  link({ id: 'l3', label: 'Second opinion', host: 'h2', hostLabel: nas.label, server: nas.host, counts: false, state: 'ended', stateText: 'Its time is over / 时间已过', leftBehind: true, passcode: false, uses: null, used: null, askedText: null }),
  link({ id: 'l4', label: 'Check-in', state: 'revoked', stateText: 'Taken back / 已收回', passcode: false }),
];
const squares = Array.from({ length: 57 * 57 }, (_, i) => [i % 57, Math.floor(i / 57)])
  .filter(([x, y]) => (x * 7 + y * 13 + x * y * 3) % 5 < 2)
  .map(([x, y]) => `M${x + 4} ${y + 4}h1v1h-1z`)
  .join('');
const code = {
  link: links[0], text: `shlink:/eyJ1cmwi${'A'.repeat(240)}`, viewerText: null, passcode: '2468',
  svg: `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 65 65"><rect width="65" height="65" fill="#fff"/><path d="${squares}"/></svg>`,
  file: { token: 'x', name: 'summary.link.png', format: 'link', bytes: 900, sha256: '', contentType: 'image/png' },
};
const done = (result) => ({ id: 9001, state: 'done', done: 1, total: 1, resources: 0, result, error: null });
const refused = { code: 'share-refused', params: { reason: 'not-public', why: 'The file was written, but nobody can read it at that address. Check the address, and that everybody may read there.' }, fields: [] };
const accesses = [
  { at: '2026-11-25T08:12:00+08:00', atText: '2026-11-25 08:12', recipient: 'Dr. Zhao', what: 'opened', whatText: 'Opened / 已打开' },
  { at: '2026-11-25T08:11:00+08:00', atText: '2026-11-25 08:11', recipient: 'Dr. Zhao', what: 'wrong-passcode', whatText: 'Wrong password / 密码错误' },
];

const routes = [];
/** From now on the page hears this from the core. */
async function say(page, answers) {
  for (const [command, answer] of Object.entries(answers)) {
    const at = `**/api/${command}`;
    routes.push(at);
    await page.route(at, (route) => route.fulfill({ json: answer }));
  }
}
async function truth(page) {
  const url = page.url();
  await page.goto('about:blank');
  for (const at of routes.splice(0)) await page.unroute(at);
  await page.goto(url);
}
const known = { share_hosts: { hosts: [home, nas] }, share_links: { links }, share_link_tidy: { id: 9001 }, share_link_code: code, share_link_accesses: { id: 9001 }, share_host_add: { id: 9001 } };

async function way(page, t, hosts) {
  await say(page, { ...known, share_hosts: { hosts }, job: done({ type: 'shareTidied', removed: 0, left: 1 }) });
  await goTo(page, 'home');
  await goTo(page, 'share');
  await page.getByRole('tab', { name: t('share-step-hand') }).click();
  await button(page, t('link-make')).click();
}
async function list(page, t, result) {
  await say(page, { ...known, job: result });
  await goTo(page, 'home');
  await goTo(page, 'share');
  await page.getByRole('tab', { name: t('share-step-log') }).click();
  await page.locator('[data-link]').first().waitFor();
}

/** @type {typeof import('./screens.mjs').screens} */
export const linkScreens = [
  {
    name: 'link-make',
    open: async (page, t) => {
      await way(page, t, [home, nas]);
      await page.locator('#link-hours').waitFor();
      await page.locator('#link-hours').scrollIntoViewIfNeeded();
    },
    leave: truth,
  },
  {
    name: 'link-no-place',
    open: async (page, t) => {
      await way(page, t, []);
      await button(page, t('link-where-add')).waitFor();
      await button(page, t('link-where-add')).scrollIntoViewIfNeeded();
    },
    leave: truth,
  },
  {
    name: 'link-place',
    open: async (page, t) => {
      await way(page, t, []);
      await button(page, t('link-where-add')).click();
      await page.getByRole('dialog').waitFor();
      await page.getByRole('dialog').getByText(t('share-host-kind-s3')).click();
    },
    leave: truth,
  },
  {
    name: 'link-place-refused',
    open: async (page, t) => {
      await way(page, t, []);
      await say(page, { job: { id: 9001, state: 'failed', done: 0, total: 0, resources: 0, result: null, error: refused } });
      await button(page, t('link-where-add')).click();
      await page.locator('#share-host-address').fill('https://links.example.org');
      await page.locator('#share-host-key').fill('k');
      await page.getByRole('dialog').getByRole('button', { name: t('share-host-try') }).click();
      await page.getByRole('dialog').getByRole('alert').waitFor();
    },
    leave: truth,
  },
  { name: 'link-list', open: (page, t) => list(page, t, done({ type: 'shareTidied', removed: 0, left: 1 })), leave: truth },
  {
    name: 'link-accesses',
    open: async (page, t) => {
      await list(page, t, done({ type: 'shareAccesses', link: links[0], accesses }));
      await page.locator('[data-link]').first().getByRole('button', { name: t('links-accesses') }).click();
      await page.getByRole('dialog').waitFor();
    },
    leave: truth,
  },
  {
    name: 'link-code',
    open: async (page, t) => {
      await list(page, t, done({ type: 'shareTidied', removed: 0, left: 1 }));
      await page.locator('[data-link]').first().getByRole('button', { name: t('link-show-code') }).click();
      await page.getByRole('dialog').getByRole('img').waitFor();
    },
    leave: truth,
  },
];
