// Papers: one is added, and its results are compared line by line. The papers are texts of ours; the vault of the screenshots is
// thrown away.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './paths.mjs';
import { button, goTo } from './tour.mjs';

const sheet = (name) => readFileSync(join(root, 'tests/fixtures/papers', name), 'utf8');

async function add(page, t) {
  await goTo(page, 'home');
  await goTo(page, 'sources');
  await button(page, t('papers-title')).click();
  await button(page, t('papers-save')).waitFor();
}
const read = (file) => async (page, t) => {
  await add(page, t);
  await button(page, t('papers-paste')).click();
  await page.getByLabel(t('papers-paste-label')).fill(sheet(file));
  await button(page, t('papers-save')).click();
  await page.locator('[data-tick]').first().waitFor();
};
export const paperScreens = [
  { name: 'paper-add', open: add },
  { name: 'paper-read', open: read('cn-lipids.txt'), leave: (page) => page.reload() },
  {
    name: 'paper-edit',
    open: async (page, t) => {
      await read('doubtful.txt')(page, t);
      await page.locator('[data-tick]').first().press('Enter');
      await page.getByLabel(t('papers-line-value')).waitFor();
    },
    leave: (page) => page.reload(),
  },
];
