// Whose record a hospital's record becomes, as the core is told.
import type { PortalConnectRequest, PortalWho } from '../../../ipc';
import type { Whose } from './connector.svelte';

/** The part of the request that says whose it is. */
export function target(whose: Whose): Pick<PortalConnectRequest, 'person' | 'newPersonFromPortal'> {
  return whose === 'new' ? { person: null, newPersonFromPortal: true } : { person: whose.slice('person:'.length), newPersonFromPortal: false };
}

/** What to offer when the hospital's record is about somebody else: first the one of the family whom it fits, last the
 * one from whom it differs. */
export function otherChoices(asked: string | null, fits: string | null, people: readonly { id: string; right: string }[]): Whose[] {
  const others = people.filter((p) => p.id !== asked && p.right !== 'read').map((p) => p.id);
  const first = others.filter((id) => id === fits).map((id) => `person:${id}` as const);
  const rest = others.filter((id) => id !== fits).map((id) => `person:${id}` as const);
  return [...first, 'new', ...rest, ...(asked ? [`person:${asked}` as const] : [])];
}

/** The differences that there are words for. */
export function differences(who: PortalWho | null): ('name' | 'born' | 'sex')[] {
  return (['name', 'born', 'sex'] as const).filter((d) => who?.differs.includes(d));
}
