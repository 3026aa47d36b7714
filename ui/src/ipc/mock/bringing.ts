// Bringing in, made up: jobs that take a moment, somebody else's file, a file that is no record.
import { ApiError } from '../errors';
import type { FileReportView, ImportView, JobResult, JobView, PersonRequest } from '../types';
import type { Answers } from './answers';

/** Access to a hospital's website that came with a link. */
const offered = { access: 'a1', host: 'fhir.central.example', address: 'https://fhir.central.example/r4', allows: ['Read: results'], untilText: '25 November 2026 19:10' };
const other: PersonRequest = { name: 'Wang Fang', otherName: '王芳', born: '1960-02-11', sex: 'female', relation: 'other', colour: 'moss', phone: null };
const file = (path: string, more: Partial<FileReportView>): FileReportView => ({
  path, kind: 'fhir-bundle', person: null, subject: { name: 'Li Hua', born: '1954-03-18', bornText: '18 March 1954', sex: 'female' },
  resources: 0, added: 0, updated: 0, alreadyThere: 0, keptNotUnderstood: 0, refused: 0, findings: [], questions: [], ...more,
});
const good = file('central-hospital.json', {
  resources: 412, added: 380, updated: 6, alreadyThere: 18, keptNotUnderstood: 7, refused: 1,
  findings: [
    { code: 'unknown-type', severity: 'info', where: 'Consent', text: '7 records are of a type that Kinfolio does not understand yet. They are kept as they came.' },
    { code: 'refused', severity: 'warning', where: 'entry 214', text: 'A record has no type, so it cannot be told what it is.' },
  ],
});
const bad = file('holiday.json', {
  kind: 'unknown', subject: null, findings: [{ code: 'not-a-record', severity: 'error', where: '', text: 'This file is not a health record that Kinfolio can read.' }],
});

const locked = file('summary.age', {
  kind: 'unknown', subject: null, findings: [{ code: 'package-locked', severity: 'error', where: '', text: 'This file is locked with six words. They are needed to open it.' }],
});

const meter = file('meter.csv', { kind: 'device-table', subject: null, resources: 4, refused: 4 });
const questions: FileReportView['questions'] = [
  {
    key: 'date-order', form: '0123456789abcdef', text: 'Which number is the year, which the month, and which the day?', column: 'Date', examples: ['4/7/2026', '5/7/2026'], proposed: null,
    choices: [{ value: 'day-month', text: 'The day first', example: '4 July 2026' }, { value: 'month-day', text: 'The month first', example: '7 April 2026' }],
  },
  {
    key: 'column.3', form: '0123456789abcdef', text: 'What is in the column “Value”?', column: 'Value', examples: ['6.4', '8.1'], proposed: 'glucose-meter',
    choices: [{ value: 'glucose-meter', text: 'Blood glucose by finger-stick', example: '' }, { value: 'skip', text: 'Leave it out', example: '' }],
  },
];

type Brought = 'package_look' | 'vault_check_all' | 'import_preview' | 'import_run' | 'job' | 'job_cancel' | 'imports' | 'import_undo' | 'import_rename' | 'kept';

/** Answers about bringing in. A token with `ask` in it is a table with questions, one with `other` in it is about somebody else, one with `bad` is no record, one with `locked` wants words: `six` six times. */
export function bringing(isEmpty: (person: string) => boolean): Pick<Answers, Brought> {
  const opened = new Set<string>();
  const wantsWords = (token: string) => token.includes('locked') && !opened.has(token);
  const jobs = new Map<number, JobView & { end: JobView['result'] }>();
  let next = 1;
  const begin = (end: JobResult) => {
    const id = next++;
    jobs.set(id, { id, state: 'running', done: 0, total: 4_000_000, resources: 0, result: null, error: null, end });
    return { id };
  };
  const row = (more: Partial<ImportView>): ImportView => ({
    import: 1, kind: 'file', label: 'Central Hospital', at: '2026-05-13T10:00:00Z', atText: '13 May 2026', by: 'Li Mei',
    counts: { added: 380, updated: 6, alreadyThere: 18, keptNotUnderstood: 7, refused: 1 }, entries: 411, undone: false, canUndo: true, taken: 0, ...more,
  });
  const none = { added: 0, updated: 0, alreadyThere: 0, keptNotUnderstood: 0, refused: 0 };
  let rows = [
    row({ import: 3, kind: 'hand', label: 'Typed by hand', at: '2026-11-25T07:40:00+08:00', atText: '25 November 2026', counts: { ...none, added: 156 }, entries: 156, canUndo: false }),
    row({}),
    row({ import: 2, label: 'Community Clinic', at: '2026-01-03T10:00:00Z', atText: '3 January 2026', counts: { ...none, added: 214 }, entries: 214 }),
  ];
  return {
    package_look: ({ files, words }) => {
      if (words && words.trim().toLowerCase() !== 'six six six six six six') throw new ApiError('package-words');
      if (words) for (const token of files) opened.add(token);
      return { locked: files.filter(wantsWords) };
    },
    import_preview: ({ person, files, answers }) => {
      const text = files.join(' ');
      if (files.some(wantsWords)) return begin({ type: 'preview', label: 'Summary', files: files.map((token) => (wantsWords(token) ? locked : good)), subjects: [], suggestion: { person: person ?? null, newPerson: null } });
      if (text.includes('ask')) {
        const open = questions.filter((q) => !answers?.[`${q.form}/${q.key}`]);
        const seen = open.length > 0 ? { ...meter, questions: open } : { ...meter, refused: 0, added: 4 };
        return begin({ type: 'preview', label: 'meter.csv', files: [seen], subjects: [], suggestion: { person: person ?? null, newPerson: null } });
      }
      if (text.includes('bad')) return begin({ type: 'preview', label: 'Central Hospital', files: [bad], subjects: [], suggestion: { person: null, newPerson: null } });
      if (text.includes('other')) {
        const subject = { name: other.name, born: other.born ?? null, bornText: '11 February 1960', sex: other.sex };
        return begin({ type: 'preview', label: 'Central Hospital', files: [{ ...good, path: 'wang-fang.json', subject }], subjects: [{ ...subject, match: 'other', person: null, differs: ['name', 'born'] }], suggestion: { person: null, newPerson: other } });
      }
      return begin({ type: 'preview', label: 'Central Hospital', files: [good], subjects: [{ ...good.subject!, match: 'same', person: person ?? 'p1', differs: [] }], suggestion: { person: person ?? 'p1', newPerson: null } });
    },
    vault_check_all: () => begin({ type: 'checked', ok: true, problems: [] }),
    import_run: ({ person, files }) => {
      if (files.join(' ').includes('other') && person) throw new ApiError('wrong-person');
      rows = [row({ import: 4, atText: '25 November 2026' }), ...rows];
      return begin({ type: 'run', files: [{ ...good, person: 'Li Hua' }], import: 4, person: person ?? 'p1', referrals: [], access: files.join(' ').includes('access') ? [offered] : [], ...(files.includes('scattered') ? { import: null, files: [], elsewhere: { waiting: 'w1', host: 'links.central.example', hosts: ['files.cloud.example'] } } : {}) });
    },
    job: ({ id }) => {
      const job = jobs.get(id);
      if (!job) throw new ApiError('unknown-job');
      if (job.state === 'running') {
        job.done = Math.min(job.total, job.done + 800_000);
        job.resources = Math.round(job.done / 9700);
        if (job.done === job.total) Object.assign(job, { state: 'done', result: job.end });
      }
      const { end: _end, ...view } = job;
      return view;
    },
    job_cancel: ({ id }) => {
      const job = jobs.get(id);
      if (!job) throw new ApiError('unknown-job');
      job.state = 'cancelled';
      const { end: _end, ...view } = job;
      return view;
    },
    imports: ({ person }) => ({ imports: isEmpty(person) ? [] : rows }),
    import_undo: ({ import: number }) => {
      rows = rows.map((r) => (r.import === number ? { ...r, undone: true, canUndo: false, entries: 0 } : r));
      return rows.find((r) => r.import === number)!;
    },
    import_rename: ({ import: number, label }) => {
      rows = rows.map((r) => (r.import === number ? { ...r, label: label.trim() } : r));
      return rows.find((r) => r.import === number)!;
    },
    kept: ({ person }) => ({ types: isEmpty(person) ? [] : [{ resourceType: 'Consent', count: 4 }, { resourceType: 'Provenance', count: 3 }] }),
  };
}
