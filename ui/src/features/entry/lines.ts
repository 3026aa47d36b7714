// Finds an element of an original in its text, to mark its lines. The text is only walked over, never
// made anew: every digit stays as it came.

/** First and last line, from 1. */
export type Lines = [from: number, to: number];

class Walker {
  constructor(private readonly text: string) {}

  space(at: number): number {
    let i = at;
    while (i < this.text.length && ' \n\r\t'.includes(this.text.charAt(i))) i += 1;
    return i;
  }
  /** End of the string that begins here. */
  string(at: number): number {
    let i = at + 1;
    while (i < this.text.length && this.text.charAt(i) !== '"') i += this.text.charAt(i) === '\\' ? 2 : 1;
    return i + 1;
  }
  /** End of the value that begins here. */
  value(at: number): number {
    const first = this.text.charAt(at);
    if (first === '"') return this.string(at);
    let i = at;
    let depth = 0;
    while (i < this.text.length) {
      const c = this.text.charAt(i);
      if (c === '"') {
        i = this.string(i);
        continue;
      }
      if (c === '{' || c === '[') depth += 1;
      else if (c === '}' || c === ']') depth -= 1;
      if (depth < 0 || (depth === 0 && ',\n '.includes(c) && first !== '{' && first !== '[')) return i;
      i += 1;
      if (depth === 0 && (c === '}' || c === ']')) return i;
    }
    return i;
  }
  /** The member of an object: where its name begins and where its value does. */
  member(at: number, name: string): [name: number, value: number] | null {
    let i = this.space(at + 1);
    while (this.text.charAt(i) === '"') {
      const end = this.string(i);
      const value = this.space(this.space(end) + 1);
      if (this.text.slice(i + 1, end - 1) === name) return [i, value];
      i = this.space(this.value(value));
      if (this.text.charAt(i) !== ',') return null;
      i = this.space(i + 1);
    }
    return null;
  }
  /** Where the item of an array begins. */
  item(at: number, index: number): number | null {
    let i = this.space(at + 1);
    for (let n = 0; this.text.charAt(i) !== ']' && i < this.text.length; n += 1) {
      if (n === index) return i;
      i = this.space(this.value(i));
      if (this.text.charAt(i) !== ',') return null;
      i = this.space(i + 1);
    }
    return null;
  }
  line(at: number): number {
    let n = 1;
    for (let i = this.text.indexOf('\n'); i >= 0 && i < at; i = this.text.indexOf('\n', i + 1)) n += 1;
    return n;
  }
}

/**
 * Lines of the element at a path such as `component[0].valueQuantity`; a path may begin with the type
 * of the resource. Where the end of the path is not in the text, the last part that is; null when none.
 */
export function linesOf(text: string, path: string): Lines | null {
  const walker = new Walker(text);
  const steps = path.replace(/^[A-Z]\w*\.?/, '').match(/[^.[\]]+|\[\d+\]/g) ?? [];
  let at = walker.space(0);
  let found: [from: number, value: number] | null = null;
  for (const step of steps) {
    let next: [number, number] | null = null;
    if (step.startsWith('[')) {
      const item = text.charAt(at) === '[' ? walker.item(at, Number(step.slice(1, -1))) : null;
      if (item !== null) next = [item, item];
    } else {
      // A list without a number means its first item.
      const from: number = text.charAt(at) === '[' ? (walker.item(at, 0) ?? at) : at;
      next = text.charAt(from) === '{' ? walker.member(from, step) : null;
    }
    if (!next) break;
    found = next;
    at = next[1];
  }
  return found ? [walker.line(found[0]), walker.line(Math.max(found[0], walker.value(found[1]) - 1))] : null;
}
