// What hospitals have brought for everybody in the family, not only for the person on the screen.
import { call, onLocked } from '../ipc';
import type { PortalNews } from '../ipc/generated/PortalNews';

class News {
  all = $state.raw<PortalNews[]>([]);
  #turn = 0;

  /** Asks anew; a late answer to an older question is dropped. */
  async load(): Promise<PortalNews[]> {
    this.#turn += 1;
    const turn = this.#turn;
    const { news } = await call('portal_news', {});
    if (turn === this.#turn) this.all = news;
    return this.all;
  }
  /** How many entries of a person nobody has looked at. */
  of(person: string): number {
    return this.all.filter((one) => one.person === person).reduce((n, one) => n + one.fresh, 0);
  }
  /** What is new for the others. */
  besides(person: string | null): PortalNews[] {
    return this.all.filter((one) => one.person !== person);
  }
  forget(): void {
    this.#turn += 1;
    this.all = [];
  }
}
export const news = new News();
onLocked(() => news.forget());
