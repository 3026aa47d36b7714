// What is being put together for a doctor. It stays while the person looks at other screens, belongs to
// one person's record, and is forgotten when the vault is locked.
import { commas, t } from '../../i18n/index.svelte';
import { call, onLocked, type Format, type OutputFile, type PaperSize, type Purpose, type Section, type SummaryLanguage, type SummaryOptions, type Topic, type VisitProposalView } from '../../ipc';

/** Every section, in the order of the printed page. */
export const allSections: readonly Section[] = [
  'allergies', 'problems', 'medications', 'vital-signs', 'results', 'immunizations', 'procedures', 'pregnancy', 'past-problems', 'devices',
  'plan', 'advance-directives', 'alerts', 'visits', 'documents', 'social-history', 'family-history', 'patient-story',
];
/** Sensitive topics, in the order in which they are shown; off until they are ticked. */
export const allTopics: readonly Topic[] = ['mental-health', 'substance-use', 'sexual-health', 'reproductive', 'genetics', 'violence'];
/** Private matters: they go along only when they are ticked. */
export const sensitive: readonly Section[] = ['social-history', 'family-history', 'patient-story'];

/** The steps of preparing. */
export type Place = 1 | 2 | 3 | 4;
/** Visits for which it is said what has changed. */
const withChanges: readonly Purpose[] = ['visit', 'checkup', 'referral'];
/** Questions that one visit has time for. */
export const mostQuestions = 5;

interface Made {
  of: string;
  files: OutputFile[];
  /** What must be known of it. */
  notes: string[];
}

class Draft {
  /** Where the person is in preparing. */
  place = $state<Place>(1);
  specialty = $state('');
  /** Counts from this day; empty: from the last visit. */
  changesSince = $state('');
  changes = $state(true);
  /** Why each part is proposed, and what comes first. */
  proposal = $state.raw<VisitProposalView | null>(null);
  person = $state<string | null>(null);
  purpose = $state<Purpose>('visit');
  reason = $state('');
  questions = $state<string[]>(['']);
  /** Entries that were asked about: coming back to the page asks nothing twice. */
  #asked = new Set<string>();
  sections = $state<Section[] | null>(null);
  since = $state('');
  limited = $state(false);
  language = $state<SummaryLanguage>('en');
  leftOut = $state<string[]>([]);
  topics = $state<Topic[]>([]);
  /** How it is printed; kept in the settings, not in the draft. */
  print = $state<{ paper: PaperSize; largePrint: boolean }>({ paper: 'a4', largePrint: false });
  #made = new Map<Format, Made>();

  /** The draft as the core takes it. */
  get options(): SummaryOptions {
    return {
      purpose: this.purpose,
      sections: this.sections ? allSections.filter((s) => this.sections?.includes(s)) : null,
      since: this.limited && this.since ? this.since : null,
      language: this.language,
      reason: this.reason.trim(),
      questions: this.questions.map((q) => q.trim()).filter(Boolean),
      leftOut: [...this.leftOut],
      topics: allTopics.filter((topic) => this.topics.includes(topic)),
      ...this.print,
      specialty: this.specialty || null,
      changesSince: this.changes ? this.changesSince || null : 'none',
    };
  }
  /** Begins anew for the same person. */
  async again(): Promise<void> {
    this.begin(this.person, this.language);
    await this.propose('visit');
  }
  /** Begins anew for a person. */
  begin(person: string | null, language: SummaryLanguage): void {
    this.person = person;
    this.place = 1;
    this.purpose = 'visit';
    this.specialty = '';
    this.changesSince = '';
    this.changes = true;
    this.proposal = null;
    this.reason = '';
    this.questions = [''];
    this.#asked.clear();
    this.sections = null;
    this.since = '';
    this.limited = false;
    this.language = language;
    this.leftOut = [];
    this.topics = [];
    this.#made.clear();
  }
  /** What is proposed for a visit and a specialty; private matters are never proposed. */
  async propose(purpose: Purpose): Promise<void> {
    const person = this.person ?? '';
    const specialty = this.specialty;
    this.changes = withChanges.includes(purpose);
    const view = await call('visit_proposal', { person, purpose, specialty: specialty || null });
    if (this.purpose !== purpose || this.person !== person || this.specialty !== specialty) return;
    this.proposal = view;
    this.sections = view.sections.filter((s) => s.proposed).map((s) => s.section);
  }
  /** Puts a question where there is room for one. */
  ask(text: string): void {
    const at = this.questions.findIndex((q) => q.trim() === '');
    if (at >= 0) this.questions[at] = text;
    else if (this.questions.length < mostQuestions) this.questions.push(text);
  }
  /** A question about an entry of the record; the person finds it among the others and changes it. */
  async askAbout(id: string): Promise<void> {
    this.place = 2;
    if (this.#asked.has(id)) return;
    this.#asked.add(id);
    const { entry } = await call('entry', { person: this.person ?? '', id });
    const value = [entry.valueText, entry.unitText].filter(Boolean).join(' ');
    // A dosage or a reaction of many words stands in the record; the question names the thing.
    const what = commas([entry.title, value.length <= 40 && value, entry.dateText]);
    this.ask(t('visit-ask-about', { what }));
  }
  toggle(section: Section, on: boolean): void {
    const now = this.sections ?? [];
    this.sections = on ? [...now, section] : now.filter((s) => s !== section);
  }
  /** Takes what tells of a sensitive topic along, or not. */
  tick(topic: Topic, on: boolean): void {
    this.topics = on ? [...this.topics.filter((t) => t !== topic), topic] : this.topics.filter((t) => t !== topic);
  }
  /** Leaves an entry out, or takes it along again. */
  leave(entry: string, out: boolean): void {
    this.leftOut = out ? [...this.leftOut.filter((id) => id !== entry), entry] : this.leftOut.filter((id) => id !== entry);
  }
  /** Makes a locked form: the words that open it come once and are kept nowhere, so each is made anew. */
  async makeLocked(format: 'viewer' | 'package'): Promise<{ file: OutputFile; words: string }> {
    const { files, words } = await call('summary_make', { person: this.person ?? '', options: this.options, formats: [format] });
    const file = files[0];
    if (!file || !words) throw new Error('no file');
    return { file, words };
  }
  /** Makes a form; the same draft is not made (and logged) twice. `since` counts changes of the record. */
  async make(format: Format, since: number): Promise<OutputFile> {
    const [file] = (await this.#form(format, since)).files;
    return file as OutputFile;
  }
  /** The code of a form as a picture, with what must be known of it: of a card, what did not fit on it. */
  async picture(format: 'qr' | 'card', since: number): Promise<{ file: OutputFile; notes: string[] }> {
    const { files, notes } = await this.#form(format, since);
    const file = files.find((one) => one.contentType === 'image/png');
    if (!file) throw new Error('no picture');
    return { file, notes };
  }
  async #form(format: Format, since: number): Promise<Made> {
    const options = this.options;
    const of = JSON.stringify([this.person, since, options]);
    const known = this.#made.get(format);
    if (known?.of === of) return known;
    const { files, findings } = await call('summary_make', { person: this.person ?? '', options, formats: [format] });
    if (files.length === 0) throw new Error('no file');
    const made = { of, files, notes: findings.filter((one) => one.severity === 'warning').map((one) => one.text) };
    this.#made.set(format, made);
    return made;
  }
}
export const draft = new Draft();
onLocked(() => draft.begin(null, 'en'));
