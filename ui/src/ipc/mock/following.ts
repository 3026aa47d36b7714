// What is followed at home, made up: a line of blood pressure, the check of a week, the data of a chart.
import type { Answers } from './answers';
import type { BpCheckView, BpReportView, EntryView } from '../types';

const rule = (key: string, source: string) => ({ key, source, confirmed: false });
const figures = (systolic: string, diastolic: string, readings: number) => ({ systolic, diastolic, readings, systolicDeviation: '5.2', diastolicDeviation: '3.1' });

const empty: BpReportView = {
  protocol: rule('china-2019', '中国家庭血压监测指南 2019'), scheme: rule('china-2024', '中国高血压防治指南（2024年修订版）'), from: null, until: null, days: 0, readings: 0, dropped: 0,
  otherHours: 0, untimed: 0, morning: null, evening: null, overall: null, standing: 'empty', standingText: 'There are no readings in this week yet.', missing: [], category: null,
  categoryText: null, warnings: [], quality: [], sentence: 'There are no readings in this week yet.', plan: 'Measure 2 times in the morning and 2 times in the evening.',
};
const full: BpReportView = {
  ...empty, from: '2026-11-19', until: '2026-11-25', days: 7, readings: 26, dropped: 4, morning: figures('136.1', '83.0', 12), evening: figures('131.9', '80.4', 10),
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
