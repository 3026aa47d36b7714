// Loading something from the core and keeping it current. Use in the script of a component:
//   const home = resource(() => call('home', { person: session.personId! }));
//   <Loaded from={home}>{#snippet children(data)}…{/snippet}</Loaded>
// Reactive values read in the function before its first await make it load again; so does
// session.changed(). A late answer to an older question is dropped.
import { asApiError, type ApiError } from '../ipc';
import { session } from './session.svelte';

export class Resource<T> {
  data = $state.raw<T | null>(null);
  error = $state.raw<ApiError | null>(null);
  loading = $state(true);
  #turn = 0;
  #ask: () => Promise<T>;

  constructor(ask: () => Promise<T>) {
    this.#ask = ask;
    $effect(() => {
      void session.version;
      void this.load();
    });
  }
  /** Asks (again). What is there stays on the screen until the answer comes. */
  async load(): Promise<void> {
    this.#turn += 1;
    const turn = this.#turn;
    let answer: Promise<T>;
    try {
      answer = this.#ask();
    } catch (thrown) {
      answer = Promise.reject(thrown);
    }
    await Promise.resolve(); // state changes come after the reads of the effect
    if (turn === this.#turn) this.loading = true;
    try {
      const data = await answer;
      if (turn !== this.#turn) return;
      this.data = data;
      this.error = null;
    } catch (thrown) {
      if (turn !== this.#turn) return;
      this.error = asApiError(thrown);
    }
    this.loading = false;
  }
}

/** Loads with a function and loads again when what it reads changes. */
export function resource<T>(ask: () => Promise<T>): Resource<T> {
  return new Resource(ask);
}
