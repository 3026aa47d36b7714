// Screens of keeping and of trust: backups and the way back, papers, caregivers, troubles, another vault. Each way
// begins in the open record of the keyholder who made the vault, and `leave` ends there.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { api, button, goTo, rehearse, settled } from './tour.mjs';

/** What the core would say after days, with a keychain, or with a damaged record, without waiting for it. */
async function answering(page, command, change) {
  const at = `**/api/${command}`;
  await page.route(at, async (route) => {
    try {
      const answer = await route.fetch();
      await route.fulfill({ response: answer, json: change(await answer.json()) });
    } catch {
      // The page asked just before it was left, or the truth is told again by now.
      await route.continue().catch(() => {});
    }
  });
  return () => page.unroute(at);
}

const undo = [];
const truth = async () => {
  for (const end of undo.splice(0)) await end();
};
const shown = (page, words) => page.getByText(words, { exact: true }).first().scrollIntoViewIfNeeded();
const title = (page, words) => page.getByRole('heading', { name: words, exact: true }).first();

/** To the card of backups. */
async function backups(page, t) {
  await goTo(page, 'settings');
  await title(page, t('backup-title')).evaluate((node) => node.scrollIntoView());
}

async function lock(page, t) {
  await button(page, t('ui-lock')).click();
  await page.locator('#passphrase').waitFor();
}
async function unlock(page, t, passphrase, name = 'Lan') {
  const tile = page.getByRole('button', { name, exact: true });
  if (await tile.count()) await tile.click();
  await page.locator('#passphrase').fill(passphrase);
  await button(page, t('unlock-open')).click();
}
const reload = async (page) => {
  await truth();
  await page.reload();
  await settled(page);
};

/** Makes a backup with nobody but its maker in it; gives its place. */
async function backup(page, t) {
  await backups(page, t);
  const status = await api(page, 'backup_status');
  if (!status.place) {
    await button(page, t('backup-choose')).click();
    await button(page, t('backup-now')).waitFor();
  }
}

let passphrase = '';
/** Chooses the newest backup in the dialog. */
async function chooseBackup(page, t, vault) {
  const { place, backups: all } = await api(page, 'backup_status');
  const chooser = page.waitForEvent('filechooser');
  await button(page, t('restore-choose')).click();
  await (await chooser).setFiles(join(place, all[0].name));
  await page.getByText(all[0].name).waitFor();
}

/**
 * `told`: the browser is told by the core's answers what has happened; `file`: a backup is chosen in a dialog.
 * A `leave` that wrote a paper gives its code.
 */
export const vaultScreens = [
  { name: 'backup-none', open: backups, leave: async () => {} },
  { name: 'backup-chosen', open: backup, leave: async () => {} },
  {
    name: 'backup-making',
    told: true,
    open: async (page, t) => {
      undo.push(await answering(page, 'job', (job) => ({ ...job, state: 'running', done: 42, total: 100, result: null })));
      await backups(page, t);
      await button(page, t('backup-now')).click();
      await page.getByRole('progressbar').waitFor();
    },
    leave: truth,
  },
  {
    name: 'backup-done',
    open: async (page, t) => {
      await title(page, t('backup-list')).waitFor();
      await button(page, t('backup-now')).waitFor();
      await button(page, t('backup-now')).scrollIntoViewIfNeeded();
    },
    leave: async () => {},
  },
  {
    name: 'backup-practised',
    open: async (page, t) => {
      await button(page, t('backup-rehearse')).click();
      // The card makes way for the bar, and comes back with the day on it.
      await page.getByText(t('backup-rehearsed-never')).waitFor({ state: 'detached' });
      await page.getByRole('progressbar').waitFor({ state: 'detached' });
      await button(page, t('backup-rehearse')).waitFor();
      await button(page, t('backup-rehearse')).evaluate((node) => node.scrollIntoView());
    },
    leave: async () => {},
  },
  {
    name: 'backup-gone',
    told: true,
    open: async (page, t) => {
      undo.push(await answering(page, 'backup_status', (now) => ({ ...now, there: false, failed: 'backup-place-gone', due: 'days', days: 12 })));
      await page.reload();
      await settled(page);
      await backups(page, t);
      await page.getByText(t('backup-gone')).waitFor();
    },
    leave: truth,
  },
  {
    name: 'backup-due',
    told: true,
    open: async (page, t) => {
      undo.push(await answering(page, 'backup_status', (now) => ({ ...now, due: 'days', days: 12 })));
      await page.reload();
      await settled(page);
      await goTo(page, 'home');
      await button(page, t('backup-due-go')).waitFor();
    },
    leave: reload,
  },
  {
    name: 'home-tries',
    told: true,
    open: async (page, t) => {
      const lastText = (lang) => (lang === 'zh-CN' ? '2026年11月24日 14:02' : '24 Nov 2026 14:02');
      const wrongTries = (lang) => ({ count: 5, last: '2026-11-24T14:02:00+08:00', lastText: lastText(lang) });
      undo.push(await answering(page, 'app_status', (now) => ({ ...now, wrongTries: wrongTries(now.settings.lang) })));
      await page.reload();
      await settled(page);
      await goTo(page, 'home');
      await button(page, t('tries-mine')).waitFor();
    },
    leave: reload,
  },
  {
    name: 'home-renewing',
    told: true,
    open: async (page, t) => {
      undo.push(await answering(page, 'app_status', (now) => ({ ...now, renewing: true })));
      await page.reload();
      await settled(page);
      await goTo(page, 'home');
      await button(page, t('renew-unfinished-do')).waitFor();
    },
    leave: reload,
  },
  {
    name: 'renew-keys',
    open: async (page, t) => {
      await goTo(page, 'settings');
      await button(page, t('renew-open')).click();
      await page.getByRole('dialog').waitFor();
    },
    leave: (page) => page.keyboard.press('Escape'),
  },
  {
    name: 'renew-left',
    told: true,
    open: async (page, t) => {
      const says = async (command, json) => {
        await page.route(`**/api/${command}`, (route) => route.fulfill({ json }));
        undo.push(() => page.unroute(`**/api/${command}`));
      };
      const code = { recoveryCode: 'KF1Q7-RT2M9-X84HD-PN3W6-YKC0Z-J5' };
      const result = { type: 'keysRenewed', code, renewed: 2, failed: ['Li Wei'], left: ['Li Hua'], again: [{ person: 'Li Mei', who: 'Wei' }] };
      await says('keys_renew', { id: 9 });
      await says('job', { id: 9, state: 'done', done: 2, total: 2, resources: 0, result });
      await goTo(page, 'settings');
      await button(page, t('renew-open')).click();
      await page.locator('#current').fill('violet anchor dusk');
      for (const id of ['#new-passphrase', '#new-again']) await page.locator(id).fill('quiet river carries seven');
      await button(page, t('renew-do')).click();
      await page.getByTestId('recovery-code').waitFor();
      await button(page, t('kit-skip')).click();
      await button(page, t('kit-skip-do')).click();
      await page.getByText(t('renew-backups')).waitFor();
    },
    leave: reload,
  },
  {
    name: 'restore-choose',
    file: true,
    open: async (page, t, own) => {
      passphrase = own;
      await backups(page, t);
      await button(page, t('restore-open')).click();
      await shown(page, t('restore-lead'));
    },
    leave: async () => {},
  },
  {
    name: 'restore-passphrase',
    file: true,
    open: async (page, t) => {
      await chooseBackup(page, t);
      await button(page, t('restore-read')).scrollIntoViewIfNeeded();
    },
    leave: async () => {},
  },
  {
    name: 'restore-wrong',
    file: true,
    open: async (page, t) => {
      await page.getByRole('textbox', { name: t('restore-with-passphrase') }).fill('not this one');
      await button(page, t('restore-read')).click();
      await page.getByRole('alert').first().waitFor();
    },
    leave: async () => {},
  },
  {
    name: 'restore-found',
    file: true,
    open: async (page, t) => {
      await page.getByRole('textbox', { name: t('restore-with-passphrase') }).fill(passphrase);
      await button(page, t('restore-read')).click();
      await button(page, t('restore-go')).waitFor();
      await button(page, t('restore-go')).scrollIntoViewIfNeeded();
    },
    leave: async (page) => {
      await api(page, 'backup_restore_cancel');
      await reload(page);
    },
  },
  {
    name: 'paper-new',
    open: async (page, t) => {
      await goTo(page, 'settings');
      await button(page, t('settings-recovery')).click();
      await page.getByRole('dialog').waitFor();
    },
    leave: (page) => page.keyboard.press('Escape'),
  },
  {
    name: 'quick-settings',
    told: true,
    open: async (page, t) => {
      undo.push(await answering(page, 'app_status', (now) => ({ ...now, quickUnlock: { possible: true, keyholders: [] } })));
      await page.reload();
      await settled(page);
      await goTo(page, 'settings');
      await button(page, t('quick-on-do')).scrollIntoViewIfNeeded();
    },
    leave: reload,
  },
  {
    name: 'caregiver-paper',
    open: async (page, t, own) => {
      await goTo(page, 'family');
      await button(page, t('care-add')).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel(t('care-add-name'), { exact: true }).fill('Jun');
      await dialog.getByRole('textbox', { name: t('care-add-theirs'), exact: true }).fill('river lantern copper meadow');
      await dialog.getByRole('textbox', { name: t('pass-again'), exact: true }).fill('river lantern copper meadow');
      await dialog.getByRole('textbox', { name: t('care-add-own') }).fill(own);
      await button(page, t('care-add-do')).click();
      await page.getByTestId('recovery-code').waitFor();
    },
    leave: async (page, t) => {
      const code = await rehearse(page, t);
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      return code;
    },
  },
  {
    name: 'caregiver-change',
    open: async (page, t) => {
      await goTo(page, 'family');
      // Jun’s; where there are several records Jun was given none, and it is Wei’s.
      await page.locator('#main .access').getByRole('button', { name: t('care-change') }).first().click();
      await page.getByRole('dialog').waitFor();
    },
    leave: (page) => page.keyboard.press('Escape'),
  },
  {
    name: 'trouble',
    told: true,
    open: async (page, t) => {
      const trouble = {
        code: 'vault-damaged', text: t('trouble-vault-damaged'), advice: t('trouble-vault-damaged-advice'), missing: 0, canAccept: true,
      };
      undo.push(await answering(page, 'people_list', (all) => ({ ...all, people: all.people.map((p) => ({ ...p, trouble })) })));
      await page.reload();
      await settled(page);
      await button(page, t('trouble-backup')).waitFor();
    },
    leave: async () => {},
  },
  {
    name: 'trouble-restore',
    told: true,
    open: async (page, t) => {
      await button(page, t('trouble-backup')).click();
      await button(page, t('restore-choose')).waitFor();
    },
    leave: reload,
  },
  {
    name: 'noted',
    told: true,
    open: async (page, t) => {
      const where = (await api(page, 'people_list')).people[0].id;
      undo.push(
        await answering(page, 'vault_check', () => ({
          ok: false, problems: [{ code: 'file-missing', severity: 'error', where, text: t('check-file-missing', { count: 2 }) }],
        })),
      );
      await page.reload();
      await settled(page);
      await goTo(page, 'home');
    },
    leave: reload,
  },
  {
    name: 'unlock-add',
    open: async (page, t, own) => {
      passphrase = own;
      await lock(page, t);
      await button(page, t('unlock-add')).click();
      await page.getByLabel(t('unlock-add-name'), { exact: true }).waitFor();
    },
    leave: async () => {},
  },
  {
    name: 'unlock-add-paper',
    open: async (page, t) => {
      await page.getByLabel(t('unlock-add-name'), { exact: true }).fill('Bo');
      await page.getByRole('textbox', { name: t('pass-new'), exact: true }).fill('paper window silver garden');
      await page.getByRole('textbox', { name: t('pass-again'), exact: true }).fill('paper window silver garden');
      await button(page, t('unlock-add-do')).click();
      await page.getByTestId('recovery-code').waitFor();
    },
    leave: (page, t) => rehearse(page, t),
  },
  {
    name: 'guest',
    open: async (page, t) => {
      await page.locator('#passphrase').waitFor();
      await unlock(page, t, 'paper window silver garden', 'Bo');
      await title(page, t('guest-title')).waitFor();
    },
    leave: async (page, t) => {
      await button(page, t('guest-lock')).click();
      await page.locator('#passphrase').waitFor();
    },
  },
  {
    name: 'reader-home',
    open: async (page, t) => {
      await unlock(page, t, 'amber kettle morning ladder', 'Wei');
      await page.locator('[data-place="home"]').waitFor();
    },
    leave: async () => {},
  },
  ...['track', 'sources', 'medicines'].map((place) => ({
    name: `reader-${place}`,
    open: async (page, t) => {
      await goTo(page, place);
      // Nothing is offered that the core would refuse.
      assert.equal(await page.locator('#main form').count(), 0, `a form on ${place}`);
      for (const key of ['home-add', 'medicines-add', 'sources-files', 'sources-undo']) {
        assert.equal(await page.locator('#main').getByRole('button', { name: t(key) }).count(), 0, `${key} on ${place}`);
      }
    },
    leave: async () => {},
  })),
  {
    name: 'unlock-restore',
    open: async (page, t) => {
      await lock(page, t);
      await button(page, t('restore-open')).click();
      await button(page, t('restore-choose')).waitFor();
    },
    leave: (page, t) => button(page, t('ui-back')).click(),
  },
  {
    name: 'unlock-wait',
    open: async (page, t) => {
      for (let n = 0; n < 4; n += 1) {
        await page.locator('#passphrase').fill(`wrong ${n}`);
        await button(page, t('unlock-open')).click();
        await page.locator('#passphrase-error').waitFor();
        await page.waitForFunction(() => document.querySelector('#passphrase')?.value === '');
      }
      await page.waitForFunction(() => [...document.querySelectorAll('button[type=submit]')].some((b) => b.disabled));
    },
    leave: async () => {},
  },
  {
    name: 'vault-none-there',
    open: async (page, t) => {
      await button(page, t('vault-other')).click();
      await page.getByText(t('err-no-vault-there')).waitFor();
    },
    leave: async () => {},
  },
  {
    name: 'vault-away',
    told: true,
    open: async (page, t) => {
      undo.push(
        await answering(page, 'app_status', (now) => ({ ...now, state: 'no-vault', keyholders: [], elsewhere: '/media/lan/STICK/kinfolio/vault' })),
      );
      await page.reload();
      await title(page, t('vault-away-title')).waitFor();
    },
    leave: async () => {},
  },
  {
    name: 'not-open',
    told: true,
    open: async (page, t) => {
      await truth();
      await page.route('**/api/app_status', (route) =>
        route.fulfill({ status: 400, json: { code: 'vault-file-damaged', params: {}, fields: [] } }),
      );
      undo.push(() => page.unroute('**/api/app_status'));
      await page.reload();
      await title(page, t('not-open-title')).waitFor();
    },
    leave: async () => {},
  },
  {
    name: 'mend',
    told: true,
    open: async (page, t) => {
      await button(page, t('mend-open')).click();
      await page.locator('#mend-passphrase').waitFor();
    },
    leave: async (page, t) => {
      await reload(page);
      await page.locator('#passphrase').waitFor();
      // The pause after wrong passphrases is short; nothing is typed before it is over.
      await page.waitForFunction(() => ![...document.querySelectorAll('button[type=submit]')].some((b) => b.disabled), null, { timeout: 90_000 });
      await unlock(page, t, passphrase);
      await page.locator('[data-place="home"]').waitFor();
    },
  },
];
