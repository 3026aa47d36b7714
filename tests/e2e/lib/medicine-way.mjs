// The way of a medicine through the screens: planned, due, taken, left out, running out, reported. Gone in the browser
// and in the real window; the clock stands in a file.
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { api, button, goTo, settled } from './tour.mjs';

/** The clock of the tests: a moment with its zone. */
export const setClock = (file, moment) => writeFile(file, `${moment}:00+08:00[Asia/Shanghai]`);

/**
 * The steps, each with its name.
 * @param {{ page: () => any, t: (key: string, args?: object) => string, clock: () => string }} on
 */
export function medicineWay({ page, t, clock }) {
  const main = () => page().locator('#main');
  const press = async (key, nth = 0) => {
    await main().getByRole('button', { name: t(key) }).nth(nth).click();
    await settled(page());
  };
  const tab = async (name) => {
    await page().getByRole('tab', { name: t(`medicines-tab-${name}`) }).click();
    await settled(page());
  };
  const at = async (moment) => {
    await setClock(clock(), moment);
    await page().reload();
    await settled(page());
    await goTo(page(), 'medicines');
  };
  return [
    ['a medicine is planned: every day at eight, one tablet', async () => {
      const [person] = (await api(page(), 'people_list')).people;
      const form = { type: 'medicine', name: 'Metformin', strength: '500 mg', dosage: 'with breakfast', status: 'active' };
      await api(page(), 'entry_add', { person: person.id, form });
      await at('2026-11-23T08:30');
      await press('medicines-plan-set');
      await page().getByRole('heading', { level: 1, name: t('medicines-plan-title', { name: 'Metformin 500 mg' }) }).waitFor();
      // Nothing is guessed: how much is for the person to say.
      await page().getByLabel(t('medicines-plan-amount')).first().fill('1');
      await press('medicines-plan-save');
      await page().getByText('1 tablet at 08:00, every day').first().waitFor();
    }],
    ['its packs are counted', async () => {
      await press('medicines-stock');
      await page().getByLabel(t('medicines-stock-count')).fill('2');
      await page().getByRole('dialog').getByRole('button', { name: t('medicines-stock-save'), exact: true }).click();
      await page().getByText('2 tablets left').first().waitFor();
    }],
    ['it is due, and taken with one press', async () => {
      await tab('today');
      await page().getByText(t('med-state-open')).first().waitFor();
      await press('medicines-take');
      await page().getByText(t('med-state-taken', { time: '08:30' })).first().waitFor();
      const [person] = (await api(page(), 'people_list')).people;
      const todo = await api(page(), 'med_today', { person: person.id });
      assert.equal(todo.waiting, 0, 'nothing is waiting any more');
    }],
    ['the day after it is left out, with the reason', async () => {
      await at('2026-11-24T08:10');
      await press('medicines-skip');
      await page().getByLabel(t('medicines-skip-reason')).fill('nausea');
      await page().getByRole('dialog').getByRole('button', { name: t('medicines-skip-do'), exact: true }).click();
      await page().getByText('nausea').first().waitFor();
    }],
    ['the last tablet is taken, and the packs are empty', async () => {
      await at('2026-11-25T08:05');
      await page().getByText(t('medicines-stock-low')).first().waitFor();
      await press('medicines-take');
      await page().getByText(t('med-state-taken', { time: '08:05' })).first().waitFor();
      await page().getByText('0 tablets left').first().waitFor();
    }],
    ['the report says what is known', async () => {
      await tab('mine');
      await press('medicines-report');
      await page().getByText('3 of 3 planned doses noted; of these 2 taken (66.7 %), 1 left out. Not noted: 0.').first().waitFor();
    }],
  ];
}
