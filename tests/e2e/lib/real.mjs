// The real window with the face of a Playwright page: just what tour.mjs and screens.mjs use, so that every way to
// every screen that the browser test goes is gone in the window, too.
import { setTimeout as sleep } from 'node:timers/promises';
import { waitFor } from './webdriver.mjs';

const PATIENCE = 60_000;

const NAMED = { Escape: '\uE00C', Enter: '\uE007', Tab: '\uE004', ArrowDown: '\uE015', ArrowUp: '\uE013', Home: '\uE011', End: '\uE010' };
const keyOf = (key) => NAMED[key] ?? key;
/** A text to compare with, as it goes into the page: a pattern or words. */
const wanted = (text, exact) => (text instanceof RegExp ? { pattern: text.source, flags: text.flags } : { text, exact });

/** In the page: the elements at the end of a chain of steps. A text to compare with is { text, exact } or { pattern, flags }. */
const FIND = `
  const plain = (text) => (text ?? '').replace(/\\s+/g, ' ').trim();
  const same = (text, wanted) => wanted.pattern !== undefined ? new RegExp(wanted.pattern, wanted.flags).test(plain(text)) : wanted.exact ? plain(text) === plain(wanted.text) : plain(text).toLowerCase().includes(plain(wanted.text).toLowerCase());
  const roles = {
    button: 'button, [role=button], summary, input[type=submit]', tab: '[role=tab]', dialog: 'dialog[open], [role=dialog], [role=alertdialog]',
    heading: 'h1, h2, h3, h4, [role=heading]', searchbox: 'input[type=search], [role=searchbox], [role=search] input', img: 'img, [role=img]',
    radio: 'input[type=radio], [role=radio]', navigation: 'nav, [role=navigation]', group: 'fieldset, [role=group]', progressbar: 'progress, [role=progressbar]',
    radiogroup: '[role=radiogroup]', tablist: '[role=tablist]', menu: '[role=menu]', menuitem: '[role=menuitem]', listitem: 'li, [role=listitem]',
    textbox: 'input:not([type]), input[type=text], input[type=password], textarea', link: 'a[href]', checkbox: 'input[type=checkbox], [role=switch]',
  };
  const spoken = (e) => {
    const copy = e.cloneNode(true);
    for (const silent of copy.querySelectorAll('[aria-hidden="true"]')) silent.remove();
    return copy.textContent;
  };
  const called = (e) => [
    e.getAttribute('aria-label'),
    (e.getAttribute('aria-labelledby') ?? '').split(' ').map((id) => document.getElementById(id)?.textContent ?? '').join(' '),
    ...[...(e.labels ?? [])].map((label) => label.textContent),
    e.getAttribute('alt'), ...(e.matches('input, select, textarea') ? [] : [e.textContent, spoken(e)]),
  ].filter((name) => name && plain(name));
  const visible = (e) => e.getClientRects().length > 0 && getComputedStyle(e).visibility !== 'hidden';
  const below = (from, css) => from.flatMap((node) => [...node.querySelectorAll(css)]);
  const walk = (steps) => {
    let found = [document];
    for (const step of steps) {
      if (step.css) found = below(found, step.css);
      else if (step.role) {
        found = below(found, roles[step.role] ?? '[role=' + step.role + ']').filter(visible);
        if (step.level) found = found.filter((e) => e.matches('h' + step.level));
        if (step.name) found = found.filter((e) => called(e).some((name) => same(name, step.name)));
      } else if (step.text) {
        const all = below(found, '*').filter((e) => !e.matches('script, style') && same(e.textContent, step.text));
        found = all.filter((e) => !all.some((other) => other !== e && e.contains(other)));
      } else if (step.label) {
        found = below(found, 'input, select, textarea').filter((e) => called(e).some((name) => same(name, step.label)));
      } else if (step.has) found = found.filter((e) => same(e.textContent, step.has));
      else if (step.or) found = [...new Set([...found, ...walk(step.or)])];
      else if (step.at !== undefined) found = found.slice(step.at).slice(0, 1);
    }
    return found;
  };
`;

class Locator {
  #page;
  constructor(page, steps) {
    this.#page = page;
    this.steps = steps;
  }

  #and(...steps) {
    return new Locator(this.#page, [...this.steps, ...steps]);
  }
  locator(css) {
    return this.#and({ css });
  }
  getByRole(role, { name, exact = false, level } = {}) {
    return this.#and({ role, level, name: name === undefined ? undefined : wanted(name, exact) });
  }
  getByText(text, { exact = false } = {}) {
    return this.#and({ text: wanted(text, exact) });
  }
  getByLabel(text, { exact = false } = {}) {
    return this.#and({ label: wanted(text, exact) });
  }
  getByTestId(id) {
    return this.#and({ css: `[data-testid="${id}"]` });
  }
  filter({ hasText }) {
    return this.#and({ has: wanted(hasText, false) });
  }
  or(other) {
    return this.#and({ or: other.steps });
  }
  first() {
    return this.#and({ at: 0 });
  }
  last() {
    return this.#and({ at: -1 });
  }
  nth(at) {
    return this.#and({ at });
  }

  #ask(what) {
    return this.#page.window.script(`${FIND} const found = walk(arguments[0]); ${what}`, this.steps);
  }
  #one(timeout = PATIENCE) {
    return waitFor(`an element ${JSON.stringify(this.steps)}`, timeout, () => this.#ask('return found.find((e) => visible(e) && !e.disabled) ?? null'));
  }

  async waitFor({ state = 'visible', timeout = PATIENCE } = {}) {
    const seen = state === 'detached' ? 'return found.length === 0' : state === 'hidden' ? 'return !found.some(visible)' : 'return found.some(visible)';
    await waitFor(`${JSON.stringify(this.steps)} to be ${state}`, timeout, () => this.#ask(seen));
  }
  isVisible() {
    return this.#ask('return found.some(visible)');
  }
  count() {
    return this.#ask('return found.length');
  }
  async innerText() {
    await this.waitFor();
    return this.#ask('return found[0].innerText');
  }
  allInnerTexts() {
    return this.#ask('return found.map((e) => e.innerText)');
  }
  async click() {
    // Something may lie over it or move: the driver refuses then, and the next look finds it at rest.
    await waitFor(`a click on ${JSON.stringify(this.steps)}`, PATIENCE, async () => {
      await this.#page.window.click(await this.#one(2_000));
      return true;
    });
  }
  check() {
    return this.click();
  }
  async evaluate(body) {
    await this.waitFor({ timeout: PATIENCE });
    return this.#ask(`return (${body})(found[0])`);
  }
  async fill(text) {
    await this.#page.window.type(await this.#one(), text);
  }
  async press(key) {
    await this.focus();
    await this.#page.keyboard.press(key);
  }
  /** Chooses in a list by the value, and tells the page as the person's choice does. */
  async selectOption(value) {
    await this.#one();
    const there = await this.#page.window.script(
      `${FIND} const list = walk(arguments[0])[0]; list.value = arguments[1]; list.dispatchEvent(new Event('input', { bubbles: true })); list.dispatchEvent(new Event('change', { bubbles: true })); return list.value === arguments[1]`,
      this.steps, value,
    );
    if (!there) throw new Error(`no choice ${value} in ${JSON.stringify(this.steps)}`);
  }
  async focus() {
    await this.#one();
    await this.#ask('found[0].focus()');
  }
  async scrollIntoViewIfNeeded() {
    await this.waitFor();
    await this.#ask('found[0].scrollIntoView({ block: "center" })');
  }
}

/** A page over an open window (`startWindow`). */
export function pageOf(window) {
  const page = {
    window,
    async evaluate(body, argument) {
      const answer = await window.later(
        `const done = arguments[arguments.length - 1];
         Promise.resolve().then(() => (${body})(arguments[0])).then((value) => done({ value }), (error) => done({ error: String(error?.message ?? JSON.stringify(error)) }));`,
        argument ?? null,
      );
      if (answer.error) throw new Error(answer.error);
      return answer.value;
    },
    waitForFunction: (body) => waitFor('the page', PATIENCE, () => window.script(`return Boolean((${body})())`)),
    // A native dialog cannot be driven: the app is told its answer before it starts (KINFOLIO_TEST_DIALOG).
    waitForEvent: async () => ({ setFiles: async () => {} }),
    async reload() {
      await window.reload();
      await waitFor('the page', PATIENCE, () => window.script(`return document.querySelector('#app')?.childElementCount > 0`));
      await sleep(200);
    },
    keyboard: {
      async press(key) {
        await window.keys(keyOf(key));
      },
    },
    url: () => 'the window',
  };
  const from = new Locator(page, []);
  for (const way of ['locator', 'getByRole', 'getByText', 'getByLabel', 'getByTestId']) page[way] = (...args) => from[way](...args);
  return page;
}
