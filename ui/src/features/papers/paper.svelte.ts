// The results of a paper while a person compares them: what was read, corrected, typed, ticked. What a line means is
// for the core to say; nothing is stored before the person confirms.
import { asApiError, call, type ApiError, type PaperConfirmed, type PaperLineForm, type PaperLineView, type PaperView } from '../../ipc';
import { tMaybe } from '../../i18n/index.svelte';

/** One line on the screen. */
export interface Line {
  key: number;
  seen: PaperLineView;
  ticked: boolean;
  editing: boolean;
}

/** The words of what is wrong with a field; nothing where nothing is. */
export function problemOf(error: ApiError | null, field: string): string | null {
  const found = error?.fields.find((one) => one.field === field);
  return found ? (tMaybe(`problem-${found.code}`) ?? found.code) : null;
}

export function formOf({ seen }: Line): PaperLineForm {
  const { n, file, page, name, short, value, unit, range, mark, date } = seen;
  return { n: n === 0 ? null : n, file, page, name, short, value, unit, range, mark, date };
}

export class PaperWork {
  view = $state.raw<PaperView | null>(null);
  lines = $state<Line[]>([]);
  date = $state('');
  institution = $state('');
  specimen = $state('');
  /** The person has looked: the paper is of this person though it names another. */
  sure = $state(false);
  error = $state.raw<ApiError | null>(null);
  loading = $state(true);
  busy = $state(false);
  #last = 0;

  constructor(
    readonly person: string,
    readonly document: string,
  ) {}

  async load(): Promise<void> {
    this.loading = true;
    this.error = null;
    try {
      const view = await call('paper_read', { person: this.person, document: this.document });
      this.view = view;
      this.lines = view.lines.map((seen) => ({ key: (this.#last += 1), seen, ticked: seen.ticked, editing: false }));
      this.date ||= view.date ?? '';
      this.institution ||= view.institution ?? '';
      this.specimen ||= view.specimen ?? '';
    } catch (thrown) {
      this.error = asApiError(thrown);
    } finally {
      this.loading = false;
    }
  }
  get other(): boolean {
    return this.view?.subject.outcome === 'other';
  }
  get ticked(): Line[] {
    return this.lines.filter((line) => line.ticked);
  }
  get mayConfirm(): boolean {
    return this.ticked.length > 0 && this.date !== '' && (!this.other || this.sure) && !this.lines.some((line) => line.editing);
  }
  /** Ticks every line that has no doubt and is not in the record yet. */
  tickSure(): void {
    for (const line of this.lines) line.ticked = line.seen.doubts.length === 0 && line.seen.entry === null;
  }
  tickNone(): void {
    for (const line of this.lines) line.ticked = false;
  }
  /** A line that the person types beside the picture. */
  add(page = 1, file = 1): Line {
    const seen: PaperLineView = {
      n: 0, file, page, row: 0, down: null, name: '', short: null, knownAs: null, loinc: null, value: '', number: null,
      unit: '', ucum: null, range: '', mark: '', date: null, doubts: [], ticked: false, entry: null,
    };
    this.lines.push({ key: (this.#last += 1), seen, ticked: false, editing: true });
    return this.lines[this.lines.length - 1]!;
  }
  remove(line: Line): void {
    this.lines = this.lines.filter((one) => one.key !== line.key);
  }
  /** Has a line looked at again after it was corrected. A new doubt takes its tick away; a typed one is ticked. */
  async check(line: Line): Promise<void> {
    const before = line.seen.doubts.map((doubt) => doubt.code).join();
    try {
      const { lines } = await call('paper_check', { person: this.person, lines: [formOf(line)], specimen: this.specimen });
      const [seen] = lines;
      if (!seen) return;
      const { row, down, entry } = line.seen;
      line.seen = { ...seen, row, down, entry };
      line.editing = false;
      if (seen.doubts.length === 0) line.ticked = true;
      else if (seen.doubts.map((doubt) => doubt.code).join() !== before) line.ticked = false;
    } catch (thrown) {
      this.error = asApiError(thrown);
    }
  }
  /** Hands the ticked lines to the core. */
  async confirm(): Promise<PaperConfirmed | null> {
    this.busy = true;
    this.error = null;
    try {
      return await call('paper_confirm', {
        person: this.person,
        document: this.document,
        lines: this.ticked.map(formOf),
        date: this.date,
        institution: this.institution,
        specimen: this.specimen,
        confirmOther: this.other && this.sure,
      });
    } catch (thrown) {
      this.error = asApiError(thrown);
      return null;
    } finally {
      this.busy = false;
    }
  }
  /** What the core says against one of the ticked lines. */
  problems(line: Line): string[] {
    const at = this.ticked.indexOf(line);
    const of = this.error?.fields.filter((field) => at >= 0 && field.field.startsWith(`lines.${at}.`)) ?? [];
    return of.map((field) => tMaybe(`problem-${field.code}`) ?? field.code);
  }
}
