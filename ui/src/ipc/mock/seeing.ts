// What the made-up core shows: timeline, records, search, trend, an entry opened.
import { ApiError } from '../errors';
import type { EntryView, Kind, Lang, TrendPoint } from '../types';
import type { Answers } from './answers';
import { kindWords, record, type Made } from './record';

const hiddenIds = new Set<string>();
const size = () => Number(new URLSearchParams(globalThis.location?.search ?? '').get('entries') ?? 1300);

function view({ own: _own, low: _low, high: _high, ...entry }: Made): EntryView {
  return { ...entry, hidden: hiddenIds.has(entry.id) };
}
function found(text: string, words: string[]): [number, number][] {
  const lower = text.toLowerCase();
  return words.flatMap((w): [number, number][] => (lower.includes(w) ? [[lower.indexOf(w), lower.indexOf(w) + w.length]] : [])).sort((a, b) => a[0] - b[0]);
}
function point(e: Made): TrendPoint {
  const [first, second] = (e.value ?? '').split('/');
  return {
    id: e.id, t: Date.parse(e.date ?? '2000') / 1000, date: e.date ?? '', dateText: e.dateText, value: e.value ?? '', valueText: e.valueText ?? '', number: Number(first), number2: second ? Number(second) : null,
    low: e.low, high: e.high, rangeText: e.range, abnormal: e.abnormal, abnormalText: e.abnormalText, source: e.sources[0]!, comparator: null,
  };
}

type Shown = 'timeline' | 'years' | 'overview' | 'search' | 'entry' | 'entry_original' | 'trend' | 'entry_hide' | 'entry_restore' | 'entry_erase' | 'entry_restore_version';

/** Answers about the record of every person but the one who has none. */
export function seeing(lang: () => Lang, isEmpty: (person: string) => boolean, base: Partial<Answers>): Pick<Answers, Shown> {
  const erased = new Set<string>();
  const all = (person: string) => (isEmpty(person) ? [] : record(lang(), size()).filter((e) => !erased.has(e.id)));
  const visible = (person: string) => all(person).filter((e) => !hiddenIds.has(e.id));
  const one = (person: string, id: string) => {
    const entry = all(person).find((e) => e.id === id);
    if (!entry) throw new ApiError('unknown-entry');
    return entry;
  };
  return {
    timeline: ({ person, kinds, year, before, limit, hidden, import: source }) => {
      let list = hidden === 'only' ? all(person).filter((e) => hiddenIds.has(e.id)) : visible(person);
      if (kinds?.length) list = list.filter((e) => kinds.includes(e.kind));
      if (source) list = list.filter((e) => e.sources.some((s) => s.import === source));
      if (year) list = list.filter((e) => (e.date ?? '') < `${year + 1}`);
      if (before) list = list.filter((e) => Number(e.cursor) > Number(before));
      const entries = list.slice(0, limit).map(view);
      return { entries, next: list.length > limit ? (entries.at(-1)?.cursor ?? null) : null };
    },
    years: ({ person }) => {
      const counts = new Map<number, number>();
      for (const e of visible(person)) if (e.date) counts.set(Number(e.date.slice(0, 4)), (counts.get(Number(e.date.slice(0, 4))) ?? 0) + 1);
      return { years: [...counts].sort((a, b) => b[0] - a[0]).map(([year, count]) => ({ year, count })), undated: visible(person).filter((e) => !e.date).length };
    },
    overview: ({ person }) => {
      const list = visible(person);
      const kinds = [...new Set(list.map((e) => e.kind))].map((kind: Kind) => {
        const of = list.filter((e) => e.kind === kind);
        return { kind, kindText: kindWords[kind][lang() === 'en' ? 0 : 1], count: of.length, lines: of.length, newest: of[0] ? view(of[0]) : null };
      });
      const keys = [...new Set(list.map((e) => e.trendKey).filter((k) => k !== null))];
      const analytes = keys.map((key) => {
        const of = list.filter((e) => e.trendKey === key);
        return { key, title: of[0]!.title, count: of.length, latest: view(of[0]!) };
      });
      return { kinds, analytes, sensed: [] };
    },
    search: ({ person, words, kinds, limit, before }) => {
      const terms = words.toLowerCase().split(/\s+/).filter(Boolean);
      const hits = visible(person).filter((e) => {
        if (kinds?.length && !kinds.includes(e.kind)) return false;
        const text = `${e.title} ${e.titleOriginal ?? ''} ${e.own ?? ''} ${e.kindText}`.toLowerCase();
        return terms.length > 0 && terms.every((w) => text.includes(w)) && (!before || Number(e.cursor) > Number(before));
      });
      const page = hits.slice(0, limit).map((e) => ({
        entry: view(e),
        marks: [
          { field: 'title' as const, text: e.title, ranges: found(e.title, terms) },
          ...(e.own && found(e.own, terms).length ? [{ field: 'own' as const, text: e.own, ranges: found(e.own, terms) }] : []),
        ],
      }));
      return { hits: page, next: hits.length > limit ? (page.at(-1)?.entry.cursor ?? null) : null, more: hits.length > limit };
    },
    entry: (request) => {
      const { person, id } = request;
      const e = all(person).find((entry) => entry.id === id);
      if (!e) return base.entry!(request);
      const rows = [
        { label: 'Code', value: 'LOINC 2160-0', date: null, path: 'Observation.code' },
        ...(e.value ? [{ label: 'Value', value: `${e.value} ${e.unit ?? ''}`, date: null, path: 'Observation.valueQuantity' }] : []),
        ...(e.range ? [{ label: 'Reference range', value: e.range, date: null, path: 'Observation.referenceRange[0]' }] : []),
      ];
      const document = e.kind === 'document';
      return {
        entry: view(e),
        detail: {
          resourceType: document ? 'DocumentReference' : 'Observation',
          sections: [{ title: '', rows }, { title: 'Visit', rows: [{ label: 'Place', value: 'Kidney clinic', date: null, path: 'Observation.encounter' }] }],
          narrative: e.own ? [{ type: 'element', tag: 'p', children: [{ type: 'text', text: e.own }] }] : [],
          narrativeCut: false,
          notShown: ['meta.versionId', 'extension[0]'],
        },
        origins: e.sources.map((s, i) => ({ import: s.import, kind: s.kind, label: s.label, at: '2026-05-13T08:10:00Z', atText: i ? '2 June 2026' : '13 May 2026', by: 'Li Mei' })),
        versions: [{ n: 2, at: '2026-05-13T08:10:00Z', atText: '13 May 2026', label: 'Central Hospital', current: true }, { n: 1, at: '2026-01-03T08:10:00Z', atText: '3 January 2026', label: 'Central Hospital', current: false }],
        attachments: document ? [
          { index: 0, title: 'Letter.txt', contentType: 'text/plain', size: 1234, viewable: 'text' as const },
          { index: 1, title: 'Kidneys.png', contentType: 'image/png', size: 245_760, viewable: 'image' as const },
          { index: 2, title: 'Letter.pdf', contentType: 'application/pdf', size: 81_234, viewable: 'pdf' as const },
        ] : [],
        fromPaper: null,
        taken: [],
        editable: e.sources[0]?.kind === 'hand',
        hidden: hiddenIds.has(id),
        trendKey: e.trendKey,
      };
    },
    entry_original: ({ person, id }) => {
      const e = one(person, id);
      const resource = {
        resourceType: 'Observation', id: e.id, status: 'final', code: { coding: [{ system: 'http://loinc.org', code: '2160-0', display: e.title }], text: e.title },
        effectiveDateTime: e.date, valueQuantity: { value: Number(e.value), unit: e.unit }, referenceRange: [{ text: e.range }],
      };
      return { text: JSON.stringify(resource, null, 2), fileName: 'li-hua.json', sha256: '9f2c'.repeat(16), position: 41 };
    },
    trend: ({ person, key }) => {
      const of = visible(person).filter((e) => e.trendKey === key).reverse();
      if (!of[0]) return base.trend!({ person, key });
      const points = of.map(point);
      const groups = [{ unit: of[0].unit, unitText: of[0].unitText, points }];
      if (key === '2160-0') groups.push({ unit: 'mg/dL', unitText: 'mg/dL', points: points.slice(0, 3).map((p, i) => ({ ...p, id: `mg-${i}`, value: '1.1', number: 1.1, low: 0.6, high: 1.1, rangeText: '0.6–1.1', abnormal: 'no', abnormalText: null })) });
      return { key, title: of[0].title, groups };
    },
    entry_hide: (request) => (hiddenIds.add(request.id), base.entry_hide?.(request) ?? null),
    entry_restore: ({ id }) => (hiddenIds.delete(id), null),
    entry_erase: ({ id }) => (erased.add(id), hiddenIds.delete(id), null),
    entry_restore_version: ({ person, id }) => view(one(person, id)),
  };
}
