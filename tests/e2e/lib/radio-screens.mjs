// Readings of devices over Bluetooth, from devices that are made up (KINFOLIO_TEST_RADIO=home).
import { button, goTo, settled } from './tour.mjs';

async function open(page, t) {
  await goTo(page, 'track');
  await button(page, t('radio-open')).click();
  await button(page, t('radio-search')).waitFor();
}
async function found(page, t, name) {
  await open(page, t);
  await button(page, t('radio-search')).click();
  await button(page, t('radio-read-named', { name })).waitFor();
}
async function read(page, t, name) {
  await found(page, t, name);
  await button(page, t('radio-read-named', { name })).click();
  await page.getByText(t('radio-into')).waitFor();
  await settled(page);
}

export const radioScreens = [
  { name: 'radio', open },
  { name: 'radio-found', open: (page, t) => found(page, t, 'Glucose Meter') },
  { name: 'radio-users', open: (page, t) => read(page, t, 'Home BP 5') },
  {
    name: 'radio-drafts',
    open: async (page, t) => {
      await read(page, t, 'Home BP 5');
      await page.getByRole('radio', { name: new RegExp(`^${t('radio-user', { n: '1' })}`) }).check();
      await page.getByText(t('radio-drafts'), { exact: true }).first().waitFor();
    },
  },
  { name: 'radio-clock', open: (page, t) => read(page, t, 'Glucose Meter') },
];
