// Preparing a visit, made up: two visits, three changes, a proposal for each kind.
import type { Lang, Purpose, Section, VisitChangeView, VisitChangesView, VisitProposalView } from '../types';
import { entry, type Answers } from './answers';

const most: Section[] = [
  'allergies', 'problems', 'medications', 'vital-signs', 'results', 'immunizations', 'procedures', 'past-problems', 'devices',
  'social-history', 'family-history', 'plan', 'advance-directives', 'alerts', 'visits', 'documents', 'patient-story',
];
const usual: Record<Purpose, number> = { visit: 7, referral: 9, first: 9, checkup: 8, emergency: 4, travel: 9 };
const hidden: Section[] = ['social-history', 'family-history', 'patient-story'];

export function visiting(lang: () => Lang, isEmpty: (person: string) => boolean): Pick<Answers, 'visit_changes' | 'visit_proposal'> {
  const en = () => lang() === 'en';
  const days = () => [
    { day: '2026-05-12', dayText: en() ? '12 May 2026' : '2026年5月12日', from: 'visit', text: en() ? 'Kidney clinic · Dr. Chen' : '肾内科门诊 · Dr. Chen' },
    { day: '2026-03-02', dayText: en() ? '2 March 2026' : '2026年3月2日', from: 'hand-over', text: en() ? 'You handed over a summary' : '您交出过一份摘要' },
  ];
  const change = (more: Partial<VisitChangeView>): VisitChangeView => ({
    id: 'change-c1', kind: 'medicine-started', kindText: en() ? 'New medicine' : '新用的药', title: 'Amlodipine 5 mg', from: null, to: null, unit: null, date: '2026-06-01', dateText: en() ? '1 June 2026' : '2026年6月1日',
    entry: entry('medication', 'Amlodipine 5 mg', { id: 'c1' }), topics: [], ...more,
  });
  const changes = (): VisitChangeView[] => [
    change({ to: '1-0-0' }),
    change({ id: 'change-c2', kind: 'result-out', kindText: en() ? 'Now out of range' : '现在超出范围', title: en() ? 'Potassium' : '钾', from: '4.9', to: '5.6', unit: 'mmol/L', entry: entry('result', 'Potassium', { id: 'c2' }) }),
    change({ id: 'change-c4', kind: 'medicine-started', title: 'Sertraline 50 mg', entry: entry('medication', 'Sertraline 50 mg', { id: 'c4' }), topics: ['mental-health'] }),
    change({ id: 'change-mean-blood-pressure', kind: 'mean-moved', kindText: en() ? 'Average at home moved' : '在家测量的平均值有变动', title: en() ? 'Blood pressure at home, average of 24 readings in 14 days' : '家庭血压，14 天 24 次的平均值', from: '142/86', to: '131/80', unit: 'mmHg', entry: null }),
  ];
  return {
    visit_changes: ({ person, since }): VisitChangesView => {
      if (isEmpty(person)) return { since: null, days: [], changes: [], leftOff: 0, rule: 'kinfolio-changes-1' };
      const known = days().find((d) => d.day === since);
      const chosen = since && !known ? { day: since, dayText: since, from: 'chosen', text: en() ? 'The day you chose' : '您选的日子' } : (known ?? days()[0]!);
      return { since: chosen, days: days(), changes: changes(), leftOff: 0, rule: 'kinfolio-changes-1' };
    },
    visit_proposal: ({ person, purpose, specialty, reason }): VisitProposalView => {
      const heart = { key: 'cardiology', name: en() ? 'Cardiology' : '心血管内科', nameEn: 'Cardiology', nameZh: '心血管内科', departments: ['心内科'] };
      const mind = { key: 'psychiatry', name: en() ? 'Psychiatry' : '精神科', nameEn: 'Psychiatry', nameZh: '精神科', departments: [] };
      const chosen = specialty === 'cardiology' ? heart : specialty === 'psychiatry' ? mind : null;
      const word = ['chest pain', '胸痛'].find((w) => (reason ?? '').toLowerCase().includes(w));
      return {
        specialties: [heart, mind],
        specialty: chosen,
        suggested: word ? [{ key: 'cardiology', name: heart.name, word }] : [],
        sections: most.map((section, i) => {
          const asked = chosen !== null && section === 'documents';
          const proposed = !hidden.includes(section) && (i < usual[purpose ?? 'visit'] || asked);
          const why = hidden.includes(section) ? 'private' : asked ? 'specialty' : proposed ? 'kind' : 'not-usual';
          const words = { private: ['private: only if you tick it', '私密：勾选才带'], specialty: [`${heart.name} asks about it`, `${heart.name}会问到`], kind: ['usual for this visit', '这类就诊通常要带'], 'not-usual': ['not usual for this visit; tick it if it matters', '这类就诊通常不带，需要就勾选'] }[why];
          return { section, proposed, reason: why, why: words[en() ? 0 : 1] ?? '', empty: isEmpty(person) };
        }),
        firstResults: chosen
          ? [
              { code: '2823-3', title: en() ? 'Potassium' : '钾', latest: entry('result', 'Potassium', { id: 'f1', value: '5.6', valueText: '5.6', unit: 'mmol/L' }) },
              { code: '33762-6', title: 'NT-proBNP', latest: null },
            ]
          : [],
        home: chosen ? ['blood-pressure'] : [],
        askedTopics: specialty === 'psychiatry' ? ['mental-health'] : [],
        sources: chosen ? ['Department of Health, Victoria, statewide referral criteria: heart failure'] : [],
      };
    },
  };
}
