// The steps of one journey are tests of their own, and each stands on the one before: after one that fails the rest is
// skipped, and the error says what was on the screen.
import { test } from 'node:test';
import { withPicture } from './browser.mjs';

/** `around(name, body)` runs a step's body and adds to its error what was seen. */
function journey(around, options) {
  let failed = false;
  return (name, body) =>
    test(name, options, async (context) => {
      if (failed) return context.skip('an earlier step failed');
      try {
        await around(name, () => body(context));
      } catch (error) {
        failed = true;
        throw error;
      }
    });
}

/** Steps on a page of the browser; `page` gives it when it is there. */
export function pageSteps(journeyName, page, options = {}) {
  return journey((name, body) => withPicture(page(), `${journeyName}-${name.slice(0, 60)}`, body), options);
}

/** Steps in the real window; `window` gives it when it is open. `words` is how much of the page's text the error may hold. */
export function windowSteps(journeyName, window, { words = 20_000, ...options } = {}) {
  return journey(async (_, body) => {
    try {
      await body();
    } catch (error) {
      const picture = await window()?.savePicture(journeyName).catch(() => 'none');
      const text = await window()?.pageText().catch(() => '');
      error.message += `\n(picture: ${picture})\n${(text ?? '').slice(0, words)}`;
      throw error;
    }
  }, options);
}
