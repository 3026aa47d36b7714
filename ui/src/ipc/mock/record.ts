// A made-up record, the same on every run: some years of visits, results, medicines and readings.
import type { Abnormal, EntryView, Kind, Lang, SourceView, StatusClass } from '../types';

type Words = [en: string, zh: string];
interface Template {
  kind: Kind;
  title: Words;
  value?: (i: number) => string;
  unit?: string;
  range?: [low: number | null, high: number | null, text: string];
  status?: [code: string, text: Words, meaning: StatusClass];
  who?: string;
  own?: Words;
  hand?: boolean;
  key?: string;
}
const wave = (base: number, by: number, digits: number) => (i: number) => (base + by * Math.sin(i * 1.7)).toFixed(digits);

export const kindWords: Record<Kind, Words> = {
  condition: ['Problem', '疾病诊断'], allergy: ['Allergy', '过敏'], medication: ['Medicine', '用药'], immunization: ['Vaccination', '疫苗接种'],
  result: ['Test result', '检验检查结果'], 'vital-sign': ['Vital sign', '生命体征'], procedure: ['Procedure', '手术操作'], visit: ['Visit', '就诊'],
  document: ['Document', '文件'], imaging: ['Imaging', '影像检查'], 'care-plan': ['Care plan', '照护计划'], goal: ['Goal', '健康目标'],
  appointment: ['Appointment', '预约'], referral: ['Referral', '转诊与医嘱'], cost: ['Cost', '费用'], coverage: ['Insurance', '保险'],
  'family-history': ['Family history', '家族史'], 'social-history': ['Social history', '个人史'], device: ['Device', '医疗器械'], symptom: ['Symptom', '症状'],
  message: ['Message', '消息'], questionnaire: ['Questionnaire', '问卷'], 'advance-directive': ['Advance directive', '预立医疗指示'], report: ['Report', '报告'],
  note: ['Note', '笔记'], alert: ['Alert', '警示'], directory: ['People and places', '人员与机构'], dose: ['Dose', '用药记录'], other: ['Other', '其他'],
};
const active: Template['status'] = ['active', ['active', '进行中'], 'current'];
const over: Template['status'] = ['resolved', ['resolved', '已痊愈'], 'past'];

/** What happens at a visit, again and again. */
const atVisit: Template[] = [
  { kind: 'visit', title: ['Kidney clinic', '肾内科门诊'], who: 'Dr. Chen', status: ['finished', ['finished', '已结束'], 'past'] },
  { kind: 'result', title: ['Creatinine', '肌酐'], value: wave(96, 22, 0), unit: 'µmol/L', range: [41, 81, '41–81'], key: '2160-0' },
  { kind: 'result', title: ['eGFR', '估算肾小球滤过率'], value: wave(52, 11, 0), unit: 'mL/min/1.73 m²', range: [60, null, '> 60'], key: '33914-3' },
  { kind: 'result', title: ['Potassium', '钾'], value: wave(4.6, 0.5, 1), unit: 'mmol/L', range: [3.5, 5.3, '3.5–5.3'], key: '2823-3' },
  { kind: 'result', title: ['Hemoglobin A1c/Hemoglobin.total in Blood', '糖化血红蛋白'], value: wave(7.2, 0.6, 1), unit: '%', range: [4, 6, '4.0–6.0'], key: '4548-4' },
  { kind: 'result', title: ['LDL cholesterol', '低密度脂蛋白胆固醇'], value: wave(3, 0.7, 1), unit: 'mmol/L', range: [null, 3.4, '< 3.4'], key: '2089-1' },
  { kind: 'report', title: ['Basic metabolic panel', '基础代谢检查'], who: 'Central Hospital' },
  { kind: 'vital-sign', title: ['Blood pressure', '血压'], value: (i) => `${wave(134, 8, 0)(i)}/${wave(83, 5, 0)(i)}`, unit: 'mmHg', key: '85354-9' },
  { kind: 'document', title: ['Clinic letter', '门诊病历'], own: ['Ankles swollen in the evening; advised to keep the legs up.', '傍晚脚踝水肿，嘱抬高双下肢，复查肾功能。'] },
  { kind: 'cost', title: ['Outpatient claim', '门诊费用'], value: wave(320, 90, 2), unit: 'CNY' },
];
const atHome: Template[] = [
  { kind: 'vital-sign', title: ['Blood pressure', '血压'], value: (i) => `${wave(131, 9, 0)(i)}/${wave(81, 6, 0)(i)}`, unit: 'mmHg', hand: true, key: '85354-9' },
  { kind: 'vital-sign', title: ['Glucose, fasting', '空腹血糖'], value: wave(6.6, 1.4, 1), unit: 'mmol/L', hand: true, key: '15074-8' },
  { kind: 'vital-sign', title: ['Weight', '体重'], value: wave(61.4, 0.8, 1), unit: 'kg', hand: true, key: '29463-7' },
];
const once: [date: string, template: Template][] = [
  ['2026-09', { kind: 'immunization', title: ['Influenza vaccine', '流感疫苗'], status: ['completed', ['completed', '已完成'], 'past'] }],
  ['2026-04-20', { kind: 'medication', title: ['Amlodipine 5 mg', '氨氯地平 5 mg'], value: () => '1–0–0', status: active }],
  ['2026-04-19', { kind: 'symptom', title: ['Ankles swollen in the evening', '傍晚脚踝水肿'], value: () => '4', unit: '/ 10', hand: true, own: ['Both sides, better in the morning.', '双侧，早晨减轻。'] }],
  ['2023-06', { kind: 'condition', title: ['Chronic kidney disease stage 3a', '慢性肾脏病 3a 期'], status: active }],
  ['2022', { kind: 'medication', title: ['Atorvastatin 20 mg', '阿托伐他汀 20 mg'], value: () => '0–0–1', status: active }],
  ['2019-05-02', { kind: 'allergy', title: ['Penicillin', '青霉素'], value: () => 'rash over the body', status: active }],
  ['2018', { kind: 'medication', title: ['Valsartan 80 mg', '缬沙坦 80 mg'], value: () => '1–0–0', status: active }],
  ['2015', { kind: 'condition', title: ['Type 2 diabetes', '2 型糖尿病'], status: active }],
  ['2015', { kind: 'medication', title: ['Metformin 500 mg', '二甲双胍 500 mg'], value: () => '1–0–1', status: active }],
  ['2014-03', { kind: 'condition', title: ['Acute bronchitis', '急性支气管炎'], status: over }],
  ['2011', { kind: 'condition', title: ['Hypertension', '高血压'], status: active }],
  ['2008-10-14', { kind: 'procedure', title: ['Cholecystectomy', '胆囊切除术'], status: ['completed', ['completed', '已完成'], 'past'] }],
  ['', { kind: 'family-history', title: ['Father: stroke', '父亲：脑卒中'], own: ['At the age of 71.', '71 岁时。'] }],
  ['', { kind: 'directory', title: ['Central Hospital', '中心医院'] }],
  ['', { kind: 'other', title: ['Consent', 'Consent'] }],
];

/** The sources of the made-up record. */
export const sources: SourceView[] = [
  { import: 1, label: 'Central Hospital', kind: 'file' },
  { import: 2, label: 'Community Clinic', kind: 'file' },
  { import: 3, label: 'Typed by hand', kind: 'hand' },
];
const labels: Record<string, string> = { 'Central Hospital': '中心医院', 'Community Clinic': '社区诊所', 'Typed by hand': '手工记录' };

function abnormalOf(value: string, range: Template['range']): Abnormal {
  if (!range) return 'no';
  const n = Number(value);
  if (range[0] !== null && n < range[0]) return 'low';
  return range[1] !== null && n > range[1] ? 'high' : 'no';
}

/** An entry with the text of notes that the search looks into. */
export interface Made extends EntryView {
  own: string | null;
  low: number | null;
  high: number | null;
}

function make(template: Template, date: string, i: number, lang: Lang): Made {
  const w = (words: Words) => words[lang === 'en' ? 0 : 1];
  const value = template.value?.(i) ?? null;
  const abnormal = value === null ? 'no' : abnormalOf(value, template.range);
  const abnormalText = { low: w(['low', '偏低']), high: w(['high', '偏高']) }[abnormal as string] ?? null;
  const from = template.hand ? [sources[2]!] : i % 7 === 3 ? [sources[0]!, sources[1]!] : [sources[i % 2]!];
  const parts = date.split('-').length;
  const dateText = date === '' ? '' : new Intl.DateTimeFormat(lang, { timeZone: 'UTC', year: 'numeric', month: parts > 1 ? 'long' : undefined, day: parts > 2 ? 'numeric' : undefined }).format(new Date(date));
  return {
    id: `${date || 'x'}-${i}-${template.title[0].slice(0, 4)}`, kind: template.kind, kindText: w(kindWords[template.kind]), title: w(template.title),
    titleOriginal: lang === 'en' || template.title[0] === template.title[1] ? null : template.title[0], date: date || null, dateText,
    timeText: template.hand ? '07:40' : null, value, valueText: value, unit: template.unit ?? null, unitText: template.unit ?? null, range: template.range?.[2] ?? null, abnormal, abnormalText,
    status: template.status?.[0] ?? null, statusText: template.status ? w(template.status[1]) : null, doubtText: null,
    statusClass: template.status?.[2] ?? 'unknown',
    who: template.who ?? null, person: 'p1', sources: from.map((s) => ({ ...s, label: lang === 'en' ? s.label : (labels[s.label] ?? s.label) })),
    hidden: false, trendKey: template.key ?? null, same: null, cursor: '', own: template.own ? w(template.own) : null,
    low: template.range?.[0] ?? null, high: template.range?.[1] ?? null,
  };
}

const made = new Map<string, Made[]>();
/** The record, newest first, entries without a date last. `size`: about how many. */
export function record(lang: Lang, size = 1300): Made[] {
  const known = made.get(`${lang} ${size}`);
  if (known) return known;
  const out: Made[] = [];
  const day = 86_400_000;
  const start = Date.parse('2026-11-25');
  const step = Math.max(0.02, 2000 / (size / 3.2));
  for (let i = 0; out.length < size; i += 1) {
    const date = new Date(start - Math.floor(i * step) * day).toISOString().slice(0, 10);
    const templates = i % 9 === 4 ? atVisit : atHome.slice(0, i % 5 === 0 ? 3 : 2);
    for (const template of templates) out.push(make(template, date, i, lang));
  }
  once.forEach(([date, template], i) => out.push(make(template, date, i, lang)));
  out.sort((a, b) => (b.date ?? '').localeCompare(a.date ?? ''));
  out.forEach((e, i) => (e.cursor = String(i + 1)));
  made.set(`${lang} ${size}`, out);
  return out;
}
