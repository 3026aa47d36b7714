// The server of the browser tests: the same commands over loopback HTTP.
import type { DropEvent, Face, PickedFile } from './face';
import { ApiError, asApiError } from './errors';

async function post(command: string, request: unknown): Promise<globalThis.Response> {
  let answer: globalThis.Response;
  try {
    answer = await fetch(`/api/${command}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(request),
    });
  } catch {
    throw new ApiError('internal');
  }
  if (!answer.ok) throw asApiError(await answer.json().catch(() => null));
  return answer;
}

async function upload(file: File): Promise<PickedFile> {
  const answer = await fetch(`/upload?name=${encodeURIComponent(file.name)}`, { method: 'POST', body: file });
  if (!answer.ok) throw asApiError(await answer.json().catch(() => null));
  const { token } = (await answer.json()) as { token: string };
  return { token, name: file.name, size: file.size, folder: false };
}

async function uploadAll(files: FileList | null | undefined): Promise<PickedFile[]> {
  const done: PickedFile[] = [];
  for (const file of files ?? []) done.push(await upload(file));
  return done;
}

export const httpFace: Face = {
  atStart: () => null,
  call: async (command, request) => (await post(command, request)).json(),
  bytes: async (command, request) => new Uint8Array(await (await post(command, request)).arrayBuffer()),
  pickFiles: ({ multiple, extensions }) =>
    new Promise((resolve, reject) => {
      const input = document.createElement('input');
      input.type = 'file';
      input.multiple = multiple;
      input.accept = extensions.map((e) => `.${e}`).join(',');
      input.hidden = true;
      const end = () => input.remove();
      input.addEventListener('change', () => {
        uploadAll(input.files).then(resolve, reject).finally(end);
      });
      input.addEventListener('cancel', () => {
        resolve([]);
        end();
      });
      document.body.append(input);
      input.click();
    }),
  // The server has one folder to pick from: a stick beside the vault.
  pickFolder: async () => {
    const answer = await fetch('/folder', { method: 'POST' });
    if (!answer.ok) throw asApiError(await answer.json().catch(() => null));
    return (await answer.json()) as PickedFile;
  },
  takeText: (text, name) => upload(new File([text], name)),
  saveOutput: async (token, name) => {
    const link = document.createElement('a');
    link.href = `/output/${encodeURIComponent(token)}`;
    link.download = name;
    link.click();
    return true;
  },
  // The server stands on a computer without a person: who tests it goes to the address by itself.
  openSignIn: async () => false,
  onDrop: (listener) => {
    const tell = (event: DropEvent) => listener(event);
    const over = (event: DragEvent) => {
      event.preventDefault();
      tell({ type: 'over' });
    };
    const leave = (event: DragEvent) => {
      if (!event.relatedTarget) tell({ type: 'leave' });
    };
    const drop = (event: DragEvent) => {
      event.preventDefault();
      void uploadAll(event.dataTransfer?.files).then((files) => tell({ type: 'drop', files }));
    };
    document.addEventListener('dragover', over);
    document.addEventListener('dragleave', leave);
    document.addEventListener('drop', drop);
    return () => {
      document.removeEventListener('dragover', over);
      document.removeEventListener('dragleave', leave);
      document.removeEventListener('drop', drop);
    };
  },
  onCode: () => () => {},
  // The server tells nobody; the next command is refused with `locked`, which index.ts sees.
  onLocked: () => () => {},
};
