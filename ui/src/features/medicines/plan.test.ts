import { describe, expect, it } from 'vitest';
import type { PlanForm } from '../../ipc';
import { draftOf, formOf, howOf, setHow } from './plan';

const slot = (time: string, amount: string) => ({ time, amount });
/** Every kind of stretch, one after the other, and when needed besides. */
const mixed: PlanForm = {
  unit: '片', asNeeded: '1', mostPerDay: '8',
  steps: [
    { from: '2026-11-01', until: '2026-11-05', rhythm: { type: 'daily' }, slots: [slot('08:00', '4'), slot('20:00', '2.5')] },
    { from: '2026-11-06', until: '2026-11-09', rhythm: { type: 'every-hours', hours: 8 }, slots: [slot('06:00', '1')] },
    { from: '2026-11-10', until: '2026-11-19', rhythm: { type: 'every-days', days: 3 }, slots: [slot('08:00', '2')] },
    { from: '2026-11-20', until: '2026-12-19', rhythm: { type: 'week', days: ['mon', 'thu'] }, slots: [slot('08:00', '1')] },
    { from: '2026-12-20', until: null, rhythm: { type: 'cycle', on: 5, off: 2 }, slots: [slot('21:00', '0.5')] },
  ],
};

describe('the form of a plan', () => {
  it('saves what it was given, every stretch with its own kind', () => {
    for (const chinese of [false, true]) expect(formOf(draftOf(mixed, '2026-11-25'), chinese)).toEqual(mixed);
  });
  it('never changes the kind of one stretch with that of another', () => {
    const draft = draftOf(mixed, '2026-11-25');
    draft.steps[1]!.kind = 'daily';
    const types = formOf(draft, false).steps.map((step) => step.rhythm.type);
    expect(types).toEqual(['daily', 'daily', 'every-days', 'week', 'cycle']);
    setHow(draft, 'week');
    expect(formOf(draft, false).steps.map((step) => step.rhythm.type)).toEqual(types);
  });
  it('keeps the word of a unit until another one is chosen', () => {
    for (const unit of ['tablets', 'IU', '滴', 'mg', 'mL', 'Löffel']) {
      const plan: PlanForm = { ...mixed, unit };
      expect(formOf(draftOf(plan, ''), false).unit).toBe(unit);
      expect(formOf(draftOf(plan, ''), true).unit).toBe(unit);
    }
    const draft = draftOf(mixed, '');
    draft.unit = 'capsule';
    expect(formOf(draft, false).unit).toBe('capsule');
    expect(formOf(draft, true).unit).toBe('粒');
  });
  it('asks once how often while there is one stretch', () => {
    const draft = draftOf(null, '2026-11-25');
    expect(howOf(draft)).toBe('daily');
    setHow(draft, 'week');
    expect([howOf(draft), draft.steps[0]!.kind]).toEqual(['week', 'week']);
    setHow(draft, 'needed');
    expect(formOf(draft, false).steps).toEqual([]);
    setHow(draft, 'every-hours');
    expect(howOf(draft)).toBe('every-hours');
    const needed = draftOf({ unit: 'tablet', asNeeded: '2', mostPerDay: null, steps: [] }, '2026-11-25');
    expect(howOf(needed)).toBe('needed');
    expect(formOf(needed, false)).toEqual({ unit: 'tablet', asNeeded: '2', mostPerDay: null, steps: [] });
  });
});
