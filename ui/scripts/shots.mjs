// Pictures of every screen on the made-up record, for looking at while building; `cargo xtask
// screenshots` makes the real ones. Takes words to filter by: node scripts/shots.mjs home zh
// Uses Debian's Chromium through the playwright-core of tests/e2e.
import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createServer } from 'vite';

const ui = join(dirname(fileURLToPath(import.meta.url)), '..');
const require = createRequire(join(ui, '../tests/e2e/package.json'));
const { chromium } = require('playwright-core');
const axePath = require.resolve('axe-core/axe.min.js');
const out = join(ui, 'shots');
mkdirSync(out, { recursive: true });
const words = process.argv.slice(2);

const screens = [
  { name: 'welcome', state: 'no-vault' },
  { name: 'welcome-pass', state: 'no-vault', act: async (p) => { await p.locator('.ways button').first().click(); await p.fill('#nickname', '李梅'); await p.keyboard.press('Enter'); await p.waitForSelector('#new-passphrase'); await p.locator('.sheet button').first().click(); await p.waitForTimeout(400); } },
  { name: 'welcome-code', state: 'no-vault', act: async (p) => { await p.locator('.ways button').first().click(); await p.fill('#nickname', '李梅'); await p.keyboard.press('Enter'); await p.fill('#new-passphrase', 'anchor meadow rain'); await p.fill('#new-again', 'anchor meadow rain'); await p.keyboard.press('Enter'); await p.waitForSelector('[data-testid=recovery-code]'); } },
  { name: 'unlock', state: 'locked' },
  { name: 'first-person', act: async (p) => { await p.evaluate(async () => { const { session } = await import('/src/app/session.svelte.ts'); session.people = []; }); await p.waitForSelector('#person-name'); } },
  { name: 'home', route: { screen: 'home' } },
  { name: 'home-sample', route: { screen: 'home' }, query: { sample: '1' } },
  { name: 'home-known-none', route: { screen: 'home' }, person: 'p2' },
  { name: 'home-empty', route: { screen: 'home' }, person: 'p3' },
  { name: 'track', route: { screen: 'track' } },
  { name: 'track-bp', route: { screen: 'track', q: 'blood-pressure' } },
  { name: 'track-week', route: { screen: 'track', q: 'blood-pressure' }, act: async (p) => { await p.evaluate(async () => { const { call } = await import('/src/ipc/index.ts'); const { session } = await import('/src/app/session.svelte.ts'); await call('bp_check_start', { person: 'p1', protocol: 'china-2019', scheme: 'china-2024' }); session.changed(); }); await p.waitForSelector('tr.today'); await p.locator('tr.today').scrollIntoViewIfNeeded(); } },
  { name: 'track-bp-chart', route: { screen: 'track', q: 'blood-pressure' }, act: async (p) => { await p.locator('.events').scrollIntoViewIfNeeded(); } },
  { name: 'track-guide', route: { screen: 'track', q: 'blood-pressure' }, act: async (p) => { await p.getByRole('button', { name: /Guide me|一步步来/ }).click(); await p.getByRole('button', { name: /Rest for|休息 5/ }).click(); await p.waitForSelector('[role=timer]'); } },
  { name: 'track-glucose', route: { screen: 'track', q: 'glucose' }, act: async (p) => { await p.locator('.shares').scrollIntoViewIfNeeded(); } },
  { name: 'track-empty', route: { screen: 'track', q: 'blood-pressure' }, person: 'p3' },
  { name: 'add-bp', route: { screen: 'add', id: 'blood-pressure' } },
  { name: 'add-glucose', route: { screen: 'add', id: 'glucose' } },
  { name: 'add-medicine', route: { screen: 'add', id: 'medicine' } },
  { name: 'add-allergy', route: { screen: 'add', id: 'allergy' } },
  { name: 'timeline', route: { screen: 'timeline' } },
  { name: 'records', route: { screen: 'records' } },
  { name: 'results', route: { screen: 'records', q: 'results' } },
  { name: 'problems', route: { screen: 'records', q: 'problems' } },
  { name: 'documents', route: { screen: 'records', q: 'documents' } },
  { name: 'trend', route: { screen: 'trend', id: '2160-0' } },
  { name: 'entry', route: { screen: 'records', q: 'documents' }, act: async (p) => { await p.locator('.line .title').nth(1).click(); await p.waitForSelector('.columns'); } },
  { name: 'search', route: { screen: 'search', q: 'cre' } },
  { name: 'search-none', route: { screen: 'search', q: 'zzzz' } },
  { name: 'sources', route: { screen: 'sources' } },
  { name: 'sources-cards', route: { screen: 'sources' }, act: async (p) => { await p.locator('.zone').scrollIntoViewIfNeeded(); await p.locator('[data-card]').last().scrollIntoViewIfNeeded(); } },
  { name: 'code', route: { screen: 'code' } },
  { name: 'code-card', route: { screen: 'code' }, act: async (p) => { await p.fill('#code-text', 'shc:/5676'); await p.locator('form button[type=submit]').click(); await p.locator('.callout li').waitFor(); } },
  { name: 'code-link', route: { screen: 'code' }, act: async (p) => { await p.fill('#code-text', 'shlink:/eyJ1'); await p.locator('form button[type=submit]').click(); await p.fill('#link-passcode', '9999'); await p.locator('form button[type=submit]').click(); await p.locator('.error').waitFor(); } },
  { name: 'code-sheet', route: { screen: 'sources' }, act: async (p) => { await p.locator('[data-card] button').first().click(); await p.locator('dialog img').waitFor(); await p.waitForTimeout(200); } },
  { name: 'share', route: { screen: 'share' } },
  { name: 'share-look', route: { screen: 'share' }, act: async (p) => { await p.locator('[role=tab]').nth(1).click(); await p.waitForSelector('article'); } },
  { name: 'share-hand', route: { screen: 'share' }, act: async (p) => { await p.locator('[role=tab]').nth(2).click(); await p.waitForSelector('.way'); } },
  { name: 'share-desk', route: { screen: 'share' }, act: async (p) => { await p.locator('[role=tab]').nth(2).click(); await p.waitForSelector('.way'); await p.locator('.way').first().locator('button').first().click(); await p.waitForSelector('dialog[open]'); } },
  { name: 'share-seen', route: { screen: 'share' }, act: async (p) => { await p.locator('[role=tab]').nth(2).click(); await p.waitForSelector('.way'); await p.locator('.way').nth(5).locator('button').first().click(); await p.waitForSelector('dialog[open] article'); } },
  { name: 'share-moving', route: { screen: 'share' }, act: async (p) => { await p.locator('[role=tab]').nth(2).click(); await p.waitForSelector('.way'); await p.locator('.way').nth(1).locator('button').first().click(); await p.waitForSelector('dialog[open] img'); await p.waitForTimeout(300); await p.locator('dialog[open] .row button').nth(1).click(); } },
  { name: 'share-words', route: { screen: 'share' }, act: async (p) => { await p.locator('[role=tab]').nth(2).click(); await p.waitForSelector('.way'); await p.locator('.way').nth(5).locator('button').nth(1).click(); await p.waitForSelector('dialog[open] ol'); } },
  { name: 'share-hand-end', route: { screen: 'share' }, act: async (p) => { await p.locator('[role=tab]').nth(2).click(); await p.waitForSelector('.way'); await p.locator('.way').last().scrollIntoViewIfNeeded(); } },
  { name: 'visit-why', route: { screen: 'share' }, act: async (p) => { await p.locator('nav ol button').nth(1).click(); await p.locator('textarea').fill('Chest pain on the stairs 胸痛'); await p.locator('.callout').first().waitFor(); } },
  { name: 'visit-changes', route: { screen: 'share' }, act: async (p) => { await p.locator('nav ol button').nth(2).click(); await p.locator('.what').first().waitFor(); } },
  { name: 'visit-what', route: { screen: 'share' }, act: async (p) => { await p.locator('select').first().selectOption('cardiology'); await p.locator('nav ol button').nth(3).click(); await p.locator('.boxes').first().waitFor(); await p.waitForTimeout(300); } },
  { name: 'share-topics', route: { screen: 'share' }, act: async (p) => { await p.locator('nav ol button').nth(3).click(); await p.getByText(/Sensitive topics|敏感话题/).first().scrollIntoViewIfNeeded(); } },
  { name: 'medicines', route: { screen: 'medicines' } },
  { name: 'family', route: { screen: 'family' } },
  { name: 'person', route: { screen: 'person', id: 'p1' } },
  { name: 'settings', route: { screen: 'settings' } },
  { name: 'menu', route: { screen: 'home' }, act: async (p) => { await p.locator('header .opener').click(); await p.waitForTimeout(100); } },
  { name: 'help', route: { screen: 'home' }, act: async (p) => { await p.keyboard.press('?'); await p.waitForSelector('dialog[open]'); } },
];
const looks = [
  { name: 'en', lang: 'en' },
  { name: 'zh', lang: 'zh-CN' },
  { name: 'en-large', lang: 'en', size: 'large' },
  { name: 'zh-large', lang: 'zh-CN', size: 'large' },
  { name: 'en-dark', lang: 'en', theme: 'dark' },
  { name: 'zh-contrast', lang: 'zh-CN', theme: 'contrast' },
  { name: 'zh-huge', lang: 'zh-CN', size: 'large', scale: 160, width: 1024, height: 700 },
  { name: 'en-200', lang: 'en', width: 640, height: 400 },
  { name: 'en-narrow', lang: 'en', width: 1024, height: 700 },
];

const server = await createServer({ root: ui, server: { port: 0, strictPort: false, hmr: false, watch: null }, logLevel: 'error' });
await server.listen();
const base = server.resolvedUrls.local[0];
const browser = await chromium.launch({
  executablePath: process.env.KINFOLIO_CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
let bad = 0;
for (const look of looks) {
  for (const screen of screens) {
    const name = `${screen.name}.${look.name}`;
    if (words.length && !words.every((w) => (w.endsWith('!') ? screen.name === w.slice(0, -1) || look.name === w.slice(0, -1) : name.includes(w)))) continue;
    const context = await browser.newContext({ viewport: { width: look.width ?? 1280, height: look.height ?? 800 }, reducedMotion: 'reduce' });
    const page = await context.newPage();
    page.on('pageerror', (e) => console.error(name, e.message));
    page.on('console', (m) => m.type() === 'error' && console.error(name, m.text()));
    const query = new URLSearchParams({ lang: look.lang, size: look.size ?? 'standard', theme: look.theme ?? 'light', scale: look.scale ?? 100, state: screen.state ?? 'unlocked', ...screen.query });
    await page.goto(`${base}?${query}`);
    await page.waitForSelector('h1');
    if (screen.route) {
      await page.evaluate(async ([route, person]) => {
        const { router } = await import('/src/app/router.svelte.ts');
        const { session } = await import('/src/app/session.svelte.ts');
        if (person) session.select(person);
        router.go(route);
      }, [screen.route, screen.person]);
    }
    await page.waitForTimeout(200);
    await page.waitForFunction(() => !document.querySelector('[aria-busy="true"], [data-loading]'));
    await page.waitForTimeout(150);
    if (screen.act) await screen.act(page);
    await page.evaluate(() => document.fonts.ready);
    await page.screenshot({ path: join(out, `${name}.png`) });
    await page.addScriptTag({ path: axePath });
    const found = await page.evaluate(async () => {
      const r = await globalThis.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'], resultTypes: ['violations'] });
      return r.violations.flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.target.join(' ')} ${(n.any[0] ?? n.all[0] ?? n.none[0])?.message ?? ''}`));
    });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth || (document.querySelector('#main')?.scrollWidth ?? 0) > (document.querySelector('#main')?.clientWidth ?? 0) + 1);
    if (wide) found.push('something is wider than the window');
    for (const line of found) console.log(name, line);
    bad += found.length;
    await context.close();
  }
}
await browser.close();
await server.close();
console.log(bad ? `${bad} findings` : 'nothing to say');
process.exit(bad ? 1 : 0);
