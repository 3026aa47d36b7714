// What a hospital has given for Kinfolio, as it is typed in, and as the core is told.
import type { PickedFile, PortalConnectRequest } from '../../../ipc';

export interface Program {
  /** With nothing but the number, or with what goes with it. */
  kind: 'public' | 'secret' | 'key';
  id: string;
  secret: string;
  /** The file with the private key: the page knows its name only. */
  key: PickedFile | null;
  /** Address of the return page; empty for none. */
  page: string;
}
export type Part = 'id' | 'secret' | 'key' | 'page';

/** As a form begins: what was asked for before comes back, secrets never do. */
export function began(wish: PortalConnectRequest | null, known: string): Program {
  const client = wish?.client;
  return { kind: client?.secret ? 'secret' : client?.keyFile ? 'key' : 'public', id: client?.id ?? '', secret: '', key: null, page: wish?.bouncePage ?? known };
}

/** The first thing that is missing, or that is no address of a page on the web. */
export function lacks(program: Program, idNeeded: boolean): Part | null {
  const given = program.id.trim() !== '';
  if (!given && (idNeeded || program.kind !== 'public')) return 'id';
  if (program.kind === 'secret' && program.secret === '') return 'secret';
  if (program.kind === 'key' && program.key === null) return 'key';
  const page = program.page.trim();
  return page !== '' && !/^https:\/\/[^\s/?#@]+\.[^\s?#@]*$/i.test(page) ? 'page' : null;
}

/** The part of the request that says it. */
export function told(program: Program): Pick<PortalConnectRequest, 'client' | 'bouncePage'> {
  const id = program.id.trim();
  const client = id === '' ? null : { id, secret: program.kind === 'secret' ? program.secret : null, keyFile: program.kind === 'key' ? (program.key?.token ?? null) : null };
  return { client, bouncePage: program.page.trim() };
}
