// Hospitals are read by themselves while the record is open: what has come is said, for whomever it came, and shown
// without being asked for.
import { news } from '../../../app/news.svelte';
import { session } from '../../../app/session.svelte';
import { toasts } from '../../../app/toasts.svelte';
import { call, type PortalView } from '../../../ipc';
import { t } from '../../../i18n/index.svelte';
import { everywhere } from '../everywhere.svelte';
import { showNew } from './show';
import { visits } from './visits.svelte';

const every = 60_000;
/** Anything that a reading changes. */
const mark = (portal: PortalView) => `${portal.lastSync?.at ?? ''} ${portal.state}`;

/** Looks every minute how the hospitals stand; gives a function that ends it. */
export function watchNews(): () => void {
  let of: string | null = null;
  let known = new Map<string, { mark: string; fresh: number }>();
  /** The others: what was new for them at the last look. */
  let others: Map<string, number> | null = null;
  async function lookAtOthers(person: string) {
    const all = await news.load();
    const before = others;
    others = new Map(all.map((one) => [`${one.person} ${one.portal}`, one.fresh]));
    const came = all.filter((n) => n.person !== person && n.fresh > (before?.get(`${n.person} ${n.portal}`) ?? 0));
    if (!before || came.length === 0) return;
    await session.loadPeople();
    for (const one of came) {
      const name = session.people.find((p) => p.id === one.person)?.name ?? '';
      toasts.done(t('hospital-other-new', { name, label: one.label, n: one.fresh }), { label: t('hospital-show-new'), run: () => showNew(one) });
    }
  }
  async function look() {
    const person = session.personId;
    // A visit that the person has asked for says itself what came.
    if (!person || session.status?.state !== 'unlocked' || visits.busy || everywhere.running) return;
    const { portals } = await call('portals', { person });
    if (person !== session.personId) return;
    const before = of === person ? known : null;
    of = person;
    known = new Map(portals.map((portal) => [portal.portal, { mark: mark(portal), fresh: portal.fresh }]));
    await lookAtOthers(person);
    if (!before) return;
    const changed = portals.filter((portal) => before.has(portal.portal) && before.get(portal.portal)?.mark !== mark(portal));
    if (changed.length === 0) return;
    await session.loadPeople();
    session.changed();
    for (const portal of changed.filter((p) => p.fresh > (before.get(p.portal)?.fresh ?? 0))) {
      toasts.done(t('hospital-home-new', { label: portal.label, n: portal.fresh }), { label: t('hospital-show-new'), run: () => showNew({ ...portal, person }) });
    }
  }
  // Locked meanwhile, or no longer there: the next look sees.
  const now = () => void look().catch(() => {});
  now();
  const clock = window.setInterval(now, every);
  return () => window.clearInterval(clock);
}
