// The plan, its forms, and the questionnaires: each with something in it.
import { api, goTo, settled } from './tour.mjs';

/** A plan as a person would have it, once. */
async function planned(page) {
  const [person] = (await api(page, 'people_list')).people;
  const { today } = await api(page, 'app_status');
  const plan = await api(page, 'plan', { person: person.id });
  if (plan.reminders.length > 0) return;
  const add = (form) => api(page, 'entry_add', { person: person.id, form });
  const later = new Date(`${today}T12:00:00Z`);
  later.setUTCDate(later.getUTCDate() + 7);
  const day = later.toISOString().slice(0, 10);
  await add({ type: 'appointment', what: 'Check-up at the heart clinic', at: `${day}T09:30`, minutes: '20', who: 'Dr Wang', place: '3rd floor, room 12' });
  await add({ type: 'aim', what: 'Lower blood pressure', area: 'target', target: 'below 135/85', due: day });
  await add({ type: 'task', what: 'Walk', area: 'exercise', how: '30 minutes, 5 times a week' });
  await add({ type: 'questions', which: 'gad-7', answers: [1, 1, 2, 1, 0, 1, 0], at: today });
  await add({ type: 'symptom', name: 'Dizzy when standing up', severity: '4', at: today, place: 'head', tellDoctor: true });
  const remind = (reminder) => api(page, 'reminder_save', { person: person.id, reminder });
  await remind({ what: 'blood-pressure', days: { type: 'every', days: 1 }, times: ['00:01', '23:59'] });
  await remind({ what: 'own', text: 'Drops for the eyes', days: { type: 'week', days: [1, 3, 5] }, times: ['21:00'] });
}

async function tab(page, t, name) {
  await planned(page);
  await goTo(page, 'home');
  await goTo(page, 'track');
  await page.getByRole('tab', { name: t(`track-tab-${name}`) }).click();
  await settled(page);
}
const press = (page, words) => page.locator('#main').getByRole('button', { name: words }).first().click();

/** @type {{ name: string, open: (page: import('playwright-core').Page, t: (key: string) => string) => Promise<void>, leave?: (page: import('playwright-core').Page) => Promise<void> }[]} */
export const planScreens = [
  { name: 'track-plan', open: (page, t) => tab(page, t, 'plan') },
  {
    name: 'home-todo',
    open: async (page, t) => {
      await planned(page);
      await goTo(page, 'track');
      await goTo(page, 'home');
      await page.getByRole('heading', { name: t('home-todo') }).waitFor();
    },
  },
  {
    name: 'plan-reminder',
    open: async (page, t) => {
      await tab(page, t, 'plan');
      await press(page, t('plan-reminder-add'));
      await page.getByRole('dialog').waitFor();
    },
    leave: (page) => page.keyboard.press('Escape'),
  },
  ...[['appointment', 'plan-appointment-add'], ['task', 'plan-task-add'], ['aim', 'plan-goal-add']].map(([form, words]) => ({
    name: `add-${form}`,
    open: async (page, t) => {
      await tab(page, t, 'plan');
      await press(page, t(words));
      await page.getByRole('heading', { level: 1, name: t(`form-title-${form}`) }).waitFor();
    },
  })),
  {
    name: 'add-questions',
    open: async (page, t) => {
      await tab(page, t, 'symptoms');
      await press(page, t('ask-do'));
      await page.getByRole('heading', { level: 1, name: t('form-title-questions') }).waitFor();
      await page.locator('#main .which').waitFor();
    },
  },
  {
    name: 'add-own-measure',
    open: async (page, t) => {
      await tab(page, t, 'weight');
      await press(page, t('form-what-own-measure'));
      await page.getByRole('heading', { level: 1, name: t('form-title-own-measure') }).waitFor();
    },
  },
];
