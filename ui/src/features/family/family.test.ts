// People: removing a whole record is asked twice, with the name typed out.
import { fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import { beforeEach, expect, test, vi } from 'vitest';
import { session } from '../../app/session.svelte';
import { connectTo } from '../../ipc';
import { mockFace } from '../../ipc/mock';
import { violations } from '../../test/axe';
import Family from './Family.svelte';
import PersonForm from './PersonForm.svelte';

const remove = vi.fn(() => null);
beforeEach(async () => {
  vi.clearAllMocks();
  connectTo(mockFace({ person_remove: remove }));
  await session.refresh();
  session.personId = 'p1';
});

test('a record is erased only when the name is typed exactly', async () => {
  render(Family, { route: { screen: 'family' } });
  expect(await violations()).toEqual([]);
  await fireEvent.click(screen.getByRole('button', { name: 'Remove 李明' }));
  const act = screen.getByRole('button', { name: 'Erase the record of 李明' }) as HTMLButtonElement;
  expect(act.disabled).toBe(true);
  const field = screen.getByLabelText('To be sure, type the name: 李明');
  await fireEvent.input(field, { target: { value: '李' } });
  expect(act.disabled).toBe(true);
  await fireEvent.input(field, { target: { value: '李明' } });
  await fireEvent.click(act);
  await waitFor(() => expect(remove).toHaveBeenCalledWith({ id: 'p2', typedName: '李明' }));
});

test('a new person gets a colour that nobody has, and their record opens', async () => {
  render(PersonForm, { route: { screen: 'person' } });
  expect((screen.getByLabelText('Teal') as HTMLInputElement).checked, 'plum, blue and amber are taken').toBe(true);
  await fireEvent.input(document.getElementById('person-name') as HTMLElement, { target: { value: 'Grandma' } });
  await fireEvent.click(screen.getByLabelText('Female'));
  await fireEvent.click(screen.getByRole('button', { name: 'Save' }));
  await waitFor(() => expect(session.person?.name).toBe('Grandma'));
  expect(await violations()).toEqual([]);
});

test('a question with a field is answered with Enter, and not before it may be', async () => {
  render(Family, { route: { screen: 'family' } });
  await fireEvent.click(screen.getByRole('button', { name: 'Remove 李明' }));
  const field = screen.getByLabelText<HTMLInputElement>('To be sure, type the name: 李明');
  const act = screen.getByRole<HTMLButtonElement>('button', { name: 'Erase the record of 李明' });
  expect([act.type, act.form], 'its button is that of the form').toEqual(['submit', field.form]);
  await fireEvent.submit(field.form as HTMLFormElement);
  expect(remove).not.toHaveBeenCalled();
  await fireEvent.input(field, { target: { value: '李明' } });
  await fireEvent.submit(field.form as HTMLFormElement);
  await waitFor(() => expect(remove).toHaveBeenCalledOnce());
});
