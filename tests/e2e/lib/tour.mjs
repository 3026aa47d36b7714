// Ways through the app that several tests and the screenshots share. Controls are found by role and name, as a
// screen reader finds them; names come from the catalogue.
import assert from 'node:assert/strict';
import { PASSPHRASE } from './cli.mjs';

/** The places of the rail, in its order. */
export const places = ['home', 'timeline', 'records', 'track', 'medicines', 'share', 'sources', 'family', 'settings'];

/** Asks the core from within the page, as the page does. */
export async function api(page, command, request = {}) {
  return page.evaluate(
    async ([command, request]) => {
      if ('__TAURI_INTERNALS__' in window) return window.__TAURI_INTERNALS__.invoke(command, { request });
      const answer = await fetch(`/api/${command}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(request),
      });
      if (!answer.ok) throw new Error(`${command}: ${await answer.text()}`);
      return answer.json();
    },
    [command, request],
  );
}

/** A button by its name. */
export const button = (page, name) => page.getByRole('button', { name, exact: true }).first();

/** Waits until the page has come to rest: nothing is loading, nothing moves. */
export async function settled(page) {
  // Before the core has said how things stand the page is empty, and an empty page is not at rest: a test that
  // looked then for the button of the welcome page found none and waited for a record that nobody had opened.
  await page.waitForFunction(() => document.querySelector('main') && !document.querySelector('[aria-busy="true"], [data-loading]'));
  await page.evaluate(() => document.fonts.ready);
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
}

/** Language, theme and text size as the settings hold them; the page is loaded anew. */
export async function setLook(page, look) {
  const settings = await api(page, 'settings_get');
  await api(page, 'settings_set', { settings: { ...settings, ...look } });
  await page.reload();
  await settled(page);
}

/** Types two groups of the shown recovery code back, as from paper. Gives the code. */
export async function rehearse(page, t, { shown: look = async () => {}, at = async () => {} } = {}) {
  const shown = page.getByTestId('recovery-code').getByRole('listitem');
  await shown.first().waitFor({ timeout: 60_000 });
  const groups = (await shown.allInnerTexts()).map((text, index) =>
    text.trim().replace(new RegExp(`^${index + 1}\\s*`), ''),
  );
  await look();
  await button(page, t('code-written')).click();
  for (const index of [0, 1]) {
    const field = page.locator(`#recovery-group-${index}`);
    const label = await page.locator(`label[for="recovery-group-${index}"]`).innerText();
    const number = Number(/\d+/.exec(label)?.[0]);
    assert.ok(number >= 1 && number <= groups.length, `a group of the code is asked for: ${label}`);
    await field.fill(groups[number - 1]);
  }
  await at();
  await button(page, t('code-check')).click();
  return groups.join('-');
}

/** From the unlock page with a forgotten passphrase to the open record, with the code from paper. */
export async function forgot(page, t, { code, passphrase, at = async () => {} }) {
  await button(page, t('unlock-forgot')).click();
  await at('forgot-code');
  const field = page.locator('#code');
  // One sign is wrong: it is said before anything is tried.
  const typo = (code.startsWith('7') ? '8' : '7') + code.slice(1);
  await field.fill(typo);
  await page.getByText(t('codefield-typo')).waitFor();
  await at('forgot-typo');
  // Small letters, spaces, and the letters that look like digits.
  await field.fill(code.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l'));
  await page.getByText(t('codefield-whole')).waitFor();
  await at('forgot-whole');
  await button(page, t('ui-next')).click();
  await page.getByRole('textbox', { name: t('pass-new'), exact: true }).fill(passphrase);
  await page.getByRole('textbox', { name: t('pass-again'), exact: true }).fill(passphrase);
  await page.locator('.strength[data-step="5"]').waitFor();
  await at('forgot-passphrase');
  await button(page, t('unlock-open')).click();
  await page.getByTestId('recovery-code').waitFor({ timeout: 60_000 });
  await button(page, t('kit-skip')).click();
  await at('forgot-skip');
  await button(page, t('ui-back')).click();
  return rehearse(page, t);
}

/**
 * From the welcome page to an open vault with one person. `at` is called on each step, with its name.
 * @returns {Promise<string>} the recovery code
 */
export async function makeVault(page, t, { passphrase = PASSPHRASE, at = async () => {} } = {}) {
  await button(page, t('welcome-make')).waitFor();
  await at('welcome');
  await button(page, t('welcome-make')).click();

  await page.getByLabel(t('welcome-name'), { exact: true }).fill('Lan');
  await at('welcome-name');
  await button(page, t('ui-next')).click();

  await page.getByRole('textbox', { name: t('pass-new'), exact: true }).fill('abc');
  await page.locator('.strength[data-step="1"]').scrollIntoViewIfNeeded();
  await at('welcome-passphrase-weak');
  await page.getByRole('textbox', { name: t('pass-new'), exact: true }).fill(passphrase);
  await page.getByRole('textbox', { name: t('pass-again'), exact: true }).fill(passphrase);
  await page.locator('.strength[data-step="5"]').waitFor();
  await at('welcome-passphrase');
  await button(page, t('ui-next')).click();

  const code = await rehearse(page, t, {
    shown: () => at('welcome-recovery'),
    at: () => at('welcome-recovery-check'),
  });

  await page.locator('#person-name').fill('赵兰 Zhao Lan');
  await page.getByLabel(t('ui-date-day'), { exact: true }).fill('11');
  await page.getByLabel(t('ui-date-month'), { exact: true }).fill('2');
  await page.getByLabel(t('ui-date-year'), { exact: true }).fill('1953');
  await page.getByLabel(t('person-sex-female'), { exact: true }).check();
  await at('welcome-person');
  await button(page, t('welcome-person-done')).click();
  await page.locator('[data-place="home"][aria-current="page"]').waitFor();
  return code;
}

/** From the welcome page to the sample family. */
export async function openSample(page, t) {
  await button(page, t('welcome-sample')).click();
  await page.locator('[data-place="home"][aria-current="page"]').waitFor({ timeout: 180_000 });
  await settled(page);
}

/** To a place of the rail. */
export async function goTo(page, place) {
  await page.locator(`[data-place="${place}"]`).click();
  await page.locator(`[data-place="${place}"][aria-current="page"]`).waitFor();
  await settled(page);
}
