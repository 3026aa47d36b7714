// What the timeline remembers while the person looks at an entry and comes back: filters and place.
// It lives in the route, in memory only, and is forgotten with it when the vault is locked.
import type { Kind } from '../../ipc';

export interface Place {
  kind: Kind | '';
  /** Number of an import as text; `new:` and numbers with commas for what these brought or changed; '' for all. */
  source: string;
  /** Begin at the end of this year; null: at the newest. */
  year: number | null;
  hidden: boolean;
  /** How many entries were loaded, and which row was at the top. */
  loaded: number;
  top: number;
}
/** The part of the question that says from where. */
export function fromWhere(source: string): { import?: number; imports?: number[] } {
  if (source.startsWith('new:')) return { imports: source.slice('new:'.length).split(',').map(Number) };
  return source ? { import: Number(source) } : {};
}
export const start: Place = { kind: '', source: '', year: null, hidden: false, loaded: 0, top: 0 };

/** Reads a place from the route; anything else than a place gives the start. */
export function readPlace(q: string | undefined): Place {
  if (!q?.startsWith('{')) return { ...start };
  try {
    return { ...start, ...(JSON.parse(q) as Partial<Place>) };
  } catch {
    return { ...start };
  }
}

/** Writes a place for the route. */
export function writePlace(place: Place): string {
  return JSON.stringify(place);
}
