// Getting what is new from hospitals that are connected: one piece of work for each, remembered while the
// person looks at other screens, forgotten when the vault is locked.
import { SvelteMap } from 'svelte/reactivity';
import { session } from '../../../app/session.svelte';
import { call, onLocked, type PortalSynced } from '../../../ipc';
import { Work } from '../../../app/work.svelte';

class Visits {
  #works = new SvelteMap<string, Work>();

  /** The work of one hospital; nothing before its first visit. */
  of(portal: string): Work | undefined {
    return this.#works.get(portal);
  }
  get busy(): boolean {
    return [...this.#works.values()].some((work) => work.running);
  }
  /** Gets what is new there. Null when it failed, was stopped, or goes on already. */
  async visit(person: string, portal: string): Promise<PortalSynced | null> {
    const work = this.#works.get(portal) ?? new Work();
    if (work.running) return null;
    this.#works.set(portal, work);
    const result = await work.run(() => call('portal_sync', { person, portal }));
    // A visit that failed has changed the state of the hospital too.
    await session.loadPeople().catch(() => {});
    session.changed();
    return result?.type === 'portalSynced' ? result : null;
  }
  forget(portal: string): void {
    this.#works.get(portal)?.forget();
    this.#works.delete(portal);
  }
  reset(): void {
    for (const portal of [...this.#works.keys()]) this.forget(portal);
  }
}
export const visits = new Visits();
onLocked(() => visits.reset());
