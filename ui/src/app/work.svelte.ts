// One piece of work in the core that a screen follows: how far it is, stopping it, why it failed. It goes on
// while the person looks at another screen.
import { asApiError, call, follow, type ApiError, type JobResult, type JobView } from '../ipc';

/** Thrown inside when nobody waits for the work any more. */
const forgotten = Symbol('forgotten');

export class Work {
  job = $state.raw<JobView | null>(null);
  error = $state.raw<ApiError | null>(null);
  running = $state(false);
  cancelling = $state(false);
  /** It was stopped by the person. */
  stopped = $state(false);
  #turn = 0;

  /** Does it; null when it failed (`error`), was stopped (`stopped`) or forgotten. `tell` hears of each step. */
  async run(begin: () => Promise<{ id: number }>, tell: (job: JobView) => void = () => {}): Promise<JobResult | null> {
    this.forget();
    const turn = this.#turn;
    this.running = true;
    try {
      const result = await follow(begin, (job) => {
        if (turn !== this.#turn) throw forgotten;
        this.job = job;
        tell(job);
      });
      this.stopped = result === null;
      return result;
    } catch (thrown) {
      if (thrown === forgotten || turn !== this.#turn) return null;
      const error = asApiError(thrown);
      this.stopped = error.code === 'cancelled';
      this.error = this.stopped ? null : error;
      return null;
    } finally {
      if (turn === this.#turn) {
        this.running = false;
        this.cancelling = false;
      }
    }
  }
  /** Asks the core to stop; what was there stays as it was. */
  async cancel(): Promise<void> {
    if (!this.job || this.cancelling) return;
    this.cancelling = true;
    await call('job_cancel', { id: this.job.id }).catch(() => {});
  }
  /** As if it had never been begun. */
  forget(): void {
    this.#turn += 1;
    this.job = null;
    this.error = null;
    this.running = false;
    this.cancelling = false;
    this.stopped = false;
  }
}
