// Fetching the images of studies: one piece of work for each, remembered while the person looks at other screens,
// forgotten when the vault is locked.
import { SvelteMap } from 'svelte/reactivity';
import { session } from '../../app/session.svelte';
import { Work } from '../../app/work.svelte';
import { call, onLocked } from '../../ipc';
import type { PortalImagesView } from '../../ipc/generated/PortalImagesView';

class Fetches {
  #works = new SvelteMap<string, Work>();

  /** The work of one study; nothing before it was first asked for. */
  of(person: string, id: string): Work | undefined {
    return this.#works.get(`${person} ${id}`);
  }
  /** Fetches what is not there yet. Null when it failed, was stopped before anything came, or goes on already. */
  async bring(person: string, id: string, agreedHost?: string): Promise<PortalImagesView | null> {
    const work = this.of(person, id) ?? new Work();
    if (work.running) return null;
    this.#works.set(`${person} ${id}`, work);
    const result = await work.run(() => call('portal_images', agreedHost ? { person, id, agreedHost } : { person, id }));
    if (result?.type !== 'portalImages') return null;
    if (result.fetched > 0) await session.loadPeople().catch(() => {});
    return result;
  }
  reset(): void {
    for (const work of this.#works.values()) work.forget();
    this.#works.clear();
  }
}
export const fetches = new Fetches();
onLocked(() => fetches.reset());
