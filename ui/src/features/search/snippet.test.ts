import { describe, expect, it } from 'vitest';
import { snippet } from './snippet';

const marked = (s: ReturnType<typeof snippet>) => s.ranges.map(([a, b]) => s.text.slice(a, b));

describe('the part of a text around what was found', () => {
  it('leaves a short text as it is', () => {
    expect(snippet('swollen ankles', [[0, 7]])).toEqual({ text: 'swollen ankles', ranges: [[0, 7]] });
  });
  it('shows the place in the middle of a long text and marks the same words', () => {
    const text = `${'word '.repeat(200)}ankles ${'more '.repeat(200)}`;
    const at = text.indexOf('ankles');
    const cut = snippet(text, [[at, at + 6]]);
    expect(cut.text.length).toBeLessThan(200);
    expect(cut.text.startsWith('… ') && cut.text.endsWith(' …')).toBe(true);
    expect(marked(cut)).toEqual(['ankles']);
  });
  it('finds Chinese without spaces and leaves out what is beyond the cut', () => {
    const text = `${'水'.repeat(300)}肾功能${'水'.repeat(300)}肾功能`;
    expect(marked(snippet(text, [[300, 303], [603, 606]]))).toEqual(['肾功能']);
  });
  it('cuts no letter of two units in half', () => {
    const text = `${'𠮷'.repeat(150)}ab${'𠮷'.repeat(150)}`;
    for (const length of [60, 61, 62, 63]) {
      const cut = snippet(text, [[300, 302]], length);
      expect(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(cut.text)).toBe(false);
      expect(marked(cut)).toEqual(['ab']);
    }
  });
});
