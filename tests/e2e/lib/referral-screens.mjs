// Referrals, each with something in it, and a summary of somebody else looked at.
import { join } from 'node:path';
import { api, button, goTo, settled } from './tour.mjs';
import { root } from './paths.mjs';

/** A referral that was handed out, and a letter that answers it: made once. */
async function referred(page) {
  const [{ id: person }] = (await api(page, 'people_list')).people;
  const { referrals } = await api(page, 'referrals', { person });
  if (referrals.length > 0) return;
  await api(page, 'summary_make', {
    person, formats: ['referral'], referral: { to: 'Cardiology', doctor: 'Dr Chen' },
    options: { purpose: 'referral', language: 'en', reason: 'Chest pain when climbing stairs', questions: ['Do I need a stress test?', 'May I go on swimming?'] },
  });
  const [{ id }] = (await api(page, 'referrals', { person })).referrals;
  const { entries } = await api(page, 'timeline', { person, kinds: ['result', 'medication', 'document'], limit: 2 });
  if (entries.length > 0) await api(page, 'referral_match', { person, id, entries: entries.map((entry) => entry.id) });
}

async function referrals(page, t) {
  await referred(page);
  await goTo(page, 'home');
  await goTo(page, 'share');
  await page.getByRole('tab', { name: t('share-step-log') }).click();
  await button(page, t('referrals-title')).click();
  await page.getByRole('heading', { level: 1, name: t('referrals-title') }).waitFor();
  await settled(page);
}
async function one(page, t) {
  await referrals(page, t);
  await page.locator('#main li button').first().click();
  await page.getByTestId('referral-answer').waitFor();
  await settled(page);
}

/** @type {{ name: string, open: (page: import('playwright-core').Page, t: (key: string) => string) => Promise<void>, leave?: (page: import('playwright-core').Page) => Promise<void> }[]} */
export const referralScreens = [
  { name: 'referrals', open: referrals },
  { name: 'referral', open: one },
  {
    name: 'referral-match',
    open: async (page, t) => {
      await one(page, t);
      await button(page, t('referrals-match')).click();
      await page.getByRole('dialog').waitFor();
      await settled(page);
    },
    leave: (page) => page.keyboard.press('Escape'),
  },
  {
    name: 'share-referral',
    open: async (page, t) => {
      await goTo(page, 'share');
      await page.getByRole('tab', { name: t('share-step-hand') }).click();
      await button(page, t('referrals-hand')).click();
      await page.getByRole('dialog').waitFor();
    },
    leave: (page) => page.keyboard.press('Escape'),
  },
];

/** A native dialog cannot be driven in the window. */
export const lookScreens = [
  {
    name: 'look-summary',
    open: async (page, t) => {
      await goTo(page, 'sources');
      const chooser = page.waitForEvent('filechooser');
      await button(page, t('read-look')).click();
      await (await chooser).setFiles(join(root, 'tests/fixtures/fhir/zhao-lan.json'));
      await page.getByTestId('read-section').first().waitFor();
      await settled(page);
    },
    leave: (page) => page.reload(),
  },
];
