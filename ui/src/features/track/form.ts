// The drafts behind the forms: text throughout, empty for "not said"; made into a request when saved.
import type { FieldProblem, Form, FormType, GlucoseContext, MeasureWhat, Settings } from '../../ipc';

export type FormOf<T extends FormType> = Extract<Form, { type: T }>;

/** The forms in the order in which they are offered. */
export const formTypes: readonly FormType[] = [
  'blood-pressure', 'glucose', 'measure', 'symptom', 'medicine', 'allergy', 'problem', 'note', 'document',
  'own-measure', 'questions', 'appointment', 'aim', 'task',
];
/** What can be measured, with the units of each (UCUM) and how they are written. */
export const measures: Record<MeasureWhat, readonly { unit: string; text: string }[]> = {
  weight: [{ unit: 'kg', text: 'kg' }, { unit: 'lb', text: 'lb' }],
  height: [{ unit: 'cm', text: 'cm' }, { unit: 'in', text: 'in' }],
  temperature: [{ unit: 'Cel', text: '°C' }, { unit: '[degF]', text: '°F' }],
  oxygen: [{ unit: '%', text: '%' }],
  'heart-rate': [{ unit: '/min', text: '/min' }],
  waist: [{ unit: 'cm', text: 'cm' }, { unit: 'in', text: 'in' }],
  'peak-flow': [{ unit: 'L/min', text: 'L/min' }],
  sleep: [{ unit: 'h', text: 'h' }],
  steps: [{ unit: 'steps', text: '' }],
  pain: [{ unit: '/10', text: '/10' }],
};

/** The unit to begin with. */
export function firstUnit(what: MeasureWhat, settings: Settings | null): string {
  if (what === 'weight' && settings) return settings.weightUnit;
  return measures[what][0]?.unit ?? '';
}

/** Is this one of the forms? */
export function isFormType(text: string | undefined): text is FormType {
  return formTypes.some((type) => type === text);
}

/** An empty draft. */
export function emptyForm(type: FormType, settings: Settings | null, what: MeasureWhat = 'weight'): Form {
  switch (type) {
    case 'blood-pressure':
      return { type, systolic: '', diastolic: '', pulse: '', at: '', arm: '', position: '', medicine: '', irregular: false, note: '' };
    case 'glucose':
      // Not chosen yet: a value that is called fasting by default would be a false one.
      return { type, value: '', unit: settings?.glucoseUnit ?? 'mmol/L', context: '' as GlucoseContext, at: '', note: '' };
    case 'measure':
      return { type, what, value: '', unit: firstUnit(what, settings), at: '', note: '' };
    case 'medicine':
      return { type, name: '', strength: '', dosage: '', since: '', until: '', reason: '', status: 'active', note: '' };
    case 'allergy':
      return { type, substance: '', reaction: '', severity: null, since: '', none: false, note: '' };
    case 'problem':
      return { type, name: '', since: '', status: 'active', note: '' };
    case 'note':
      return { type, title: '', text: '', at: '' };
    case 'symptom':
      return { type, name: '', severity: '', at: '', note: '', place: '', tellDoctor: false, photo: null };
    case 'document':
      return { type, file: '', title: '', at: '', kindText: '', note: '' };
    case 'own-measure':
      return { type, name: '', value: '', unit: '', at: '', note: '' };
    case 'questions':
      return { type, which: 'phq-9', answers: [], at: '', note: '' };
    case 'appointment':
      return { type, what: '', at: '', minutes: '30', who: '', place: '', standing: 'active', note: '' };
    case 'aim':
      return { type, what: '', area: 'other', target: '', since: null, due: '', standing: 'active', note: '' };
    case 'task':
      return { type, what: '', area: 'other', how: '', since: null, until: '', standing: 'active', note: '' };
  }
}

/** The draft as the core takes it: what is empty is left out; without a time it is now, by the clock of the core. */
export function cleaned(form: Form): Form {
  const required = new Set(['type', 'systolic', 'diastolic', 'value', 'unit', 'name', 'substance', 'text', 'title', 'file', 'what', 'context', 'status', 'none']);
  const out: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(form)) {
    const text = typeof value === 'string' ? value.trim() : value;
    if (key === 'at') out[key] = text || (form.type === 'document' ? null : form.type === 'appointment' ? '' : 'now');
    else out[key] = text === '' && !(required.has(key) && !(form.type === 'note' && key === 'title')) ? null : text;
  }
  if (form.type === 'medicine' && form.status === 'active') out['until'] = null;
  if (form.type === 'allergy' && form.none) {
    Object.assign(out, { substance: '', reaction: null, severity: null });
  }
  return out as Form;
}

/** What the page itself must ask for: a choice that the core cannot take as missing. */
export function unchosen(form: Form): FieldProblem[] {
  if (form.type === 'questions' && Array.from(form.answers).some((a) => a === undefined || a === null)) return [{ field: 'answers', code: 'empty' }];
  if (form.type !== 'glucose' || form.context) return [];
  // With the choice the core would tell of the number as well: both are said at once.
  const number: FieldProblem[] = form.value.trim() === '' ? [{ field: 'value', code: 'empty' }] : [];
  return [...number, { field: 'context', code: 'empty' }];
}

/** Puts the cursor into the first field, unless somebody is typing elsewhere, such as in the search box. */
export function putCursor(field: HTMLElement | null): void {
  const active = document.activeElement;
  if (active instanceof HTMLInputElement && active !== field && active.type === 'search') return;
  field?.focus({ preventScroll: true });
}
