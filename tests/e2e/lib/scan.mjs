// Looking for words in files where no word may be, in every spelling a program could have left behind: the twin
// of tests/journeys/scan.rs for what only a real window leaves (its profile, its caches, its temp files).
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The characters of a base64 text that depend on the word alone when `offset` unknown bytes stand before it. */
function base64Core(bytes, offset) {
  const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64').replaceAll('=', '');
  const skip = Math.ceil((offset * 8) / 6);
  const whole = Math.floor(((offset + bytes.length) * 8) / 6);
  return text.slice(skip, whole);
}

/** A word in UTF-8, UTF-16 (both orders), base64 at each offset, hexadecimal and JSON escapes; three cases. */
export function spellings(word) {
  const all = new Map();
  for (const text of new Set([word, word.toLowerCase(), word.toUpperCase()])) {
    const bytes = Buffer.from(text, 'utf8');
    const wide = Buffer.from(text, 'utf16le');
    all.set(`${text}: UTF-8`, bytes);
    all.set(`${text}: UTF-16LE`, wide);
    all.set(`${text}: UTF-16BE`, Buffer.from(wide).swap16());
    all.set(`${text}: hex`, Buffer.from(bytes.toString('hex')));
    all.set(`${text}: HEX`, Buffer.from(bytes.toString('hex').toUpperCase()));
    for (const offset of [0, 1, 2]) all.set(`${text}: base64 at ${offset}`, Buffer.from(base64Core(bytes, offset)));
    if (/[^\x00-\x7f]/.test(text)) {
      const escaped = [...text].map((c) => (c < '\x80' ? c : `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)).join('');
      all.set(`${text}: JSON escapes`, Buffer.from(escaped));
    }
  }
  return all;
}

/**
 * Every hit of every word in every file below a folder, in the files' names, too.
 * @returns {Promise<{ hits: string[], files: number, bytes: number }>}
 */
export async function scan(folder, words, { skip = [] } = {}) {
  const needles = words.flatMap((word) => [...spellings(word)]);
  const found = { hits: [], files: 0, bytes: 0 };
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const entry of entries.filter((e) => e.isFile())) {
    const path = join(entry.parentPath, entry.name);
    if (skip.some((dir) => path.startsWith(dir))) continue;
    const content = await readFile(path).catch(() => Buffer.alloc(0)); // gone meanwhile: it holds nothing any more
    found.files += 1;
    found.bytes += content.length;
    const name = Buffer.from(path.slice(folder.length));
    for (const [spelling, bytes] of needles) {
      if (content.includes(bytes) || name.includes(bytes)) found.hits.push(`${path}: ${spelling}`);
    }
  }
  return found;
}
