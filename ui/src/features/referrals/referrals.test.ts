// Referrals as a screen: how each stands, what came of it, matching by hand, answering one from somebody else.
import { fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import { beforeEach, expect, test, vi } from 'vitest';
import { router } from '../../app/router.svelte';
import { session } from '../../app/session.svelte';
import { connectTo } from '../../ipc';
import { mockFace } from '../../ipc/mock';
import { referring } from '../../ipc/mock/referring';
import { violations } from '../../test/axe';
import Referrals from './Referrals.svelte';

const route = { screen: 'referrals' as const };
beforeEach(async () => {
  connectTo(mockFace());
  await session.refresh();
  session.personId = 'p1';
});

test('each says how it stands and what came of it; no violation', async () => {
  const { container } = render(Referrals, { route });
  expect(await screen.findByText('answered on 20 November 2026: a letter, 1 result')).toBeTruthy();
  expect(screen.getByText('From somebody else')).toBeTruthy();
  expect(await violations(container)).toEqual([]);
  await fireEvent.click(screen.getByRole('button', { name: /Show.*Ophthalmology/ }));
  expect(router.route).toEqual({ screen: 'referrals', id: 'r2' });
});

test('without any it says what to do first', async () => {
  session.personId = 'p3';
  render(Referrals, { route });
  expect(await screen.findByText('No referrals yet')).toBeTruthy();
});

test('an answer lists its entries, and one that is none is taken back and put back', async () => {
  const answers = referring(() => false);
  const match = vi.fn(answers.referral_match);
  connectTo(mockFace({ ...answers, referral_match: match }));
  const { container } = render(Referrals, { route: { ...route, id: 'r1' } });
  const part = within(await screen.findByTestId('referral-answer'));
  expect(part.getByText('LDL cholesterol')).toBeTruthy();
  expect(await violations(container)).toEqual([]);
  await fireEvent.click(part.getByRole('button', { name: /Not part of the answer.*LDL/ }));
  await waitFor(() => expect(match).toHaveBeenCalledWith(expect.objectContaining({ id: 'r1', takeBack: true })));
});

test('a letter is chosen by hand', async () => {
  const answers = referring(() => false);
  const match = vi.fn(answers.referral_match);
  connectTo(mockFace({ ...answers, referral_match: match }));
  render(Referrals, { route: { ...route, id: 'r2' } });
  expect(await screen.findByText('No answer has come yet.')).toBeTruthy();
  await fireEvent.click(screen.getByText('Choose what answers it …'));
  const dialog = within(document.querySelector('dialog') as HTMLElement);
  const box = (await waitFor(() => dialog.getAllByRole('checkbox', { hidden: true })[0])) as HTMLInputElement;
  const take = dialog.getByRole('button', { name: /Take as the answer/, hidden: true }) as HTMLButtonElement;
  expect(take.disabled).toBe(true);
  await fireEvent.click(box);
  await waitFor(() => expect(take.disabled).toBe(false));
  await fireEvent.click(take);
  await waitFor(() => expect(match).toHaveBeenCalledWith(expect.objectContaining({ id: 'r2', takeBack: false })));
});

test('one from somebody else is answered with a letter; an empty answer is not made', async () => {
  const answers = referring(() => false);
  const answer = vi.fn(answers.referral_answer);
  connectTo(mockFace({ ...answers, referral_answer: answer }));
  const { container } = render(Referrals, { route: { ...route, id: 'r3' } });
  await fireEvent.click(await screen.findByText('Write the answer …'));
  const make = screen.getByRole('button', { name: /Make the answer/ }) as HTMLButtonElement;
  expect(make.disabled).toBe(true);
  await fireEvent.input(screen.getByLabelText('The letter'), { target: { value: 'Metformin 500 mg twice a day is right.' } });
  expect(await violations(container)).toEqual([]);
  await waitFor(() => expect(make.disabled).toBe(false));
  await fireEvent.click(make);
  await waitFor(() => expect(answer).toHaveBeenCalledWith(expect.objectContaining({ id: 'r3', letter: 'Metformin 500 mg twice a day is right.', plan: null })));
  expect(await screen.findByText('Write the answer …')).toBeTruthy();
});
