// The images of a study: offered, fetched with what did not come, saved one by one.
import { fireEvent, render, screen } from '@testing-library/svelte';
import { beforeEach, expect, test, vi } from 'vitest';
import { session } from '../../app/session.svelte';
import { connectTo } from '../../ipc';
import { mockFace } from '../../ipc/mock';
import { violations } from '../../test/axe';
import Images from './Images.svelte';

const none = { canFetch: true, expected: 3, images: [], fetched: 0, gaps: [], import: null, stopped: false };
const image = (n: number) => ({ entry: 'd1', index: n, title: `DICOM image, series 2, image ${n}`, size: 2048 });
beforeEach(async () => {
  connectTo(mockFace());
  await session.refresh();
  session.personId = 'p1';
});

test('they are fetched on wish, and what did not come is said', async () => {
  const save = vi.fn(() => ({ token: 'o', name: 'image.dcm', contentType: 'application/dicom', size: 2048 }));
  const gaps = [{ kind: 'ImagingStudy', kindText: 'Images', reason: 'refused', text: 'Images: the hospital refused.', count: 1 }];
  const result = { type: 'portalImages' as const, ...none, images: [image(1), image(2)], fetched: 2, gaps, import: 4 };
  const job = { id: 1, state: 'done' as const, done: 0, total: 0, resources: 0, result, error: null };
  connectTo(mockFace({ entry_images: () => none, portal_images: () => ({ id: 1 }), job: () => job, attachment_output: save as never }));
  const { container } = render(Images, { person: 'p1', id: 's1' });
  await fireEvent.click(await screen.findByRole('button', { name: 'Fetch the images (3)' }));
  expect(await screen.findByText('Images: the hospital refused.')).toBeTruthy();
  expect(screen.getByText('Images that came just now: 2')).toBeTruthy();
  expect(screen.getByRole('button', { name: 'Fetch the images (1)' })).toBeTruthy();
  await fireEvent.click(screen.getAllByRole('button', { name: /copy/i })[1]!);
  expect(save).toHaveBeenCalledWith({ person: 'p1', id: 'd1', index: 2 });
  expect(await violations(container)).toEqual([]);
});

test('a study without an archive has no such card', async () => {
  const asked = vi.fn(() => ({ ...none, canFetch: false }));
  connectTo(mockFace({ entry_images: asked }));
  const { container } = render(Images, { person: 'p1', id: 's1' });
  await vi.waitFor(() => expect(asked).toHaveBeenCalled());
  expect(container.textContent?.trim()).toBe('');
});
