// Questionnaires, reminders and the plan of the made-up core; reminders and ticks keep state.
import type { PlanView, Reminder, ReminderView, TodoView } from '../types';
import { entry, type Answers } from './answers';

export function planning(isEmpty: (person: string) => boolean): Partial<Answers> {
  const reminders: ReminderView[] = [];
  const ticked = new Set<string>();
  const view = (reminder: Reminder): ReminderView => ({
    reminder, text: reminder.text ?? 'Measure blood pressure', whenText: `every day · ${reminder.times.join(', ')}`,
    next: reminder.paused ? null : '2026-11-26T20:00', nextText: reminder.paused ? null : 'today 20:00',
  });
  const first: Reminder = { id: 'r1', what: 'blood-pressure', text: null, entry: null, days: { type: 'every', days: 1 }, times: ['08:00', '20:00'], from: '2026-11-01', until: null, paused: false };
  reminders.push(view(first));
  const plan = (person: string): PlanView =>
    isEmpty(person)
      ? { appointments: [], reminders: [], goals: [], tasks: [], past: [] }
      : {
          appointments: [{ entry: entry('appointment', 'Check-up at the heart clinic', { id: 'a1' }), who: 'Dr Wang', place: '3rd floor', whenText: '3 December 2026 09:30', days: 7, editable: true }],
          reminders: [...reminders],
          goals: [{ entry: entry('goal', 'Lower blood pressure', { id: 'g1' }), area: 'target', standing: 'active', words: 'below 135/85', untilText: '1 March 2027', doneToday: false, week: 0, editable: true }],
          tasks: [{ entry: entry('care-plan', 'Walk', { id: 'w1' }), area: 'exercise', standing: 'active', words: '30 minutes', untilText: null, doneToday: ticked.has('task:w1'), week: 4, editable: true }],
          past: [],
        };
  const todo = (person: string): TodoView => ({
    items: isEmpty(person)
      ? []
      : [
          { key: 'reminder:r1', kind: 'blood-pressure', text: 'Measure blood pressure', at: '2026-11-26T08:00', atText: '08:00', due: true, done: ticked.has('reminder:r1'), entry: null },
          { key: 'reminder:r2', kind: 'own', text: 'Drops for the eyes', at: '2026-11-26T20:00', atText: '20:00', due: false, done: ticked.has('reminder:r2'), entry: null },
        ],
  });
  const answers = ['Not at all', 'Several days', 'More than half the days', 'Nearly every day'];
  return {
    plan: ({ person }) => plan(person),
    todo: ({ person }) => todo(person),
    plan_tick: ({ person, key, done }) => {
      if (done) ticked.add(key);
      else ticked.delete(key);
      return todo(person);
    },
    reminder_save: ({ person, reminder }) => {
      const at = reminders.findIndex((r) => r.reminder.id === reminder.id);
      const saved = view({ ...reminder, id: reminder.id || `r${reminders.length + 1}` });
      if (at >= 0) reminders[at] = saved;
      else reminders.push(saved);
      return plan(person);
    },
    reminder_remove: ({ person, id }) => {
      const at = reminders.findIndex((r) => r.reminder.id === id);
      if (at >= 0) reminders.splice(at, 1);
      return plan(person);
    },
    reminder_news: () => ({ notices: [] }),
    visit_remarks: () => ({ remarks: [] }),
    body: () => ({ line: null, words: [] }),
    calendar_make: () => ({ token: 'ics', name: 'kinfolio.ics', format: 'ics', bytes: 400, sha256: '0'.repeat(64), contentType: 'text/calendar' }),
    questions_score: ({ answers: given }) => ({ total: given.reduce((a, b) => a + b, 0), most: 27, band: 'minimal', bandText: 'few signs', dangerText: null }),
    questionnaires: () => ({
      questionnaires: [
        {
          key: 'phq-9', title: 'Mood (PHQ-9)', about: 'Nine questions about mood.', intro: 'Over the last 2 weeks …', answers, source: 'PHQ-9', filled: [], danger: 1, dangerText: 'Please talk to somebody today.',
          questions: ['Little interest or pleasure in doing things', 'Thoughts that you would be better off dead'],
        },
      ],
    }),
  };
}
