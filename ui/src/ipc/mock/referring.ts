// Referrals and a summary of somebody else, made up.
import type { ReferralView, SummaryReadView } from '../types';
import { entry, type Answers } from './answers';

type Referring = 'referrals' | 'referral' | 'referral_answer' | 'referral_match' | 'referral_close' | 'summary_read';

/** One referral that was answered, one that waits, one that came from somebody else. */
export function referring(isEmpty: (person: string) => boolean): Pick<Answers, Referring> {
  const letter = entry('document', 'Letter from cardiology', { kindText: 'Document' });
  const ldl = entry('result', 'LDL cholesterol', { kindText: 'Result', value: '2.6', valueText: '2.6', unit: 'mmol/L' });
  const base = { requester: null, date: '2026-11-03', received: false, sent: 1, answers: [] };
  const all: ReferralView[] = [
    {
      ...base, id: 'r1', title: 'Referral to Cardiology', to: 'Cardiology', reasons: ['Chest pain when climbing stairs'], questions: ['Do I need a stress test?'], dateText: '3 November 2026',
      state: 'answered', stateText: 'answered on 20 November 2026', line: 'answered on 20 November 2026: a letter, 1 result',
      answers: [{ at: '2026-11-20T10:00:00+08:00', atText: '20 November 2026 10:00', source: 'City Hospital', byHand: false, came: 'a letter, 1 result', entries: [letter, ldl] }],
    },
    { ...base, id: 'r2', title: 'Referral to Ophthalmology', to: 'Ophthalmology', reasons: ['Blurred sight'], questions: [], dateText: '22 November 2026', state: 'sent', stateText: 'handed out on 22 November 2026', line: 'handed out on 22 November 2026' },
    { ...base, id: 'r3', title: 'Referral to Nephrology', to: null, requester: 'Dr Chen', reasons: ['eGFR 48'], questions: ['Which dose of Metformin?'], dateText: '10 November 2026', received: true, sent: 0, state: 'received', stateText: 'received, not answered yet', line: 'received, not answered yet' },
  ];
  const find = (id: string) => all.find((r) => r.id === id) as ReferralView;
  return {
    referrals: ({ person }) => ({ referrals: isEmpty(person) ? [] : all }),
    referral: ({ id }) => find(id),
    referral_answer: () => ({ selected: 1, findings: [], words: null, files: [{ token: 'made-answer', name: 'referral-answer.json', format: 'answer', bytes: 9000, sha256: '0'.repeat(64), contentType: 'application/fhir+json' }] }),
    referral_match: ({ id, entries, takeBack }) => {
      const one = find(id);
      if (takeBack) for (const answer of one.answers) answer.entries = answer.entries.filter((e) => !entries.includes(e.id));
      one.answers = one.answers.filter((a) => a.entries.length > 0);
      if (!takeBack) one.answers = [{ at: '2026-11-25T09:00:00+08:00', atText: '25 November 2026 09:00', source: 'Central Hospital', byHand: true, came: 'a letter', entries: [letter] }, ...one.answers];
      return one;
    },
    referral_close: ({ id, closed }) => {
      const one = find(id);
      one.state = closed ? 'closed' : 'sent';
      return one;
    },
    summary_read: ({ file }) => seen(file),
  };
}

function seen(file: string): SummaryReadView {
  const person: SummaryReadView['person'] = { name: 'Wang Fang', otherNames: ['王芳'], born: '1960-02-11', bornText: '11 February 1960', age: 66, sex: 'female', sexText: 'female', phone: '', contacts: [], doctor: null };
  if (file.includes('bad')) {
    return { file: 'holiday.json', title: '', kind: '', made: null, madeText: '', authors: [], language: null, person: null, several: false, sections: [], resources: 0, readable: false, flaws: [{ code: 'not-json', severity: 'error', text: 'The file cannot be read.', count: 1, places: [] }] };
  }
  const plain = { ownTitle: null, missing: [], leftOff: 0, narrative: [], saysMore: false, nothing: null, unlisted: false };
  const row = { end: null, value: null, valueText: null, unit: null, range: null, abnormal: 'no' as const, abnormalText: null, statusText: null, statusClass: 'current' as const, note: null, sources: [], leftOut: false, untranslated: true, date: '2019', dateText: '2019' };
  return {
    file: 'summary.json', title: 'Patient Summary', kind: 'Patient summary Document', made: '2026-10-01', madeText: '1 October 2026', authors: ['Dr Rossi'], language: 'en', person, several: false, resources: 14, readable: true,
    flaws: [
      { code: 'ips-reference-unresolved', severity: 'error', text: 'Something points to a part that is not in the file.', count: 3, places: ['Composition.section[1].entry[0]'] },
      { code: 'ips-single-resource', severity: 'info', text: 'Good to know.', count: 1, places: [] },
    ],
    sections: [
      { ...plain, section: 'problems', title: 'Problems', entries: 1, rows: [{ ...row, entry: '0-0', kind: 'condition', titleEn: 'Asthma', titleZh: '哮喘' }] },
      { ...plain, section: 'allergies', title: 'Allergies', ownTitle: 'Allergie', entries: 1, rows: [], missing: ['Penicillin'], saysMore: true, narrative: [{ type: 'text', text: 'Penicillin: rash' }] },
      { ...plain, section: 'medications', title: 'Medicines', entries: 0, rows: [], nothing: 'known-none' },
    ],
  };
}
