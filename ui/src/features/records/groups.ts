// How the kinds are put together on the Records screen, and how each group is shown.
import type { Kind, KindSummary } from '../../ipc';

export interface Group {
  id: 'problems' | 'allergies' | 'results' | 'medicines' | 'vaccines' | 'procedures' | 'visits' | 'documents' | 'notes' | 'plans' | 'costs' | 'family' | 'devices' | 'directory' | 'kept';
  kinds: readonly Kind[];
  /** now-and-past: two lists; analytes: newest value of each; by-day: one long list; kept: by type. */
  view: 'now-and-past' | 'analytes' | 'by-day' | 'kept';
}
export type GroupId = Group['id'];

export const groups: readonly Group[] = [
  { id: 'problems', kinds: ['condition'], view: 'now-and-past' },
  { id: 'allergies', kinds: ['allergy', 'alert'], view: 'now-and-past' },
  { id: 'medicines', kinds: ['medication'], view: 'now-and-past' },
  { id: 'results', kinds: ['result', 'vital-sign'], view: 'analytes' },
  { id: 'visits', kinds: ['visit'], view: 'by-day' },
  { id: 'documents', kinds: ['document', 'report', 'imaging'], view: 'by-day' },
  { id: 'procedures', kinds: ['procedure'], view: 'by-day' },
  { id: 'vaccines', kinds: ['immunization'], view: 'by-day' },
  { id: 'notes', kinds: ['note', 'symptom', 'message', 'questionnaire'], view: 'by-day' },
  { id: 'plans', kinds: ['care-plan', 'goal', 'appointment', 'referral'], view: 'by-day' },
  { id: 'family', kinds: ['family-history', 'social-history', 'advance-directive'], view: 'by-day' },
  { id: 'devices', kinds: ['device'], view: 'by-day' },
  { id: 'costs', kinds: ['cost', 'coverage'], view: 'by-day' },
  { id: 'directory', kinds: ['directory'], view: 'by-day' },
  { id: 'kept', kinds: ['other'], view: 'kept' },
];

/** The group of a detail of the route: the group's own name, or a kind in it. */
export function groupOf(q: string | undefined): Group | null {
  if (!q) return null;
  return groups.find((g) => g.id === q) ?? groups.find((g) => g.kinds.some((kind) => kind === q)) ?? null;
}

/** How many entries a group has, how many lines its list makes of them, and the newest of them by date. */
export function sum(group: Group, kinds: readonly KindSummary[], analytes?: number): { count: number; lines: number; newest: KindSummary['newest'] } {
  const of = kinds.filter((k) => group.kinds.includes(k.kind));
  const newest = of.map((k) => k.newest).filter((e) => e !== null).sort((a, b) => (b.date ?? '').localeCompare(a.date ?? ''))[0];
  const all = (what: 'count' | 'lines') => of.reduce((n, k) => n + k[what], 0);
  // A result stands once, however often it was measured.
  const lines = group.view === 'analytes' && analytes ? analytes : all('lines');
  return { count: all('count'), lines, newest: newest ?? null };
}
