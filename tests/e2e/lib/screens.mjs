// Every screen of an open record, and how a person gets there. The accessibility test looks at each, the
// screenshots picture each. Each way begins anywhere and ends on the screen, at rest.
import { join } from 'node:path';
import { api, button, goTo, places, settled } from './tour.mjs';
import { PASSPHRASE } from './cli.mjs';
import { codeScreens } from './code-screens.mjs';
import { paperScreens } from './paper-screens.mjs';
import { deviceScreens } from './device-screens.mjs';
import { radioScreens } from './radio-screens.mjs';
import { hospitalScreens } from './hospital-screens.mjs';
import { linkScreens } from './link-screens.mjs';
import { planScreens } from './plan-screens.mjs';
import { lookScreens, referralScreens } from './referral-screens.mjs';
import { visitScreens } from './visit-screens.mjs';
import { vaultScreens } from './vault-screens.mjs';
import { root } from './paths.mjs';

const heading = (page) => page.locator('#main [data-heading], #main h1').first();

/** Opens the form of a kind from Track. */
async function openForm(page, t, form) {
  await goTo(page, 'track');
  const only = { 'blood-pressure': 'b', glucose: 'g' }[form];
  if (only) {
    await heading(page).focus().catch(() => {});
    await page.keyboard.press(only);
  } else if (form === 'measure') {
    await page.getByRole('tab', { name: t('track-tab-weight') }).click();
    await settled(page);
    await page.locator('#main').getByRole('button', { name: t('track-measurements') }).first().click();
  } else {
    await page.locator('#main').getByRole('button', { name: t(`form-what-${form}`), exact: true }).click();
  }
  await page.getByRole('heading', { level: 1, name: t(`form-title-${form}`) }).waitFor();
}

/** A medicine with a plan, a dose taken and one left out: made once, so that the screens of medicines have something. */
async function planOne(page) {
  const [{ id: person }] = (await api(page, 'people_list')).people;
  const { mine } = await api(page, 'med_plans', { person });
  if (mine.some((one) => one.plan)) return;
  const { today } = await api(page, 'app_status');
  const before = (days) => new Date(Date.parse(`${today}T00:00:00Z`) - days * 86_400_000).toISOString().slice(0, 10);
  const form = { type: 'medicine', name: 'Metformin', strength: '500 mg', dosage: 'with meals', since: before(40), status: 'active' };
  const { id: medicine } = await api(page, 'entry_add', { person, form });
  const slots = [{ time: '08:00', amount: '1' }, { time: '18:30', amount: '1' }];
  await api(page, 'med_plan', { person, medicine, plan: { unit: 'tablet', steps: [{ from: before(20), rhythm: { type: 'daily' }, slots }], asNeeded: null, mostPerDay: '3' } });
  for (let day = 1; day < 20; day += 1) {
    const planned = (time) => ({ person, medicine, planned: `${before(day)}T${time}` });
    await api(page, 'med_take', { ...planned('08:00'), at: `${before(day)}T08:05` });
    if (day % 5 === 0) await api(page, 'med_skip', { ...planned('18:30'), reason: 'nausea' });
    else if (day % 7 !== 0) await api(page, 'med_take', { ...planned('18:30'), at: `${before(day)}T18:40` });
  }
  await api(page, 'med_stock', { person, medicine, count: '12' });
  // What the page has shown before knows nothing of it.
  await goTo(page, 'home');
  await settled(page);
}

/** Searches, and gives the list of hits. */
async function search(page, words) {
  const box = page.getByRole('searchbox');
  await box.fill(words);
  await page.locator('[data-hit="0"]').waitFor();
  await settled(page);
}

/** An entry typed by hand, or one from elsewhere. The sample family has typed nothing yet: then one is typed. */
async function entryOf(page, hand) {
  const [person] = (await api(page, 'people_list')).people;
  const find = async () =>
    (await api(page, 'timeline', { person: person.id, limit: 200 })).entries.find(
      (entry) => (entry.sources[0]?.kind === 'hand') === hand && entry.title.length > 3,
    );
  let entry = await find();
  if (!entry && hand) {
    const { today } = await api(page, 'app_status');
    await api(page, 'entry_add', {
      person: person.id,
      form: { type: 'symptom', name: 'Ankles swollen in the evening', severity: '4', at: today, note: 'both sides' },
    });
    entry = await find();
  }
  if (!entry) throw new Error(`there is no entry ${hand ? 'typed by hand' : 'from elsewhere'}`);
  return entry;
}

async function openEntry(page, hand) {
  const entry = await entryOf(page, hand);
  await search(page, entry.title);
  await page.locator('[data-hit]').filter({ hasText: entry.title }).getByRole('button').first().click();
  await page.locator('[data-hit]').first().waitFor({ state: 'detached' });
}

async function shareStep(page, t, step) {
  await goTo(page, 'share');
  await page.getByRole('tab', { name: t(`share-step-${step}`) }).click();
}

/** Shows a code of the step where one hands over, and gives its dialog. */
async function openCode(page, t, form) {
  await shareStep(page, t, 'hand');
  await page.getByRole('button', { name: form === 'share-qr' ? t('share-qr-show') : `${t('share-qr-show')} (${t(form)})`, exact: true }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('img').waitFor();
  return dialog;
}

/**
 * Name and way of every screen of an open record.
 * `refused`: on the way the core refuses something, which the browser notes as an answer with status 400.
 * @type {{ name: string, open: (page: import('playwright-core').Page, t: (key: string) => string) => Promise<void>, leave?: (page: import('playwright-core').Page) => Promise<void>, refused?: boolean }[]}
 */
export const screens = [
  ...places.map((place) => ({ name: place, open: (page) => goTo(page, place) })),
  ...['blood-pressure', 'glucose', 'weight', 'symptoms'].map((tab) => ({
    name: `track-${tab}`,
    open: async (page, t) => {
      await goTo(page, 'track');
      await page.getByRole('tab', { name: t(`track-tab-${tab}`) }).click();
    },
  })),
  ...['today', 'mine', 'hospital', 'checks'].map((tab) => ({
    name: `medicines-${tab}`,
    open: async (page, t) => {
      await planOne(page);
      await goTo(page, 'medicines');
      await page.getByRole('tab', { name: t(`medicines-tab-${tab}`) }).click();
    },
  })),
  {
    name: 'medicines-plan',
    open: async (page, t) => {
      await planOne(page);
      await goTo(page, 'medicines');
      await page.getByRole('tab', { name: t('medicines-tab-mine') }).click();
      await settled(page);
      await page.locator('#main').getByRole('button', { name: t('medicines-plan-change') }).first().click();
      await page.locator('#main form').waitFor();
    },
  },
  {
    name: 'medicines-report',
    open: async (page, t) => {
      await planOne(page);
      await goTo(page, 'medicines');
      await page.getByRole('tab', { name: t('medicines-tab-mine') }).click();
      await settled(page);
      await button(page, t('medicines-report')).click();
      await page.locator('#main table').first().waitFor();
    },
  },
  {
    name: 'medicines-box',
    open: async (page, t) => {
      await goTo(page, 'medicines');
      await button(page, t('medicines-box')).click();
      await page.getByRole('dialog').waitFor();
    },
    leave: (page) => page.keyboard.press('Escape'),
  },
  ...planScreens,
  {
    name: 'track-week',
    open: async (page, t) => {
      const [person] = (await api(page, 'people_list')).people;
      await api(page, 'bp_check_start', { person: person.id, protocol: 'china-2019', scheme: 'china-2024' });
      await goTo(page, 'home');
      await goTo(page, 'track');
      await page.getByRole('tab', { name: t('track-tab-blood-pressure') }).click();
      await page.locator('tr.today').scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'track-guide',
    open: async (page, t) => {
      await goTo(page, 'home');
      await goTo(page, 'track');
      await page.getByRole('tab', { name: t('track-tab-blood-pressure') }).click();
      await button(page, t('bp-guide-open')).click();
      await page.getByText(t('bp-guide-rested')).waitFor();
    },
  },
  ...['problems', 'allergies', 'results', 'documents', 'vaccines'].map((group) => ({
    name: `records-${group}`,
    open: async (page, t) => {
      await goTo(page, 'records');
      await page.locator('#main').getByRole('button', { name: t(`records-group-${group}`) }).first().click();
    },
  })),
  {
    name: 'trend',
    open: async (page, t) => {
      await goTo(page, 'records');
      await page.locator('#main').getByRole('button', { name: t('records-group-results') }).first().click();
      await page.locator('#main button.opens').first().click();
      await page.getByRole('radiogroup').or(page.getByRole('tablist')).or(page.getByRole('img')).first().waitFor();
    },
  },
  { name: 'search', open: (page) => search(page, 'met') },
  {
    name: 'search-nothing',
    open: async (page, t) => {
      await page.getByRole('searchbox').fill('zzzzzz');
      await page.getByText(t('search-advice-fewer')).waitFor();
    },
  },
  { name: 'entry', open: (page) => openEntry(page, false) },
  {
    name: 'entry-original',
    open: async (page, t) => {
      await openEntry(page, false);
      await button(page, t('entry-original-show')).click();
      await button(page, t('entry-original-hide')).waitFor();
    },
  },
  { name: 'entry-typed', open: (page) => openEntry(page, true) },
  {
    name: 'edit',
    open: async (page, t) => {
      await openEntry(page, true);
      await page.locator('#main').getByRole('button', { name: t('ui-edit') }).first().click();
      await page.locator('#main form').waitFor();
    },
  },
  {
    name: 'move',
    open: async (page, t) => {
      await openEntry(page, true);
      await button(page, t('move-do')).click();
      await page.getByRole('dialog').waitFor();
    },
    leave: (page) => page.keyboard.press('Escape'),
  },
  ...['blood-pressure', 'glucose', 'measure', 'symptom', 'medicine', 'allergy', 'problem', 'note', 'document'].map((form) => ({
    name: `add-${form}`,
    open: (page, t) => openForm(page, t, form),
  })),
  {
    name: 'add-wrong',
    open: async (page, t) => {
      await openForm(page, t, 'glucose');
      await page.locator('#main form button[type=submit]').click();
      await page.getByText(t('ui-errors-title')).waitFor();
    },
    refused: true,
  },
  {
    name: 'person-new',
    open: async (page, t) => {
      await goTo(page, 'family');
      await button(page, t('family-add')).click();
      await page.locator('#main form').waitFor();
    },
  },
  {
    name: 'access-log',
    open: async (page, t) => {
      await goTo(page, 'family');
      await page.locator('#main').getByRole('button', { name: t('access-show') }).first().click();
      await page.locator('#main table').waitFor();
    },
  },
  {
    name: 'sources-look',
    open: async (page, t) => {
      await goTo(page, 'sources');
      const chooser = page.waitForEvent('filechooser');
      await button(page, t('sources-files')).click();
      await (await chooser).setFiles(join(root, 'tests/fixtures/fhir/zhao-lan.json'));
      await page.getByText(t('sources-what')).waitFor();
    },
    leave: (page) => page.reload(),
  },
  {
    name: 'sources-rename',
    open: async (page, t) => {
      await goTo(page, 'sources');
      await button(page, t('sources-rename')).first().click();
      await page.getByRole('dialog').waitFor();
    },
    leave: (page) => page.keyboard.press('Escape'),
  },
  ...codeScreens,
  ...paperScreens,
  ...deviceScreens,
  ...radioScreens,
  ...hospitalScreens,
  ...linkScreens,
  ...referralScreens,
  ...lookScreens,
  ...visitScreens,
  { name: 'share-look', open: (page, t) => shareStep(page, t, 'look') },
  { name: 'share-hand', open: (page, t) => shareStep(page, t, 'hand') },
  { name: 'share-qr', open: (page, t) => openCode(page, t, 'share-qr'), leave: (page) => page.keyboard.press('Escape') },
  {
    name: 'share-qr-words',
    open: async (page, t) => (await openCode(page, t, 'share-qr')).getByRole('button', { name: t('share-qr-says') }).click(),
    leave: (page) => page.keyboard.press('Escape'),
  },
  {
    name: 'share-moving',
    open: async (page, t) => {
      const dialog = await openCode(page, t, 'share-moving');
      // It stands still for whoever looks at it.
      await dialog.getByRole('button', { name: t('share-moving-pause') }).click();
    },
    leave: (page) => page.keyboard.press('Escape'),
  },
  { name: 'share-card', open: (page, t) => openCode(page, t, 'share-card'), leave: (page) => page.keyboard.press('Escape') },
  {
    name: 'share-seen',
    open: async (page, t) => {
      await shareStep(page, t, 'hand');
      await page.getByRole('button', { name: t('share-seen') }).nth(1).click();
      await page.getByRole('dialog').getByRole('group').waitFor();
    },
    leave: (page) => page.keyboard.press('Escape'),
  },
  {
    name: 'share-pdf',
    open: async (page, t) => {
      await shareStep(page, t, 'hand');
      await button(page, t('share-pdf-show')).click();
      await page.getByRole('dialog').locator('canvas').first().waitFor({ timeout: 60_000 });
    },
    leave: (page) => page.keyboard.press('Escape'),
  },
  { name: 'share-log', open: (page, t) => shareStep(page, t, 'log') },
  {
    name: 'keys',
    open: async (page, t) => {
      await goTo(page, 'home');
      await button(page, t('ui-help')).click();
      await page.getByRole('dialog').waitFor();
    },
    leave: (page) => page.keyboard.press('Escape'),
  },
  {
    name: 'person-menu',
    open: async (page) => {
      await goTo(page, 'home');
      await page.locator('header button').first().click();
      await page.getByRole('menu').waitFor();
    },
    leave: (page) => page.keyboard.press('Escape'),
  },
];

/** Screens that only an own vault has: the sample family has nothing to lock. */
export const ownScreens = [
  {
    name: 'caregiver-add',
    open: async (page, t) => {
      await goTo(page, 'family');
      await button(page, t('care-add')).click();
      await page.getByRole('dialog').waitFor();
    },
    leave: (page) => page.keyboard.press('Escape'),
  },
  {
    name: 'caregivers',
    open: async (page, t, ownPassphrase = PASSPHRASE) => {
      const [person] = (await api(page, 'people_list')).people;
      const { caregivers } = await api(page, 'caregivers');
      if (caregivers.length === 1) {
        // Sorts after the one who made the vault: that tile stays the chosen one.
        await api(page, 'keyholder_add', {
          nickname: 'Wei', passphrase: 'amber kettle morning ladder', ownPassphrase,
          grants: [{ person: person.id, right: 'read' }],
        });
      }
      await goTo(page, 'home');
      await goTo(page, 'family');
      await page.locator('#main').getByText(/\bWei\b/).first().waitFor();
    },
    leave: async () => {},
  },
  {
    name: 'caregiver-end',
    open: async (page, t) => {
      await goTo(page, 'family');
      await page.locator('#main').getByRole('button', { name: t('care-end') }).first().click();
      await page.getByRole('dialog').waitFor();
    },
    leave: (page) => page.keyboard.press('Escape'),
  },
  {
    name: 'protection',
    open: async (page, t) => {
      await goTo(page, 'settings');
      await button(page, t('protect-do')).click();
      await page.getByRole('dialog').waitFor();
    },
    leave: (page) => page.keyboard.press('Escape'),
  },
  {
    name: 'passphrase-change',
    open: async (page, t) => {
      await goTo(page, 'settings');
      await button(page, t('settings-passphrase')).click();
      await page.getByRole('dialog').waitFor();
    },
    leave: (page) => page.keyboard.press('Escape'),
  },
  {
    name: 'paper-try',
    open: async (page, t) => {
      await goTo(page, 'settings');
      await button(page, t('kit-try')).click();
      await page.locator('#code').fill('7K3F');
      await page.getByText(t('codefield-read')).waitFor();
    },
    leave: (page) => page.keyboard.press('Escape'),
  },
  ...vaultScreens,
];

/** Screens of a person of whom nothing is known yet: each must say what to do first. */
export const emptyScreens = [
  ...['home', 'timeline', 'records', 'track', 'medicines', 'share', 'sources'].map((place) => ({
    name: `${place}-empty`,
    open: (page) => goTo(page, place),
  })),
  ...['blood-pressure', 'glucose', 'weight', 'symptoms', 'plan'].map((tab) => ({
    name: `track-${tab}-empty`,
    open: async (page, t) => {
      await goTo(page, 'track');
      await page.getByRole('tab', { name: t(`track-tab-${tab}`) }).click();
    },
  })),
  ...['today', 'mine', 'hospital', 'checks'].map((tab) => ({
    name: `medicines-${tab}-empty`,
    open: async (page, t) => {
      await goTo(page, 'medicines');
      await page.getByRole('tab', { name: t(`medicines-tab-${tab}`) }).click();
    },
  })),
  {
    name: 'timeline-hidden-empty',
    open: async (page, t) => {
      await goTo(page, 'timeline');
      await button(page, t('timeline-hidden')).click();
      await settled(page);
    },
  },
  {
    name: 'referrals-empty',
    open: async (page, t) => {
      await shareStep(page, t, 'log');
      await button(page, t('referrals-title')).click();
      await page.getByRole('heading', { level: 1, name: t('referrals-title') }).waitFor();
      await settled(page);
    },
  },
  ...['look', 'hand', 'log'].map((step) => ({ name: `share-${step}-empty`, open: (page, t) => shareStep(page, t, step) })),
  ...screens.filter(({ name }) => ['search-nothing', 'paper-add', 'radio'].includes(name)).map((screen) => ({ ...screen, name: `${screen.name}-empty` })),
];
