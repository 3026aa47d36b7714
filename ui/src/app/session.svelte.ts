// What the whole page knows: is the vault open, whose record is shown, how things look.
import { atStart, call, type AppStatus, type FindingView, type PersonView, type Settings } from '../ipc';
import { loadAllWords, setLang, t } from '../i18n/index.svelte';
import { applyLook } from './look';
import { router } from './router.svelte';
import { toasts } from './toasts.svelte';

class Session {
  status = $state<AppStatus | null>(null);
  people = $state<PersonView[]>([]);
  /** The person whose record is shown; null until there is one. */
  personId = $state<string | null>(null);
  /** Counts changes of the record; screens read it to load again (`use.resource` does). */
  version = $state(0);
  /** Somebody who opens the vault and has no record yet: letters and the words of their key are shown. */
  guest = $state(false);
  /** The same person, also while they begin a record of their own: there is a way back. */
  waits = $state(false);
  /** What the quick check right after unlocking has found. */
  problems = $state<FindingView[]>([]);
  /** True while the first steps after making a vault are shown. */
  settingUp = $state(false);

  get person(): PersonView | null {
    return this.people.find((p) => p.id === this.personId) ?? null;
  }
  /** False for somebody who may only read this record: what would be refused is not offered. */
  get mayEdit(): boolean {
    return this.person?.right !== 'read';
  }
  /** The look where the vault cannot be looked at: language and size can be changed there, too. */
  #outside = $state<Settings | null>(null);
  get settings(): Settings | null {
    return this.status?.settings ?? this.#outside;
  }

  /** The first picture: from what came with the page, and then from what the core says, should it differ. */
  async start(): Promise<void> {
    const known = this.status ? null : atStart();
    if (known) await this.take(known);
    const status = await call('app_status', {});
    if (JSON.stringify(status) !== JSON.stringify(known)) await this.take(status);
  }
  /** Asks the core how things stand, after every lock and unlock. */
  async refresh(): Promise<void> {
    await this.take(await call('app_status', {}));
  }
  /** Takes a status that a command gave back. */
  async take(status: AppStatus): Promise<void> {
    await this.look(status.settings);
    if (status.state === 'unlocked') await loadAllWords();
    this.status = status;
    const was = this.#checked;
    this.#checked = status.state === 'unlocked' && !status.sample;
    if (status.state === 'unlocked') await this.loadPeople();
    else this.forget();
    if (this.#checked && !was) void this.check();
  }
  #checked = false;
  /** The history and one part of each record, another part each time; nothing is said when all is well. */
  async check(): Promise<void> {
    try {
      this.found((await call('vault_check', { full: false })).problems);
    } catch {
      // Locked meanwhile, or busy: the next unlocking looks again.
    }
  }
  /** What a check has found, told over every screen. A record that does not open says so itself. */
  found(problems: readonly FindingView[]): void {
    const own = new Set(['older-than-saved', 'older-than-seen', 'record-swapped', 'access-ended', 'record-unreadable']);
    this.problems = problems.filter((p) => !own.has(p.code));
  }
  /** Looks again after something was done about these codes. What else was found stays: a quick look meets another part. */
  async #again(done: readonly string[]): Promise<void> {
    const left = this.problems.filter((p) => !done.includes(p.code));
    this.problems = left;
    await this.check();
    this.problems = [...this.problems, ...left.filter((one) => !this.problems.some((p) => p.code === one.code && p.where === one.where))];
  }
  /** Goes on without records that this computer has seen. */
  async acceptGone(): Promise<void> {
    await call('records_accept_gone', {});
    await this.#again(['records-gone']);
  }
  /** Writes the small files in clear anew. */
  async mend(): Promise<void> {
    const { status, text } = await call('vault_mend', {});
    this.status = status;
    toasts.done(text);
    await this.#again(['public-changed', 'public-older', 'vault-file-damaged']);
  }
  /** Everything of a record leaves the memory of the page that we hold. */
  forget(): void {
    this.people = [];
    this.guest = false;
    this.waits = false;
    this.problems = [];
    this.personId = null;
    router.reset();
    // A message names people and entries, and its "Undo" would act on a record that is closed.
    toasts.clear();
  }
  async loadPeople(): Promise<void> {
    const { people } = await call('people_list', {});
    // Who has no record among several keyholders waits for a letter; who is alone begins a record.
    this.waits = people.length === 0 && (await call('caregivers', {})).caregivers.length > 1;
    this.guest = this.waits;
    this.people = people;
    if (!people.some((p) => p.id === this.personId)) this.personId = people[0]?.id ?? null;
  }
  /** Shows the record of another person, from Home. */
  select(id: string): void {
    if (id === this.personId) return;
    this.personId = id;
    router.reset();
  }
  /** Call after anything in the record has changed. */
  changed(): void {
    this.version += 1;
  }
  async look(settings: Settings): Promise<void> {
    this.#outside = settings;
    applyLook(settings);
    await setLang(settings.lang);
  }
  /** Changes settings and shows them at once. */
  async set(change: Partial<Settings>): Promise<void> {
    const before = this.settings;
    if (!before) return;
    const keep = (now: Settings) => {
      if (this.status) this.status.settings = now;
      else this.#outside = now;
    };
    const after = { ...before, ...change };
    keep(after);
    await this.look(after);
    try {
      keep(await call('settings_set', { settings: $state.snapshot(after) }));
    } catch (thrown) {
      keep(before);
      await this.look(before);
      throw thrown;
    }
    // The core writes texts in the language of the settings.
    if (change.lang && this.status?.state === 'unlocked') {
      await this.loadPeople();
      this.changed();
    }
  }
  /** The recovery paper was tried and opens the record. */
  paperOpens(status: AppStatus): void {
    if (this.status) this.status.recoveryDue = status.recoveryDue;
    toasts.done(t('kit-opens'));
  }
  /** There is a new recovery code; its paper was tried (`written`), or there is none yet. */
  async newPaper(written: boolean): Promise<void> {
    toasts.done(t(written ? 'settings-recovery-done' : 'settings-recovery-later'));
    const { recoveryDue, renewing, quickUnlock } = await call('app_status', {});
    if (this.status) Object.assign(this.status, { recoveryDue, renewing, quickUnlock });
  }
  /** Locks; the sample family has nothing to lock and is left instead. */
  async lock(): Promise<void> {
    await this.take(await call(this.status?.sample ? 'vault_close_sample' : 'vault_lock', {}));
  }
}
export const session = new Session();
