// Pictures of every screen in both languages, text sizes and themes, with the sample family:
//     node tests/e2e/screenshots.mjs --out DIR [--small] [--size 1024x2000] [--only SCREEN,…|own] [--look en-large-dark]…
// A look names its theme: light and dark are taken by themselves, `contrast` when it is asked for.
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { openPage, startBrowser } from './lib/browser.mjs';
import { PASSPHRASE } from './lib/cli.mjs';
import { emptyScreens, ownScreens, screens } from './lib/screens.mjs';
import { startServer } from './lib/server.mjs';
import { button, forgot, goTo, makeVault, openSample, setLook, settled } from './lib/tour.mjs';
import { words } from './lib/words.mjs';

const { values } = parseArgs({
  options: {
    out: { type: 'string', default: 'screenshots' },
    small: { type: 'boolean' },
    size: { type: 'string' },
    only: { type: 'string' },
    look: { type: 'string', multiple: true },
  },
});
const out = resolve(values.out);
const [width, height] = (values.size ?? (values.small ? '1024x700' : '1280x800')).split('x').map(Number);
const size = { width, height };
const browser = await startBrowser();
let pictures = 0;
const failures = [];

async function picture(page, look, name) {
  await settled(page);
  const dir = join(out, nameOf(look));
  await mkdir(dir, { recursive: true });
  await page.screenshot({ path: join(dir, `${name}.png`) });
  pictures += 1;
}

const nameOf = (look) => `${look.lang}-${look.textSize}-${look.theme}`;
const looks = ['en', 'zh-CN']
  .flatMap((lang) =>
    ['standard', 'large'].flatMap((textSize) => ['light', 'dark', 'contrast'].map((theme) => ({ lang, textSize, theme }))),
  )
  .filter((look) => (values.look ? values.look.includes(nameOf(look)) : look.theme !== 'contrast'));
const fast = { KINFOLIO_TEST_KDF: 'fast' };

try {
  const server = await startServer({ env: fast });
  for (const look of looks) {
    const { page, close } = await openPage(browser, server.url, size);
    await settled(page);
    const english = words('en');
    if (await button(page, english('welcome-sample')).isVisible()) await openSample(page, english);
    await setLook(page, look);
    const t = words(look.lang);
    for (const screen of screens.filter(({ name }) => !values.only || values.only.split(',').includes(name))) {
      try {
        await screen.open(page, t);
        await picture(page, look, screen.name);
        await screen.leave?.(page);
      } catch (error) {
        failures.push(`${look.lang} ${look.textSize} ${look.theme} ${screen.name}: ${error.message.split('\n')[0]}`);
        await page.reload();
        await settled(page);
      }
    }
    await setLook(page, { lang: 'en' });
    await close();
  }
  await server.stop();

  for (const look of values.only && !['own', 'empty'].includes(values.only) ? [] : looks) {
    const own = await startServer({ env: { ...fast, LANG: look.lang === 'en' ? 'en_US.UTF-8' : 'zh_CN.UTF-8', LANGUAGE: '' } });
    const { page, close } = await openPage(browser, own.url, {
      ...size,
      locale: look.lang === 'en' ? 'en-US' : 'zh-CN',
      dark: look.theme === 'dark',
    });
    try {
      await setLook(page, look);
      const t = words(look.lang);
      const code = await makeVault(page, t, { at: (name) => picture(page, look, name) });
      await page.locator('[data-place="home"]').waitFor();
      for (const screen of emptyScreens) {
        await screen.open(page, t);
        await picture(page, look, screen.name);
        await screen.leave?.(page);
      }
      if (values.only === 'empty') continue;
      for (const screen of ownScreens) {
        await screen.open(page, t, PASSPHRASE);
        await picture(page, look, screen.name);
        await screen.leave(page, t);
      }
      await goTo(page, 'home');
      await button(page, t('ui-lock')).click();
      await page.locator('#passphrase').waitFor();
      await picture(page, look, 'unlock');
      await forgot(page, t, { code, passphrase: 'seven brave otters juggle quietly', at: (name) => picture(page, look, name) });
    } catch (error) {
      await picture(page, look, 'failed').catch(() => {});
      failures.push(`${look.lang} ${look.textSize} ${look.theme} welcome: ${error.message.split('\n')[0]}`);
    } finally {
      await close();
      await own.stop();
    }
  }
} finally {
  await browser.close();
}
console.log(`${pictures} pictures, ${failures.length} failed`);
for (const failure of failures) console.error(failure);
process.exitCode = failures.length > 0 ? 1 : 0;
