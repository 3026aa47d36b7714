import { beforeEach, describe, expect, it } from 'vitest';
import { connectTo, type Format } from '../../ipc';
import { mockFace } from '../../ipc/mock';
import { handing } from '../../ipc/mock/handing';
import { visiting } from '../../ipc/mock/visiting';
import { allSections, draft, sensitive } from './draft.svelte';

const made: Format[] = [];
beforeEach(() => {
  made.length = 0;
  const answers = handing(() => 'en', () => false);
  connectTo(mockFace({
    ...answers,
    ...visiting(() => 'en', () => false),
    summary_make: (request) => {
      made.push(...request.formats);
      return answers.summary_make(request);
    },
  }));
  draft.begin('p1', 'en');
});

describe('what is put together for a doctor', () => {
  it('proposes the sections of the purpose without private matters', async () => {
    draft.purpose = 'referral';
    await draft.propose('referral');
    expect(draft.sections).toContain('past-problems');
    expect(sensitive.some((s) => draft.sections?.includes(s))).toBe(false);
    draft.sections = ['problems', 'allergies'];
    draft.toggle('social-history', true);
    expect(draft.options.sections, 'in the order of the page').toEqual(['allergies', 'problems', 'social-history']);
  });
  it('drops an answer to a purpose that was changed meanwhile', async () => {
    draft.purpose = 'emergency';
    await draft.propose('visit');
    expect(draft.sections).toBeNull();
  });
  it('tells of changes who has seen the person before, unless they are left out', async () => {
    await draft.propose('visit');
    expect(draft.options.changesSince, 'the core knows the last visit').toBeNull();
    draft.changesSince = '2026-05-12';
    expect(draft.options.changesSince).toBe('2026-05-12');
    draft.changes = false;
    expect(draft.options.changesSince).toBe('none');
    draft.purpose = 'first';
    await draft.propose('first');
    expect(draft.options.changesSince).toBe('none');
  });
  it('begins again without touching the language', async () => {
    draft.language = 'both';
    draft.reason = 'Chest pain';
    draft.specialty = 'cardiology';
    draft.place = 3;
    await draft.again();
    expect([draft.place, draft.reason, draft.specialty, draft.language, draft.person]).toEqual([1, '', '', 'both', 'p1']);
    expect(draft.sections).toContain('allergies');
  });
  it('sends no empty questions and no date that is not wanted', () => {
    draft.questions = [' Must metformin be changed? ', ' '];
    draft.since = '2024-01';
    expect(draft.options.questions).toEqual(['Must metformin be changed?']);
    expect(draft.options.since).toBeNull();
    draft.limited = true;
    expect(draft.options.since).toBe('2024-01');
  });
  it('makes, and so logs, the same summary once only', async () => {
    const first = await draft.make('pdf', 1);
    expect(await draft.make('pdf', 1)).toBe(first);
    expect(made).toEqual(['pdf']);
    draft.leave('e1', true);
    await draft.make('pdf', 1);
    await draft.make('pdf', 2);
    expect(made, 'anew after a change of the choice or of the record').toEqual(['pdf', 'pdf', 'pdf']);
  });
  it('gives the code of a card as a picture, whatever comes with it, and says what did not fit', async () => {
    const { file, notes } = await draft.picture('card', 1);
    expect([file.name, file.contentType]).toEqual(['summary.card.png', 'image/png']);
    expect(notes).toEqual(['3 entries did not fit onto the card.']);
    expect((await draft.make('card', 1)).name, 'what is saved is the card').toBe('summary.smart-health-card');
    expect(made, 'made once').toEqual(['card']);
    expect((await draft.picture('qr', 1)).notes).toEqual([]);
  });
  it('knows every section once', () => {
    expect(new Set(allSections).size).toBe(18);
  });
});
