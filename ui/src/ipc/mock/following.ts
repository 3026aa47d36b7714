// What is followed at home, made up: a line of blood pressure, the check of a week, the data of a chart.
import type { Answers } from './answers';
import { ApiError } from '../errors';
import type { BpCheckView, BpReportView, ChartView, EntryView, GlucoseReportView } from '../types';

const rule = (key: string, source: string) => ({ key, source, confirmed: false });
const figures = (systolic: string, diastolic: string, readings: number) => ({ systolic, diastolic, readings, systolicDeviation: '5.2', diastolicDeviation: '3.1' });

const empty: BpReportView = {
  protocol: rule('china-2019', '中国家庭血压监测指南 2019'), scheme: rule('china-2024', '中国高血压防治指南（2024年修订版）'), from: null, until: null, periodText: null, days: 0, readings: 0, dropped: 0,
  otherHours: 0, untimed: 0, morning: null, evening: null, overall: null, standing: 'empty', standingText: 'There are no readings in this week yet.', missing: [], category: null,
  categoryText: null, warnings: [], quality: [], sentence: 'There are no readings in this week yet.', plan: 'Measure 2 times in the morning and 2 times in the evening.',
};
const full: BpReportView = {
  ...empty, from: '2026-11-19', until: '2026-11-25', periodText: '19 Nov 2026 to 25 Nov 2026', days: 7, readings: 26, dropped: 4, morning: figures('136.1', '83.0', 12), evening: figures('131.9', '80.4', 10),
  overall: figures('134.2', '81.8', 22), standing: 'sufficient', standingText: 'There are enough readings.', category: 'not-high',
  categoryText: 'Below the limit for high blood pressure at home (135/85)', sentence: 'Home blood pressure: mean 134.2/81.8 mmHg of 22 readings.',
};

function week(running: boolean): BpCheckView {
  const sitting = (part: 'morning' | 'evening', state: string) => ({
    part, partText: part, readings: state === 'done' ? 2 : 0, mean: state === 'done' ? '134.0/82.0' : null, state, stateText: { done: 'Done', due: 'Now', ahead: 'To come' }[state] ?? state,
  });
  return {
    running, over: false, protocols: [rule('china-2019', '中国家庭血压监测指南 2019'), rule('esh-2021', 'ESH 2021')], schemes: [rule('china-2024', '中国高血压防治指南（2024年修订版）'), rule('esc-2024', 'ESC 2024')],
    days: running
      ? Array.from({ length: 7 }, (_, i) => ({
          date: `2026-11-${19 + i}`, dateText: `${19 + i} November 2026`, number: i + 1, counts: i > 0, today: i === 6,
          morning: sitting('morning', i < 6 ? 'done' : 'due'), evening: sitting('evening', i < 6 ? 'done' : 'ahead'),
        }))
      : [],
    next: running ? { date: '2026-11-25', part: 'morning', due: true, wanted: 2, text: 'Now, this morning: 2 readings' } : null,
    readings: 2, restMinutes: 5, apartMinutes: 1, posture: ['Sit on a chair.', 'Do not cross your legs.'], report: running ? full : empty,
  };
}

function chart(key: string, from: number | null, until: number | null): ChartView {
  const day = 86_400;
  const [first, last] = [1_790_000_000, 1_790_000_000 + 59 * day];
  const all = Array.from({ length: 60 }, (_, i) => first + i * day).filter((t) => t >= (from ?? first) && t <= (until ?? last));
  const pair = key === 'blood-pressure';
  return {
    key, title: pair ? 'Blood pressure' : 'Glucose', unit: pair ? 'mm[Hg]' : 'mmol/L', unitText: pair ? 'mmHg' : 'mmol/L', units: [{ unit: pair ? 'mm[Hg]' : 'mmol/L', unitText: pair ? 'mmHg' : 'mmol/L', count: 60 }], first, last, from: from ?? first, until: until ?? last,
    count: all.length, scale: pair ? 1 : 10, t: all.map((t, i) => (i === 0 ? t : t - (all[i - 1] ?? 0))), v: all.map((_, i) => (pair ? 130 : 64) + ((i * 7) % 11)),
    w: pair ? all.map((_, i) => 80 + ((i * 5) % 9)) : [], ids: all.map((_, i) => `c${i}`), target: pair ? null : [3.9, 10], targetText: pair ? null : 'Range wished for (ADA table 6.2)',
    limits: pair ? [{ value: 135, text: '135: limit at home' }, { value: 85, text: '85: limit at home' }] : [],
    events: [{ t: first + 20 * day, kind: 'medicine-started', text: 'Started: Amlodipine 5 mg', dateText: '11 October 2026', id: 'm1' }],
  };
}

const glucose: GlucoseReportView = {
  ranges: { key: 'adult-2019', source: 'ADA table 6.2; consensus 2019', confirmed: true }, leftOut: 0, cut: false, hba1c: null, hba1cUnit: null,
  reports: [{
    way: 'finger-stick', wayText: 'Finger-stick', unit: 'mmol/L', from: '2026-11-12', until: '2026-11-25', readings: 38, days: 14, perDay: '2.7', mean: '7.1', deviation: '1.6', variation: '22.5',
    lowest: '3.8', highest: '11.2', sharesOf: 'of readings', targetRange: [3.9, 10], goals: [], interval: null, active: null, gmi: null, events: [], profile: [], sentence: 'Glucose (finger-stick): mean 7.1 mmol/L.',
    shares: ([['very-low', 'Very low', 0, '0.0'], ['low', 'Low', 1, '2.6'], ['in-range', 'In range', 34, '89.5'], ['high', 'High', 3, '7.9'], ['very-high', 'Very high', 0, '0.0']] as const).map(([range, text, readings, percent]) => ({ range, text, readings, percent, target: range === 'in-range' })),
    modalDay: Array.from({ length: 24 }, (_, hour) => (hour % 6 === 1 ? { hour, readings: 9, mean: '7.0', lowest: '5.1', highest: '9.8' } : { hour, readings: 0, mean: null, lowest: null, highest: null })),
    remarks: [{ code: 'gmi-finger-stick', count: 0, text: 'The estimated HbA1c (GMI) is not given for finger-sticks.' }],
  }],
};

/** Answers about what is followed. */
export function following(isEmpty: (person: string) => boolean, entry: (title: string, more: Partial<EntryView>) => EntryView): Partial<Answers> {
  let running = false;
  const read = (text: string) =>
    [...text.matchAll(/(\d{2,3})\s*\/\s*(\d{2,3})(?:\s+(\d{2,3})(?!\s*\/|\d))?/g)].map(([, s, d, p]) => ({ systolic: Number(s), diastolic: Number(d), pulse: p ? Number(p) : null, irregular: false }));
  return {
    bp_read: ({ text }) => {
      const readings = read(text);
      return { readings, problem: readings.length > 0 ? null : text.trim() ? 'not-understood' : 'empty' };
    },
    bp_add: ({ text }) => ({
      entries: read(text).map((r) => entry('Blood pressure', { value: `${r.systolic}/${r.diastolic}`, valueText: `${r.systolic}/${r.diastolic}`, unit: 'mmHg' })),
      warnings: read(text).some((r) => r.systolic > 180) ? [{ code: 'very-high', count: 1, text: 'One reading is very high. Rest a few minutes and measure again.' }] : [],
    }),
    chart_data: ({ person, key, from, until }) => {
      if (isEmpty(person)) throw new ApiError('unknown-trend');
      return chart(key, from ?? null, until ?? null);
    },
    glucose_report: ({ person }) => (isEmpty(person) ? { ...glucose, reports: [] } : glucose),
    bp_check: ({ person }) => (isEmpty(person) ? { ...week(false), report: empty } : week(running)),
    bp_check_start: () => {
      running = true;
      return week(true);
    },
    bp_check_end: () => {
      running = false;
      return week(false);
    },
  };
}
