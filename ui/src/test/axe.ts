// axe on what a test has rendered. Contrast is not judged here (no layout in jsdom): contrast.test.ts
// and the browser tests do.
import axe from 'axe-core';

/** One line per violation; none when all is well. */
export async function violations(node: Element = document.body): Promise<string[]> {
  const result = await axe.run(node, {
    rules: { 'color-contrast': { enabled: false }, region: { enabled: false } },
    resultTypes: ['violations'],
  });
  return result.violations.flatMap((rule) => rule.nodes.map((n) => `${rule.id}: ${n.html.slice(0, 140)}`));
}
