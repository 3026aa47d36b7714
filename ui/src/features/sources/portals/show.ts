// What came or changed since one looked, in the timeline; with that it is no longer new.
import { news } from '../../../app/news.svelte';
import { router } from '../../../app/router.svelte';
import { session } from '../../../app/session.svelte';
import { call, type PortalView } from '../../../ipc';

/** A hospital with what it has brought, and whose record that is in. */
type Bringer = Pick<PortalView, 'person' | 'portal' | 'fresh' | 'freshImports'> & Partial<Pick<PortalView, 'lastSync'>>;

export async function showNew({ person, portal, fresh, freshImports, lastSync = null }: Bringer): Promise<void> {
  const last = lastSync?.import ?? null;
  const source = freshImports.length > 0 ? `new:${freshImports.join(',')}` : last;
  session.select(person);
  router.go(source === null ? 'timeline' : { screen: 'timeline', q: JSON.stringify({ source: String(source) }) });
  if (fresh === 0) return;
  // Not worth a message when it fails: the mark stays, nothing else.
  await call('portal_seen', { person, portal }).catch(() => {});
  await news.load().catch(() => {});
}
