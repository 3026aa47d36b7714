// Whom to call and the own doctor: three people at most, kept when a person is changed.
import { fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import { beforeEach, expect, test, vi } from 'vitest';
import { session } from '../../app/session.svelte';
import { connectTo } from '../../ipc';
import { mockFace } from '../../ipc/mock';
import { violations } from '../../test/axe';
import PersonForm from './PersonForm.svelte';

const edit = vi.fn();
beforeEach(async () => {
  edit.mockReset();
  connectTo(mockFace({ person_edit: (request) => (edit(request), session.people[0]!) }));
  await session.refresh();
  session.personId = 'p1';
});

test('they are shown, changed and sent', async () => {
  const { container } = render(PersonForm, { route: { screen: 'person', id: 'p1' } });
  expect((document.getElementById('person-contacts') as HTMLInputElement).value).toBe('Li Mei');
  expect((document.getElementById('person-doctor') as HTMLInputElement).value).toBe('Dr. Chen');
  await fireEvent.click(screen.getByRole('button', { name: 'Add a person to call' }));
  await fireEvent.click(screen.getByRole('button', { name: 'Add a person to call' }));
  expect(screen.queryByRole('button', { name: 'Add a person to call' }), 'three at most').toBeNull();
  expect(await violations(container)).toEqual([]);
  await fireEvent.click(screen.getByRole('button', { name: 'Remove Person 1' }));
  await fireEvent.input(document.getElementById('person-contacts') as HTMLElement, { target: { value: 'Wang Lin' } });
  await fireEvent.click(screen.getByRole('button', { name: 'Save' }));
  await waitFor(() => expect(edit).toHaveBeenCalled());
  const sent = edit.mock.calls[0]![0].person;
  expect(sent.contacts).toEqual([{ name: 'Wang Lin', relation: '', phone: '' }]);
  expect(sent.doctor.name).toBe('Dr. Chen');
});
