// What belongs together on one line has spaces that do not break.
import { expect, test } from 'vitest';
import { glued } from './index.svelte';

test.each([
  ['Amlodipine tablet 5 mg both', 'Amlodipine tablet 5\u00a0mg both'],
  ['3 × left out: nausea', '3\u00a0× left out: nausea'],
  ['500 mg, 2 × / d, oral', '500\u00a0mg, 2\u00a0×\u00a0/\u00a0d, oral'],
  ['with meals; 1 tablet', 'with meals; 1 tablet'],
])('%s', (text, kept) => expect(glued(text)).toBe(kept));
