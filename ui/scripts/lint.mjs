// Rules that the compiler does not know: who may use whom, how long a file may be, no text outside
// the catalogue, no markup made from text. Ends with 1 and one line per finding.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const src = join(dirname(fileURLToPath(import.meta.url)), '../src');
const findings = [];
const files = readdirSync(src, { recursive: true, withFileTypes: true })
  .filter((f) => f.isFile() && /\.(ts|svelte|css)$/.test(f.name))
  .map((f) => relative(src, join(f.parentPath, f.name)))
  .filter((f) => !f.includes('generated') && !f.startsWith('ipc/mock/'));

const limit = { svelte: 400, ts: 400, css: 500 };
const graph = new Map();

for (const file of files) {
  const text = readFileSync(join(src, file), 'utf8');
  const lines = text.split('\n');
  const say = (line, what) => findings.push(`src/${file}:${line}: ${what}`);
  const kind = file.split('.').at(-1);
  if (lines.length > limit[kind] && !file.endsWith('.test.ts')) say(1, `${lines.length} lines; split before ${limit[kind]}`);

  const imports = [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map(([, to]) => join(dirname(file), to));
  graph.set(file, imports);
  const feature = /^features\/([^/]+)\//.exec(file)?.[1];
  for (const to of imports) {
    const other = /^features\/([^/]+)\//.exec(to)?.[1];
    if (feature && other && feature !== other) say(1, `${feature} reaches into ${other}: features do not know each other`);
    if (/^(components|charts|i18n|ipc)\//.test(file) && !file.endsWith('.test.ts')) {
      if (/^features\//.test(to)) say(1, 'a part of the base knows a feature');
      if (/^app\//.test(to)) say(1, 'a part of the base knows the frame');
    }
    if (/^(i18n|ipc)\//.test(file) && /^(components|charts)\//.test(to)) say(1, 'i18n and ipc know no component');
    if (to.startsWith('ipc/mock') && !/test|fixtures|ipc\/index/.test(file)) say(1, 'the made-up record is for tests only');
  }
  lines.forEach((line, index) => {
    if (line.includes('@tauri-apps/') && !file.startsWith('ipc/')) say(index + 1, 'only ipc/ talks to the shell');
    // PDF.js gets its own tables out of the app's own files.
    if (/\bfetch\(/.test(line) && !file.startsWith('ipc/') && file !== 'components/pdf/pdf.ts') say(index + 1, 'only ipc/ asks anything of anybody');
    if (/\bany\b(?=[\s,;)>\]]|$)/.test(line.replace(/\/\/.*|\/\*.*|^\s*\*.*/, '')) && /: any\b|<any>|as any\b/.test(line)) say(index + 1, 'no any');
    if (/localStorage|sessionStorage|indexedDB|document\.cookie/.test(line)) say(index + 1, 'nothing of a record is kept by the page');
    if (/console\./.test(line) && !file.endsWith('.test.ts')) say(index + 1, 'the page writes no log');
    if (/letter-spacing/.test(line)) say(index + 1, 'Chinese has no letter-spacing');
  });
  // Text between tags belongs to the catalogue.
  if (kind === 'svelte' && !file.startsWith('fixtures/')) {
    const markup = text.replace(/<script[\s\S]*?<\/script>|<style[\s\S]*?<\/style>|<!--[\s\S]*?-->/g, '').replace(/\{(?:[^{}]|\{[^{}]*\})*\}/g, '');
    for (const [, words] of markup.matchAll(/>([^<>]*)</g)) {
      if (!['Kinfolio', '家康册'].includes(words.trim()) && /[a-z]{3,}|[\u4e00-\u9fff]{2,}/.test(words) && !/[=&|]|=>/.test(words)) findings.push(`src/${file}: "${words.trim().slice(0, 40)}" is not in the catalogue`);
    }
  }
}

// No cycles between files.
const state = new Map();
function visit(file, path) {
  const found = [file, `${file}.ts`, `${file}/index.ts`, `${file}.svelte.ts`].find((f) => graph.has(f));
  if (!found || state.get(found) === 'done') return;
  if (state.get(found) === 'open') {
    findings.push(`a cycle: ${[...path.slice(path.indexOf(found)), found].join(' -> ')}`);
    return;
  }
  state.set(found, 'open');
  // A dynamic import (the table of screens) is no edge: it is resolved when the screen is shown.
  const text = readFileSync(join(src, found), 'utf8');
  for (const [, to] of text.matchAll(/^\s*(?:import|export)(?! type)[^'(]*from\s*'(\.[^']+)'/gm)) visit(join(dirname(found), to), [...path, found]);
  state.set(found, 'done');
}
for (const file of files) visit(file, []);

if (findings.length) {
  console.error([...new Set(findings)].join('\n'));
  process.exit(1);
}
console.log(`${files.length} files, nothing to say`);
