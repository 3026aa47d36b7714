// Looking for a hospital in a list that came with the app. The core gains the list later than the rest of the
// hospitals; until its types are generated, their shape is here and the page offers no search.
import type { CommandName, Commands as Generated } from './generated/commands';

/** A hospital of the list. */
export interface PortalHit {
  id: string;
  name: string;
  place: string;
  software: string;
  address: string;
  /** Other names it is found by. */
  also: string[];
}
export interface PortalFindView {
  hits: PortalHit[];
  total: number;
  asOf: string;
  asOfText: string;
}
interface Finding {
  portal_find: { req: { words: string; limit?: number | null }; res: PortalFindView };
}
export type Commands = Omit<Generated, keyof Finding> & Finding;
export type AnyCommand = CommandName | keyof Finding;
/** Has the core such a list? With its generated types the search appears. */
export const hasList = Object.keys(import.meta.glob('./generated/PortalFindView.ts')).length > 0;
