// Share as a screen: prepare, look through, hand over; each form says who can read it.
import { fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import { beforeEach, expect, test } from 'vitest';
import { session } from '../../app/session.svelte';
import { connectTo } from '../../ipc';
import { mockFace } from '../../ipc/mock';
import { violations } from '../../test/axe';
import { draft } from './draft.svelte';
import Share from './Share.svelte';

const route = { screen: 'share' as const };
beforeEach(async () => {
  connectTo(mockFace());
  await session.refresh();
  session.personId = 'p1';
  draft.begin(null, 'en');
});

test('private matters are not ticked to begin with; no violation', async () => {
  const { container } = render(Share, { route });
  await waitFor(() => expect((screen.getByLabelText('Problems') as HTMLInputElement).checked).toBe(true));
  for (const name of ['Social history', 'Family history']) expect((screen.getByLabelText(name) as HTMLInputElement).checked).toBe(false);
  expect(await violations(container)).toEqual([]);
});

test('a line can be left out and taken along again', async () => {
  const { container } = render(Share, { route });
  await waitFor(() => expect(draft.sections).not.toBeNull());
  await fireEvent.click(screen.getByText('Next: look through it'));
  const box = (await screen.findByLabelText(/Hypertension/)) as HTMLInputElement;
  await fireEvent.click(box);
  await waitFor(() => expect(draft.leftOut).toHaveLength(1));
  expect(await screen.findByText('left out')).toBeTruthy();
  expect(await violations(container)).toEqual([]);
  await fireEvent.click(screen.getByLabelText(/Hypertension/));
  await waitFor(() => expect(draft.leftOut).toEqual([]));
});

test('each form says who can read it and whether it can be taken back', async () => {
  const { container } = render(Share, { route });
  await fireEvent.click(await screen.findByRole('tab', { name: '3. Hand over' }));
  const ways = container.querySelectorAll('.way');
  expect(ways).toHaveLength(6);
  for (const way of ways) expect(way.querySelector('.who')?.textContent).toMatch(/can read it.*can(not)? be taken back/s);
  expect(await violations(container)).toEqual([]);
});

test('the code stands beside the words it holds', async () => {
  render(Share, { route });
  await fireEvent.click(await screen.findByRole('tab', { name: '3. Hand over' }));
  URL.createObjectURL ??= () => 'blob:made-up';
  URL.revokeObjectURL ??= () => {};
  await fireEvent.click(screen.getByText('Show the code'));
  expect(await screen.findByText(/ALLERGY: Penicillin/)).toBeTruthy();
});
