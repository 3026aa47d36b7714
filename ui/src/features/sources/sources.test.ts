import { beforeEach, describe, expect, it, vi } from 'vitest';
import { session } from '../../app/session.svelte';
import { ApiError, connectTo, type ImportPreviewView, type PersonView } from '../../ipc';
import { people } from '../../ipc/mock/answers';
import { mockFace } from '../../ipc/mock';
import { importer } from './importer.svelte';
import { choices, firstChoice, sums } from './target';

const nothing: ImportPreviewView = { files: [], subjects: [], suggestion: { person: null, newPerson: null }, label: 'a.json' };
const subject = (match: 'same' | 'other' | 'unknown') => ({ name: 'X', born: null, bornText: null, sex: null, match, person: null, differs: [] });
const two = people.slice(0, 2) as PersonView[];
const file = (token: string) => [{ token, name: token, size: 1, folder: false }];

describe('whose record the files may go into', () => {
  it('offers the person they fit first', () => {
    expect(choices({ ...nothing, subjects: [subject('same')], suggestion: { person: 'p1', newPerson: null } }, 'p1', two)).toEqual(['person:p1']);
  });
  it('never begins with a person from whom the files differ', () => {
    const preview = { ...nothing, subjects: [subject('other')] };
    expect(choices(preview, 'p1', two)).toEqual(['other:p1']);
    expect(firstChoice(preview, 'p1', two)).toBe('');
  });
  it('offers a new person before the one that differs', () => {
    const preview: ImportPreviewView = { ...nothing, subjects: [subject('other')], suggestion: { person: null, newPerson: { name: 'X', sex: 'female' } } };
    expect(choices(preview, 'p1', two)).toEqual(['new', 'other:p1']);
    expect(firstChoice(preview, 'p1', two)).toBe('new');
  });
  it('offers everybody when the files do not say whom they are about', () => {
    expect(choices(nothing, 'p1', two)).toEqual(['person:p1', 'person:p2']);
  });
});

describe('bringing in', () => {
  beforeEach(async () => {
    vi.useRealTimers();
    connectTo(mockFace());
    importer.reset();
    await session.refresh();
  });
  it('looks first, stores only when told, and accounts for every record', async () => {
    await importer.look(file('good'));
    expect(importer.stage.at).toBe('asking');
    await importer.run({ person: 'p1', confirmOther: false });
    expect(importer.stage.at).toBe('done');
    if (importer.stage.at !== 'done') return;
    const all = sums(importer.stage.report.files);
    expect(all.added + all.updated + all.alreadyThere + all.keptNotUnderstood + all.refused, 'each record exactly once').toBe(all.resources);
  });
  it('goes back to the question with the reason when the core refuses', async () => {
    await importer.look(file('other'));
    await importer.run({ person: 'p1', confirmOther: false });
    expect(importer.stage.at).toBe('asking');
    expect(importer.error?.code).toBe('wrong-person');
  });
  it('stops on Cancel and says so', async () => {
    const looking = importer.look(file('good'));
    await vi.waitFor(() => expect(importer.job).not.toBeNull());
    await importer.cancel();
    await looking;
    expect(importer.stage.at).toBe('stopped');
  });
  it('shows a failure of the job', async () => {
    connectTo(mockFace({ import_preview: () => { throw new ApiError('file-unreadable'); } }));
    await importer.look(file('x'));
    expect(importer.stage.at).toBe('idle');
    expect(importer.error?.code).toBe('file-unreadable');
  });
});
