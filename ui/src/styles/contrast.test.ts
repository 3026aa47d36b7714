// Every pair of colours that meet on a screen, in every theme, held against WCAG 2.2: 4.5:1 for words,
// 3:1 for the borders of fields, marks and lines of charts.
import tokens from './tokens.css?raw';
import { expect, test } from 'vitest';

const css = tokens.replace(/\/\*[\s\S]*?\*\//g, '').replace(/@media print[\s\S]*$/, '');
const blocks = [...css.matchAll(/([^{}]+)\{([^{}]*)\}/g)].map(([, selectors = '', body = '']) => ({
  selectors: selectors.split(',').map((s) => s.trim()),
  values: Object.fromEntries([...body.matchAll(/(--[\w-]+)\s*:\s*([^;]+);/g)].map(([, name = '', value = '']) => [name, value.trim()])),
}));

/** All values of a theme for a person's colour, later rules over earlier ones. */
function values(theme: string, colour: string): Record<string, string> {
  const holds = (s: string) =>
    s === ':root' || s === `[data-colour='${colour}']` || s === `:root[data-theme='${theme}']` || s === `:root[data-theme='${theme}'] [data-colour='${colour}']`;
  return Object.assign({}, ...blocks.filter((b) => b.selectors.some(holds)).map((b) => b.values)) as Record<string, string>;
}
function resolve(all: Record<string, string>, name: string): string {
  const value = all[name];
  const to = value ? /^var\((--[\w-]+)\)$/.exec(value)?.[1] : undefined;
  return to ? resolve(all, to) : (value ?? '');
}
function luminance(hex: string): number {
  const [, r = '', g = '', b = ''] = /^#(..)(..)(..)$/.exec(hex) ?? [];
  const part = (c: string) => {
    const v = parseInt(c, 16) / 255;
    return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
}
function ratio(a: string, b: string): number {
  const [high, low] = [luminance(a), luminance(b)].toSorted((x, y) => y - x);
  return ((high ?? 0) + 0.05) / ((low ?? 0) + 0.05);
}

const grounds = ['--c-page', '--c-card', '--c-field', '--c-sunken'];
const text: [string, string[]][] = [
  ['--c-text', [...grounds, '--c-accent-soft', '--c-alert-soft', '--c-warn-soft', '--c-ok-soft', '--c-info-soft', '--person-soft']],
  ['--c-soft', grounds],
  ['--c-link', [...grounds, '--c-accent-soft']],
  ['--c-accent-text', ['--c-accent', '--c-accent-hover']],
  ['--c-accent-ink', ['--c-accent-soft', '--c-page']],
  ['--c-mark-text', ['--c-mark']],
  ['--c-alert', ['--c-card', '--c-page', '--c-alert-soft']],
  ['--c-alert-ink', ['--c-alert-soft']],
  ['--c-alert-text', ['--c-alert']],
  ['--c-warn', ['--c-card', '--c-warn-soft']],
  ['--c-ok', ['--c-card', '--c-ok-soft']],
  ['--c-info', ['--c-card', '--c-info-soft']],
  ['--on-person', ['--person']],
  ['--person-ink', ['--person-soft']],
];
const shapes: [string, string[]][] = [
  ['--c-border', grounds],
  ['--c-focus', ['--c-page', '--c-card']],
  ['--c-series-1', ['--c-card', '--c-band']],
  ['--c-series-2', ['--c-card', '--c-band']],
  ['--c-band-line', ['--c-card']],
  ['--person', ['--c-page', '--c-card']],
];

for (const theme of ['light', 'dark', 'contrast']) {
  for (const colour of ['plum', 'teal', 'amber', 'blue', 'rose', 'moss']) {
    test(`contrast of ${theme} with ${colour}`, () => {
      const all = values(theme, colour);
      const bad: string[] = [];
      for (const [pairs, least] of [[text, 4.5], [shapes, 3]] as const) {
        for (const [front, backs] of pairs) {
          for (const back of backs) {
            const [a, b] = [resolve(all, front), resolve(all, back)];
            expect(a, `${front} is a plain colour`).toMatch(/^#[0-9a-f]{6}$/);
            expect(b, `${back} is a plain colour`).toMatch(/^#[0-9a-f]{6}$/);
            const got = ratio(a, b);
            if (got < least) bad.push(`${front} on ${back}: ${got.toFixed(2)} < ${least}`);
          }
        }
      }
      expect(bad).toEqual([]);
    });
  }
}

test('the reckoning of contrast is right: black on white is 21, grey on white is not enough', () => {
  expect(ratio('#000000', '#ffffff')).toBeCloseTo(21, 5);
  expect(ratio('#aaaaaa', '#ffffff')).toBeLessThan(4.5);
});

test('Large keeps its promise: text of 24 px, targets of 60 px, nothing smaller than the text', () => {
  const large = blocks.find((b) => b.selectors.includes(":root[data-size='large']"))?.values ?? {};
  expect(large['--base']).toBe('24px');
  expect(large['--tap']).toBe('60px');
  expect(large['--f-small']).toBe('1rem');
});
