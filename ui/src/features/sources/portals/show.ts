// What came or changed since one looked, in the timeline; with that it is no longer new.
import { router } from '../../../app/router.svelte';
import { session } from '../../../app/session.svelte';
import { call, type PortalView } from '../../../ipc';

export async function showNew(person: string, portal: PortalView): Promise<void> {
  const last = portal.lastSync?.import ?? null;
  const source = portal.freshImports.length > 0 ? `new:${portal.freshImports.join(',')}` : last;
  session.select(person);
  router.go(source === null ? 'timeline' : { screen: 'timeline', q: JSON.stringify({ source: String(source) }) });
  if (portal.fresh === 0) return;
  // Not worth a message when it fails: the mark stays, nothing else.
  await call('portal_seen', { person, portal: portal.portal }).catch(() => {});
}
