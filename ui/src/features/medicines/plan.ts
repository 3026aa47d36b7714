// The form of a plan while it is filled in: text fields, turned into what the core takes. What it means is
// looked over by the core. Every stretch keeps its own kind: what is not touched is saved as it was.
import type { PlanForm, RhythmForm, StepForm } from '../../ipc';

export type Kind = RhythmForm['type'];
export const kinds: Kind[] = ['daily', 'week', 'every-days', 'cycle', 'every-hours'];
/** How a whole plan begins: with stretches of some kind, or only when needed. */
export type How = Kind | 'needed';
export const hows: How[] = [...kinds, 'needed'];
export const week = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
/** Words of a unit that are kept in the record: those of the language it was set in. */
export const units = ['tablet', 'capsule', 'sachet', 'drop', 'puff', 'ml', 'unit', 'patch', 'injection'] as const;
const kept: Record<string, readonly [string, string]> = {
  tablet: ['tablet', '片'], capsule: ['capsule', '粒'], sachet: ['sachet', '袋'], drop: ['drop', '滴'], puff: ['puff', '喷'],
  ml: ['mL', 'mL'], unit: ['unit', '单位'], patch: ['patch', '贴'], injection: ['injection', '支'],
};

export interface StepDraft {
  kind: Kind;
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
  /** Only when needed: no stretches. */
  needs: boolean;
  unit: string;
  own: string;
  /** The unit as it stands in the record; kept while no other one is chosen. */
  said: string;
  steps: StepDraft[];
  needed: string;
  most: string;
}

export function emptyStep(from: string, kind: Kind = 'daily'): StepDraft {
  return { kind, from, until: '', days: {}, every: '2', on: '21', off: '7', hours: '8', slots: [{ time: '08:00', amount: '' }] };
}

function unitOf(word: string): string {
  return units.find((unit) => kept[unit]?.some((w) => w.toLowerCase() === word.toLowerCase())) ?? 'other';
}

function stepDraft(step: StepForm): StepDraft {
  const rhythm = step.rhythm;
  const draft: StepDraft = { ...emptyStep(step.from, rhythm.type), until: step.until ?? '', slots: step.slots.map((slot) => ({ ...slot })) };
  if (rhythm.type === 'week') draft.days = Object.fromEntries(rhythm.days.map((day) => [day, true]));
  else if (rhythm.type === 'every-days') draft.every = String(rhythm.days);
  else if (rhythm.type === 'cycle') [draft.on, draft.off] = [String(rhythm.on), String(rhythm.off)];
  else if (rhythm.type === 'every-hours') draft.hours = String(rhythm.hours);
  return draft;
}

export function draftOf(plan: PlanForm | null, today: string): PlanDraft {
  if (!plan) return { needs: false, unit: 'tablet', own: '', said: '', steps: [emptyStep(today)], needed: '', most: '' };
  const unit = unitOf(plan.unit);
  const steps = plan.steps;
  return {
    needs: steps.length === 0, unit, own: unit === 'other' ? plan.unit : '', said: plan.unit,
    steps: steps.length > 0 ? steps.map(stepDraft) : [emptyStep(today)],
    needed: plan.asNeeded ?? '', most: plan.mostPerDay ?? '',
  };
}

/** What the question "how often?" of a plan with one stretch shows. */
export const howOf = (draft: PlanDraft): How => (draft.needs ? 'needed' : (draft.steps[0]?.kind ?? 'daily'));

/** Its answer. A plan with several stretches is asked for each of them, and never all at once. */
export function setHow(draft: PlanDraft, how: How): void {
  draft.needs = how === 'needed';
  const [only] = draft.steps;
  if (how !== 'needed' && only && draft.steps.length === 1) only.kind = how;
}

const whole = (text: string) => (/^\d{1,3}$/.test(text.trim()) ? Number(text) : 0);

function rhythm(step: StepDraft): RhythmForm {
  switch (step.kind) {
    case 'week':
      return { type: 'week', days: week.filter((day) => step.days[day]) };
    case 'every-days':
      return { type: 'every-days', days: whole(step.every) };
    case 'cycle':
      return { type: 'cycle', on: whole(step.on), off: whole(step.off) };
    case 'every-hours':
      return { type: 'every-hours', hours: whole(step.hours) };
    case 'daily':
      return { type: 'daily' };
  }
}

export function formOf(draft: PlanDraft, chinese: boolean): PlanForm {
  const unit = draft.unit === 'other' ? draft.own
    : draft.said && unitOf(draft.said) === draft.unit ? draft.said
    : (kept[draft.unit]?.[chinese ? 1 : 0] ?? draft.unit);
  const steps = draft.needs ? [] : draft.steps;
  return {
    unit, asNeeded: draft.needed || null, mostPerDay: draft.most || null,
    steps: steps.map((step) => ({
      from: step.from, until: step.until || null, rhythm: rhythm(step),
      slots: step.kind === 'every-hours' ? step.slots.slice(0, 1) : step.slots,
    })),
  };
}
