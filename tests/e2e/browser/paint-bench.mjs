// P16: a chart painted from the points that the core sends, against Chart.js painting every reading; both in
// one browser, in turn. Not a test: it prints medians and their ratio.
//     cargo xtask bench paint [--pairs N] [--readings N]
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { openPage, startBrowser } from '../lib/browser.mjs';
import { root } from '../lib/paths.mjs';

const { values } = parseArgs({ options: { pairs: { type: 'string', default: '9' }, readings: { type: 'string', default: '100000' } } });
const [pairs, count] = [Number(values.pairs), Number(values.readings)];
/** Points that `chart_data` sends at most (kin-rules, decimate). */
const sent = 2000;
const need = 2.5;

const ui = join(root, 'ui');
const require = createRequire(join(ui, 'package.json'));
const { build } = await import(pathToFileURL(require.resolve('vite')).href);
const out = await mkdtemp(join(tmpdir(), 'kinfolio-paint-'));
await build({
  root: join(root, 'tests/e2e/browser/paint'),
  configFile: join(ui, 'vite.config.ts'),
  mode: 'bench',
  logLevel: 'error',
  // The page itself stands outside of the UI's folder and takes the UI's Svelte.
  plugins: [{ name: 'svelte-of-the-ui', enforce: 'pre', resolveId(id) { return id === 'svelte' ? this.resolve(id, join(ui, 'src/main.ts'), { skipSelf: true }) : null; } }],
  build: { outDir: out, emptyOutDir: true },
});
const types = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' };
const server = createServer(async (request, response) => {
  const path = new URL(request.url, 'http://127.0.0.1').pathname;
  try {
    const bytes = await readFile(join(out, path));
    response.writeHead(200, { 'content-type': types[extname(path)] ?? 'application/octet-stream' }).end(bytes);
  } catch {
    response.writeHead(path === '/favicon.ico' ? 204 : 404).end();
  }
});
await new Promise((done) => server.listen(0, '127.0.0.1', done));

/** Glucose every five minutes, in tenths of mmol/L: a wave with noise from a fixed seed. */
function readings(length) {
  let seed = 42;
  return Array.from({ length }, (_, n) => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return { x: 1_700_000_000 + n * 300, y: Math.round(70 + 25 * Math.sin(n / 46) + (seed / 2147483648) * 20) };
  });
}
const all = readings(count);
const few = all.filter((_, n) => n % Math.ceil(count / sent) === 0);
const view = {
  key: 'glucose-sensor', title: 'Glucose', unit: 'mmol/L', units: [{ unit: 'mmol/L', count }], first: all[0].x, last: all.at(-1).x,
  from: all[0].x, until: all.at(-1).x, count, scale: 10, t: few.map((p, n) => (n === 0 ? p.x : p.x - few[n - 1].x)), v: few.map((p) => p.y), w: [], ids: [],
  target: [3.9, 10], targetText: '3.9 to 10.0 mmol/L', limits: [], events: [],
};
// A frame comes as soon as the one before is done: waiting for a screen's beat would hide the difference.
const browser = await startBrowser({ args: ['--disable-frame-rate-limit', '--disable-gpu-vsync'] });
const { page, problems, close } = await openPage(browser, `http://127.0.0.1:${server.address().port}/index.html`);
await page.waitForFunction(() => globalThis.paint !== undefined);
const times = { ours: [], theirs: [], fastest: [] };
const raw = all.map((p) => ({ x: p.x, y: p.y / 10 }));
for (let n = 0; n <= pairs; n += 1) {
  const ours = await page.evaluate((given) => globalThis.paint.ours(given), view);
  const theirs = await page.evaluate((given) => globalThis.paint.theirs(given, false), raw);
  const fastest = await page.evaluate((given) => globalThis.paint.theirs(given, true), raw);
  if (n === 0) continue; // both warm
  times.ours.push(ours);
  times.theirs.push(theirs);
  times.fastest.push(fastest);
}
await close();
await browser.close();
server.close();
await rm(out, { recursive: true });
if (problems.length > 0) throw new Error(problems.join('\n'));
const median = (list) => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)];
const ratio = median(times.theirs) / median(times.ours);
const met = ratio >= need;
const line = (list) => `${median(list).toFixed(1)} ms (${Math.min(...list).toFixed(1)} to ${Math.max(...list).toFixed(1)})`;
console.log(`P16 ours, ${few.length} points of ${count}: ${line(times.ours)}`);
console.log(`P16 Chart.js as it comes, ${count} readings: ${line(times.theirs)}`);
console.log(`    Chart.js without dots, not parsed: ${line(times.fastest)}, ${(median(times.fastest) / median(times.ours)).toFixed(2)} times ours`);
console.log(`P16 times faster: ${ratio.toFixed(2)} need >= ${need} ${met ? 'passed' : 'FAILED'}`);
process.exitCode = met ? 0 : 1;
