// Where one was on a screen: whoever comes back finds the line that they opened, not the top of a long list. Kept only
// as long as the frame of an open record is there.
import type { Route } from './router.svelte';

interface Spot {
  page: number;
  list: number;
  /** Words of what had the focus, and which of several with these words it was. */
  words: string | null;
  nth: number;
}

/** Tries of 50 ms each: a long list loads its parts one after the other. */
const TRIES = 60;
const scroller = (main: HTMLElement) => main.querySelector<HTMLElement>('[data-scrolls]');
const same = (main: HTMLElement, words: string | null) =>
  [...main.querySelectorAll<HTMLElement>('button, a[href]')].filter((one) => one.textContent === words);

export class Spots {
  #kept = new WeakMap<Route, Spot>();

  /** Before another screen takes this one's place. */
  keep(route: Route, main: HTMLElement): void {
    const active = document.activeElement;
    const within = active instanceof HTMLElement && active !== main && main.contains(active) && active.matches('button, a[href]');
    const words = within ? active.textContent : null;
    this.#kept.set(route, {
      page: main.scrollTop,
      list: scroller(main)?.scrollTop ?? 0,
      words,
      nth: within ? same(main, words).indexOf(active) : 0,
    });
  }

  /** Leads back to it, unless the person has moved on: `still` says whether they have not. */
  async restore(route: Route, main: HTMLElement, still: () => boolean): Promise<void> {
    const spot = this.#kept.get(route);
    if (!spot) return;
    // Whoever scrolls or types meanwhile is not pulled back.
    const over = new AbortController();
    for (const event of ['wheel', 'pointerdown', 'keydown']) window.addEventListener(event, () => over.abort(), { signal: over.signal, passive: true });
    await this.#lead(spot, main, () => still() && !over.signal.aborted);
    over.abort();
  }

  async #lead(spot: Spot, main: HTMLElement, still: () => boolean): Promise<void> {
    for (let tries = 0; tries < TRIES && still(); tries += 1) {
      const list = scroller(main);
      if (list) list.scrollTop = spot.list;
      main.scrollTop = spot.page;
      const there = (!spot.list || (list?.scrollTop ?? 0) >= spot.list - 1) && main.scrollTop >= spot.page - 1;
      const one = there && spot.words !== null ? same(main, spot.words)[spot.nth] : undefined;
      if (one) {
        one.focus({ preventScroll: true });
        one.scrollIntoView({ block: 'nearest' });
        return;
      }
      if (there && spot.words === null) return;
      await new Promise((done) => setTimeout(done, 50));
    }
  }
}
