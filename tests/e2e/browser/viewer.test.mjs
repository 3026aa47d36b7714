// The web page with a lock, as Chromium opens it from a file with the network off: only the six words open it, it shows
// what was chosen and nothing else, it asks for nothing, and its policy has nothing to report. And the package, as the
// program `age` opens it.
import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { after, before, test } from 'node:test';
import { axe, startBrowser } from '../lib/browser.mjs';
import { FAST, Vault, run } from '../lib/cli.mjs';
import { root } from '../lib/paths.mjs';
import { createRequire } from 'node:module';

const axeSource = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const shots = process.env.KINFOLIO_SHOTS;
let browser;
let vault;
before(async () => {
  browser = await startBrowser();
  vault = await Vault.create(undefined, FAST);
  await vault.ok(['import', '--yes', '--new-person', join(root, 'tests/fixtures/fhir/zhao-lan.json')]);
});
after(async () => {
  await browser?.close();
  await vault?.remove();
});

async function made(lang, more = []) {
  const dir = join(vault.home, `out-${lang}-${more.length}`);
  await mkdir(dir, { recursive: true });
  const answer = await vault.ok(['--lang', lang, 'summary', '--out', dir, '--format', 'viewer,package,ips,txt,html', ...more]);
  const bytes = (name) => readFile(join(dir, name));
  return { dir, words: answer.words, bytes, text: async (name) => (await bytes(name)).toString() };
}

/** The page from its file, without a network; everything that it complains about or asks for is noted. */
async function opened(dir, lang, size = {}) {
  const context = await browser.newContext({ offline: true, locale: lang, acceptDownloads: true, viewport: { width: 1280, height: 900 }, ...size });
  await context.addInitScript({ content: axeSource });
  await context.addInitScript(() => {
    globalThis.reported = [];
    document.addEventListener('securitypolicyviolation', (e) => globalThis.reported.push(`${e.violatedDirective} ${e.blockedURI}`));
  });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  const problems = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
  page.on('request', (request) => {
    if (!/^(file|blob):/.test(request.url())) problems.push(`asked for ${request.url()}`);
  });
  await page.goto(pathToFileURL(join(dir, 'summary.viewer.html')).href);
  const quiet = async () => {
    assert.deepEqual(problems, []);
    assert.deepEqual(await page.evaluate(() => globalThis.reported), [], 'the policy reports nothing');
  };
  return { page, quiet, context };
}

async function type(page, words) {
  await page.fill('#typed', words);
  await page.press('#typed', 'Enter');
}

/** The words of a page, without space. */
const flat = (text) => text.replace(/\s+/g, ' ').trim();

for (const lang of ['en', 'zh-CN', 'both']) {
  test(`${lang}: only the six words open the page, and it shows what was chosen`, async () => {
    const { dir, words, text } = await made(lang);
    const raw = await text('summary.viewer.html');
    for (const secret of ['Zhao', '赵兰', 'Penicillin', '青霉素', '1953', words, words.split(' ')[0] + ' ' + words.split(' ')[1]]) {
      assert.ok(!raw.includes(secret), `the closed page does not say ${secret}`);
    }
    const { page, quiet, context } = await opened(dir, lang === 'both' ? 'en' : lang);
    if (shots) await page.screenshot({ path: join(shots, `viewer-closed-${lang}.png`) });
    assert.deepEqual(await axe(page), []);

    await type(page, words.split(' ').reverse().join(' '));
    await page.locator('#told.wrong').waitFor();
    assert.equal(await page.locator('#page').textContent(), '', 'wrong words show nothing');
    if (shots) await page.screenshot({ path: join(shots, `viewer-wrong-${lang}.png`) });

    // As people type them: capitals, commas, more space.
    await type(page, `  ${words.toUpperCase().split(' ').join(',  ')} `);
    await page.locator('#page h1').waitFor();
    const plain = await opened_html(await text('summary.html'));
    assert.equal(flat(await page.locator('#page').innerText()), plain, 'the same as the page without a lock');
    if (shots) await page.screenshot({ path: join(shots, `viewer-open-${lang}.png`), fullPage: true });
    assert.deepEqual(await axe(page), []);

    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.click('#copy-en');
    await page.locator('#done:not(:empty)').waitFor();
    const english = await page.evaluate(() => navigator.clipboard.readText());
    assert.match(english, /^Outside history/);
    assert.match(english, /^Allergies: Penicillin/m);
    await page.click('#copy-zh');
    await page.waitForFunction(async () => (await navigator.clipboard.readText()).startsWith('院外就诊经历'));
    const chinese = await page.evaluate(() => navigator.clipboard.readText());
    assert.match(chinese, /^过敏史：青霉素/m);
    assert.ok(!chinese.includes('⟦') && !english.includes('⟦'), `${chinese}${english}`);
    if (shots) await writeFile(join(shots, `record-${lang}.txt`), `${english}\n${chinese}`);

    const [download] = await Promise.all([page.waitForEvent('download'), page.click('#save')]);
    assert.equal(download.suggestedFilename(), 'summary.ips.json');
    const saved = JSON.parse(await readFile(await download.path(), 'utf8'));
    const given = JSON.parse(await text('summary.ips.json'));
    const kinds = (bundle) => bundle.entry.map((e) => e.resource.resourceType).sort();
    assert.deepEqual(kinds(saved), kinds(given));

    await page.click('#close');
    await page.locator('#typed').waitFor();
    assert.equal(await page.locator('#page').textContent(), '', 'locked again');
    await quiet();
    await context.close();
  });
}

for (const lang of ['en', 'zh-CN', 'both']) {
  test(`${lang}: the page without a lock can be heard as well as seen`, async () => {
    const { dir } = await made(lang);
    const context = await browser.newContext({ offline: true, viewport: { width: 1280, height: 900 } });
    await context.addInitScript({ content: axeSource });
    const page = await context.newPage();
    await page.goto(pathToFileURL(join(dir, 'summary.html')).href);
    assert.deepEqual(await axe(page), []);
    const found = await page.evaluate(() => {
      const all = (what) => [...document.querySelectorAll(what)];
      const own = document.documentElement.lang;
      // Chinese in a page of another language says so, and English words in a Chinese page.
      const walker = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
      const unmarked = [];
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const lang = node.parentElement.closest('[lang]').lang;
        if (own === 'en' && lang === 'en' && /\p{Script=Han}/u.test(node.data)) unmarked.push(node.data);
        if (own === 'zh-CN' && lang === 'zh-CN' && /[A-Za-z]{3,}/.test(node.data)) unmarked.push(node.data);
      }
      return {
        own,
        unmarked,
        headings: all('h1, h2, h3').map((h) => h.tagName),
        tables: all('table').length,
        named: all('table[aria-labelledby]').length,
        // Columns that say nothing are left out; those that are there all have a head.
        headless: all('table').filter((table) => {
          const heads = table.querySelectorAll('thead th[scope=col]').length;
          const wide = (row) => [...row.cells].reduce((sum, cell) => sum + cell.colSpan, 0);
          return heads < 2 || [...table.tBodies].some((body) => [...body.rows].some((row) => wide(row) !== heads));
        }).length,
        rows: all('tbody tr').length,
        rowHeads: all('tbody th[scope=row]').length,
        regions: all('section:not([aria-labelledby])').length,
        alt: document.querySelector('figure svg[role=img]').getAttribute('aria-label'),
      };
    });
    assert.equal(found.own, lang === 'zh-CN' ? 'zh-CN' : 'en');
    assert.deepEqual(found.unmarked, []);
    assert.equal(found.headings[0], 'H1');
    assert.equal(found.headings.filter((h) => h === 'H1').length, 1);
    assert.ok(found.tables > 0 && found.tables === found.named);
    assert.equal(found.headless, 0, 'every column of every table has a head');
    assert.equal(found.rows, found.rowHeads, 'every row is named by its first cell');
    assert.equal(found.regions, 0, 'every part is named by its heading');
    assert.ok(found.alt);
    // The first thing the keyboard reaches leads past everything else.
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement.className), 'skip');
    await page.keyboard.press('Enter');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'content');
    await context.close();
  });
}

/** What the page without a lock says. */
async function opened_html(html) {
  const page = await browser.newPage();
  await page.setContent(html);
  const said = flat(await page.locator('main').innerText());
  await page.close();
  return said;
}

test('what was left out is not in the page, open or closed', async () => {
  const preview = await made('en');
  const ips = JSON.parse(await preview.text('summary.ips.json'));
  assert.ok(JSON.stringify(ips).includes('Penicillin'));
  const { dir, words } = await made('en', ['--sections', 'problems,medications']);
  const { page, quiet, context } = await opened(dir, 'en');
  await type(page, words);
  await page.locator('#page h1').waitFor();
  const said = await page.locator('#page').innerText();
  assert.ok(!said.includes('Penicillin') && said.includes('Hypertension'), said);
  await quiet();
  await context.close();
});

test('a page that was changed by one letter does not open', async () => {
  const { dir, words, text } = await made('en');
  const raw = await text('summary.viewer.html');
  const at = raw.indexOf('<p id="sealed">') + 200;
  await writeFile(join(dir, 'summary.viewer.html'), raw.slice(0, at) + (raw[at] === 'A' ? 'B' : 'A') + raw.slice(at + 1));
  const { page, context } = await opened(dir, 'en');
  await type(page, words);
  await page.locator('#told.wrong').waitFor();
  await context.close();
});

test('the program age opens the package with the same six words, and with no others', async () => {
  const { dir, words, bytes, text } = await made('en');
  const open = (secret) =>
    run('python3', [join(root, 'tests/e2e/lib/age-open.py'), join(dir, 'summary.age'), join(dir, 'summary.tar')], { env: { SECRET: secret } });
  const wrong = await open('not these six words at all');
  assert.notEqual(wrong.code, 0);
  const right = await open(words);
  assert.equal(right.code, 0, right.stderr);
  const list = await run('tar', ['-tf', join(dir, 'summary.tar')]);
  assert.deepEqual(list.stdout.trim().split('\n'), ['summary.pdf', 'summary.ips.json', 'summary.txt']);
  const unpacked = await run('tar', ['-xOf', join(dir, 'summary.tar'), 'summary.txt']);
  assert.equal(unpacked.stdout, await text('summary.txt'));
  const pdf = await run('tar', ['-xOf', join(dir, 'summary.tar'), 'summary.pdf']);
  assert.ok(pdf.stdout.startsWith('%PDF-'));
  assert.ok(!(await bytes('summary.age')).includes('Penicillin'));
});
