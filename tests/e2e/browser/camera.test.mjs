// Codes in front of the camera: Chromium's fake camera shows a film of two health cards, one after the other. And what is
// said where the camera may not be used or is not there.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { axe, openPage, startBrowser, withPicture } from '../lib/browser.mjs';
import { card } from '../lib/code-screens.mjs';
import { film } from '../lib/film.mjs';
import { startServer } from '../lib/server.mjs';
import { api, button, goTo, settled } from '../lib/tour.mjs';
import { words as texts } from '../lib/words.mjs';

let server;
let folder;
let t;
const cards = [card('0000001'), card('0000002')];

/** Brings in a file as the page does. */
async function bring(page, name, text, request) {
  const token = await page.evaluate(
    async ([name, text]) => (await (await fetch(`/upload?name=${name}`, { method: 'POST', body: text })).json()).token,
    [name, text],
  );
  const { id } = await api(page, 'import_run', { files: [token], ...request });
  for (;;) {
    const job = await api(page, 'job', { id });
    if (job.state === 'done') return job.result;
    assert.ok(job.state === 'running' || job.state === 'waiting', JSON.stringify(job));
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
async function toCamera(page) {
  await settled(page);
  await goTo(page, 'sources');
  await button(page, t('codes-open')).click();
  await button(page, t('scan-start')).click();
}

before(async () => {
  server = await startServer({ args: ['--sample', '--test-kdf'] });
  folder = await mkdtemp(join(tmpdir(), 'kinfolio-film-'));
  t = texts('en');
  // The core draws the cards; they are the film.
  const browser = await startBrowser();
  const { page, close } = await openPage(browser, server.url);
  await settled(page);
  const svgs = [];
  for (const [at, text] of cards.entries()) {
    const { import: number, person } = await bring(page, `c${at}.txt`, text, at === 0 ? { newPersonFromFile: true } : {});
    svgs.push((await api(page, 'card_code', { person, import: number, number: 1 })).svg);
    if (at === 1) for (const { import: n } of (await api(page, 'imports', { person })).imports) await api(page, 'import_undo', { person, import: n });
  }
  await close();
  await browser.close();
  await film(join(folder, 'cards.y4m'), [[[], 5], [[svgs[0]], 15], [[svgs[1]], 15]]);
});

after(async () => {
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

test('two cards in front of the camera, one after the other, come in together', async () => {
  const browser = await startBrowser({
    args: ['--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream', `--use-file-for-fake-video-capture=${join(folder, 'cards.y4m')}`],
  });
  const { page, problems, close } = await openPage(browser, server.url, { permissions: ['camera'] });
  await withPicture(page, 'camera', async () => {
    await toCamera(page);
    await page.locator('[data-scan-cards="2"]').waitFor({ timeout: 60_000 });
    assert.deepEqual(await axe(page), [], 'no fault of accessibility while the camera is on');
    if (process.env.KINFOLIO_SHOTS) await page.screenshot({ path: join(process.env.KINFOLIO_SHOTS, 'camera.png'), fullPage: true });
    await button(page, t('scan-go-on')).click();
    await page.getByText(t('codes-nothing-yet')).waitFor();
    assert.equal(await page.getByText(t('codes-issuer', { issuer: 'clinic.example.org' })).count(), 2, 'both cards are named before anything is stored');
    const live = await page.evaluate(() => [...document.querySelectorAll('video')].length);
    assert.equal(live, 0, 'the camera is off');
  });
  assert.deepEqual(problems, []);
  await close();
  await browser.close();
});

test('where the camera is refused or missing, that is said, and the other ways are there', async () => {
  const ways = [
    [['--use-fake-device-for-media-stream', '--deny-permission-prompts'], 'scan-refused'],
    [[], 'scan-none'],
  ];
  for (const [args, words] of ways) {
    const browser = await startBrowser({ args });
    const { page, close } = await openPage(browser, server.url, words === 'scan-none' ? { permissions: ['camera'] } : {});
    await withPicture(page, words, async () => {
      await toCamera(page);
      await page.getByText(t(words), { exact: true }).waitFor();
      await page.getByText(t(`${words}-text`)).waitFor();
      assert.deepEqual(await axe(page), []);
      await button(page, t('ui-back')).click();
      await page.locator('#code-text').waitFor();
    });
    await close();
    await browser.close();
  }
});

test('a picture that was pasted is read', async () => {
  const browser = await startBrowser();
  const { page, problems, close } = await openPage(browser, server.url);
  await withPicture(page, 'paste', async () => {
    await settled(page);
    const { person, import: number } = await bring(page, 'p.txt', card('0000003'), {});
    const { svg } = await api(page, 'card_code', { person, import: number, number: 1 });
    await goTo(page, 'sources');
    await button(page, t('codes-open')).click();
    await page.locator('#code-text').waitFor();
    await page.evaluate(async (svg) => {
      const image = new Image();
      image.src = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
      await image.decode();
      const canvas = document.createElement('canvas');
      canvas.width = canvas.height = 600;
      const pen = canvas.getContext('2d');
      pen.drawImage(image, 0, 0, 600, 600);
      const blob = await new Promise((done) => canvas.toBlob(done, 'image/png'));
      const data = new DataTransfer();
      data.items.add(new File([blob], 'picture.png', { type: 'image/png' }));
      window.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true }));
    }, svg);
    await page.getByText(t('codes-nothing-yet')).waitFor();
  });
  assert.deepEqual(problems, []);
  await close();
  await browser.close();
});
