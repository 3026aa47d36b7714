// Two charts of the same readings for the painting bench (paint-bench.mjs, P16): ours from
// the points that the core sends, Chart.js from every reading. Never shipped.
import '../../../../ui/src/styles/tokens.css';
import '../../../../ui/src/styles/base.css';
import { Chart, LinearScale, LineController, LineElement, PointElement } from 'chart.js';
import { mount, unmount } from 'svelte';
import SeriesChart from '../../../../ui/src/charts/SeriesChart.svelte';
import { resource } from '../../../../ui/src/app/resource.svelte';
import { loadAllWords, setLang } from '../../../../ui/src/i18n/index.svelte';
import { connectTo } from '../../../../ui/src/ipc';

Chart.register(LinearScale, LineController, LineElement, PointElement);

/** Until a picture is on the screen: the frame after the one in which it was drawn. */
const painted = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())));

async function ours(view) {
  const target = document.createElement('div');
  document.querySelector('#app')?.append(target);
  connectTo({ call: () => Promise.resolve(view), onLocked: () => () => {}, onCode: () => () => {}, onDrop: () => () => {} });
  await painted();
  const begin = performance.now();
  const chart = mount(SeriesChart, { target, props: { resource, person: '0', series: view.key, unit: view.unit } });
  while (!target.querySelector('path.first')) await new Promise((done) => setTimeout(done));
  await painted();
  const took = performance.now() - begin;
  if ((target.querySelector('path.first')?.getAttribute('d') ?? '').length < view.t.length * 4) throw new Error('not drawn');
  await unmount(chart);
  target.remove();
  return took;
}

async function theirs(readings, fastest) {
  const target = document.createElement('div');
  target.style.height = '400px';
  const canvas = target.appendChild(document.createElement('canvas'));
  document.querySelector('#app')?.append(target);
  await painted();
  const begin = performance.now();
  // As it comes, without its animation; or its fastest way for sorted readings: nothing parsed, no dots.
  const quick = fastest ? { parsing: false, normalized: true } : {};
  const chart = new Chart(canvas, {
    type: 'line',
    data: { datasets: [{ data: readings, borderWidth: 2.5, ...(fastest ? { pointRadius: 0 } : {}) }] },
    options: { animation: false, maintainAspectRatio: false, scales: { x: { type: 'linear' }, y: { type: 'linear' } }, ...quick },
  });
  await painted();
  const took = performance.now() - begin;
  chart.destroy();
  target.remove();
  return took;
}

await setLang('en');
await loadAllWords();
Object.assign(globalThis, { paint: { ours, theirs } });
