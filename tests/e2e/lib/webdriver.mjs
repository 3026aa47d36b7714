// The WebDriver protocol (W3C WebDriver, level 2) in plain fetch: just what the real-window test needs.
// A client library would bring more packages than this has lines.
import { spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { failures } from './paths.mjs';

const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';

/** Keys that have no character of their own (WebDriver §17.4.2). */
export const keys = { enter: '\uE007', tab: '\uE004', escape: '\uE00C', control: '\uE009', null: '\uE000' };

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A home of a person who reads English, apart from this one's: the app finds and leaves nothing outside `home`. */
export const homeOf = (home) => ({
  HOME: home,
  TMPDIR: join(home, 'tmp'),
  XDG_DATA_HOME: join(home, 'data'),
  XDG_CONFIG_HOME: join(home, 'config'),
  XDG_CACHE_HOME: join(home, 'cache'),
  XDG_STATE_HOME: join(home, 'state'),
  LANG: 'en_US.UTF-8',
  LANGUAGE: 'en',
});

/**
 * Starts WebKitWebDriver and, through it, the app.
 * @param {string} binary path of the app
 * @param {{ args?: string[], env?: Record<string, string> }} [options]
 */
export async function startWindow(binary, { args = [], env = {} } = {}) {
  const port = await freePort();
  const driver = spawn('WebKitWebDriver', [`--port=${port}`, '--host=127.0.0.1'], {
    env: { ...process.env, TAURI_WEBVIEW_AUTOMATION: 'true', ...env },
    stdio: ['ignore', 'inherit', 'inherit'],
    detached: true, // a process group of its own, so that the app ends with it
  });
  const exited = new Promise((resolve) => driver.once('exit', resolve));
  const base = `http://127.0.0.1:${port}`;
  const stopDriver = async () => {
    try {
      process.kill(-driver.pid, 'SIGTERM');
    } catch {
      // it has ended already
    }
    await Promise.race([exited, sleep(3_000)]);
    try {
      process.kill(-driver.pid, 'SIGKILL');
    } catch {
      // it has ended already
    }
  };
  try {
    await waitFor('the driver', 15_000, async () => (await call(base, 'GET', '/status')).ready);
    const session = await call(base, 'POST', '/session', {
      capabilities: { alwaysMatch: { 'webkitgtk:browserOptions': { binary, args } } },
    });
    return new Window(`${base}/session/${session.sessionId}`, stopDriver);
  } catch (error) {
    await stopDriver();
    throw error;
  }
}

async function call(base, method, path, body) {
  const response = await fetch(base + path, {
    method,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: method === 'POST' ? JSON.stringify(body ?? {}) : undefined,
    signal: AbortSignal.timeout(60_000),
  });
  const { value } = await response.json();
  if (!response.ok) throw new Error(`${method} ${path}: ${value?.error}: ${value?.message}`);
  return value;
}

/** Asks until the answer is neither false nor null nor an error. */
export async function waitFor(what, milliseconds, ask) {
  const end = Date.now() + milliseconds;
  let last;
  for (;;) {
    try {
      const answer = await ask();
      if (answer) return answer;
    } catch (error) {
      last = error;
    }
    if (Date.now() > end) throw new Error(`waited ${milliseconds / 1000} s for ${what}`, { cause: last });
    await sleep(100);
  }
}

/** One open window of the app. */
export class Window {
  #session;
  #stopDriver;

  constructor(session, stopDriver) {
    this.#session = session;
    this.#stopDriver = stopDriver;
  }

  #call(method, path, body) {
    return call(this.#session, method, path, body);
  }

  /** Runs a function body in the page and gives what it returns. */
  script(body, ...args) {
    return this.#call('POST', '/execute/sync', { script: body, args });
  }

  /** Runs a function body in the page that calls its last argument with the answer, now or later. */
  later(body, ...args) {
    return this.#call('POST', '/execute/async', { script: body, args });
  }

  /** Loads the page anew. */
  reload() {
    return this.#call('POST', '/refresh');
  }

  /** Presses keys one after the other, wherever the focus is. */
  keys(text) {
    const actions = [...text].flatMap((value) => [{ type: 'keyDown', value }, { type: 'keyUp', value }]);
    return this.#call('POST', '/actions', { actions: [{ type: 'key', id: 'keyboard', actions }] });
  }

  /** The first visible element that matches a CSS selector. */
  element(selector, milliseconds = 20_000) {
    return waitFor(`an element ${selector}`, milliseconds, () =>
      this.script(
        'return [...document.querySelectorAll(arguments[0])].find((e) => e.getClientRects().length > 0) ?? null',
        selector,
      ),
    );
  }

  /** The first visible button or link with this accessible name (its label or its text). */
  control(name, milliseconds = 20_000) {
    return waitFor(`a control named “${name}”`, milliseconds, () =>
      this.script(
        `const name = arguments[0];
         return [...document.querySelectorAll('button, a[href], [role=button], [role=tab], [role=menuitem], [role=option], summary')].find((e) =>
           e.getClientRects().length > 0 && !e.disabled &&
           [e.getAttribute('aria-label'), e.textContent].some((text) => text?.replace(/\\s+/g, ' ').trim() === name)) ?? null`,
        name,
      ),
    );
  }

  /** The form field that a label with this text belongs to. */
  field(label, milliseconds = 20_000) {
    return waitFor(`a field labelled “${label}”`, milliseconds, () =>
      this.script(
        `const label = arguments[0];
         return [...document.querySelectorAll('input, select, textarea')].find((e) =>
           e.getClientRects().length > 0 &&
           [e.getAttribute('aria-label'), ...[...(e.labels ?? [])].map((l) => l.textContent)]
             .some((text) => text?.replace(/\\s+/g, ' ').trim().startsWith(label))) ?? null`,
        label,
      ),
    );
  }

  /** Waits until the page shows a text. */
  text(text, milliseconds = 20_000) {
    return waitFor(`the text “${text}”`, milliseconds, () =>
      this.script('return document.body.innerText.includes(arguments[0])', text),
    );
  }

  /** The visible text of the whole page. */
  pageText() {
    return this.script('return document.body.innerText');
  }

  async click(element) {
    await this.script('arguments[0].scrollIntoView({ block: "center", inline: "nearest" })', element);
    await this.#call('POST', `/element/${element[ELEMENT]}/click`);
  }

  /** Empties a field and types into it, key by key. */
  async type(element, text) {
    await this.script('arguments[0].scrollIntoView({ block: "center", inline: "nearest" })', element);
    await this.#call('POST', `/element/${element[ELEMENT]}/clear`);
    // The driver refuses to type nothing, and drops line ends that are not the Enter key.
    if (text) await this.#call('POST', `/element/${element[ELEMENT]}/value`, { text: text.replaceAll('\n', keys.enter) });
  }

  /** Presses keys without emptying anything first. */
  press(element, text) {
    return this.#call('POST', `/element/${element[ELEMENT]}/value`, { text });
  }

  /** The window as PNG bytes. */
  async picture() {
    return Buffer.from(await this.#call('GET', '/screenshot'), 'base64');
  }

  /** Saves a picture for whoever looks at a failure. */
  async savePicture(name) {
    await mkdir(failures, { recursive: true });
    const file = join(failures, `${name}.png`);
    await writeFile(file, await this.picture());
    return file;
  }

  /** Closes the window and ends the driver. */
  async close() {
    await this.#call('DELETE', '').catch(() => {});
    await this.#stopDriver();
  }
}
