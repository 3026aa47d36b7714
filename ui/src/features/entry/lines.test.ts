import { describe, expect, it } from 'vitest';
import { linesOf } from './lines';

const text = JSON.stringify(
  {
    resourceType: 'Observation',
    note: [{ text: 'a "quoted" } brace\\' }, { text: 'second' }],
    code: { coding: [{ system: 'x', code: '1' }, { system: 'y', code: '2' }], text: 'Creatinine' },
    valueQuantity: { value: 1.5, unit: 'mg' },
    empty: [],
    status: 'final',
  },
  null,
  2,
);
const shown = (path: string) => {
  const lines = linesOf(text, path);
  return lines && text.split('\n').slice(lines[0] - 1, lines[1]).map((l) => l.trim()).join('');
};

describe('lines of an element', () => {
  it('finds members, items and members of items', () => {
    expect(shown('code.coding[1].code')).toBe('"code": "2"');
    expect(shown('code.coding[0]')).toBe('{"system": "x","code": "1"},');
    expect(shown('Observation.valueQuantity')).toBe('"valueQuantity": {"value": 1.5,"unit": "mg"},');
    expect(shown('status')).toBe('"status": "final"');
    expect(shown('valueQuantity.value')).toBe('"value": 1.5,');
  });
  it('is not led astray by brackets and quotes inside strings', () => {
    expect(shown('note[1].text')).toBe('"text": "second"');
  });
  it('takes the first item where a list has no number', () => {
    expect(shown('code.coding.system')).toBe('"system": "x",');
  });
  it('gives the last part that is there, and null when nothing is', () => {
    expect(shown('code.text.more')).toBe('"text": "Creatinine"');
    expect(linesOf(text, 'nothing')).toBeNull();
    expect(linesOf(text, 'empty[3]')).not.toBeNull();
    expect(linesOf('', 'a')).toBeNull();
    expect(linesOf('{"a"', 'b')).toBeNull();
  });
  it('works on text in one line', () => {
    expect(linesOf('{"a":[1,{"b":true}],"c":2}', 'a[1].b')).toEqual([1, 1]);
    expect(linesOf('{"a":[1,{"b":true}],"c":2}', 'c')).toEqual([1, 1]);
  });
});
