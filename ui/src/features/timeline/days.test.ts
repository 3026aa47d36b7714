import { describe, expect, it } from 'vitest';
import { entry } from '../../ipc/mock/answers';
import type { EntryView } from '../../ipc';
import { rows, type Row } from './days';

const plain = { today: '2026-11-25', open: new Set<string>(), fold: true };
const on = (date: string | null, kind: EntryView['kind'], title: string, more: Partial<EntryView> = {}) =>
  entry(kind, title, { date, dateText: date ?? '', ...more });
const brief = (row: Row) => (row.type === 'entry' ? row.entry.title : row.type === 'day' ? `# ${row.text}` : `${row.count} ${row.kind}`);

describe('rows of the timeline', () => {
  it('puts a heading before each day and the visit first', () => {
    const list = [on('2026-11-25T09:00:00Z', 'result', 'Creatinine'), on('2026-11-25', 'visit', 'Clinic'), on('2026-11', 'condition', 'Cold')];
    expect(rows(list, plain).map(brief)).toEqual(['# 2026-11-25T09:00:00Z', 'Clinic', 'Creatinine', '# 2026-11', 'Cold']);
  });
  it('calls only the day of today "today", not its month', () => {
    const days = rows([on('2026-11-25', 'note', 'a'), on('2026-11', 'note', 'b'), on(null, 'note', 'c')], plain).filter((r) => r.type === 'day');
    expect(days.map((d) => d.type === 'day' && d.today)).toEqual([true, false, false]);
  });
  it('folds many entries of a kind and still says how many are out of range', () => {
    const sheet = Array.from({ length: 8 }, (_, i) => on('2026-05-01', 'result', `R${i}`, { abnormal: i < 2 ? 'high' : 'no' }));
    const folded = rows([...sheet, on('2026-05-01', 'condition', 'Gout')], plain);
    expect(folded.map(brief)).toEqual(['# 2026-05-01', 'Gout', '8 result']);
    const fold = folded[2];
    expect(fold?.type === 'fold' && fold.out).toBe(2);
    const opened = rows(sheet, { ...plain, open: new Set(['fold 2026-05-01 result']) });
    expect(opened.filter((r) => r.type === 'entry')).toHaveLength(8);
    expect(rows(sheet, { ...plain, fold: false }).some((r) => r.type === 'fold')).toBe(false);
  });
  it('loses no entry and makes every key once', () => {
    const list = Array.from({ length: 500 }, (_, i) => on(`20${String(26 - Math.floor(i / 50)).padStart(2, '0')}-01-01`, i % 3 ? 'result' : 'note', `E${i}`));
    const all = rows(list, { ...plain, fold: false });
    expect(all.filter((r) => r.type === 'entry')).toHaveLength(500);
    expect(new Set(all.map((r) => r.key)).size).toBe(all.length);
  });
  it('is quick with 100,000 entries', () => {
    const list = Array.from({ length: 100_000 }, (_, i) => on(`${2026 - Math.floor(i / 2000)}-01-01`, 'result', 'x'));
    const begin = performance.now();
    expect(rows(list, plain).length).toBeGreaterThan(50);
    expect(performance.now() - begin, 'far from quadratic, also on a busy machine').toBeLessThan(3000);
  });
});
