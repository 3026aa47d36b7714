// What crosses between the page and the core: camelCase JSON, every text ready to be shown.

export type Kind =
  | 'condition' | 'allergy' | 'medication' | 'immunization' | 'result' | 'vital-sign' | 'procedure' | 'visit'
  | 'document' | 'imaging' | 'care-plan' | 'goal' | 'appointment' | 'referral' | 'cost' | 'coverage'
  | 'family-history' | 'social-history' | 'device' | 'symptom' | 'message' | 'questionnaire'
  | 'advance-directive' | 'report' | 'note' | 'alert' | 'directory' | 'other';
export type Lang = 'en' | 'zh-CN';
export type Colour = 'plum' | 'teal' | 'amber' | 'blue' | 'rose' | 'moss';
export type Sex = 'female' | 'male' | 'other' | 'unknown';
export type Abnormal = 'no' | 'low' | 'high' | 'critical-low' | 'critical-high' | 'yes';
export type StatusClass = 'unknown' | 'current' | 'past' | 'planned' | 'negated' | 'error';
export type OriginKind = 'file' | 'hand' | 'sample' | 'portal' | 'code' | 'device';
export type Section =
  | 'allergies' | 'problems' | 'medications' | 'vital-signs' | 'results' | 'immunizations' | 'procedures'
  | 'past-problems' | 'devices' | 'social-history' | 'family-history' | 'plan' | 'advance-directives' | 'alerts'
  | 'visits' | 'documents' | 'patient-story';
/** An opaque name for a file that the person has chosen; the page never sees a path. */
export type FileToken = string;
export type JobId = string;

export interface Settings {
  lang: Lang;
  theme: 'system' | 'light' | 'dark' | 'contrast';
  textSize: 'standard' | 'large';
  /** Per cent, 90 to 160. */
  textScale: number;
  /** 1 to 60. */
  autoLockMinutes: number;
  glucoseUnit: 'mmol/L' | 'mg/dL';
  weightUnit: 'kg' | 'lb';
}
export interface KeyholderView { id: string; nickname: string; colour: Colour }
export interface AppStatus {
  state: 'no-vault' | 'locked' | 'unlocked';
  sample: boolean;
  keyholders: KeyholderView[];
  settings: Settings;
  /** The civil date, `2026-11-25`. */
  today: string;
  version: string;
  readOnly: boolean;
  retryAfterSeconds: number;
}
export interface StrengthView { score: number; guessesLog10: number; tooShort: boolean; common: boolean; hint: string | null }
export interface VaultInfo {
  people: number;
  entries: number;
  created: string;
  format: number;
  bytes: number;
  [more: string]: unknown;
}
export interface FindingView { code: string; severity: 'info' | 'warning' | 'error'; where: string; text: string }

export interface PersonView {
  id: string;
  name: string;
  otherNames: string[];
  /** Partial date as given. */
  born: string | null;
  age: number | null;
  sex: Sex;
  relation: string;
  colour: Colour;
  initials: string;
  phone: string | null;
  entries: number;
}
export interface PersonRequest {
  name: string;
  otherName?: string | null;
  born: string | null;
  sex: Sex;
  relation: string;
  colour: Colour | null;
  phone: string | null;
}

export interface SourceView { import: number; label: string; kind: OriginKind }
export interface EntryView {
  id: string;
  kind: Kind;
  kindText: string;
  title: string;
  titleOriginal: string | null;
  date: string | null;
  dateText: string | null;
  value: string | null;
  unit: string | null;
  range: string | null;
  abnormal: Abnormal;
  abnormalText: string | null;
  status: string | null;
  statusText: string | null;
  statusClass: StatusClass;
  who: string | null;
  person: string;
  sources: SourceView[];
  hidden: boolean;
  cursor: string;
}
export interface EntryPage { entries: EntryView[]; next: string | null }
export interface TrendPoint {
  id: string;
  /** Seconds since 1970, for the place on the axis. */
  t: number;
  date: string;
  /** As the source wrote it. */
  value: string;
  number: number | null;
  /** The lower pressure. */
  number2: number | null;
  low: number | null;
  high: number | null;
  rangeText: string | null;
  abnormal: Abnormal;
  source: string;
  comparator: string | null;
}
export interface TrendView { title: string; groups: { unit: string | null; points: TrendPoint[] }[] }
export interface Tracked { latest: EntryView | null; series: TrendPoint[]; count: number }
export interface HomeView {
  person: PersonView;
  allergies: EntryView[];
  allergyState: 'known' | 'known-none' | 'no-information';
  problems: EntryView[];
  medicines: EntryView[];
  bloodPressure: Tracked | null;
  glucose: Tracked | null;
  weight: Tracked | null;
  lastVisit: EntryView | null;
  outOfRange: EntryView[];
  recent: EntryView[];
  counts: Partial<Record<Kind, number>>;
  empty: boolean;
}
export interface Analyte { key: string; title: string; count: number; latest: EntryView }
export interface Overview { kinds: { kind: Kind; count: number; newest: EntryView | null }[]; analytes: Analyte[] }
export interface SearchHit {
  entry: EntryView;
  /** Places of the words, in UTF-16 units. */
  marks: { field: 'title' | 'own'; text: string; ranges: [number, number][] }[];
}
export interface SearchPage { hits: SearchHit[]; next: string | null; more: boolean }

export type NarrativeTag =
  | 'p' | 'br' | 'b' | 'i' | 'u' | 'ul' | 'ol' | 'li' | 'table' | 'thead' | 'tbody' | 'tr' | 'td' | 'th' | 'pre' | 'h';
export type NarrativeNode =
  | { type: 'text'; text: string }
  | { type: 'element'; tag: NarrativeTag; colspan?: number | null; rowspan?: number | null; children: NarrativeNode[] };
export interface Narrative { nodes: NarrativeNode[]; cut: boolean }
export interface DetailRow { label: string; value: string; date?: string | null; path: string }
export interface DetailSection { title: string; rows: DetailRow[] }
export interface DetailView { sections: DetailSection[]; narrative: Narrative | null; notShown: string[] }
export interface OriginView { import: number; kind: OriginKind; label: string; at: string; by: string }
export interface AttachmentView {
  index: number;
  title: string;
  contentType: string;
  size: number;
  viewable: 'pdf' | 'image' | 'text' | 'no';
}
export interface EntryFull {
  entry: EntryView;
  detail: DetailView;
  origins: OriginView[];
  versions: { n: number; at: string; label: string; current: boolean }[];
  attachments: AttachmentView[];
  editable: boolean;
  hidden: boolean;
  trendKey: string | null;
}
export interface OriginalView { text: string; fileName: string | null; sha256: string | null; position: number | null }

export type Form =
  | { type: 'blood-pressure'; systolic: string; diastolic: string; pulse?: string | null; at: string; arm?: string | null; note?: string | null }
  | { type: 'glucose'; value: string; unit: string; context: GlucoseContext; at: string; note?: string | null }
  | { type: 'measure'; what: MeasureWhat; value: string; unit: string; at: string; note?: string | null }
  | { type: 'medicine'; name: string; strength?: string | null; dosage?: string | null; since?: string | null; until?: string | null; reason?: string | null; status: 'active' | 'stopped'; note?: string | null }
  | { type: 'allergy'; substance: string; reaction?: string | null; severity?: 'mild' | 'moderate' | 'severe' | null; since?: string | null; none?: boolean; note?: string | null }
  | { type: 'problem'; name: string; since?: string | null; status: 'active' | 'resolved'; note?: string | null }
  | { type: 'note'; title?: string | null; text: string; at: string }
  | { type: 'symptom'; name: string; severity?: number | null; at: string; note?: string | null }
  | { type: 'document'; file: FileToken; title: string; at?: string | null; kindText?: string | null; note?: string | null };
export type FormType = Form['type'];
export type GlucoseContext = 'fasting' | 'before-meal' | 'after-meal' | 'bedtime' | 'other';
export type MeasureWhat = 'weight' | 'height' | 'temperature' | 'oxygen' | 'heart-rate' | 'waist';
export interface FieldNote { field: string; code: string }
export interface FormCheck { errors: FieldNote[]; warnings: FieldNote[] }

export interface Counts { added: number; updated: number; alreadyThere: number; keptNotUnderstood: number; refused: number }
export interface FileReportView extends Counts { path: string; kind: string; person: string | null; resources: number; findings: FindingView[] }
export interface SubjectView { name: string | null; born: string | null; sex: Sex | null; match: 'same' | 'other' | 'unknown'; person: string | null }
export interface ImportPreview {
  files: FileReportView[];
  subjects: SubjectView[];
  suggestion: { person: string | null; newPerson: PersonRequest | null };
}
export interface ImportReportView { files: FileReportView[]; import: number | null; person: string | null }
export interface JobView {
  id: JobId;
  kind: string;
  state: 'running' | 'done' | 'failed' | 'cancelled';
  done: number;
  total: number;
  resources: number;
  result: ImportPreview | ImportReportView | null;
  error: { code: string; params: Record<string, string> } | null;
}
export interface ImportRow {
  import: number;
  kind: OriginKind;
  label: string;
  at: string;
  by: string;
  counts: Counts;
  undone: boolean;
  canUndo: boolean;
}

export interface SummaryOptions {
  purpose: 'visit' | 'referral' | 'emergency';
  sections: Section[] | null;
  since: string | null;
  language: Lang | 'both';
  reason: string;
  questions: string[];
  leftOut: string[];
}
export interface SummaryRow {
  entry: string;
  kind: Kind;
  titleEn: string;
  titleZh: string;
  untranslated: boolean;
  date: string | null;
  end: string | null;
  value: string | null;
  unit: string | null;
  range: string | null;
  abnormal: Abnormal;
  status: string | null;
  statusClass: StatusClass;
  note: string | null;
  sources: { letter: string; label: string }[];
}
export interface SummarySection { section: Section; rows: SummaryRow[]; nothing: 'known-none' | 'no-information' | 'left-out' | null; leftOff: number }
export interface SummaryView {
  made: string;
  age: number | null;
  language: Lang | 'both';
  reason: string;
  questions: string[];
  since: string | null;
  sections: SummarySection[];
  sourceCount: number;
  qrText: string;
}
export type SummaryFormat = 'pdf' | 'ips' | 'html' | 'qr' | 'txt';
export interface OutputFile { token: string; name: string; format: string; bytes: number; sha256: string; contentType: string }
export interface ShareRow { at: string; by: string; format: string; sections: string[]; entries: number }
