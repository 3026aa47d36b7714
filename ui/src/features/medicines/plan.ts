// The form of a plan while it is filled in: text fields, turned into what the core takes. What it means is
// looked over by the core.
import type { PlanForm, RhythmForm, StepForm } from '../../ipc';

export type How = 'daily' | 'week' | 'every-days' | 'cycle' | 'every-hours' | 'needed';
export const hows: How[] = ['daily', 'week', 'every-days', 'cycle', 'every-hours', 'needed'];
export const week = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
/** Words of a unit that are kept in the record: those of the language it was set in. */
export const units = ['tablet', 'capsule', 'sachet', 'drop', 'puff', 'ml', 'unit', 'patch', 'injection'] as const;
const kept: Record<string, readonly [string, string]> = {
  tablet: ['tablet', '片'], capsule: ['capsule', '粒'], sachet: ['sachet', '袋'], drop: ['drop', '滴'], puff: ['puff', '喷'],
  ml: ['mL', 'mL'], unit: ['unit', '单位'], patch: ['patch', '贴'], injection: ['injection', '支'],
};

export interface StepDraft {
  from: string;
  until: string;
  days: Record<string, boolean>;
  every: string;
  on: string;
  off: string;
  hours: string;
  slots: { time: string; amount: string }[];
}
export interface PlanDraft {
  how: How;
  unit: string;
  own: string;
  steps: StepDraft[];
  needed: string;
  most: string;
}

export function emptyStep(from: string): StepDraft {
  return { from, until: '', days: {}, every: '2', on: '21', off: '7', hours: '8', slots: [{ time: '08:00', amount: '' }] };
}

function unitOf(word: string): string {
  return units.find((unit) => kept[unit]?.some((w) => w.toLowerCase() === word.toLowerCase())) ?? 'other';
}

function stepDraft(step: StepForm): StepDraft {
  const draft: StepDraft = { ...emptyStep(step.from), until: step.until ?? '', slots: step.slots.map((slot) => ({ ...slot })) };
  const rhythm = step.rhythm;
  if (rhythm.type === 'week') draft.days = Object.fromEntries(rhythm.days.map((day) => [day, true]));
  else if (rhythm.type === 'every-days') draft.every = String(rhythm.days);
  else if (rhythm.type === 'cycle') [draft.on, draft.off] = [String(rhythm.on), String(rhythm.off)];
  else if (rhythm.type === 'every-hours') draft.hours = String(rhythm.hours);
  return draft;
}

export function draftOf(plan: PlanForm | null, today: string): PlanDraft {
  if (!plan) return { how: 'daily', unit: 'tablet', own: '', steps: [emptyStep(today)], needed: '', most: '' };
  const unit = unitOf(plan.unit);
  return {
    how: plan.steps[0]?.rhythm.type ?? 'needed', unit, own: unit === 'other' ? plan.unit : '',
    steps: plan.steps.length > 0 ? plan.steps.map(stepDraft) : [emptyStep(today)],
    needed: plan.asNeeded ?? '', most: plan.mostPerDay ?? '',
  };
}

const whole = (text: string) => (/^\d{1,3}$/.test(text.trim()) ? Number(text) : 0);

function rhythm(how: How, step: StepDraft): RhythmForm {
  switch (how) {
    case 'week':
      return { type: 'week', days: week.filter((day) => step.days[day]) };
    case 'every-days':
      return { type: 'every-days', days: whole(step.every) };
    case 'cycle':
      return { type: 'cycle', on: whole(step.on), off: whole(step.off) };
    case 'every-hours':
      return { type: 'every-hours', hours: whole(step.hours) };
    default:
      return { type: 'daily' };
  }
}

export function formOf(draft: PlanDraft, chinese: boolean): PlanForm {
  const unit = draft.unit === 'other' ? draft.own : (kept[draft.unit]?.[chinese ? 1 : 0] ?? draft.unit);
  const steps = draft.how === 'needed' ? [] : draft.steps;
  return {
    unit, asNeeded: draft.needed || null, mostPerDay: draft.most || null,
    steps: steps.map((step) => ({
      from: step.from, until: step.until || null, rhythm: rhythm(draft.how, step),
      slots: draft.how === 'every-hours' ? step.slots.slice(0, 1) : step.slots,
    })),
  };
}
