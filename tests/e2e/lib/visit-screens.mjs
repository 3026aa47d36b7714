// The four steps of preparing a visit, with something in each.
import { api, button, goTo, settled } from './tour.mjs';

/** A person to call, the own doctor, and a symptom for the doctor, once. */
async function known(page) {
  const [person] = (await api(page, 'people_list')).people;
  if (person.contacts.length > 0) return;
  await api(page, 'person_edit', {
    id: person.id,
    person: {
      name: person.name, otherName: person.otherNames[0] ?? null, born: person.born, sex: person.sex, relation: person.relation, colour: person.colour, phone: person.phone,
      contacts: [{ name: 'Li Mei', relation: 'daughter', phone: '139 0000 0000' }],
      doctor: { name: 'Dr. Chen', relation: 'Central Hospital', phone: '010 5555 0100' },
    },
  });
  const { today } = await api(page, 'app_status');
  await api(page, 'entry_add', { person: person.id, form: { type: 'symptom', name: 'Dizzy in the morning', severity: '3', at: today, tellDoctor: true } });
  await page.reload();
  await settled(page);
}

/** Opens a step by its name. */
export async function visitStep(page, t, step) {
  await goTo(page, 'share');
  await page.getByRole('tab', { name: t('share-step-prepare') }).click();
  await page.getByRole('navigation', { name: t('share-steps') }).getByRole('button', { name: t(`visit-step-${step}`) }).click();
  await page.getByRole('heading', { level: 2, name: t(`visit-step-${step}`) }).waitFor();
  await settled(page);
}

/** @type {{ name: string, open: (page: import('playwright-core').Page, t: (key: string) => string) => Promise<void>, leave?: (page: import('playwright-core').Page) => Promise<void> }[]} */
export const visitScreens = [
  {
    name: 'visit-why',
    open: async (page, t) => {
      await known(page);
      await visitStep(page, t, 'why');
      await page.getByLabel(t('share-reason')).fill('Chest pain on the stairs 胸痛');
      await page.getByRole('button', { name: /./ }).filter({ hasText: t('visit-suggested-take').replace(/\{.*\}/, '').trim() }).first().waitFor();
    },
  },
  { name: 'visit-changes', open: (page, t) => visitStep(page, t, 'changes') },
  {
    name: 'visit-what',
    open: async (page, t) => {
      await visitStep(page, t, 'which');
      await page.getByLabel(t('visit-specialty')).selectOption('cardiology');
      await visitStep(page, t, 'what');
      await page.getByRole('heading', { name: t('visit-first') }).waitFor();
    },
  },
  {
    name: 'visit-again',
    open: async (page, t) => {
      await visitStep(page, t, 'which');
      await button(page, t('visit-again')).click();
      await page.getByRole('dialog').waitFor();
    },
    leave: (page) => page.keyboard.press('Escape'),
  },
  {
    name: 'person-contacts',
    open: async (page, t) => {
      await known(page);
      await goTo(page, 'family');
      await page.locator('#main').getByRole('button', { name: t('family-edit') }).first().click();
      await page.locator('#person-doctor').scrollIntoViewIfNeeded();
    },
  },
];
