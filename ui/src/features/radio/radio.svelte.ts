// Readings of a device, step by step: look for it, read it, look at what it gave, take what was ticked. Nothing is
// stored before the last step. What a reading means, and whose it was before, is for the core to say.
import { session } from '../../app/session.svelte';
import { asApiError, call, type ApiError, type JobView, type RadioClock, type RadioDeviceView, type RadioDraftsView, type RadioDraftView, type RadioStateView, type RadioTaken } from '../../ipc';

export type Step = 'begin' | 'searching' | 'found' | 'reading' | 'drafts' | 'saved';

/** How long to wait between two questions about a job, in ms. */
const pause = 250;

export class RadioWork {
  step = $state<Step>('begin');
  radio = $state.raw<RadioStateView | null>(null);
  devices = $state.raw<RadioDeviceView[]>([]);
  job = $state.raw<JobView | null>(null);
  /** Whose record it goes into. */
  person = $state('');
  view = $state.raw<RadioDraftsView | null>(null);
  ticked = $state<Record<number, boolean>>({});
  /** When a reading was measured whose device does not say. */
  times = $state<Record<number, string>>({});
  clock = $state<RadioClock | null>(null);
  /** The user of the device, as a word: its number, or `none`. */
  user = $state<string | null>(null);
  sure = $state(false);
  taken = $state.raw<RadioTaken | null>(null);
  undone = $state(false);
  error = $state.raw<ApiError | null>(null);
  busy = $state(false);
  /** The core wants to hear it: it knows of more than is shown here. */
  #asked = $state(false);
  #turn = 0;
  /** The number of the job that is running. */
  #id: number | null = null;

  constructor(person: string) {
    this.person = person;
  }
  /** Whether there is a radio, and which devices are known. */
  async look(): Promise<void> {
    this.error = null;
    await this.#try(async () => {
      this.radio = await call('radio_state', { person: this.person });
    });
  }
  async search(): Promise<void> {
    this.devices = [];
    const done = await this.#work('searching', () => call('radio_scan', { person: this.person }), async () => {
      this.devices = (await call('radio_found', { person: this.person })).devices;
    });
    if (done?.result?.type === 'radioFound') this.devices = done.result.devices;
    if (done || this.step === 'searching') this.step = this.error ? 'begin' : 'found';
  }
  async read(device: RadioDeviceView): Promise<void> {
    const before = this.devices.length > 0 ? 'found' : 'begin';
    const done = await this.#work('reading', () => call('radio_read', { person: this.person, device: device.id }));
    if (done?.result?.type !== 'radioRead') {
      if (this.step === 'reading') this.step = before;
      return;
    }
    const { read } = done.result;
    this.clock = null;
    await this.#drafts(read);
    if (this.view) this.step = 'drafts';
    else this.step = before;
  }
  /** Stops what is going on; nothing is stored. */
  async stop(): Promise<void> {
    const now = this.#id;
    this.#turn += 1;
    this.#id = null;
    this.step = this.devices.length > 0 ? 'found' : 'begin';
    this.job = null;
    if (now !== null) await call('job_cancel', { id: now }).catch(() => {});
  }
  /** The same readings beside another person. */
  async into(person: string): Promise<void> {
    this.person = person;
    if (this.view) await this.#drafts(this.view.read);
  }
  async answer(clock: RadioClock): Promise<void> {
    this.clock = clock;
    if (this.view) await this.#drafts(this.view.read, true);
  }
  choose(user: string): void {
    this.user = user;
    this.sure = false;
    this.#asked = false;
    for (const draft of this.view?.drafts ?? []) this.ticked[draft.n] = this.#fits(draft) && draft.place === 'new' && draft.doubts.length === 0;
  }
  /** The readings of the chosen user; all where nobody has to choose. */
  get shown(): RadioDraftView[] {
    return (this.view?.drafts ?? []).filter((draft) => this.#fits(draft));
  }
  get chosen(): RadioDraftView[] {
    return this.shown.filter((draft) => draft.place !== 'here' && this.ticked[draft.n]);
  }
  get fresh(): RadioDraftView[] {
    return this.shown.filter((draft) => draft.place !== 'here');
  }
  get mustChoose(): boolean {
    return (this.view?.users.length ?? 0) > 1;
  }
  /** Readings of this user went elsewhere before, or one of those chosen is in another record. */
  get strange(): boolean {
    const users = this.view?.users ?? [];
    const one = users.length > 1 ? users.find((u) => wordOf(u.user) === this.user) : users[0];
    const others = users.length === 1 || users.some((u) => u.here);
    const unknown = !!one && !one.here && (one.elsewhere !== null || others);
    return unknown || this.#asked || this.chosen.some((draft) => draft.place === 'elsewhere');
  }
  /** Why it cannot be saved yet, as a key of the catalogue. */
  get missing(): 'radio-clock-needed' | 'radio-user-needed' | 'radio-when-needed' | 'radio-confirm-needed' | null {
    if (this.view?.clock && !this.clock) return 'radio-clock-needed';
    if (this.mustChoose && this.user === null) return 'radio-user-needed';
    if (this.chosen.some((draft) => draft.needsTime && !this.times[draft.n])) return 'radio-when-needed';
    if (this.strange && !this.sure && this.chosen.length > 0) return 'radio-confirm-needed';
    return null;
  }
  tick(on: boolean): void {
    for (const draft of this.shown) this.ticked[draft.n] = on && draft.place === 'new';
  }
  async save(): Promise<void> {
    const view = this.view;
    if (!view || this.missing || this.chosen.length === 0) return;
    this.busy = true;
    this.error = null;
    await this.#try(async () => {
      const lines = this.chosen.map((draft) => (draft.needsTime ? { n: draft.n, at: this.times[draft.n] ?? null } : { n: draft.n }));
      this.taken = await call('radio_take', { person: this.person, read: view.read, lines, clock: this.clock, confirmOther: this.strange && this.sure });
      this.undone = false;
      this.step = 'saved';
      session.changed();
    });
    const failed = this.error as ApiError | null;
    if (failed?.code === 'radio-other-person') this.#asked = true;
    this.busy = false;
  }
  async undo(): Promise<void> {
    const act = this.taken?.import;
    if (act === null || act === undefined) return;
    this.busy = true;
    await this.#try(async () => {
      await call('import_undo', { person: this.person, import: act });
      this.undone = true;
      session.changed();
    });
    this.busy = false;
  }
  async forget(device: RadioDeviceView): Promise<void> {
    this.radio = await call('radio_forget', { person: this.person, device: device.id });
  }
  again(): void {
    this.#turn += 1;
    this.step = 'begin';
    this.devices = [];
    this.view = null;
    this.taken = null;
    this.error = null;
    void this.look();
  }

  #fits(draft: RadioDraftView): boolean {
    return !this.mustChoose || wordOf(draft.user) === this.user;
  }
  async #drafts(read: number, keep = false): Promise<void> {
    this.error = null;
    await this.#try(async () => {
      const view = await call('radio_drafts', { person: this.person, read, clock: this.clock });
      this.view = view;
      if (!keep) {
        this.times = {};
        this.sure = false;
        this.#asked = false;
        const mine = view.users.filter((user) => user.here);
        this.user = view.users.length > 1 && mine.length === 1 ? wordOf(mine[0]!.user) : null;
      }
      this.ticked = Object.fromEntries(view.drafts.map((draft) => [draft.n, draft.proposed]));
      if (this.user !== null) this.choose(this.user);
    });
  }
  async #try(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (thrown) {
      this.error = asApiError(thrown);
    }
  }
  async #work(step: Step, begin: () => Promise<{ id: number }>, meanwhile: () => Promise<void> = async () => {}): Promise<JobView | null> {
    this.#turn += 1;
    const turn = this.#turn;
    this.step = step;
    this.error = null;
    this.job = null;
    try {
      const { id } = await begin();
      if (turn !== this.#turn) {
        // Stopped before it had a number.
        await call('job_cancel', { id }).catch(() => {});
        return null;
      }
      this.#id = id;
      for (;;) {
        const job = await call('job', { id });
        if (turn !== this.#turn) return null;
        this.job = job;
        if (job.state === 'done') return job;
        if (job.state === 'failed') throw job.error;
        if (job.state === 'cancelled') return null;
        await meanwhile();
        if (turn !== this.#turn) return null;
        await new Promise((done) => setTimeout(done, pause));
      }
    } catch (thrown) {
      if (turn === this.#turn) this.error = asApiError(thrown);
      return null;
    }
  }
}

/** A user of a device as a word. */
export const wordOf = (user: number | null): string => (user === null ? 'none' : String(user));
