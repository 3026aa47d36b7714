// Rows of the timeline: a heading for each day, the visit first, then what belongs to the day. Kinds
// with many entries on one day are folded into one row, so that a laboratory sheet does not bury a diagnosis.
import type { EntryView, Kind } from '../../ipc';

export type Row =
  | { type: 'day'; key: string; text: string; today: boolean }
  | { type: 'fold'; key: string; kind: Kind; kindText: string; count: number; out: number; open: boolean }
  | { type: 'entry'; key: string; entry: EntryView; inFold: boolean };

/** More than this many of one kind on one day are folded. */
const many = 5;
const first: readonly Kind[] = [
  'visit', 'alert', 'allergy', 'condition', 'procedure', 'medication', 'immunization', 'imaging', 'report', 'document', 'note', 'symptom',
  'appointment', 'referral', 'care-plan', 'goal', 'result', 'vital-sign',
];
const last: readonly Kind[] = ['coverage', 'cost', 'directory', 'other'];

function place(kind: Kind): number {
  const early = first.indexOf(kind);
  if (early >= 0) return early;
  const late = last.indexOf(kind);
  return late >= 0 ? 200 + late : 100;
}

interface Options {
  /** The civil date, to call the newest day "today". */
  today: string;
  /** Keys of folded rows that the person has opened. */
  open: ReadonlySet<string>;
  /** False: every entry on its own row. */
  fold: boolean;
}

/** Makes the rows; entries come newest first, those without a date last. */
export function rows(entries: readonly EntryView[], { today, open, fold }: Options): Row[] {
  const out: Row[] = [];
  let at = 0;
  while (at < entries.length) {
    const day = dayOf(entries[at]);
    let end = at + 1;
    while (end < entries.length && dayOf(entries[end]) === day) end += 1;
    const group = entries.slice(at, end).sort((a, b) => place(a.kind) - place(b.kind));
    out.push({ type: 'day', key: `day ${day}`, text: entries[at]?.dateText ?? '', today: day !== '' && day === today });
    addDay(out, group, day, open, fold);
    at = end;
  }
  return out;
}

function dayOf(entry: EntryView | undefined): string {
  return (entry?.date ?? '').slice(0, 10);
}

function addDay(out: Row[], group: EntryView[], day: string, open: ReadonlySet<string>, fold: boolean): void {
  let at = 0;
  while (at < group.length) {
    const kind = group[at]?.kind;
    let end = at + 1;
    while (end < group.length && group[end]?.kind === kind) end += 1;
    const same = group.slice(at, end);
    const key = `fold ${day} ${kind}`;
    const folded = fold && same.length > many;
    if (folded && same[0]) {
      const outside = same.filter((e) => e.abnormal !== 'no').length;
      out.push({ type: 'fold', key, kind: same[0].kind, kindText: same[0].kindText, count: same.length, out: outside, open: open.has(key) });
    }
    if (!folded || open.has(key)) for (const entry of same) out.push({ type: 'entry', key: entry.id, entry, inFold: folded });
    at = end;
  }
}
