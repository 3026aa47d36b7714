// Which records the files may go into, and which of them is offered first.
import type { FileReportView, ImportPreviewView, PersonView, QuestionView } from '../../ipc';

/** `person:<id>`: fits or may fit; `other:<id>`: differs, must be confirmed; `new`: a new person. */
export type Choice = '' | 'new' | `person:${string}` | `other:${string}`;

/** Everything that can be chosen, the likely one first. */
export function choices(preview: ImportPreviewView, open: string | null, people: readonly PersonView[]): Exclude<Choice, ''>[] {
  const out: Exclude<Choice, ''>[] = [];
  const add = (choice: Exclude<Choice, ''>) => {
    const id = choice.replace(/^\w+:/, '');
    if (!out.some((known) => known === choice || known.replace(/^\w+:/, '') === id)) out.push(choice);
  };
  const differs = preview.subjects.some((s) => s.match === 'other');
  if (preview.suggestion.person) add(`person:${preview.suggestion.person}`);
  if (open && !differs) add(`person:${open}`);
  if (preview.suggestion.newPerson) add('new');
  if (open && differs) add(`other:${open}`);
  // A file that does not say whom it is about may belong to anybody.
  if (preview.subjects.length === 0) for (const person of people) add(`person:${person.id}`);
  return out;
}

/** What is chosen to begin with: never a person from whom the files differ. */
export function firstChoice(preview: ImportPreviewView, open: string | null, people: readonly PersonView[]): Choice {
  const first = choices(preview, open, people)[0];
  return first && !first.startsWith('other:') ? first : '';
}

/** The names of files that want six words. */
export function lockedFiles(files: readonly FileReportView[]): string[] {
  return files.filter((file) => file.findings.some((finding) => finding.code === 'package-locked')).map((file) => file.path);
}

/** The counts of all files together. */
export function sums(files: readonly FileReportView[]) {
  const sum = (pick: (f: FileReportView) => number) => files.reduce((n, f) => n + pick(f), 0);
  return {
    resources: sum((f) => f.resources),
    added: sum((f) => f.added),
    updated: sum((f) => f.updated),
    alreadyThere: sum((f) => f.alreadyThere),
    keptNotUnderstood: sum((f) => f.keptNotUnderstood),
    refused: sum((f) => f.refused),
  };
}

/** Under which an answer is given: the same question about tables of two forms has two answers. */
export const answerKey = (question: QuestionView) => `${question.form}/${question.key}`;

/** The questions of all files, each once: files of one form share them. */
export function openQuestions(files: readonly FileReportView[]): QuestionView[] {
  const out: QuestionView[] = [];
  for (const question of files.flatMap((f) => f.questions)) {
    if (!out.some((known) => answerKey(known) === answerKey(question))) out.push(question);
  }
  return out;
}
