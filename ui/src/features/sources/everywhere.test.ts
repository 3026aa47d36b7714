// All sources asked with one button: each says what came; what needs the person is said and not waited for.
import { fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import { beforeEach, expect, test, vi } from 'vitest';
import { session } from '../../app/session.svelte';
import { ApiError, connectTo, type KeptLinkView } from '../../ipc';
import { mockFace } from '../../ipc/mock';
import { bringing } from '../../ipc/mock/bringing';
import { violations } from '../../test/axe';
import { everywhere } from './everywhere.svelte';
import Everywhere from './Everywhere.svelte';

const link = (more: Partial<KeptLinkView>): KeptLinkView => ({
  id: 'l1', host: 'links.central.example', label: 'Visit of 7 May', askedText: '7 May 2026', asked: '2026-05-07T10:00:00+08:00',
  asksPasscode: false, expired: false, byItself: false, problem: null, ...more,
});
const brought = bringing(() => false);
const refresh = vi.fn(() => brought.import_run({ person: 'p1', files: ['link'] }));
beforeEach(async () => {
  refresh.mockClear();
  connectTo(mockFace({ ...brought, link_refresh: refresh, links_kept: () => ({ links: [link({}), link({ id: 'l2', label: '', host: 'share.lab.example', asksPasscode: true }), link({ id: 'l3', expired: true })] }) }));
  await session.refresh();
  session.personId = 'p1';
  everywhere.forget();
});

test('every place is asked once, and each says what came of it', async () => {
  const { container } = render(Everywhere);
  const button = await screen.findByRole('button', { name: 'Look for news everywhere' });
  expect(screen.getByText('Asks all 4 places this record comes from, one after the other.')).toBeTruthy();
  expect(await violations(container)).toEqual([]);
  await fireEvent.click(button);
  expect(await screen.findByRole('progressbar')).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'Look for news everywhere' }), 'not twice at a time').toBeNull();
  const list = within(await screen.findByRole('list', {}, { timeout: 20_000 }));
  const lines = list.getAllByRole('listitem').map((line) => line.textContent);
  expect(lines).toHaveLength(4);
  expect(lines[2]).toMatch(/^Visit of 7 May: \d+ new/);
  expect(lines[3]).toBe('share.lab.example: asks for its password, see below');
  expect(refresh, 'the one with a password and the one that has ended are not asked').toHaveBeenCalledTimes(1);
  expect(await violations(container)).toEqual([]);
}, 30_000);

test('where one fails the others are asked all the same', async () => {
  const { portals } = await mockFace().call('portals', { person: 'p1' });
  connectTo(mockFace({
    ...brought, links_kept: () => ({ links: [link({})] }), link_refresh: refresh,
    portals: () => ({ portals: portals.slice(0, 2).map((one, i) => ({ ...one, state: i === 0 ? 'ready' : 'signInAgain' })) }),
    portal_sync: () => { throw new ApiError('portal-too-slow'); },
  }));
  render(Everywhere);
  await fireEvent.click(await screen.findByRole('button', { name: 'Look for news everywhere' }));
  await waitFor(() => expect(everywhere.results).toHaveLength(3), { timeout: 10_000 });
  const [slow, again, came] = everywhere.results ?? [];
  expect([slow?.tone, again?.tone]).toEqual(['warn', 'warn']);
  expect(came?.text).toMatch(/^Visit of 7 May: \d+ new/);
  expect(again?.text).toContain('please sign in again');
});

test('with one place only there is no second button for it', async () => {
  const { portals } = await mockFace().call('portals', { person: 'p1' });
  const asked = vi.fn(() => ({ portals: portals.slice(0, 1) }));
  connectTo(mockFace({ links_kept: () => ({ links: [] }), portals: asked }));
  render(Everywhere);
  await waitFor(() => expect(asked).toHaveBeenCalled());
  expect(screen.queryByRole('button')).toBeNull();
});
