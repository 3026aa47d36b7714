// A list that comes in pages from the core, by its cursor. What is on the screen stays until the
// first page of the new list is there; an answer to an older question is dropped.
import { asApiError, type ApiError } from '../ipc';

/** One page: its items and where to go on, null at the end. */
export interface PageOf<T> {
  items: T[];
  next: string | null;
}

export class Pager<T> {
  items = $state.raw<T[]>([]);
  /** Nothing more comes. */
  ended = $state(false);
  loading = $state(true);
  /** True once the first page of the present question is there. */
  ready = $state(false);
  error = $state.raw<ApiError | null>(null);
  #next: string | null = null;
  #turn = 0;
  #busy = false;

  constructor(private readonly ask: (before: string | null) => Promise<PageOf<T>>) {}

  /** Begins anew; `least`: how many items to load at once, to come back to a place in the list. */
  async restart(least = 1): Promise<void> {
    this.#turn += 1;
    const turn = this.#turn;
    this.#busy = true;
    this.loading = true;
    let items: T[] = [];
    let next: string | null = null;
    try {
      do {
        const page: PageOf<T> = await this.ask(next);
        if (turn !== this.#turn) return;
        items = items.concat(page.items);
        next = page.next;
      } while (next !== null && items.length < least);
      this.items = items;
      this.#next = next;
      this.ended = next === null;
      this.ready = true;
      this.error = null;
    } catch (thrown) {
      if (turn !== this.#turn) return;
      this.error = asApiError(thrown);
    }
    this.loading = false;
    this.#busy = false;
  }
  /** Loads the next page, if there is one and none is on its way. */
  async more(): Promise<void> {
    if (this.#busy || this.ended || this.#next === null) return;
    const turn = this.#turn;
    this.#busy = true;
    this.loading = true;
    try {
      const page = await this.ask(this.#next);
      if (turn !== this.#turn) return;
      this.items = this.items.concat(page.items);
      this.#next = page.next;
      this.ended = page.next === null;
      this.error = null;
    } catch (thrown) {
      if (turn !== this.#turn) return;
      this.error = asApiError(thrown);
    }
    this.loading = false;
    this.#busy = false;
  }
}
