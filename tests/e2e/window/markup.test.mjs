// Markup that is out to do harm (security.md S6): more than 300 payloads in every place where foreign or typed words
// are kept, shown in the real window on every screen that shows them. No script runs, nothing is asked of a server
// that waits for it, the page's own policy has nothing to report, and no element comes into being.
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { PASSPHRASE } from '../lib/cli.mjs';
import { bin, root } from '../lib/paths.mjs';
import { pageOf } from '../lib/real.mjs';
import { deviceScreens } from '../lib/device-screens.mjs';
import { hospitalScreens } from '../lib/hospital-screens.mjs';
import { linkScreens } from '../lib/link-screens.mjs';
import { ownScreens, screens } from '../lib/screens.mjs';
import { windowSteps } from '../lib/steps.mjs';
import { api, makeVault, settled } from '../lib/tour.mjs';
import { vaultScreens } from '../lib/vault-screens.mjs';
import { homeOf, startWindow, waitFor } from '../lib/webdriver.mjs';
import { words } from '../lib/words.mjs';

const t = words('en');
/** What a browser is told of, and a window is not. */
const toldOnly = ['code-access', 'sources-words', 'code-elsewhere', 'code-links', 'code-kept', 'code-sheet', 'look-summary', ...[...linkScreens, ...deviceScreens].map((screen) => screen.name)];
/** Every screen but those whose days, keychains, damages and far hospitals only a browser can be told of. */
const tour = [...screens, ...ownScreens].filter((screen) => !vaultScreens.includes(screen) && !hospitalScreens.includes(screen) && !toldOnly.includes(screen.name));
const hits = [];
let sink;
let home;
let window;
let page;

/** What a payload wants to run, and what it wants to fetch; `n` tells which it was. */
const run = (n) => `window.harm=(window.harm||[]).concat(${n})`;
const url = (n) => `${sink}/x?n=${n}`;

/** Families of payloads: each a way in which some page somewhere was broken into. */
const EVENTS = ['onload', 'onerror', 'onfocus', 'onmouseover', 'onclick', 'onanimationstart', 'ontoggle', 'onpointerenter', 'onbegin', 'onscroll', 'onwheel', 'onpageshow'];
const CARRIERS = ['img src=x', 'svg', 'body', 'input autofocus', 'details open', 'video src=x', 'audio src=x', 'marquee', 'iframe', 'object data=x', 'style', 'math'];
const FAMILIES = [
  // script, in dresses
  ...['script', 'SCRIPT', 'ScRiPt', 'script\t', 'script/x', 'script\n', 'scr\u0000ipt', 'svg:script'].map((tag) => (n) => `<${tag}>${run(n)}</${tag.trim()}>`),
  ...['text/javascript', 'module', 'text/babel', 'importmap'].map((type) => (n) => `<script type="${type}" src="${url(n)}"></script>`),
  (n) => `"><script>${run(n)}</script>`, (n) => `'><script>${run(n)}</script>`, (n) => `</title><script>${run(n)}</script>`, (n) => `</textarea><script>${run(n)}</script>`,
  (n) => `]]><script>${run(n)}</script>`, (n) => `--><script>${run(n)}</script>`, (n) => `<<script>${run(n)}//<</script>`, (n) => `<script>${run(n)}`,
  // handlers
  ...CARRIERS.flatMap((tag) => EVENTS.map((event) => (n) => `<${tag} ${event}="${run(n)}">`)),
  ...['\t', '\n', '\f', '/', '\u00a0', '\u0000'].map((gap) => (n) => `<img${gap}src=x${gap}onerror=${run(n)}>`),
  // addresses that are programs or send away
  ...['a href', 'area href', 'iframe src', 'embed src', 'object data', 'form action', 'base href', 'link rel=stylesheet href', 'link rel=prefetch href', 'link rel=import href', 'use href', 'image xlink:href', 'input type=image src', 'button formaction', 'frame src', 'portal src', 'track src', 'source srcset', 'body background', 'table background', 'video poster', 'img srcset', 'img src', 'blockquote cite', 'q cite', 'meta http-equiv=refresh content'].flatMap((where) => [
    (n) => `<${where}="javascript:${run(n)}">k</a>`,
    (n) => `<${where}="${url(n)}">k`,
    (n) => `<${where}="data:text/html,<script>${encodeURIComponent(run(n))}</script>">k`,
  ]),
  ...['javascript:', 'JaVaScRiPt:', 'java\tscript:', 'java\nscript:', '\u0001javascript:', ' javascript:', 'javascript&colon;', '&#106;avascript:', '&#x6a;avascript:', 'vbscript:', 'data:text/html;base64,', 'view-source:javascript:', 'blob:', 'file:///etc/passwd?', 'tauri://localhost/?', 'ipc://localhost/vault_lock?', 'feed:javascript:'].map((scheme) => (n) => `<a href="${scheme}${run(n)}">k</a>`),
  (n) => `<meta http-equiv="refresh" content="0;url=${url(n)}">`, (n) => `<meta http-equiv="Content-Security-Policy" content="script-src *"><script src="${url(n)}"></script>`,
  (n) => `<base href="${sink}/"><img src="x?n=${n}">`,
  // style
  ...['background:url(URL)', 'background-image:image-set("URL" 1x)', 'list-style:url(URL)', 'content:url(URL)', 'cursor:url(URL),auto', 'border-image:url(URL)', 'mask:url(URL)', 'filter:url(URL#f)', 'shape-outside:url(URL)', 'behavior:url(URL)', '-moz-binding:url(URL)', 'width:expression(RUN)'].flatMap((rule) => [
    (n) => `<p style='${rule.replace('URL', url(n)).replace('RUN', run(n))}'>k</p>`,
    (n) => `<style>*{${rule.replace('URL', url(n)).replace('RUN', run(n))}}</style>`,
  ]),
  (n) => `<style>@import "${url(n)}";</style>`, (n) => `<style>@font-face{font-family:k;src:url(${url(n)})}*{font-family:k}</style>`, (n) => `<style>input[value^=a]{background:url(${url(n)})}</style>`,
  // what turns into something else when it is parsed a second time
  (n) => `<svg></p><style><a id="</style><img src=x onerror=${run(n)}>">`, (n) => `<math><mtext><table><mglyph><style><img src=x onerror=${run(n)}>`,
  (n) => `<noscript><p title="</noscript><img src=x onerror=${run(n)}>">`, (n) => `<form><math><mtext></form><form><mglyph><style></math><img src onerror=${run(n)}>`,
  (n) => `<template><script>${run(n)}</script></template>`, (n) => `<div><template shadowrootmode=open><img src=x onerror=${run(n)}></template></div>`,
  (n) => `<svg><foreignObject><body onload=${run(n)}></foreignObject></svg>`, (n) => `<svg><animate onbegin=${run(n)} attributeName=x dur=1s>`, (n) => `<svg><set attributeName=href to=javascript:${run(n)}>`,
  (n) => `<svg><use href="data:image/svg+xml,<svg id=x onload=${run(n)}>#x">`, (n) => `<xmp><img src="</xmp><img src=x onerror=${run(n)}>">`, (n) => `<listing>&lt;img onerror=${run(n)}&gt;</listing>`,
  (n) => `<!--><img src=x onerror=${run(n)}>-->`, (n) => `<![CDATA[<img src=x onerror=${run(n)}>]]>`, (n) => `<?xml-stylesheet href="${url(n)}"?>`, (n) => `<!DOCTYPE x [<!ENTITY e SYSTEM "${url(n)}">]><x>&e;</x>`,
  (n) => `<isindex type=image src=1 onerror=${run(n)}>`, (n) => `<plaintext><img src=x onerror=${run(n)}>`, (n) => `<select><option><style></option></select><svg/onload=${run(n)}></style></select>`,
  (n) => `<iframe srcdoc="<script>parent.harm=[${n}]</script>"></iframe>`, (n) => `<object type="text/x-scriptlet" data="${url(n)}"></object>`, (n) => `<applet code="${url(n)}"></applet>`,
  (n) => `<dialog open onclose=${run(n)}><form method=dialog><button autofocus>k</button></form></dialog>`, (n) => `<a id=__TAURI_INTERNALS__ href="${url(n)}"></a><img name=harm>`,
  // templates, other alphabets, signs that turn the line
  ...['{{URL}}', '${RUN}', '{@html "<img src=x onerror=RUN>"}', '<%= RUN %>', '#{RUN}', '[[RUN]]', '{RUN}', '{ $RUN }', '%3Cscript%3ERUN%3C/script%3E', '&lt;script&gt;RUN&lt;/script&gt;', '&#60;script&#62;RUN&#60;/script&#62;', '\\u003cscript\\u003eRUN', '\\x3cscript\\x3eRUN', '+ADw-script+AD4-RUN+ADw-/script+AD4-', '＜script＞RUN＜/script＞', '‹script›RUN‹/script›', '\u202e<script>RUN</script>\u202c', '\u2066<img src=x onerror=RUN>\u2069', '<\u200bscript>RUN</script>', '\ufeff<script>RUN</script>', '¼script¾RUN¼/script¾', '<scrİpt>RUN</scrİpt>', '<ſcript>RUN</ſcript>', '![k](URL)', '[k](javascript:RUN)', '<URL>', "'; RUN; '", '"-RUN-"', '`${RUN}`', "__proto__[harm]=RUN", 'constructor.constructor("RUN")()'].map(
    (form) => (n) => form.replaceAll('RUN', run(n)).replace('URL', url(n)),
  ),
];
const mark = (n) => `mark${String(n).padStart(3, '0')}z`;
const payload = (n) => `${mark(n)} ${FAMILIES[n % FAMILIES.length](n)} ${mark(n)}`;
/** Payloads in one entry: its name, a note, its narrative, who wrote it, a place. */
const EACH = 6;

/** The record: a condition for every few payloads, and documents that are pages, pictures and texts of the same. */
function record(count) {
  const entry = [{ resource: { resourceType: 'Patient', id: 'p', name: [{ text: '赵兰 Zhao Lan' }], gender: 'female', birthDate: '1953-02-11', address: [{ text: payload(0) }] } }];
  for (let n = 0; n < count; n += EACH) {
    entry.push({
      resource: {
        resourceType: 'Condition', id: `c${n}`, subject: { reference: 'Patient/p' }, recordedDate: '2024-02-03',
        code: { text: payload(n), coding: [{ system: 'urn:x', code: `c${n}`, display: payload(n + 1) }] },
        note: [{ text: payload(n + 2) }],
        text: { status: 'generated', div: `<div xmlns="http://www.w3.org/1999/xhtml"><p>${payload(n + 3)}</p></div>` },
        asserter: { display: payload(n + 4) },
        bodySite: [{ text: payload(n + 5) }],
      },
    });
  }
  const page = (n) => `<!doctype html><html><head><title>k</title></head><body onload="${run(n)}">${payload(n)}</body></html>`;
  const picture = (n) => `<svg xmlns="http://www.w3.org/2000/svg" onload="${run(n)}"><script>${run(n)}</script><image href="${url(n)}"/><text>k</text></svg>`;
  for (const [index, [contentType, text]] of [['text/html', page(900)], ['image/svg+xml', picture(901)], ['text/plain', payload(902)], ['application/xhtml+xml', page(903)], ['image/png', picture(904)], ['text/plain', page(905)], ['application/xml', page(906)], ['text/markdown', payload(907)]].entries()) {
    entry.push({
      resource: {
        resourceType: 'DocumentReference', id: `d${index}`, status: 'current', subject: { reference: 'Patient/p' }, date: '2024-02-03T10:00:00Z',
        type: { text: `paper${index}q` }, description: payload(910 + index),
        content: [{ attachment: { contentType, title: payload(920 + index), data: Buffer.from(text).toString('base64') } }],
      },
    });
  }
  return { resourceType: 'Bundle', type: 'collection', entry };
}

/** Elements and attributes that only a payload could have made. */
const AUDIT = `
  const made = [...document.querySelectorAll('#app script, #app style, #app link, #app meta, #app base, #app iframe, #app frame, #app object, #app embed, #app applet, #app math, #app template, #app foreignObject, #app animate, #app video:not([data-camera]), #app video[src], #app audio, #app marquee, #app noscript, #app xmp, #app [srcdoc], #app [srcset], #app [formaction]')];
  const attributes = [...document.querySelectorAll('body, body *')].flatMap((e) => [...e.attributes]
    .filter((a) => /^on/i.test(a.name) || /^\\s*(javascript|vbscript|data:text)/i.test(a.value) || (/^(href|src|action|xlink:href|background|poster)$/i.test(a.name) && /^https?:/i.test(a.value)))
    .map((a) => e.tagName + ' ' + a.name));
  return { made: [...made.map((e) => e.tagName), ...attributes], harm: window.harm ?? [], reports: window.reports ?? null,
    marks: [...new Set(document.body.innerText.match(/mark\\d{3}z/g) ?? [])] };
`;
const LISTEN = `if (!window.reports) { window.reports = []; document.addEventListener('securitypolicyviolation', (e) => window.reports.push(e.effectiveDirective + ' ' + e.blockedURI)); }`;

const seen = new Set();
const wrong = [];
let looks = 0;
async function look(name) {
  const { made, harm, reports, marks } = await window.script(AUDIT);
  for (const found of marks) seen.add(found);
  looks += 1;
  if (made.length > 0) wrong.push(`${name}: came into being: ${made}`);
  if (harm.length > 0) wrong.push(`${name}: ran: ${harm}`);
  if (reports === null || reports.length > 0) wrong.push(`${name}: policy: ${reports}`);
}

before(async () => {
  const server = createServer((request, response) => {
    hits.push(request.url);
    response.end('k');
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  server.unref();
  sink = `http://127.0.0.1:${server.address().port}`;
  home = await mkdtemp(join(tmpdir(), 'kinfolio-markup-'));
  for (const dir of ['tmp', 'input']) await mkdir(join(home, dir));
  // The name of the file is one, too: what a file system takes of it.
  const file = join(home, 'input', `<img src=x onerror=${run(999)}> mark999z.json`);
  await writeFile(file, JSON.stringify(record(Math.ceil(FAMILIES.length / EACH) * EACH)));
  window = await startWindow(bin('kinfolio-app'), {
    args: ['--vault', join(home, 'vault')],
    env: {
      ...homeOf(home), KINFOLIO_TEST_KDF: 'fast', KINFOLIO_TEST_RADIO: 'home', KINFOLIO_TEST_DIALOG: file,
    },
  });
  page = pageOf(window);
  // Some ways to a screen load the page anew: the ear for its policy is laid again at once.
  const anew = page.reload;
  page.reload = async () => {
    await anew();
    await window.script(LISTEN);
  };
});

after(async () => {
  await window?.close();
  if (home) await rm(home, { recursive: true, force: true });
});

const step = windowSteps('markup', () => window, { timeout: 400_000, words: 3_000 });

const person = async () => (await api(page, 'people_list')).people.find((p) => p.name.includes('赵兰')).id;

step('the payloads come in, with a file and by typing', async () => {
  assert.ok(FAMILIES.length >= 300, `${FAMILIES.length} payloads`);
  await settled(page);
  await makeVault(page, t);
  const me = await person();
  const [file] = await api(page, 'pick_files', { multiple: true, extensions: [] });
  const { id } = await api(page, 'import_run', { person: me, files: [file.token] });
  const result = await waitFor('the import', 120_000, async () => {
    const view = await api(page, 'job', { id });
    assert.ok(view.state !== 'failed', JSON.stringify(view.error));
    return view.state === 'done' ? view : null;
  });
  assert.ok(JSON.stringify(result).includes('mark999z'), 'the file is named in the report');
  const add = (form) => api(page, 'entry_add', { person: me, form });
  for (let n = 800; n < 806; n += 1) await add({ type: 'note', title: payload(n), text: payload(n + 10), at: '2024-05-06' });
  await add({ type: 'medicine', name: payload(820).slice(0, 190), strength: '5 mg', dosage: payload(821).slice(0, 190), status: 'active', note: payload(822) });
  await add({ type: 'medicine', name: 'Metformin', status: 'active', note: payload(824) });
  await add({ type: 'allergy', substance: payload(830).slice(0, 190), reaction: payload(831).slice(0, 190), note: payload(832) });
  await add({ type: 'symptom', name: payload(840).slice(0, 190), severity: '4', at: '2024-05-06', note: payload(841) });
  await add({ type: 'blood-pressure', systolic: '131', diastolic: '79', at: '2024-05-06T08:00:00+08:00', note: payload(842) });
  for (const n of [850, 851]) await api(page, 'person_add', { person: { name: payload(n).slice(0, 60), born: '1944-06-05', sex: 'female', relation: payload(n + 2).slice(0, 60) } });
  await page.reload();
  await settled(page);
  await window.script(LISTEN);
  // One with the keyboard, into the search.
  await page.getByRole('searchbox').fill(payload(860));
  await look('search');
});

step('they are shown on every screen, and are words', async () => {
  const skipped = [];
  for (const screen of tour) {
    // A screen that this record has nothing for is none of this test; leaks.test.mjs sees each.
    if (/^(trend|records-(results|vaccines)|track-weight|sources-look)$/.test(screen.name)) {
      skipped.push(screen.name);
      continue;
    }
    try {
      await window.script(LISTEN);
      await screen.open(page, t, PASSPHRASE);
      await settled(page);
      await look(screen.name);
      await screen.leave?.(page, t);
    } catch (error) {
      error.message = `on the way to ${screen.name}: ${error.message}`;
      throw error;
    }
  }
  assert.deepEqual(wrong, []);
});

step('each entry with its narrative and its original, each document opened', async () => {
  await page.reload();
  await settled(page);
  await window.script(LISTEN);
  /** Finds one by its mark, opens it and its original; in the page, so that three hundred take no hour. */
  const open = (mark) =>
    page.evaluate(async ([mark, original, show]) => {
      const until = async (find) => {
        const end = performance.now() + 20_000;
        for (;;) {
          const found = find();
          if (found) return found;
          if (performance.now() > end) throw new Error(`nothing for ${mark}`);
          await new Promise((done) => setTimeout(done, 20));
        }
      };
      const box = document.querySelector('[role="search"] input, input[type="search"]');
      box.value = mark;
      box.dispatchEvent(new Event('input', { bubbles: true }));
      const hit = await until(() => [...document.querySelectorAll('[data-hit]')].find((e) => e.textContent.includes(mark)));
      (hit.matches('button') ? hit : hit.querySelector('button')).click();
      await until(() => !document.querySelector('[data-hit]'));
      const button = await until(() => [...document.querySelectorAll('#main button')].find((b) => b.textContent.trim() === original));
      button.click();
      await until(() => [...document.querySelectorAll('#main button')].some((b) => b.textContent.trim() === show));
      await new Promise((done) => setTimeout(done, 30));
    }, [mark, t('entry-original-show'), t('entry-original-hide')]);
  for (let n = 0; n < FAMILIES.length; n += EACH) {
    await open(mark(n));
    await look(`entry ${n}`);
  }
  for (let index = 0; index < 8; index += 1) {
    await open(`mark${910 + index}z`).catch(() => open(`paper${index}q`));
    const button = page.locator('#main').getByRole('button', { name: t('entry-open'), exact: true });
    if ((await button.count()) > 0) {
      await button.first().click();
      await page.getByRole('dialog').waitFor();
      await settled(page);
      await look(`document ${index}`);
      await page.keyboard.press('Escape');
    }
    await look(`document ${index}, closed`);
  }
  assert.deepEqual(wrong, []);
  assert.ok(seen.size >= 300, `${seen.size} payloads stood on the screen`);
  assert.deepEqual(hits, [], 'nobody asked the server that waits');
  console.log(`    ${FAMILIES.length} payloads, ${seen.size} seen on the page in ${looks} looks: 0 ran, ${hits.length} requests, 0 reports, 0 elements`);
});

step('the control: an element that asks and runs is reported, and refused', async () => {
  await window.script(`${LISTEN} const div = document.createElement('div'); div.innerHTML = '<img src="${url(1000)}" onerror="${run(1000)}">'; document.body.append(div);`);
  const reports = await waitFor('a report', 10_000, () => window.script('return window.reports.length > 0 ? window.reports : null'));
  assert.ok(reports.some((line) => line.startsWith('img-src') || line.startsWith('script-src')), String(reports));
  const { made } = await window.script(AUDIT);
  assert.ok(made.some((line) => line.includes('onerror')), 'and it is seen as one that should not be there');
  assert.deepEqual(hits, [], 'the policy held it back');
  await fetch(url(1001));
  assert.equal(hits.length, 1, 'the server does wait');
});

step('the built page has no program in its text', async () => {
  const text = await readFile(join(root, 'ui/dist/index.html'), 'utf8');
  assert.doesNotMatch(text, /\son[a-z]+\s*=|<script(?![^>]*\ssrc=)|javascript:|<style|\sstyle=/i);
  const folder = join(root, 'ui/dist/assets');
  for (const name of (await readdir(folder)).filter((file) => file.endsWith('.js'))) {
    assert.doesNotMatch(await readFile(join(folder, name), 'utf8'), /\beval\s*\(|\bnew Function\s*\(/, name);
  }
});
