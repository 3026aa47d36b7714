// Handing over, made up: a summary of the made-up record and files that hold nothing.
import type { Format } from '../types';
import type { Kind, Lang, Section, SummaryOptions, SummarySectionView, SummaryView } from '../types';
import type { Answers } from './answers';
import { record } from './record';

const titles: Partial<Record<Section, [string, string]>> = {
  allergies: ['Allergies and intolerances', '过敏与不耐受'], problems: ['Problems', '当前疾病'], medications: ['Medicines', '用药'], 'vital-signs': ['Vital signs', '生命体征'],
  results: ['Results', '检验检查结果'], immunizations: ['Vaccinations', '疫苗接种'], procedures: ['Procedures', '手术操作'], 'past-problems': ['Past problems', '既往疾病'],
  'family-history': ['Family history', '家族史'], visits: ['Visits and stays', '就诊与住院'],
};
const kinds: Partial<Record<Section, Kind>> = {
  allergies: 'allergy', problems: 'condition', medications: 'medication', 'vital-signs': 'vital-sign', results: 'result', immunizations: 'immunization',
  procedures: 'procedure', 'past-problems': 'condition', 'family-history': 'family-history', visits: 'visit',
};
const usual: Section[] = ['allergies', 'problems', 'medications', 'vital-signs', 'results', 'immunizations', 'procedures', 'past-problems'];

function summary(options: SummaryOptions, lang: Lang, empty: boolean): SummaryView {
  const en = record('en');
  const zh = record('zh-CN');
  const sections = (options.sections ?? usual).map((section): SummarySectionView => {
    const rows = empty ? [] : en
      .map((e, i) => [e, zh[i]!] as const)
      .filter(([e]) => e.kind === kinds[section] && (section !== 'problems' || e.statusClass === 'current') && (section !== 'past-problems' || e.statusClass === 'past'))
      .slice(0, section === 'results' ? 12 : 6)
      .map(([e, z]) => ({
        entry: e.id, kind: e.kind, titleEn: e.title, titleZh: z.title, untranslated: false, date: e.date, dateText: lang === 'en' ? e.dateText : z.dateText, end: null, value: e.value, valueText: e.valueText,
        unit: e.unit, range: e.range, abnormal: e.abnormal, abnormalText: lang === 'en' ? e.abnormalText : z.abnormalText, statusText: e.statusText, statusClass: e.statusClass,
        note: null, sources: e.sources.map((s) => ({ letter: s.kind === 'hand' ? 'C' : 'H', label: s.label })), leftOut: (options.leftOut ?? []).includes(e.id),
      }));
    return { section, title: titles[section]?.[lang === 'en' ? 0 : 1] ?? section, rows, nothing: rows.length ? null : 'no-information', leftOff: section === 'results' ? 84 : 0 };
  });
  const selected = sections.flatMap((s) => s.rows).filter((r) => !r.leftOut).length;
  return {
    person: { name: 'Li Hua', otherNames: ['李华'], born: '1954-03-18', bornText: lang === 'en' ? '18 March 1954' : '1954年3月18日', age: 72, sex: 'female', sexText: lang === 'en' ? 'female' : '女', phone: '138 0000 0000',
      contacts: [{ name: 'Li Mei', relation: lang === 'en' ? 'daughter' : '女儿', phone: '139 0000 0000' }], doctor: null },
    made: '2026-11-25', madeText: lang === 'en' ? '25 November 2026' : '2026年11月25日', language: options.language ?? lang, reason: options.reason ?? '', questions: options.questions ?? [],
    since: options.since ?? null, specialty: options.specialty ? (lang === 'en' ? 'Cardiology' : '心血管内科') : null, comparedWith: '2026-05-12', comparedWithText: lang === 'en' ? '12 May 2026' : '2026年5月12日',
    changes: options.changesSince === 'none' || empty ? [] : [{ kind: 'medicine-started', kindText: lang === 'en' ? 'New medicine' : '新用的药', titleEn: 'Amlodipine 5 mg', titleZh: '氨氯地平 5 mg', from: null, to: '1-0-0', unit: null, dateText: '2026', sources: [{ letter: 'H', label: 'Central Hospital' }] }],
    home: empty || options.sections?.includes('vital-signs') === false ? [] : [{
      series: 'blood-pressure', titleEn: 'Home blood pressure', titleZh: '家庭血压', linesEn: ['131/80 mmHg', 'mean of 24 readings on 6 days'], linesZh: ['131/80 mmHg', '6 天 24 次测量的均值'],
      methodEn: 'Method: Chinese guideline on home blood pressure 2019', methodZh: '方法：中国家庭血压监测指南 2019', picture: true, sources: [{ letter: 'C', label: 'Li Mei' }],
    }],
    conflicts: empty ? [] : [{ textEn: 'Two doses of one medicine: Amlodipine 5 mg / Amlodipine 10 mg', textZh: '同一药物有两种剂量：氨氯地平 5 mg / 氨氯地平 10 mg', entries: [], sources: [{ letter: 'H', label: 'Central Hospital' }] }],
    sections, sourceCount: 3, selected, findings: [],
    sensitive: [{ topic: 'mental-health', title: lang === 'en' ? 'Mental health' : '心理健康', entries: 2, medicines: 1, ticked: (options.topics ?? []).includes('mental-health') }],
    qrText: 'Kinfolio summary 2026-11-25\nLi Hua 李华 F 1954-03-18\nALLERGY: Penicillin\nPROBLEMS: CKD 3a; T2DM; HTN\nMEDS: Amlodipine 5 mg 1-0-0; Metformin 500 mg 1-0-1',
  };
}

type Handed = 'moving_begin' | 'attachment_output' | 'summary_preview' | 'summary_make' | 'share_log';

/** Answers about handing over. */
export function handing(lang: () => Lang, isEmpty: (person: string) => boolean): Pick<Answers, Handed> {
  let log = [{ at: '2026-03-02T18:00:00+08:00', atText: '2 March 2026, 18:00', by: 'Li Mei', format: 'pdf', sections: usual, entries: 31 }];
  return {
    summary_preview: ({ person, options }) => summary(options, lang(), isEmpty(person)),
    summary_make: ({ person, options, formats }) => {
      const made = summary(options, lang(), isEmpty(person));
      log = [...formats.map((format) => ({ at: '2026-11-25T09:00:00+08:00', atText: '25 November 2026, 09:00', by: 'Li Mei', format: format as string, sections: made.sections.map((s) => s.section), entries: made.selected })), ...log];
      const names = { pdf: 'summary.pdf', ips: 'summary.ips.json', html: 'summary.html', qr: 'summary.qr.png', txt: 'summary.txt', ktc: 'summary.ktc.json', card: 'summary.smart-health-card', sheets: 'summary.codes.pdf', viewer: 'summary.viewer.html', package: 'summary.age', referral: 'summary.referral.json',
        note: 'summary.note.txt', emergency: 'summary.emergency.pdf', wallet: 'summary.wallet.pdf' };
      const words = formats.some((f) => f === 'viewer' || f === 'package') ? 'anchor meadow rain copper lantern violin' : null;
      const file = (format: Format, name: string, contentType: string) => ({ token: `made-${name}`, name, format, bytes: format === 'pdf' ? 184_320 : 6144, sha256: '0'.repeat(64), contentType });
      const files = formats.flatMap((f) => [
        file(f, names[f], f === 'qr' ? 'image/png' : 'application/octet-stream'),
        ...(f === 'card' ? [file(f, 'summary.card.png', 'image/png'), file(f, 'summary.card.jwks.json', 'application/json')] : []),
      ]);
      const findings = formats.includes('card') ? [{ code: 'card-self-attested', severity: 'info' as const, text: 'The card is signed by this record’s own key.', where: '' }, { code: 'card-left-off', severity: 'warning' as const, text: '3 entries did not fit onto the card.', where: '' }] : [];
      return { selected: made.selected, findings, words, files };
    },
    moving_begin: () => ({ token: 'moving', parts: 48, pictures: null, bytes: 41_000, perSecond: 8 }),
    attachment_output: () => ({ token: 'made-copy', name: 'Letter.pdf', format: 'attachment', bytes: 81_234, sha256: '0'.repeat(64), contentType: 'application/pdf' }),
    share_log: () => ({ shares: log }),
  };
}
