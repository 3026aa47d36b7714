// Tables of devices that do not say all: the questions before anything is read.
import { join } from 'node:path';
import { button, goTo } from './tour.mjs';
import { root } from './paths.mjs';

const ask = (name, file, key) => ({
  name,
  open: async (page, t) => {
    await goTo(page, 'sources');
    const chooser = page.waitForEvent('filechooser');
    await button(page, t('sources-files')).click();
    await (await chooser).setFiles(join(root, 'tests/fixtures/devices', file));
    await page.getByText(t(key)).first().waitFor();
  },
  leave: (page) => page.reload(),
});

export const deviceScreens = [
  ask('sources-ask', 'meter-to-ask.csv', 'ask-title-several'),
  ask('sources-ask-columns', 'unknown-columns.csv', 'ask-title-several'),
];
