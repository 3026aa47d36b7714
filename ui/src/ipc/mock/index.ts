// A made-up record for the development server and the unit tests; never in what is shipped.
import type { Command, Request, Response } from '../commands';
import { ApiError } from '../errors';
import type { Face } from '../face';
import { answers, type Answers } from './answers';

/** A face that answers from fixtures. `more` replaces answers: a value, or a function of the request. */
export function mockFace(more: Partial<Answers> = {}): Face {
  const all: Partial<Answers> = { ...answers(), ...more };
  return {
    async call<K extends Command>(command: K, request: Request<K>): Promise<Response<K>> {
      const answer = all[command] as ((request: Request<K>) => Response<K> | Promise<Response<K>>) | undefined;
      if (!answer) throw new ApiError('not-yet', { command });
      return structuredClone(await answer(JSON.parse(JSON.stringify(request)) as Request<K>));
    },
    bytes: async () => new TextEncoder().encode('%PDF-1.4 made up'),
    pickFiles: async () => [{ token: 'made-up', name: 'record.json', size: 12345, folder: false }],
    pickFolder: async () => null,
    saveOutput: async () => true,
    onDrop: () => () => {},
    onLocked: () => () => {},
  };
}
