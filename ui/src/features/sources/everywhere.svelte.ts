// All sources of a record asked one after the other: hospitals that are connected, and links that were kept. It goes on
// while the person looks at another screen, and is forgotten when the vault is locked.
import { session } from '../../app/session.svelte';
import { Work } from '../../app/work.svelte';
import { count, t } from '../../i18n/index.svelte';
import { call, errorWords, onLocked, type ApiError, type JobResult, type KeptLinkView, type PortalView } from '../../ipc';

export interface Asked {
  key: string;
  text: string;
  tone: 'ok' | 'plain' | 'warn';
}
type Source = { label: string } & ({ portal: PortalView } | { link: KeptLinkView });

class Everywhere {
  readonly work = new Work();
  running = $state(false);
  stopped = $state(false);
  done = $state(0);
  all = $state(0);
  /** Who is being asked. */
  label = $state('');
  results = $state.raw<Asked[] | null>(null);
  person = $state<string | null>(null);
  #turn = 0;

  /** Asks all of them. What needs the person (a sign-in, a passcode) is said, and the next one is asked. */
  async ask(person: string, portals: readonly PortalView[], links: readonly KeptLinkView[]): Promise<void> {
    if (this.running) return;
    this.forget();
    const turn = this.#turn;
    const sources: Source[] = [...portals.map((portal) => ({ label: portal.label, portal })), ...links.filter((link) => !link.expired).map((link) => ({ label: link.label || link.host, link }))];
    Object.assign(this, { running: true, person, all: sources.length });
    const results: Asked[] = [];
    for (const source of sources) {
      this.label = source.label;
      const said = await this.#one(person, source);
      if (turn !== this.#turn) return;
      if (this.work.stopped) {
        this.stopped = true;
        break;
      }
      results.push({ ...said, key: 'portal' in source ? source.portal.portal : source.link.id });
      this.done += 1;
    }
    this.results = results;
    this.running = false;
    await session.loadPeople().catch(() => {});
    session.changed();
  }
  async #one(person: string, source: Source): Promise<Omit<Asked, 'key'>> {
    const { label } = source;
    if ('link' in source) {
      if (source.link.asksPasscode) return { text: t('everywhere-passcode', { label }), tone: 'warn' };
      return this.#say(label, await this.work.run(() => call('link_refresh', { person, link: source.link.id, passcode: null })));
    }
    const portal = source.portal.portal;
    if (source.portal.state === 'signInAgain') return { text: t('everywhere-sign-in', { label }), tone: 'warn' };
    return this.#say(label, await this.work.run(() => call('portal_sync', { person, portal })));
  }
  #say(label: string, result: JobResult | null): Omit<Asked, 'key'> {
    const error: ApiError | null = this.work.error;
    if (error?.code === 'portal-sign-in-again') return { text: t('everywhere-sign-in', { label }), tone: 'warn' };
    if (error) return { text: t('everywhere-failed', { label, why: errorWords(error).what }), tone: 'warn' };
    if (result?.type === 'run' && result.elsewhere) return { text: t('everywhere-elsewhere', { label }), tone: 'warn' };
    let [added, updated, missing] = [0, 0, false];
    if (result?.type === 'portalSynced') {
      [added, updated] = [result.portal.lastSync?.added ?? 0, result.portal.lastSync?.updated ?? 0];
      missing = result.portal.gaps.length > 0;
    } else if (result?.type === 'run') {
      for (const file of result.files) {
        added += file.added;
        updated += file.updated;
      }
      missing = result.access.length > 0 || result.files.some((file) => file.refused > 0);
    }
    const text = added + updated === 0 ? t('everywhere-nothing', { label }) : t('everywhere-came', { label, added: count(added), updated: count(updated) });
    return missing ? { text: t('everywhere-missing', { text }), tone: 'warn' } : { text, tone: added + updated > 0 ? 'ok' : 'plain' };
  }
  /** Stops: what had come by then stays. */
  async cancel(): Promise<void> {
    await this.work.cancel();
  }
  forget(): void {
    this.#turn += 1;
    this.work.forget();
    Object.assign(this, { running: false, stopped: false, done: 0, all: 0, label: '', results: null, person: null });
  }
}
export const everywhere = new Everywhere();
onLocked(() => everywhere.forget());
