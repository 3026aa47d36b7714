// The images of a study: offered, fetched with what did not come, saved one by one.
import { fireEvent, render, screen } from '@testing-library/svelte';
import { beforeEach, expect, test, vi } from 'vitest';
import { session } from '../../app/session.svelte';
import { connectTo } from '../../ipc';
import { mockFace } from '../../ipc/mock';
import { violations } from '../../test/axe';
import { fetches } from './fetches.svelte';
import Images from './Images.svelte';

const none = { canFetch: true, expected: 3, images: [], fetched: 0, gaps: [], import: null, stopped: false, askHost: null };
const image = (n: number) => ({ entry: 'd1', index: n, title: `DICOM image, series 2, image ${n}`, size: 2048 });
beforeEach(async () => {
  connectTo(mockFace());
  await session.refresh();
  session.personId = 'p1';
  fetches.reset();
});

test('they are fetched on wish, and what did not come is said', async () => {
  let began = false;
  const begun = () => began;
  const begin = () => (began = true);
  const save = vi.fn(() => ({ token: 'o', name: 'image.dcm', contentType: 'application/dicom', size: 2048 }));
  const gaps = [{ kind: 'ImagingStudy', kindText: 'Images', reason: 'refused', text: 'Images: the hospital refused.', count: 1 }];
  const result = { type: 'portalImages' as const, ...none, images: [image(1), image(2)], fetched: 2, gaps, import: 4 };
  const job = { id: 1, state: 'done' as const, done: 0, total: 0, resources: 0, result, error: null };
  connectTo(mockFace({ entry_images: () => (begun() ? result : none), portal_images: () => { begin(); return { id: 1 }; }, job: () => job, attachment_output: save as never }));
  const { container } = render(Images, { person: 'p1', id: 's1' });
  await fireEvent.click(await screen.findByRole('button', { name: 'Fetch the images (3)' }));
  expect(await screen.findByText('Images: the hospital refused.')).toBeTruthy();
  expect(screen.getByText('Images that came just now: 2')).toBeTruthy();
  expect(screen.getByRole('button', { name: 'Fetch the images (1)' })).toBeTruthy();
  await fireEvent.click(screen.getAllByRole('button', { name: /copy/i })[1]!);
  expect(save).toHaveBeenCalledWith({ person: 'p1', id: 'd1', index: 2 });
  expect(await violations(container)).toEqual([]);
});

test('another website is asked only after its name was shown and agreed to', async () => {
  const result = { type: 'portalImages' as const, ...none };
  let host: string | null = 'pacs.example.org';
  const asked = vi.fn(() => ({ id: 1 }));
  const job = () => ({ id: 1, state: 'done' as const, done: 0, total: 0, resources: 0, result: { ...result, askHost: host }, error: null });
  connectTo(mockFace({ entry_images: () => none, portal_images: asked, job }));
  const { container } = render(Images, { person: 'p1', id: 's1' });
  await fireEvent.click(await screen.findByRole('button', { name: 'Fetch the images (3)' }));
  expect(await screen.findByText('These images are on another website')).toBeTruthy();
  expect(asked).toHaveBeenLastCalledWith({ person: 'p1', id: 's1' });
  expect(await violations(container)).toEqual([]);
  await fireEvent.click(screen.getByRole('button', { name: 'Not now' }));
  expect(asked).toHaveBeenCalledTimes(1);
  await fireEvent.click(await screen.findByRole('button', { name: 'Fetch the images (3)' }));
  host = null;
  await fireEvent.click(await screen.findByRole('button', { name: 'Fetch from pacs.example.org' }));
  await vi.waitFor(() => expect(asked).toHaveBeenLastCalledWith({ person: 'p1', id: 's1', agreedHost: 'pacs.example.org' }));
});

test('a study without an archive has no such card', async () => {
  const asked = vi.fn(() => ({ ...none, canFetch: false }));
  connectTo(mockFace({ entry_images: asked }));
  const { container } = render(Images, { person: 'p1', id: 's1' });
  await vi.waitFor(() => expect(asked).toHaveBeenCalled());
  expect(container.textContent?.trim()).toBe('');
});

/** A job that goes on until it is stopped. */
function going(end: object) {
  const job = { id: 7, state: 'running' as 'running' | 'done' | 'cancelled', done: 0, total: 0, resources: 0, result: null as unknown, error: null, stage: { code: 'reading', text: 'Fetching images', kind: null, done: 2, of: 14, signIn: false } };
  const stop = vi.fn(() => Object.assign(job, { stage: null, ...end }));
  return { job, stop };
}

test('it goes on while one looks elsewhere, and stopping keeps what came', async () => {
  const view = { ...none, expected: 14, images: [image(1), image(2)] };
  const { job, stop } = going({ state: 'done', result: { type: 'portalImages', ...view, fetched: 2, stopped: true, import: 4 } });
  const begin = vi.fn(() => ({ id: 7 }));
  connectTo(mockFace({ entry_images: () => (stop.mock.calls.length ? view : { ...none, expected: 14 }), portal_images: begin, job: () => job as never, job_cancel: stop as never }));
  const first = render(Images, { person: 'p1', id: 's1' });
  await fireEvent.click(await screen.findByRole('button', { name: 'Fetch the images (14)' }));
  expect(await screen.findByText('2 of 14')).toBeTruthy();
  first.unmount();
  render(Images, { person: 'p1', id: 's1' });
  expect(await screen.findByRole('progressbar'), 'it is still going on').toBeTruthy();
  await fireEvent.click(screen.getByRole('button', { name: 'Cancel' }));
  expect(await screen.findByText(/In the record: 2 images/)).toBeTruthy();
  expect(screen.getByText('2 of 14 images are in the record. The hospital keeps the others.')).toBeTruthy();
  expect(screen.getByText('Stopped. What came until then is kept.'), 'said also to who has come back').toBeTruthy();
  expect(begin).toHaveBeenCalledTimes(1);
});

test('a refusal says what next, and a long list stays short until it is asked for', async () => {
  const view = { ...none, expected: 40, images: Array.from({ length: 39 }, (_, n) => image(n + 1)) };
  const job = { id: 1, state: 'failed' as const, done: 0, total: 0, resources: 0, result: null, error: { code: 'portal-images-refused' as const, params: {}, fields: [] } };
  connectTo(mockFace({ entry_images: () => view, portal_images: () => ({ id: 1 }), job: () => job }));
  render(Images, { person: 'p1', id: 's1' });
  await fireEvent.click(await screen.findByRole('button', { name: 'Fetch the images (1)' }));
  expect(await screen.findByRole('alert')).toBeTruthy();
  expect(screen.getAllByRole('listitem')).toHaveLength(6);
  await fireEvent.click(screen.getByRole('button', { name: 'Show all 39 images' }));
  expect(screen.getAllByRole('listitem')).toHaveLength(39);
});
