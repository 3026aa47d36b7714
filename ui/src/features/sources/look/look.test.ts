// A summary of somebody else: shown with its flaws, nothing stored, brought in on wish.
import { fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import { beforeEach, expect, test } from 'vitest';
import { router } from '../../../app/router.svelte';
import { session } from '../../../app/session.svelte';
import { connectTo } from '../../../ipc';
import { mockFace } from '../../../ipc/mock';
import { violations } from '../../../test/axe';
import { importer } from '../importer.svelte';
import Look from './Look.svelte';
import { looking } from './looking.svelte';

const route = { screen: 'look' as const };
const file = (token: string) => ({ token, name: `${token}.json`, size: 1, folder: false });
beforeEach(async () => {
  connectTo(mockFace());
  await session.refresh();
  session.personId = 'p1';
  importer.reset();
  looking.forget();
});

test('sections, what is missing, the sender’s words and the flaws stand there; no violation', async () => {
  await looking.open(file('given'));
  expect(router.route.screen).toBe('look');
  const { container } = render(Look, { route });
  expect(screen.getByText('Asthma')).toBeTruthy();
  expect(screen.getByText(/1 entry is listed here that is not in the file: Penicillin/)).toBeTruthy();
  expect(screen.getByText('Penicillin: rash')).toBeTruthy();
  expect(screen.getByText('The sender says: none known.')).toBeTruthy();
  expect(screen.getByText(/1 thing is not as it should be/)).toBeTruthy();
  expect(screen.getByText(/not in the file\.$/)).toBeTruthy();
  expect(await violations(container)).toEqual([]);
});

test('it is brought in the usual way, with every question', async () => {
  await looking.open(file('given'));
  render(Look, { route });
  await fireEvent.click(screen.getByText('Bring it into a record …'));
  await waitFor(() => expect(importer.stage.at).toBe('asking'));
  expect(router.route.screen).toBe('sources');
  expect(looking.view).toBeNull();
});

test('a file that is none says so and offers nothing', async () => {
  await looking.open(file('bad'));
  render(Look, { route });
  expect(screen.getByText('The file cannot be read.')).toBeTruthy();
  expect(screen.queryByText('Bring it into a record …')).toBeNull();
});
