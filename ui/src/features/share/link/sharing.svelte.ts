// The links of the person that is open, and the places where their sealed files lie. Forgotten when the vault is
// locked. Nothing here reaches the network by itself but the deletion of plain files whose time is over, which the
// person was told of when the link was made.
import { session } from '../../../app/session.svelte';
import { Work } from '../../../app/work.svelte';
import { asApiError, call, onLocked, type ApiError, type JobResult, type ShareAccessesView, type ShareHostAddRequest, type ShareHostView, type ShareLinkAction, type ShareLinkMakeRequest, type ShareLinkView } from '../../../ipc';

class Sharing {
  person = $state<string | null>(null);
  hosts = $state.raw<ShareHostView[] | null>(null);
  links = $state.raw<ShareLinkView[] | null>(null);
  error = $state.raw<ApiError | null>(null);
  /** What is being done at a place; one thing at a time. */
  work = new Work();
  /** Which link it is done to; `new` while one is made, `host` while a place is tried. */
  of = $state<string | null>(null);

  /** Reads what this computer knows. */
  async load(): Promise<void> {
    const person = session.personId ?? '';
    const other = this.person !== person;
    if (other) this.forget();
    this.person = person;
    this.error = null;
    try {
      const [{ hosts }, { links }] = await Promise.all([call('share_hosts', { person }), call('share_links', { person })]);
      if (this.person !== person) return;
      this.hosts = hosts;
      this.links = links;
    } catch (thrown) {
      if (this.person === person) this.error = asApiError(thrown);
    }
    if (this.links?.some((link) => link.leftBehind) && session.mayEdit && !this.work.running) {
      await this.#run('tidy', () => call('share_link_tidy', { person }));
      this.work.forget();
    }
  }
  async #run(of: string, begin: () => Promise<{ id: number }>): Promise<JobResult | null> {
    const { person } = this;
    this.of = of;
    const result = await this.work.run(begin);
    if (this.person !== person) return null;
    this.of = null;
    if (result) await this.#again();
    return result;
  }
  async #again(): Promise<void> {
    const person = this.person ?? '';
    const [{ hosts }, { links }] = await Promise.all([call('share_hosts', { person }), call('share_links', { person })]);
    if (this.person !== person) return;
    this.hosts = hosts;
    this.links = links;
  }
  /** Makes a link; null when it failed (`work.error`) or was stopped. */
  async make(wish: Omit<ShareLinkMakeRequest, 'person'>): Promise<ShareLinkView | null> {
    const result = await this.#run('new', () => call('share_link_make', { ...wish, person: this.person ?? '' }));
    return result?.type === 'shareLink' ? result : null;
  }
  async change(link: string, action: ShareLinkAction): Promise<boolean> {
    const result = await this.#run(link, () => call('share_link_change', { person: this.person ?? '', link, action }));
    return result?.type === 'shareLink';
  }
  async accesses(link: string): Promise<ShareAccessesView | null> {
    const result = await this.#run(link, () => call('share_link_accesses', { person: this.person ?? '', link }));
    return result?.type === 'shareAccesses' ? result : null;
  }
  /** Tries a place and adds it. */
  async add(wish: Omit<ShareHostAddRequest, 'person'>): Promise<ShareHostView | null> {
    const result = await this.#run('host', () => call('share_host_add', { ...wish, person: this.person ?? '' }));
    return result?.type === 'shareHost' ? result : null;
  }
  async remove(host: string): Promise<void> {
    this.hosts = (await call('share_host_remove', { person: this.person ?? '', host })).hosts;
  }
  forget(): void {
    if (this.work.running) void this.work.cancel();
    this.work.forget();
    this.person = null;
    this.hosts = null;
    this.links = null;
    this.error = null;
    this.of = null;
  }
}
export const sharing = new Sharing();
onLocked(() => sharing.forget());
