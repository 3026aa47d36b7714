// A made-up record for the development server and the unit tests; never in what is shipped.
import type { Command, Request, Response } from '../commands';
import { ApiError } from '../errors';
import type { Face } from '../face';
import { language } from '../../i18n/index.svelte';
import { answers, entry, type Answers } from './answers';
import { bringing } from './bringing';
import { madeUpBytes } from './bytes';
import { codes } from './codes';
import { following } from './following';
import { handing } from './handing';
import { hospitals } from './hospitals';
import { links } from './links';
import { papers } from './papers';
import { planning } from './planning';
import { radio } from './radio';
import { referring } from './referring';
import { seeing } from './seeing';
import { visiting } from './visiting';

/** Only the first two of the made-up people have a record. */
const isEmpty = (person: string) => person !== 'p1' && person !== 'p2';
const lang = () => language.current;

/** A face that answers from fixtures. `more` replaces answers: a value, or a function of the request. */
export function mockFace(more: Partial<Answers> = {}): Face {
  const base = answers();
  const brought = { ...bringing(isEmpty), ...more };
  const clinics = hospitals(lang, !new URLSearchParams(globalThis.location?.search ?? '').has('no-hospital'), brought);
  const all: Partial<Answers> = {
    ...base, ...seeing(lang, isEmpty, base), ...brought, ...codes(isEmpty, brought), ...papers(), ...radio(), ...handing(lang, isEmpty), ...clinics, ...links(isEmpty, clinics), ...planning(isEmpty), ...visiting(lang, isEmpty), ...referring(isEmpty),
    ...following(isEmpty, (title, more) => entry('vital-sign', title, more)), ...more,
  };
  return {
    atStart: () => null,
    async call<K extends Command>(command: K, request: Request<K>): Promise<Response<K>> {
      const answer = all[command] as ((request: Request<K>) => Response<K> | Promise<Response<K>>) | undefined;
      if (!answer) throw new ApiError('not-yet', { command });
      return structuredClone(await answer(JSON.parse(JSON.stringify(request)) as Request<K>));
    },
    bytes: async (_command, request) => madeUpBytes(request),
    pickFiles: async () => [{ token: 'made-up', name: 'record.json', size: 12345, folder: false }],
    pickFolder: async () => null,
    takeText: async (text, name) => ({ token: text.includes('other') ? 'other' : text.includes('bad') ? 'bad' : 'shc', name, size: text.length, folder: false }),
    saveOutput: async () => true,
    openSignIn: async () => true,
    onDrop: () => () => {},
    onCode: () => () => {},
    onLocked: () => () => {},
  };
}
