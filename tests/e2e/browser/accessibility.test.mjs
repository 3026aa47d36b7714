// axe on every screen: no violation of WCAG 2.0 to 2.2 A and AA nor of its best practices, in both languages, in
// light, dark and high contrast, in standard and Large text.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { axe, openPage, startBrowser, withPicture } from '../lib/browser.mjs';
import { ownScreens, screens } from '../lib/screens.mjs';
import { startServer } from '../lib/server.mjs';
import { button, forgot, makeVault, openSample, places, setLook, settled } from '../lib/tour.mjs';
import { words } from '../lib/words.mjs';

let browser;
let server;

before(async () => {
  browser = await startBrowser();
});

after(async () => {
  await browser?.close();
});

/** Everything that was wrong on one screen, as one text. */
async function look(page, name) {
  await settled(page);
  const found = await axe(page);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  if (wide > 0) found.push(`the page is ${wide} px wider than the window`);
  return found.map((line) => `${name}: ${line}`);
}

const looks = [
  { lang: 'en', theme: 'light', textSize: 'standard', all: true },
  { lang: 'zh-CN', theme: 'dark', textSize: 'large', all: true },
  { lang: 'en', theme: 'dark', textSize: 'large' },
  { lang: 'zh-CN', theme: 'light', textSize: 'standard' },
  { lang: 'en', theme: 'contrast', textSize: 'standard' },
];

for (const { all, ...wanted } of looks) {
  const name = `${wanted.lang}, ${wanted.theme}, ${wanted.textSize}`;
  test(`${all ? 'every screen' : 'every place'} of the record: ${name}`, { timeout: 600_000 }, async () => {
    server ??= await startServer({ env: { KINFOLIO_TEST_KDF: 'fast' } });
    const { page, problems, close } = await openPage(browser, server.url);
    await withPicture(page, `axe-${name}`, async () => {
      await settled(page);
      const english = words('en');
      if (await button(page, english('welcome-sample')).isVisible()) await openSample(page, english);
      await setLook(page, wanted);
      const t = words(wanted.lang);
      const wrong = [];
      const seen = screens.filter((screen) => all || places.includes(screen.name));
      for (const screen of seen) {
        try {
          await screen.open(page, t);
        } catch (error) {
          error.message = `on the way to ${screen.name}: ${error.message}`;
          throw error;
        }
        wrong.push(...(await look(page, screen.name)));
        await screen.leave?.(page);
        if (screen.refused) problems.splice(problems.findIndex((problem) => problem.includes('status of 400')), 1);
      }
      assert.deepEqual(wrong, [], `no violation on ${seen.length} screens`);
      assert.deepEqual(problems, [], 'and the page complained of nothing');
    });
    await close();
  });
}

/** The passphrase after the forgotten one. */
const NEXT = 'seven brave otters juggle quietly';

for (const [lang, theme] of [
  ['en', 'light'],
  ['zh-CN', 'dark'],
]) {
  test(`welcome and unlock, step by step: ${lang}, ${theme}`, { timeout: 300_000 }, async () => {
    const own = await startServer({ env: { KINFOLIO_TEST_KDF: 'fast' } });
    const wrong = [];
    try {
      const { page, close } = await openPage(browser, own.url);
      await withPicture(page, `axe-welcome-${lang}`, async () => {
        await settled(page);
        await setLook(page, { lang, theme });
        const t = words(lang);
        const at = async (name) => wrong.push(...(await look(page, name)));
        const code = await makeVault(page, t, { at });
        await at('home-empty');
        await button(page, t('ui-lock')).click();
        await page.locator('#passphrase').waitFor();
        await at('unlock');
        await page.locator('#passphrase').fill('not the passphrase');
        await button(page, t('unlock-open')).click();
        await page.locator('#passphrase-error').waitFor();
        await at('unlock-wrong');
        const began = Date.now();
        await forgot(page, t, { code, passphrase: NEXT, at });
        await page.locator('[data-place="home"]').waitFor();
        assert.ok(Date.now() - began < 300_000, 'back in under five minutes');
        for (const screen of ownScreens) {
          await screen.open(page, t, NEXT);
          await at(screen.name);
          await screen.leave(page, t);
        }
      });
      await close();
    } finally {
      await own.stop();
    }
    assert.deepEqual(wrong, [], 'no violation on the way in');
  });
}

after(() => server?.stop());
