// Debian's Chromium, driven by playwright-core, and axe on the page.
import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { failures } from './paths.mjs';

const require = createRequire(import.meta.url);
const axeSource = await readFile(require.resolve('axe-core/axe.min.js'), 'utf8');

/** Starts the browser. It looks nothing up in the network: every address but loopback is refused. */
export async function startBrowser({ args = [] } = {}) {
  return chromium.launch({
    executablePath: process.env.KINFOLIO_CHROMIUM ?? '/usr/bin/chromium',
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1',
      '--force-color-profile=srgb',
      '--font-render-hinting=none',
      ...args,
    ],
  });
}

/**
 * A page of its own profile, with everything it complains about collected.
 * @returns {Promise<{ page: import('playwright-core').Page, problems: string[], close: () => Promise<void> }>}
 */
export async function openPage(browser, url, { width = 1280, height = 800, dark = false, locale = 'en-US', ...rest } = {}) {
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: dark ? 'dark' : 'light',
    reducedMotion: 'reduce',
    locale,
    timezoneId: 'Asia/Shanghai',
    ...rest,
  });
  // An init script is not subject to the page's Content-Security-Policy, which stays on.
  await context.addInitScript({ content: axeSource });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const problems = [];
  page.on('pageerror', (error) => problems.push(`page error: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(`console: ${message.text()}`);
  });
  page.on('request', (request) => {
    const to = new URL(request.url());
    if (['http:', 'https:', 'ws:', 'wss:'].includes(to.protocol) && to.hostname !== '127.0.0.1') {
      problems.push(`the page asked the network for ${to.protocol}//${to.hostname}`);
    }
  });
  await page.goto(url);
  return { page, problems, close: () => context.close() };
}

/**
 * Runs axe on the page as it is; gives one line per violation and element, none when all is well.
 * All rules of WCAG 2.0 to 2.2, levels A and AA, and the best practices.
 */
export async function axe(page) {
  // Without this an element that is still fading in is judged at half its contrast.
  await page.evaluate(() => Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => {}))));
  const found = await page.evaluate(async () => {
    const result = await globalThis.axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
      resultTypes: ['violations'],
    });
    return result.violations.flatMap((rule) =>
      rule.nodes.map((node) => `${rule.id}: ${node.target.join(' ')} — ${(node.any[0] ?? node.all[0] ?? node.none[0])?.message ?? rule.help}`),
    );
  });
  return found;
}

/** Runs a test body; on failure leaves a picture of the page and its address in the failure folder. */
export async function withPicture(page, name, body) {
  try {
    return await body();
  } catch (error) {
    await mkdir(failures, { recursive: true });
    const file = join(failures, `${name.replaceAll(/[^\w-]+/g, '_')}.png`);
    await page.screenshot({ path: file }).catch(() => {});
    error.message += `\n(picture: ${file}; page: ${page.url()})`;
    throw error;
  }
}
