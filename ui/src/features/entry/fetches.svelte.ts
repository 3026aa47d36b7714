// Fetching the images of studies: one piece of work for each, remembered while the person looks at other screens,
// forgotten when the vault is locked.
import { SvelteMap } from 'svelte/reactivity';
import { session } from '../../app/session.svelte';
import { Work } from '../../app/work.svelte';
import { call, onLocked } from '../../ipc';

class Fetches {
  #works = new SvelteMap<string, Work>();

  /** The work of one study; nothing before it was first asked for. */
  of(person: string, id: string): Work | undefined {
    return this.#works.get(`${person} ${id}`);
  }
  /** Fetches what is not there yet, unless that goes on already. */
  async bring(person: string, id: string, agreedHost?: string): Promise<void> {
    const work = this.of(person, id) ?? new Work();
    if (work.running) return;
    this.#works.set(`${person} ${id}`, work);
    const result = await work.run(() => call('portal_images', agreedHost ? { person, id, agreedHost } : { person, id }));
    if (result?.type === 'portalImages' && result.fetched > 0) await session.loadPeople().catch(() => {});
  }
  forget(person: string, id: string): void {
    this.of(person, id)?.forget();
    this.#works.delete(`${person} ${id}`);
  }
  reset(): void {
    for (const work of this.#works.values()) work.forget();
    this.#works.clear();
  }
}
export const fetches = new Fetches();
onLocked(() => fetches.reset());
