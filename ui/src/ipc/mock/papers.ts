// Papers, made up: a sheet of a laboratory with one line that is certain, one that is doubtful, and whose paper it is.
import type { PaperLineForm, PaperLineView, PaperView } from '../types';
import type { Answers } from './answers';

const line = (more: Partial<PaperLineView>): PaperLineView => ({
  n: 1, file: 1, page: 1, row: 5, down: null, name: 'Potassium', short: null, knownAs: 'Potassium', loinc: '2823-3', value: '4.1', number: '4.1',
  unit: 'mmol/L', ucum: 'mmol/L', range: '3.5-5.2', mark: '', date: null, doubts: [], ticked: true, entry: null, ...more,
});
export const paper = (more: Partial<PaperView> = {}): PaperView => ({
  document: 'd1', title: 'Blood test of May', made: 'text', pages: 1, pagesRead: 1,
  subject: { names: ['Li Hua'], born: null, sex: 'F', age: null, outcome: 'same', differs: [] },
  institution: 'Valley Laboratory', specimen: 'Serum', date: '2024-05-18T07:35',
  dates: [{ of: 'sample taken', text: '2024-05-18 07:35', ways: [{ date: '2024-05-18T07:35', text: '18 May 2024 07:35' }] }],
  lines: [
    line({}),
    line({ n: 2, row: 6, name: 'Glucose', knownAs: 'Glucose', loinc: '14749-6', value: '56', number: '56', range: '3.9-6.1', mark: 'H', ticked: false,
      doubts: [{ code: 'point-lost', text: 'The decimal point may be missing.' }] }),
    line({ n: 3, row: 7, name: 'Some factor', knownAs: null, loinc: null, value: '12', number: '12', unit: 'U/mL', range: '' }),
  ],
  rest: [{ page: 1, text: 'Fasting: yes' }], doubts: [], ...more,
});
function checked(form: PaperLineForm): PaperLineView {
  const number = /^\d+(\.\d+)?$/.test(form.value) ? form.value : null;
  const doubts = number === null && form.unit ? [{ code: 'not-a-number', text: 'The value is not a number.' }] : [];
  return line({ ...form, n: form.n ?? 0, short: form.short ?? null, date: form.date ?? null, row: 0, number, doubts, ticked: doubts.length === 0 });
}

type Papers = 'document_add' | 'paper_read' | 'paper_check' | 'paper_confirm';

/** Answers about papers. */
export function papers(): Pick<Answers, Papers> {
  return {
    document_add: () => ({ id: 'd1', import: 9, alreadyThere: false }),
    paper_read: () => paper(),
    paper_check: ({ lines }) => ({ lines: lines.map(checked) }),
    paper_confirm: ({ lines }) => ({ import: 10, added: lines.length, changed: 0, alreadyThere: 0, entries: lines.map((_, i) => `e${i}`) }),
  };
}
