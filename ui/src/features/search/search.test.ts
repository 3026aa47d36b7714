// Search: while typing, an answer to older words never replaces a newer one, words are marked, advice when nothing is found.
import { fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import { beforeEach, expect, test } from 'vitest';
import { router } from '../../app/router.svelte';
import { session } from '../../app/session.svelte';
import { connectTo, type SearchPage } from '../../ipc';
import { mockFace } from '../../ipc/mock';
import { violations } from '../../test/axe';
import Search from './Search.svelte';

const at = (q?: string) => ({ route: { screen: 'search' as const, q } });
beforeEach(async () => {
  connectTo(mockFace());
  await session.refresh();
  session.personId = 'p1';
  router.reset();
});

test('marks the words, also inside a note; no violation', async () => {
  const { container } = render(Search, at('legs'));
  await waitFor(() => expect(container.querySelector('mark')?.textContent).toBe('legs'));
  expect(await violations(container)).toEqual([]);
  await fireEvent.click(container.querySelector('[data-hit] button') as Element);
  expect(router.route.screen).toBe('entry');
});

test('a late answer to older words is dropped', async () => {
  const face = mockFace();
  const waiting = new Map<string, (page: SearchPage) => void>();
  connectTo(mockFace({ search: ({ words }) => new Promise<SearchPage>((done) => waiting.set(words, done)) }));
  const { container, rerender } = render(Search, at('cre'));
  await waitFor(() => expect(waiting.has('cre')).toBe(true));
  await rerender(at('potassium'));
  await waitFor(() => expect(waiting.has('potassium')).toBe(true));
  waiting.get('potassium')?.(await face.call('search', { person: 'p1', words: 'potassium', limit: 50 }));
  await waitFor(() => expect(container.textContent).toContain('Potassium'));
  waiting.get('cre')?.(await face.call('search', { person: 'p1', words: 'cre', limit: 50 }));
  await new Promise((done) => setTimeout(done, 20));
  expect(container.textContent, 'what was found for the newer words stays').toContain('Potassium');
  expect(container.textContent).not.toContain('Creatinine');
});

test('letters that follow quickly make one question', async () => {
  const asked: string[] = [];
  connectTo(mockFace({ search: ({ words }) => { asked.push(words); return { hits: [], next: null, more: false }; } }));
  const { rerender } = render(Search, at('k'));
  for (const q of ['ki', 'kid', 'kidn']) await rerender(at(q));
  await waitFor(() => expect(asked.length).toBeGreaterThan(0));
  expect(asked).toEqual(['kidn']);
});

test('nothing found gives advice and says whose record was searched', async () => {
  render(Search, at('zzzz'));
  expect(await screen.findByText('Nothing found for “zzzz”')).toBeTruthy();
  expect(screen.getByText('Only the record of Li Hua is searched.')).toBeTruthy();
});
