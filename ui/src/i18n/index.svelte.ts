// Words of the screens. One catalogue for app, printed pages and command line; here it is read by
// language when it is needed. A key that does not exist is a type error (keys.generated.ts).
import { FluentBundle, FluentResource, type FluentVariable } from '@fluent/bundle';
import enFirst from './en';
import zhFirst from './zh-CN';
import type { Messages } from './keys.generated';

export type { Messages };
/** A key of the catalogue. */
export type Key = keyof Messages;
/** A key whose text has no variables. */
export type PlainKey = { [K in Key]: [Messages[K]] extends [never] ? K : never }[Key];
/** The languages of the app. */
export type Lang = 'en' | 'zh-CN';
/** Values for the variables of a text. A number is written in the way of the language. */
export type Args<K extends Key> = [Messages[K]] extends [never]
  ? []
  : [args: Record<Messages[K], string | number>];

type Files = { default: Record<string, string> };
// In two parts: what the page that asks for the passphrase says comes with the first script, so that it comes at once.
const first: Record<Lang, Files['default']> = { en: enFirst, 'zh-CN': zhFirst };
const rest: Record<Lang, () => Promise<Files>> = { en: () => import('./en.rest'), 'zh-CN': () => import('./zh-CN.rest') };

const bundles = new Map<Lang, FluentBundle>();
// Reading a file of words takes longer than fetching it: each is read when a word is not in those read before it,
// those of the front page first.
const front = ['/welcome.ftl', '/ui.ftl', '/backup.ftl', '/keys.ftl', '/keyholders.ftl'];
const unread = new Map<Lang, string[]>();
const whole = new Set<Lang>();
let wantWhole = false;

class Language {
  /** The language on the screen. */
  current = $state<Lang>('en');
  /** Counts loads, so that texts are made anew when a bundle arrives. */
  loaded = $state(0);
}
/** The language of the screen; read `language.current`, change it with `setLang`. */
export const language = new Language();

function add(lang: Lang, files: Files['default']): void {
  // No isolation marks: nothing mixes writing directions, and they would break copying and search.
  if (!bundles.has(lang)) bundles.set(lang, new FluentBundle(lang, { useIsolating: false }));
  const late = (name: string) => (front.findIndex((end) => name.endsWith(end)) + 1 || front.length + 1);
  const sorted = Object.entries(files).sort(([a], [b]) => late(a) - late(b));
  unread.set(lang, [...(unread.get(lang) ?? []), ...sorted.map(([, text]) => text)]);
}

/** The text of a key before its variables stand in it. */
function find(lang: Lang, key: string) {
  const bundle = bundles.get(lang);
  for (;;) {
    const pattern = bundle?.getMessage(key)?.value;
    const next = pattern ? undefined : unread.get(lang)?.shift();
    if (next === undefined) return pattern;
    bundle?.addResource(new FluentResource(next));
  }
}

async function load(lang: Lang): Promise<void> {
  if (!bundles.has(lang)) add(lang, first[lang]);
  if (wantWhole && !whole.has(lang)) {
    add(lang, (await rest[lang]()).default);
    whole.add(lang);
  }
}

/** From now on the words of a record's screens are there too, in every language that is chosen. */
export async function loadAllWords(): Promise<void> {
  wantWhole = true;
  await load(language.current);
  language.loaded += 1;
}

/** Shows every text in another language, once its catalogue is there. */
export async function setLang(lang: Lang): Promise<void> {
  await load(lang);
  language.current = lang;
  language.loaded += 1;
  document.documentElement.lang = lang;
}

/** The text of a key that is made from a code (`err-…`), or null when there is none. */
export function tMaybe(key: string, args?: Record<string, string | number>): string | null {
  void language.loaded;
  const made = bundles.get(language.current);
  const pattern = find(language.current, key);
  // A word of the record's screens before a record is open: all are fetched, and the text comes with them.
  if (!pattern && made && !wantWhole) void loadAllWords();
  if (!made || !pattern) return null;
  const errors: Error[] = [];
  return made.formatPattern(pattern, args as Record<string, FluentVariable> | undefined, errors);
}

/** The text of a key in the language of the screen. */
export function t<K extends Key>(key: K, ...args: Args<K>): string {
  return tMaybe(key, args[0] as Record<string, string | number> | undefined) ?? (whole.has(language.current) ? `⟦${key}⟧` : '');
}

/** A whole number as the language writes it. */
export function count(n: number): string {
  return new Intl.NumberFormat(language.current, { maximumFractionDigits: 0 }).format(n);
}

/** A list of words: "a, b and c", 「a、b和c」. */
export function list(words: readonly string[]): string {
  return new Intl.ListFormat(language.current, { type: 'conjunction' }).format(words);
}

/** A word and what it says: "Potassium: 4.2", 「钾：4.2」. */
export function named(word: string, said: string): string {
  return language.current === 'zh-CN' ? `${word}：${said}` : `${word}: ${said}`;
}

/** Words after each other: "one, another", 「一，二」. What is empty is left out. */
export function commas(words: readonly (string | null | undefined | false)[]): string {
  return words.filter(Boolean).join(language.current === 'zh-CN' ? '，' : ', ');
}

/** Sentences after each other: in Chinese nothing stands between them. What is empty is left out. */
export function sentences(all: readonly (string | null | undefined | false)[]): string {
  return all.filter(Boolean).join(language.current === 'zh-CN' ? '' : ' ');
}

/** Words that stand apart: "one; another", 「一；二」. What is empty is left out. */
export function apart(words: readonly (string | null | undefined | false)[]): string {
  return words.filter(Boolean).join(language.current === 'zh-CN' ? '；' : '; ');
}

/** A number stays with its unit on one line, and "2 × / d" whole: the spaces between them do not break. */
export function glued(text: string): string {
  return text.replace(/(\d) ×/g, '$1\u00a0×').replace(/× \/ (?=\S)/g, '×\u00a0/\u00a0').replace(/(\d) (?=%|‰|°C|[\p{L}µ%]+\/|(?:mmHg|kPa|kg|mg|µg|g|mL|ml|cm|mmol|IU)\b)/gu, '$1\u00a0');
}
