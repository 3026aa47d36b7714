// The page on the web over which a sign-in comes back, as Chromium runs it: what it passes on and to whom, what it
// refuses, what it says; and the whole way with a clinic that sends the sign-in to the web only.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { axe, openPage, startBrowser } from '../lib/browser.mjs';
import { consentAt, setFaults, startClinic } from '../lib/clinic.mjs';
import { typeAddress } from '../lib/hospital-screens.mjs';
import { root } from '../lib/paths.mjs';
import { startServer } from '../lib/server.mjs';
import { api, button, goTo, makeVault, settled } from '../lib/tour.mjs';
import { words } from '../lib/words.mjs';

const PAGE = 'https://clinic.example.org/kinfolio/';
const RANDOM = 'Q0_-'.padEnd(43, 'a');
const t = words('en');
let browser;
let file;
before(async () => {
  browser = await startBrowser();
  file = await readFile(join(root, 'assets/bounce/index.html'), 'utf8');
});
after(() => browser?.close());

/** A browser to which the website has this page, and that notes whatever else it asks for. */
async function visitor({ html = file, blocked = false, real = false, ...options } = {}) {
  const context = await browser.newContext({ reducedMotion: 'reduce', ...options });
  await context.addInitScript({ content: await readFile(new URL('../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8') });
  const asked = [];
  const complaints = [];
  await context.route('**/*', (route) => {
    const url = route.request().url();
    if (url.startsWith(PAGE)) return route.fulfill({ contentType: 'text/html', body: html });
    asked.push(url);
    if (real) return route.continue();
    return blocked ? route.abort('aborted') : route.fulfill({ contentType: 'text/html', body: '<p>Kinfolio' });
  });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  return { page, asked, complaints, close: () => context.close() };
}
const open = (page, query) => page.goto(`${PAGE}${query}`, { waitUntil: 'commit' }).catch(() => {});

test('the answer goes on to this computer, at the port that its state names, and nothing else is asked of anybody', async () => {
  for (const port of [47301, 47302, 47303]) {
    const { page, asked, complaints, close } = await visitor();
    await open(page, `?code=a%2Fb%26c&state=${port}.${RANDOM}&iss=https%3A%2F%2Flogin.example.org&session_state=x`);
    await page.getByText('Kinfolio', { exact: true }).waitFor();
    assert.deepEqual(asked, [`http://127.0.0.1:${port}/callback?code=a%2Fb%26c&state=${port}.${RANDOM}&iss=https%3A%2F%2Flogin.example.org`]);
    assert.deepEqual(complaints, []);
    await close();
  }
  const { page, asked, close } = await visitor();
  await open(page, `?error=access_denied&error_description=no&state=47301.${RANDOM}`);
  await page.getByText('Kinfolio', { exact: true }).waitFor();
  assert.deepEqual(asked, [`http://127.0.0.1:47301/callback?state=47301.${RANDOM}&error=access_denied&error_description=no`]);
  await close();
});

test('another port, another host, a changed or doubled state: nothing is passed on, and it says so', async () => {
  const good = `47301.${RANDOM}`;
  for (const query of [
    `?code=a&state=80.${RANDOM}`,
    `?code=a&state=47304.${RANDOM}`,
    `?code=a&state=047301.${RANDOM}`,
    `?code=a&state=47301@evil.example.org.${RANDOM}`,
    `?code=a&state=evil.example.org:47301.${RANDOM}`,
    `?code=a&state=47301.${RANDOM}%2F..%2F..%2F`,
    `?code=a&state=47301.${RANDOM}%0A`,
    `?code=a&state=47301.${RANDOM.slice(1)}`,
    `?code=a&state=${RANDOM}`,
    `?code=a&state=47301.${encodeURIComponent('"><script>alert(1)</script>')}`,
    '?code=a',
    `?state=${good}`,
    `?code=a&error=b&state=${good}`,
    `?code=a&code=b&state=${good}`,
    `?code=a&state=${good}&state=47302.${RANDOM}`,
    `?code=${'a'.repeat(13_000)}&state=${good}`,
  ]) {
    const { page, asked, complaints, close } = await visitor();
    await open(page, query);
    await page.getByRole('heading', { name: 'This did not come from Kinfolio' }).waitFor();
    assert.equal(await page.locator('#back').isVisible() || (await page.locator('#copy').isVisible()), false, query.slice(0, 80));
    assert.equal(await page.locator('#go').getAttribute('href'), null);
    assert.deepEqual([asked, complaints], [[], []], query.slice(0, 80));
    await close();
  }
});

test('inside the frame of another page it passes nothing on', async () => {
  const { page, asked, close } = await visitor({ html: file });
  await page.route(`${PAGE}frame`, (route) => route.fulfill({ contentType: 'text/html', body: `<iframe src="${PAGE}?code=a&state=47301.${RANDOM}"></iframe>` }));
  await page.goto(`${PAGE}frame`);
  await page.frameLocator('iframe').getByRole('heading', { name: 'This did not come from Kinfolio' }).waitFor();
  assert.deepEqual(asked, []);
  await close();
});

test('a script that somebody adds to the page is not run, and a changed one neither', async () => {
  for (const html of [file.replace('<main>', '<main><script>document.title = "theirs"</script>'), file.replace("const ports = [", "document.title = 'theirs'; const ports = [")]) {
    assert.notEqual(html, file);
    const { page, close } = await visitor({ html });
    await page.goto(PAGE);
    assert.equal(await page.title(), 'Kinfolio 家康册');
    await close();
  }
});

for (const [locale, said] of [['en-US', ['Back to Kinfolio', 'Go back to Kinfolio', 'Copy the address', 'Copied']], ['zh-CN', ['返回家康册', '返回家康册', '复制地址', '已复制']]]) {
  for (const colorScheme of ['light', 'dark']) {
    test(`where the browser does not go there by itself: a button, and the address to copy; ${locale}, ${colorScheme}`, async () => {
      const { page, asked, close } = await visitor({ blocked: true, locale, colorScheme, permissions: ['clipboard-read', 'clipboard-write'] });
      await open(page, `?code=abc&state=47302.${RANDOM}`);
      await page.getByRole('heading', { name: said[0] }).waitFor();
      const to = `http://127.0.0.1:47302/callback?code=abc&state=47302.${RANDOM}`;
      assert.equal(await page.locator('#address').inputValue(), to);
      assert.equal(await page.getByRole('link', { name: said[1] }).getAttribute('href'), to);
      assert.equal(new URL(page.url()).search, '', 'what the hospital said is not in the address line any more');
      await page.getByRole('button', { name: said[2] }).click();
      await page.getByText(said[3], { exact: true }).waitFor();
      assert.equal(await page.evaluate(() => navigator.clipboard.readText()), to);
      assert.deepEqual(await axe(page), []);
      await page.getByRole('link', { name: said[1] }).click();
      assert.deepEqual(asked, [to, to]);
      const other = locale === 'en-US' ? '返回家康册' : 'Back to Kinfolio';
      assert.equal(await page.getByRole('heading', { name: other }).count(), 0, 'one language at a time');
      await close();
    });
  }
}

test('opened by hand it says what it is for', async () => {
  const { page, asked, close } = await visitor();
  await page.goto(PAGE);
  await page.getByText('There is nothing to do here.').waitFor();
  assert.deepEqual(await axe(page), []);
  assert.deepEqual(asked, []);
  await close();
});

test('a clinic that sends the sign-in to the web only: the page is saved, its address typed in, signed in, read', { timeout: 240_000 }, async () => {
  const clinic = await startClinic();
  const server = await startServer({ args: ['--clinic', clinic.address], env: { KINFOLIO_TEST_KDF: 'fast', LANG: 'en_US.UTF-8', LANGUAGE: '' } });
  const place = await mkdtemp(join(tmpdir(), 'kinfolio-bounce-'));
  try {
    await setFaults(clinic, 'web');
    const { page } = await openPage(browser, server.url);
    await settled(page);
    await makeVault(page, t);
    await goTo(page, 'sources');
    await button(page, t('connect-do')).click();
    await typeAddress(page, t, clinic.address);
    await page.getByRole('heading', { name: t('connect-page-title') }).waitFor();
    const [download] = await Promise.all([page.waitForEvent('download'), button(page, t('connect-page-save')).click()]);
    const saved = join(place, 'index.html');
    await download.saveAs(saved);
    const html = await readFile(saved, 'utf8');
    assert.equal(html, file, 'the page as it stands in the source');
    await page.locator('#return-page').fill(PAGE);
    await page.getByRole('radio', { name: t('connect-whose-new') }).check();
    await page.locator('#main button[type=submit]').click();
    await page.getByText(t('connect-waiting')).waitFor();
    await button(page, t('connect-copy')).click();
    const address = await page.locator('#sign-in-address').inputValue();
    assert.equal(new URL(address).searchParams.get('redirect_uri'), PAGE);
    // The clinic sends the browser to the page on the web, and that page sends it to this computer.
    const location = await consentAt(clinic, address, { name: 'David Morgan' });
    assert.ok(location.startsWith(`${PAGE}?`), location);
    const { page: theirs, asked, complaints, close } = await visitor({ html, real: true });
    await open(theirs, location.slice(PAGE.length));
    await theirs.waitForURL(/^http:\/\/127\.0\.0\.1:4730[123]\/callback\?/);
    await theirs.getByText(t('portal-browser-done')).waitFor();
    assert.deepEqual(asked.filter((url) => !url.startsWith('http://127.0.0.1:4730')), []);
    assert.deepEqual(complaints.filter((one) => !one.includes('favicon')), []);
    await close();
    await page.getByText(t('connect-done-keep')).waitFor({ timeout: 120_000 });
    const { people } = await api(page, 'people_list');
    assert.ok(people.reduce((n, person) => n + person.entries, 0) > 5, 'the record is there');
  } finally {
    await server.stop();
    await clinic.stop();
    await rm(place, { recursive: true, force: true });
  }
});
