// Answers of the made-up core. A few keep state, so that adding and undoing can be tried.
import type { Command, Request, Response } from '../commands';
import { ApiError } from '../errors';
import type { AppStatus, EntryView, HomeView, Kind, OriginKind, PersonView, SensedView, SeriesView, Settings, TrendPoint } from '../types';

export type Answers = { [K in Command]: (request: Request<K>) => Response<K> | Promise<Response<K>> };

export const settings: Settings = {
  lang: 'en', theme: 'system', textSize: 'standard', textScale: 100, autoLockMinutes: 10, glucoseUnit: 'mmol/L', weightUnit: 'kg', portalSyncHours: 24,
  remind: false, remindDetails: false, quietFrom: '22:00', quietUntil: '07:00', stayOpen: false, atLogin: false, paper: null, largePrint: false,
};
export const people: PersonView[] = [
  { id: 'p1', name: 'Li Hua', otherNames: ['李华'], born: '1954-03-18', bornText: '18 March 1954', sexText: 'female', age: 72, sex: 'female', relation: 'mother', colour: 'plum', initials: '李', phone: '138 0000 0000', contacts: [{ name: 'Li Mei', relation: 'daughter', phone: '139 0000 0000' }], doctor: { name: 'Dr. Chen', relation: 'Central Hospital', phone: '010 5555 0100' }, entries: 1284, right: 'owner', rightText: 'owner', trouble: null },
  { id: 'p2', name: '李明', otherNames: ['Li Ming'], born: '1951-09-02', bornText: '2 September 1951', sexText: 'male', age: 75, sex: 'male', relation: 'father', colour: 'blue', initials: '明', phone: '', contacts: [], doctor: null, entries: 402, right: 'owner', rightText: 'owner', trouble: null },
  { id: 'p3', name: 'Anna Li', otherNames: [], born: '2016-06-30', bornText: '30 June 2016', sexText: 'female', age: 10, sex: 'female', relation: 'daughter', colour: 'amber', initials: 'AL', phone: '', contacts: [], doctor: null, entries: 37, right: 'owner', rightText: 'owner', trouble: null },
];

let serial = 0;
/** An entry with what a test does not care about filled in. */
export function entry(kind: Kind, title: string, more: Partial<EntryView> = {}): EntryView {
  serial += 1;
  return {
    id: `e${serial}`, valueText: more.value ?? null, unitText: more.unit ?? null, kind, kindText: kind, title, titleOriginal: null, date: '2026-05-12', dateText: '12 May 2026', timeText: null, trendKey: null, same: null, value: null, unit: null,
    range: null, abnormal: 'no', abnormalText: null, status: null, statusText: null, doubtText: null, statusClass: 'current', who: null, person: 'p1',
    sources: [{ import: 1, label: 'Central Hospital', kind: 'file' }], hidden: false, cursor: `c${serial}`, ...more,
  };
}

function series(base: number, base2: number | null, n: number): TrendPoint[] {
  return Array.from({ length: n }, (_, i) => {
    const number = base + Math.round(6 * Math.sin(i * 1.3) + 3 * Math.cos(i * 0.7));
    const number2 = base2 === null ? null : base2 + Math.round(4 * Math.sin(i * 0.9));
    return {
      id: `t${base}-${i}`, t: 1_790_000_000 + i * 86_400, date: '2026-09-21', dateText: '21 September 2026', abnormalText: null, value: number2 === null ? String(number) : `${number}/${number2}`, valueText: number2 === null ? String(number) : `${number}/${number2}`,
      number, number2, low: null, high: null, rangeText: null, abnormal: 'no' as const, source: { import: 2, label: 'Typed by hand', kind: 'hand' as OriginKind }, comparator: null,
    };
  });
}

function tracked(key: string, unit: string, latest: EntryView, points: TrendPoint[], count: number): SeriesView {
  return { key, unit, latest, series: points, count };
}

const hand = [{ import: 2, label: 'Typed by hand', kind: 'hand' as const }];

const sensed: SensedView = {
  key: 'glucose-sensor', title: 'Glucose by sensor', valueText: '7.4', unit: 'mmol/L', date: '2026-11-20T23:55', dateText: '20 Nov 2026', timeText: '23:55', firstText: '7 Nov 2026', count: 4032,
  source: { import: 3, label: 'FreeStyle Libre', kind: 'device' },
};

export function home(person: PersonView): HomeView {
  return {
    person,
    allergies: [entry('allergy', 'Penicillin', { value: 'Rash over the body', dateText: '2019' })],
    allergyState: 'known',
    problems: [
      entry('condition', 'Hypertension', { dateText: 'since 2011' }),
      entry('condition', 'Type 2 diabetes', { dateText: 'since 2015' }),
      entry('condition', 'Kidney function reduced (G3a)', { dateText: 'since 2023' }),
    ],
    medicines: [
      entry('medication', 'Metformin 500 mg', { value: 'twice a day', dateText: 'since 2015' }),
      entry('medication', 'Amlodipine 5 mg', { value: 'once a day', dateText: 'since April 2026' }),
      entry('medication', 'Atorvastatin 20 mg', { value: 'in the evening', dateText: 'since 2022' }),
    ],
    bloodPressure: tracked('blood-pressure', 'mmHg', entry('vital-sign', 'Blood pressure', { value: '132/81', unit: 'mmHg', dateText: 'today, 07:40', sources: hand }), series(134, 83, 24), 118),
    glucose: tracked('glucose', 'mmol/L', entry('vital-sign', 'Glucose', { value: '6.4', unit: 'mmol/L', dateText: 'today, 07:10', who: 'fasting', sources: hand }), series(7, null, 18), 38),
    weight: tracked('weight', 'kg', entry('vital-sign', 'Weight', { value: '61.2', unit: 'kg', dateText: '20 November 2026', sources: hand }), series(61, null, 9), 9),
    sensed: [sensed],
    lastVisit: entry('visit', 'Kidney clinic', { who: 'Dr. Chen', dateText: '3 March 2026' }),
    outOfRange: [
      entry('result', 'Creatinine', { value: '118', unit: 'µmol/L', range: '41–81', abnormal: 'high', abnormalText: 'high' }),
      entry('result', 'eGFR', { value: '41', unit: 'mL/min/1.73 m²', range: '> 60', abnormal: 'low', abnormalText: 'low' }),
    ],
    recent: [
      entry('result', 'LDL cholesterol', { value: '2.6', unit: 'mmol/L' }),
      entry('medication', 'Amlodipine 5 mg', { statusText: 'started', dateText: '20 April 2026' }),
      entry('symptom', 'Ankles swollen in the evening', { sources: hand, dateText: '19 April 2026' }),
    ],
    counts: { condition: 3, medication: 5, result: 320 },
    empty: false,
  };
}

const row = {
  import: 1, kind: 'file' as OriginKind, label: 'Central Hospital', at: '2026-05-13', atText: '13 May 2026', by: 'Li Mei',
  counts: { added: 10, updated: 0, alreadyThere: 0, keptNotUnderstood: 0, refused: 0 }, entries: 10, undone: false, canUndo: true, taken: 0,
};

/** Everything that the made-up core answers. */
export function answers(): Partial<Answers> {
  // The development server takes its look from the address: ?state=locked&lang=zh-CN&size=large&theme=dark
  const query = new URLSearchParams(location.search);
  let status: AppStatus = {
    state: (query.get('state') ?? 'unlocked') as AppStatus['state'], sample: query.has('sample'), elsewhere: query.get('elsewhere'), keyholders: [{ id: 'k1', nickname: 'Li Mei', colour: 'teal' }], keyholder: 'k1', settings: {
      ...settings,
      lang: (query.get('lang') ?? 'en') as Settings['lang'],
      theme: (query.get('theme') ?? 'light') as Settings['theme'],
      textScale: Number(query.get('scale') ?? 100),
      textSize: (query.get('size') ?? 'standard') as Settings['textSize'],
    },
    today: '2026-11-25',
    lastKeyholder: null, version: '0.1.0', readOnly: false, retryAfterSeconds: 0, recoveryDue: query.has('due'), renewing: query.has('renewing'), restored: false, wrongTries: null, unfinished: query.has('unfinished'),
    quickUnlock: { possible: query.has('quick'), keyholders: query.has('quick') ? ['k1'] : [] },
  };
  let list = [...people];
  const added: EntryView[] = [];
  const of = (id: string): PersonView => {
    const found = list.find((p) => p.id === id);
    if (!found) throw new ApiError('no-such-person');
    return found;
  };
  const unlocked = (): AppStatus => (status = { ...status, state: 'unlocked' });
  return {
    app_status: () => status,
    vault_create: () => {
      list = [];
      unlocked();
      return { recoveryCode: 'KF1-Q7RT-2M9X-84HD-PN3W-6YKC-0ZJV' };
    },
    passphrase_strength: ({ passphrase }) => ({
      score: Math.min(4, Math.floor(passphrase.length / 5)), guessesLog10: passphrase.length / 2, tooShort: passphrase.length < 8, common: passphrase === 'password', hint: null,
    }),
    suggest_passphrase: () => ({ passphrase: 'anchor meadow violin copper seventh rain' }),
    vault_open_sample: () => (status = { ...unlocked(), sample: true }),
    vault_close_sample: () => (status = { ...status, state: 'no-vault', sample: false }),
    vault_unlock: ({ passphrase }) => {
      if (passphrase === 'wrong') throw new ApiError('wrong-passphrase');
      return unlocked();
    },
    vault_unlock_recovery: () => {
      unlocked();
      return { recoveryCode: 'KF1-AAAA-2M9X-84HD-PN3W-6YKC-0ZJV' };
    },
    vault_unlock_quick: () => unlocked(),
    recovery_look: ({ code }) => {
      const plain = code.toUpperCase().replace(/[^0-9A-Z]/g, '');
      return { state: plain.length < 27 ? 'short' : plain.length > 27 ? 'long' : 'whole', shown: plain.match(/.{1,5}/g)?.join('-') ?? '', typed: plain.length, of: 27 };
    },
    recovery_rehearse: () => (status = { ...status, recoveryDue: false }),
    passphrase_confirm: ({ passphrase }) => {
      if (passphrase === 'wrong') throw new ApiError('wrong-passphrase');
      return null;
    },
    quick_unlock_set: ({ on }) => (status = { ...status, quickUnlock: { possible: true, keyholders: on ? ['k1'] : [] } }),
    vault_lock: () => (status = { ...status, state: 'locked' }),
    passphrase_change: () => null,
    backups_of: () => ({ backups: ['kinfolio-2026-11-20-08-00.tar'], text: 'One backup in /media/stick still holds the record, of 20 Nov 2026 08:00. It goes when you delete them.' }),
    keys_renew: () => ({ id: 1 }),
    recovery_renew: () => ({ recoveryCode: 'KF1-BBBB-2M9X-84HD-PN3W-6YKC-0ZJV' }),
    recovery_sheet: () => ({ token: 'sheet', name: 'recovery.pdf', format: 'pdf', bytes: 12000, sha256: '00', contentType: 'application/pdf' }),
    settings_get: () => status.settings,
    settings_set: ({ settings: next }) => (status.settings = next),
    vault_check: () => ({ ok: true, problems: [] }),
    vault_info: () => ({ place: 'this computer', people: list.length, entries: 1723, format: 1, bytes: 12_345_678, keyholders: 1 }),
    activity: () => null,
    people_list: () => ({ people: list }),
    caregivers: () => ({
      caregivers: [
        {
          id: 'k1', nickname: 'Li Mei', colour: 'teal', me: true, known: true, words: ['amber', 'kettle', 'morning', 'ladder', 'garden', 'violin'],
          access: list.map((p) => ({ person: p.id, name: p.name, right: 'owner' as const, rightText: 'owner', by: 'Li Mei', atText: '3 May 2026', letter: 'taken' as const, canEnd: false })),
        },
        {
          id: 'k2', nickname: 'Wei', colour: 'blue', me: false, known: false, words: ['river', 'quiet', 'seven', 'lantern', 'home', 'carry'],
          access: list.slice(0, 1).map((p) => ({ person: p.id, name: p.name, right: 'read' as const, rightText: 'may read', by: 'Li Mei', atText: '4 May 2026', letter: 'taken' as const, canEnd: true })),
        },
      ],
      letters: [],
    }),
    keyholder_add: ({ nickname }) => ({ keyholder: { id: 'k9', nickname, colour: 'rose' }, recoveryCode: 'KF1-CCCC-2M9X-84HD-PN3W-6YKC-0ZJV', words: [] }),
    caregiver_grant: () => ({ words: ['copper', 'summer', 'paper', 'orbit', 'maple', 'stone'] }),
    caregiver_revoke: () => null,
    keyholder_remove: () => null,
    letter_accept: () => null,
    letter_refuse: () => null,
    record_leave: () => null,
    record_accept_older: () => null,
    access_log: () => ({
      lines: [{ at: '2026-11-25T08:00:00+08:00', atText: '25 November 2026 08:00', who: 'Wei', op: 'open', text: 'opened the record', about: '' }],
      next: null,
    }),
    entry_move: ({ person, id, to }) => ({ number: 1, person, to, id }),
    entry_move_back: () => null,
    person_add: ({ person }) => {
      const made: PersonView = {
        id: `p${list.length + 10}`, name: person.name, otherNames: person.otherName ? [person.otherName] : [], born: person.born ?? null, bornText: person.born ?? null, age: 40, sex: person.sex, sexText: person.sex,
        relation: person.relation ?? '', colour: person.colour ?? 'teal', initials: person.name.slice(0, 1), phone: person.phone ?? '', contacts: person.contacts ?? [], doctor: person.doctor ?? null, right: 'owner', rightText: 'owner', trouble: null, entries: 0,
      };
      list = [...list, made];
      return made;
    },
    person_edit: ({ id, person }) => {
      const next = { ...of(id), name: person.name, born: person.born ?? null, sex: person.sex, relation: person.relation ?? '', colour: person.colour ?? of(id).colour, phone: person.phone ?? '', contacts: person.contacts ?? of(id).contacts, doctor: person.doctor ?? of(id).doctor };
      list = list.map((p) => (p.id === id ? next : p));
      return next;
    },
    person_remove: ({ id, typedName }) => {
      if (of(id).name !== typedName) throw new ApiError('name-differs');
      list = list.filter((p) => p.id !== id);
      return null;
    },
    home: ({ person }) => {
      const who = of(person);
      const full = home(who);
      if (person === 'p3' || who.entries === 0) {
        return {
          ...full, allergies: [], allergyState: 'no-information', problems: [], medicines: [], bloodPressure: null, glucose: null, weight: null, sensed: [], lastVisit: null,
          outOfRange: [], recent: added, counts: {}, empty: added.length === 0,
        };
      }
      return { ...full, allergyState: person === 'p2' ? 'known-none' : 'known', recent: [...added, ...full.recent] };
    },
    timeline: ({ kinds }) => {
      const h = home(people[0] as PersonView);
      const all = [...added, ...h.recent, ...h.outOfRange, ...h.problems, ...h.medicines, ...h.allergies];
      return { entries: kinds?.length ? all.filter((e) => kinds.includes(e.kind)) : all, next: null };
    },
    years: () => ({ years: [{ year: 2026, count: 120 }, { year: 2025, count: 340 }, { year: 2019, count: 12 }], undated: 3 }),
    overview: () => ({
      kinds: [{ kind: 'condition', kindText: 'Problem', count: 3, lines: 3, newest: null }, { kind: 'result', kindText: 'Test result', count: 320, lines: 320, newest: null }],
      sensed: [sensed],
      analytes: [{ key: '2160-0', title: 'Creatinine', count: 12, latest: entry('result', 'Creatinine', { value: '118', unit: 'µmol/L' }) }],
    }),
    search: ({ words }) => ({
      hits: words ? [{ entry: entry('result', 'Creatinine', { value: '118', unit: 'µmol/L' }), marks: [{ field: 'title', text: 'Creatinine', ranges: [[0, 5]] }] }] : [],
      next: null, more: false,
    }),
    entry: ({ id }) => ({
      entry: entry('result', 'Creatinine', { id, value: '118', unit: 'µmol/L', range: '41–81', abnormal: 'high', abnormalText: 'high' }),
      detail: { resourceType: 'Observation', narrativeCut: false, sections: [{ title: '', rows: [{ label: 'Value', value: '118 µmol/L', date: null, path: 'valueQuantity' }] }], narrative: [], notShown: ['meta'] },
      origins: [{ import: 1, kind: 'file', label: 'Central Hospital', at: '2026-05-13', atText: '13 May 2026', by: 'Li Mei' }],
      versions: [{ n: 1, at: '2026-05-13', atText: '13 May 2026', label: 'Central Hospital', current: true }],
      attachments: [], fromPaper: null, taken: [], editable: true, hidden: false, trendKey: '2160-0',
    }),
    entry_original: () => ({ text: '{\n  "resourceType": "Observation",\n  "valueQuantity": {\n    "value": 118\n  }\n}', fileName: 'record.json', sha256: 'ab12', position: 1024 }),
    trend: ({ key }) => ({ key, title: key === 'weight' ? 'Weight' : 'Blood pressure', groups: [{ unit: 'mmHg', unitText: 'mmHg', points: key === 'weight' ? series(61, null, 20) : series(134, 83, 40) }] }),
    entry_add: ({ person, form }) => {
      const title = 'name' in form ? form.name : 'substance' in form ? form.substance : 'title' in form && form.title ? form.title : form.type;
      const value = form.type === 'blood-pressure' ? `${form.systolic}/${form.diastolic}` : 'value' in form ? form.value : null;
      const made = entry('vital-sign', title, { person, value, sources: hand, dateText: 'today, 07:45' });
      added.unshift(made);
      return made;
    },
    entry_edit: ({ id }) => entry('vital-sign', 'Blood pressure', { id, value: '128/80' }),
    entry_form: () => ({ type: 'blood-pressure', systolic: '132', diastolic: '81', pulse: '70', at: '2026-11-25T07:40:00+08:00', arm: null, note: null }),
    entry_hide: ({ id }) => {
      const at = added.findIndex((e) => e.id === id);
      if (at >= 0) added.splice(at, 1);
      return null;
    },
    entry_restore: () => null,
    entry_erase: () => null,
    entry_restore_version: ({ id }) => entry('result', 'Creatinine', { id }),
    form_check: ({ form }) => {
      if (form.type !== 'blood-pressure') return { kind: 'other', errors: [], warnings: [] };
      const errors = form.systolic ? [] : [{ field: 'systolic', code: 'required' }];
      return { kind: 'vital-sign', errors, warnings: Number(form.systolic) > 200 ? [{ field: 'systolic', code: 'unusual' }] : [] };
    },
    backup_status: () => ({
      place: null, there: false, automatic: false, due: null, days: null, changes: 0, backups: [], rehearsedText: null, rehearsedOk: false, failed: null,
    }),
    import_preview: () => ({ id: 1 }),
    import_run: () => ({ id: 2 }),
    job: ({ id }) => ({
      id, state: 'done', done: 100, total: 100, resources: 10, error: null,
      result: id === 1
        ? { type: 'preview', label: 'a.json', files: [], subjects: [{ name: 'Li Hua', born: '1954-03-18', bornText: '18 March 1954', sex: 'female', match: 'same', person: 'p1', differs: [] }], suggestion: { person: 'p1', newPerson: null } }
        : { type: 'run', files: [], import: 3, person: 'p1', referrals: [], access: [] },
    }),
    job_cancel: ({ id }) => ({ id, state: 'cancelled', done: 0, total: 0, resources: 0, result: null, error: null }),
    imports: () => ({ imports: [row] }),
    import_undo: () => ({ ...row, undone: true, canUndo: false }),
    import_rename: ({ label }) => ({ ...row, label }),
    kept: () => ({ types: [] }),
    summary_preview: ({ person, options }) => ({
      specialty: null, comparedWith: null, comparedWithText: null, changes: [], home: [], conflicts: [],
      person: of(person), made: '2026-11-25', madeText: '25 November 2026', language: options.language ?? 'en', reason: options.reason ?? '',
      questions: options.questions ?? [], since: options.since ?? null, sections: [], sourceCount: 3, selected: 12, qrText: '', sensitive: [], findings: [],
    }),
    summary_make: () => ({ files: [], selected: 12, findings: [], words: null }),
    share_log: () => ({ shares: [] }),
  };
}
