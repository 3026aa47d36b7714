// The texts of the app out of its one catalogue, so that a test names a button by its key and not by words that
// may be improved. Only plain messages: `key = text`, with or without { $variables }.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './paths.mjs';

const locales = join(root, 'src-tauri/crates/kin-i18n/locales');

/**
 * The texts of one language.
 * @param {'en' | 'zh-CN'} language
 * @returns {(key: string, variables?: Record<string, string>) => string}
 */
export function words(language) {
  const texts = new Map();
  for (const file of readdirSync(join(locales, language))) {
    if (!file.endsWith('.ftl')) continue;
    for (const line of readFileSync(join(locales, language, file), 'utf8').split('\n')) {
      const found = /^([a-zA-Z][\w-]*)\s*=\s*(\S.*)$/.exec(line);
      if (found) texts.set(found[1], found[2].trim());
    }
  }
  return (key, variables = {}) => {
    const text = texts.get(key);
    if (text === undefined) throw new Error(`the catalogue has no plain text ${key}`);
    return text.replaceAll(/\{\s*\$([\w-]+)\s*\}/g, (whole, name) => variables[name] ?? whole);
  };
}
