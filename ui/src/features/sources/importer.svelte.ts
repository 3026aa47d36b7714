// Bringing in, step by step: look at the files, ask, run, report. It goes on while the person looks at
// another screen, and everything of it is forgotten when the vault is locked.
import { dropped } from '../../app/dropped.svelte';
import { session } from '../../app/session.svelte';
import { asApiError, call, onLocked, type ApiError, type ImportPreviewView, type ImportRunView, type JobView, type PersonRequest, type PickedFile } from '../../ipc';

import { openQuestions } from './target';

/** Where the files go. */
export type Target = { person: string; confirmOther: boolean } | { newPerson: PersonRequest };

type Stage =
  | { at: 'idle' }
  | { at: 'looking' }
  | { at: 'asking'; preview: ImportPreviewView }
  | { at: 'running' }
  | { at: 'done'; report: ImportRunView }
  | { at: 'stopped' };

/** How long to wait between two questions about a job, in ms. */
const pause = 150;

class Importer {
  stage = $state.raw<Stage>({ at: 'idle' });
  job = $state.raw<JobView | null>(null);
  error = $state.raw<ApiError | null>(null);
  cancelling = $state(false);
  /** The person whose record was open when the files were chosen. */
  person = $state<string | null>(null);
  files: PickedFile[] = [];
  /** What was answered to questions about tables. */
  answers: Record<string, string> = {};
  #turn = 0;

  get busy(): boolean {
    return this.stage.at === 'looking' || this.stage.at === 'running';
  }
  /** Takes files that were dropped, when nothing else is going on. */
  takeDropped(): void {
    if (this.busy) return;
    const files = dropped.take();
    if (files.length > 0) void this.look(files);
  }
  /** Looks at the same files again, with what the person answered. */
  async answer(answers: Record<string, string>): Promise<void> {
    if (this.stage.at !== 'asking') return;
    await this.look(this.files, { ...this.answers, ...answers });
  }
  /** Looks at files without storing anything. */
  async look(files: PickedFile[], answers: Record<string, string> = {}): Promise<void> {
    if (files.length === 0 || this.busy) return;
    this.files = files;
    this.answers = answers;
    this.person = session.personId;
    const tokens = files.map((f) => f.token);
    const look = (person: string | null) => this.#work({ at: 'looking' }, () => call('import_preview', { person, files: tokens, answers }));
    const job = await look(this.person);
    if (job?.result?.type !== 'preview') return;
    const preview = job.result;
    const fits = preview.suggestion.person;
    if (fits && fits !== this.person) {
      // They belong to another record: what is new is said of that one, whom they differ from of this one.
      const there = await look(fits);
      if (there?.result?.type !== 'preview') return;
      preview.files = there.result.files;
    }
    this.stage = { at: 'asking', preview };
  }
  /** Opens files with a lock with their six words, and looks at all again; throws where the words open none. */
  async unlock(words: string): Promise<void> {
    if (this.stage.at !== 'asking') return;
    const turn = this.#turn;
    await call('package_look', { files: this.files.map((f) => f.token), words });
    if (turn === this.#turn) await this.look(this.files, this.answers);
  }
  /** Stores them; all or nothing. */
  async run(target: Target, label: string | null = null): Promise<void> {
    if (this.stage.at !== 'asking') return;
    const asking = this.stage;
    const files = this.files.map((f) => f.token);
    const job = await this.#work({ at: 'running' }, () =>
      call('import_run', 'person' in target ? { person: target.person, files, confirmOther: target.confirmOther, label, answers: this.answers } : { newPerson: target.newPerson, files, label, answers: this.answers }),
    );
    if (job?.result?.type === 'run' && job.result.import === null && openQuestions(job.result.files).length > 0) {
      // What was answered for one person counts for nobody else: asked again for the one who was chosen.
      this.stage = { at: 'asking', preview: { ...asking.preview, files: job.result.files } };
    } else if (job?.result?.type === 'run') {
      this.stage = { at: 'done', report: job.result };
      await session.loadPeople();
      session.changed();
    } else if (this.error) {
      this.stage = asking;
    }
  }
  /** Shows what came in another way. */
  async came(report: ImportRunView): Promise<void> {
    this.reset();
    this.person = session.personId;
    this.stage = { at: 'done', report };
    await session.loadPeople();
    session.changed();
  }
  /** Stops the work; the vault stays as it was. */
  async cancel(): Promise<void> {
    if (!this.job || this.cancelling) return;
    this.cancelling = true;
    await call('job_cancel', { id: this.job.id }).catch(() => {});
  }
  /** Back to the start; forgets files and report. */
  reset(): void {
    this.#turn += 1;
    this.stage = { at: 'idle' };
    this.job = null;
    this.error = null;
    this.cancelling = false;
    this.files = [];
    this.answers = {};
  }

  async #work(stage: Stage, begin: () => Promise<{ id: number }>): Promise<JobView | null> {
    this.#turn += 1;
    const turn = this.#turn;
    this.stage = stage;
    this.error = null;
    this.job = null;
    this.cancelling = false;
    try {
      const { id } = await begin();
      for (;;) {
        const job = await call('job', { id });
        if (turn !== this.#turn) return null;
        this.job = job;
        if (job.state === 'done') return job;
        if (job.state === 'failed') throw job.error;
        if (job.state === 'cancelled') {
          this.stage = { at: 'stopped' };
          return null;
        }
        await new Promise((done) => setTimeout(done, pause));
      }
    } catch (thrown) {
      if (turn !== this.#turn) return null;
      this.error = asApiError(thrown);
      this.stage = this.error.code === 'cancelled' ? { at: 'stopped' } : { at: 'idle' };
      if (this.error.code === 'cancelled') this.error = null;
      return null;
    }
  }
}
export const importer = new Importer();
onLocked(() => importer.reset());
