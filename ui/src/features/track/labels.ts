// What a field is called on its form, for the summary of what is wrong.
import { t, tMaybe, type PlainKey } from '../../i18n/index.svelte';
import type { FieldProblem, FormType } from '../../ipc';

const common: Record<string, PlainKey> = {
  systolic: 'form-bp-upper', diastolic: 'form-bp-lower', pulse: 'form-bp-pulse', arm: 'form-bp-arm', position: 'form-bp-position', medicine: 'form-bp-medicine', at: 'form-at', note: 'form-note', unit: 'form-unit',
  context: 'form-glucose-context', what: 'form-measure-what', value: 'form-measure-value', strength: 'form-medicine-strength', dosage: 'form-medicine-dosage',
  since: 'form-since', until: 'form-until', reason: 'form-medicine-reason', substance: 'form-allergy-substance', reaction: 'form-allergy-reaction',
  severity: 'form-allergy-severity', none: 'form-allergy-which', title: 'form-note-title', text: 'form-note-text', file: 'form-document-file', kindText: 'form-document-kind',
};
const own: Partial<Record<FormType, Record<string, PlainKey>>> = {
  glucose: { value: 'form-glucose-value' },
  medicine: { name: 'form-medicine-name', status: 'form-medicine-status' },
  problem: { name: 'form-problem-name', status: 'form-problem-status' },
  symptom: { name: 'form-symptom-name', severity: 'form-symptom-severity', place: 'form-symptom-place', photo: 'form-symptom-photo' },
  'own-measure': { name: 'form-own-name' },
  questions: { which: 'form-questions-which', answers: 'form-questions-answers' },
  appointment: { what: 'form-appointment-what', minutes: 'form-appointment-minutes', who: 'form-appointment-who', place: 'form-appointment-place' },
  aim: { what: 'form-aim-what', target: 'form-aim-target', due: 'form-aim-due' },
  task: { what: 'form-task-what', how: 'form-task-how' },
  document: { title: 'form-document-title', at: 'form-document-at' },
};

/** What is wrong, as a sentence of its own: "This is still missing". */
export function problemText(problem: FieldProblem): string {
  const text = tMaybe(`problem-${problem.code}`) ?? t('form-wrong');
  return text.charAt(0).toLocaleUpperCase() + text.slice(1);
}

/** The same with the name of the field before it: "Upper: this is still missing". */
export function namedProblem(type: FormType, problem: FieldProblem): string {
  const key = own[type]?.[problem.field] ?? common[problem.field];
  if (!key) return problemText(problem);
  return t('form-problem', { field: t(key).replace(/[?？]$/, ''), problem: tMaybe(`problem-${problem.code}`) ?? t('form-wrong') });
}
