// Connecting a hospital, step by step: find it, ask its computer what it can do, sign in there, read for the
// first time. Forgotten when the vault is locked.
import { router } from '../../../app/router.svelte';
import { session } from '../../../app/session.svelte';
import { call, onLocked, openSignIn, type PortalConnectRequest, type PortalLookView, type PortalView, type PortalWho } from '../../../ipc';
import { visits } from '../portals/visits.svelte';
import { Work } from '../../../app/work.svelte';

/** Whose record it becomes: a person of the vault, or a new one as the hospital writes them. */
export type Whose = `person:${string}` | 'new';

type Step =
  | { at: 'find' }
  | { at: 'looking' }
  | { at: 'look'; look: PortalLookView; name: string }
  | { at: 'again'; portal: PortalView }
  | { at: 'connecting' }
  | { at: 'wrong'; who: PortalWho | null }
  | { at: 'connected'; portal: PortalView; person: string }
  | { at: 'done'; portal: PortalView; person: string };

class Connector {
  step = $state.raw<Step>({ at: 'find' });
  work = new Work();
  /** What was asked for last: asked again for another person, or after a second thought. */
  wish = $state.raw<PortalConnectRequest | null>(null);
  /** The browser could not be opened: the address is copied instead. */
  closed = $state(false);
  /** The first words that were typed, kept while one looks at a hospital and comes back. */
  words = $state('');
  /** An address that was typed in. */
  address = $state('');

  /** Something is going on that must not be thrown away by going elsewhere. */
  get busy(): boolean {
    return this.step.at === 'looking' || this.step.at === 'connecting';
  }
  /** From the beginning, unless something is going on. */
  begin(): void {
    if (!this.busy) this.reset();
    router.go('connect');
  }
  /** Asks the hospital's computer what it can do; nobody signs in. */
  async look(address: string, name = ''): Promise<void> {
    if (this.busy || !address.trim()) return;
    this.step = { at: 'looking' };
    const result = await this.work.run(() => call('portal_look', { address: address.trim() }));
    if (this.step.at !== 'looking') return;
    this.step = result?.type === 'portalLook' ? { at: 'look', look: result, name } : { at: 'find' };
  }
  /** Signs in and connects; then reads for the first time. */
  async connect(wish: PortalConnectRequest): Promise<void> {
    if (this.busy) return;
    const from = this.step.at === 'wrong' && this.#from ? this.#from : this.step;
    this.#from = from;
    this.wish = wish;
    this.closed = false;
    this.step = { at: 'connecting' };
    let opened = false;
    const result = await this.work.run(
      () => call('portal_connect', wish),
      (job) => {
        if (!job.stage?.signIn || opened) return;
        opened = true;
        void this.open();
      },
    );
    if (this.step.at !== 'connecting') return;
    if (result?.type === 'portalConnected') {
      await session.loadPeople();
      await this.read(result, result.person);
    } else if (this.work.error?.code === 'wrong-person') {
      const who = this.work.job?.result;
      this.work.error = null;
      this.step = { at: 'wrong', who: who?.type === 'portalWho' ? who : null };
    } else {
      this.step = from;
    }
  }
  #from: Step | null = null;
  /** Signs in once more at a hospital that is connected. */
  again(person: string, portal: PortalView): void {
    if (this.busy) return void router.go('connect');
    this.reset();
    this.step = { at: 'again', portal };
    router.go('connect');
    void this.connect({ person, address: portal.address, label: portal.label });
  }
  /** Reads what is there. */
  async read(portal: PortalView, person: string): Promise<void> {
    this.step = { at: 'connected', portal, person };
    session.changed();
    const done = await visits.visit(person, portal.portal);
    if (done && this.step.at === 'connected') this.step = { at: 'done', portal: done.portal, person };
  }
  /** Opens the hospital's page in the browser, again if need be. */
  async open(): Promise<void> {
    const id = this.work.job?.id;
    if (id === undefined) return;
    this.closed = !(await openSignIn(id).catch(() => false));
  }
  /** Forgets everything; what is going on is stopped. */
  reset(): void {
    if (this.busy) void this.work.cancel();
    this.work.forget();
    this.step = { at: 'find' };
    this.wish = null;
    this.closed = false;
    this.words = '';
    this.address = '';
    this.#from = null;
  }
}
export const connector = new Connector();
onLocked(() => connector.reset());
