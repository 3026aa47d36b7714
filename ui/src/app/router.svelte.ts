// Which screen is shown. Kept in memory only: no address holds a word of a record, and locking
// forgets the way back.

/** The places of the rail. */
export type Place =
  | 'home' | 'timeline' | 'records' | 'track' | 'medicines' | 'share' | 'sources' | 'family' | 'settings';
/** Every screen; what is not a place is reached from one. */
export type ScreenName = Place | 'search' | 'entry' | 'trend' | 'add' | 'edit' | 'person' | 'access' | 'connect' | 'code' | 'referrals' | 'look' | 'paper' | 'radio';

/** A screen with what it needs to know, e.g. `{ screen: 'entry', id: '…' }`. */
export interface Route {
  screen: ScreenName;
  /** Entry, person, key of a trend, kind of a form: what the screen is about. */
  id?: string;
  /** Words searched for, or a detail of the screen (a tab, a kind). */
  q?: string;
}

class Router {
  /** What is shown. */
  route = $state<Route>({ screen: 'home' });
  /** Ways back, newest last. */
  #past: Route[] = [];
  #next: Route[] = [];
  canGoBack = $state(false);

  /** Shows a screen. The same screen about the same thing replaces itself. */
  go(route: Route | ScreenName, { replace = false }: { replace?: boolean } = {}): void {
    const to = typeof route === 'string' ? { screen: route } : route;
    const now = this.route;
    const same = now.screen === to.screen && now.id === to.id;
    if (!replace && !(same && now.screen === 'search')) {
      if (!same || now.q !== to.q) this.#past.push(now);
      if (this.#past.length > 100) this.#past.shift();
    }
    this.#next = [];
    this.route = to;
    this.canGoBack = this.#past.length > 0;
  }
  /** Goes back; to Home when there is no way back. */
  back(): void {
    const to = this.#past.pop();
    if (to) this.#next.push(this.route);
    this.route = to ?? { screen: 'home' };
    this.canGoBack = this.#past.length > 0;
  }
  /** Goes forward again after going back. */
  forward(): void {
    const to = this.#next.pop();
    if (!to) return;
    this.#past.push(this.route);
    this.route = to;
    this.canGoBack = true;
  }
  /** Forgets everything: after locking, and when another person is chosen. */
  reset(): void {
    this.#past = [];
    this.#next = [];
    this.canGoBack = false;
    this.route = { screen: 'home' };
  }
}
export const router = new Router();

/** The place of the rail that a screen belongs to. */
export function placeOf(route: Route): Place | null {
  switch (route.screen) {
    case 'entry':
    case 'search':
      return null;
    case 'trend':
      return 'records';
    case 'add':
    case 'edit':
      return null;
    case 'connect':
    case 'code':
    case 'look':
    case 'paper':
      return 'sources';
    case 'radio':
      return 'track';
    case 'referrals':
      return 'share';
    case 'person':
    case 'access':
      return 'family';
    default:
      return route.screen;
  }
}
