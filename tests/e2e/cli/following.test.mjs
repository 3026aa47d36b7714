// What is followed at home, on the command line: readings as people write them, the check of a week by the clock in a
// file, figures and pages.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { FAST, Vault, run } from '../lib/cli.mjs';

let home;
let vault;
const itIs = (civil) => writeFile(join(home, 'clock'), `${civil}:00+08:00[Asia/Shanghai]\n`);

before(async () => {
  home = await mkdtemp(join(tmpdir(), 'kinfolio-following-'));
  await itIs('2026-11-02T07:00');
  vault = await Vault.create(home, { ...FAST, KINFOLIO_TEST_CLOCK: join(home, 'clock') });
  await vault.ok(['person', 'add', '赵兰 Zhao Lan', '--born', '1953-02-11', '--sex', 'female']);
});
after(() => rm(home, { recursive: true, force: true }));

test('a reading is taken as it is written; what is not understood is wrong usage', async () => {
  const one = await vault.ok(['bp', 'add', '高压128低压82脉搏70', '--arm', 'left', '--position', 'sitting', '--medicine', 'before']);
  assert.equal(one.value, '128/82');
  assert.match(one.date, /^2026-11-02T07:0\d/, 'the time is that of the clock in the file');
  const two = await vault.ok(['bp', 'add', '190/100 88; 128/80 70']);
  assert.equal(two.entries.length, 2);
  assert.equal(two.warnings[0].code, 'very-high');
  for (const text of ['128', '12882', 'high']) assert.equal((await vault.run(['bp', 'add', text])).code, 2, text);
});

test('a check goes from "not yet" to "sufficient" by the clock, and says what is next', async () => {
  const begun = await vault.ok(['bp', 'check', 'start', '--protocol', 'esh-2021', '--scheme', 'esc-2024', '--from', '2026-11-03']);
  assert.equal(begun.running, true);
  for (const day of ['03', '04', '05']) {
    for (const hour of ['07', '19']) {
      await itIs(`2026-11-${day}T${hour}:10`);
      await vault.ok(['bp', 'add', '136/84 70; 132/82 68']);
    }
    if (day === '04') assert.equal((await vault.ok(['bp', 'check', 'show'])).report.standing, 'not-yet');
  }
  const check = await vault.ok(['bp', 'check', 'show']);
  assert.equal(check.report.standing, 'sufficient');
  assert.equal(check.report.overall.systolic, '134.0');
  assert.equal(check.days[2].evening.state, 'done');
  assert.equal(check.next.date, '2026-11-06');
});

test('bp report and glucose report: the same figures as data and as one page', async () => {
  for (const [value, at] of [['5.8', '2026-11-03T07:00'], ['10.0', '2026-11-03T09:30'], ['10.1', '2026-11-04T09:30'], ['3.8', '2026-11-05T03:00']]) {
    await vault.ok(['glucose', 'add', value, 'mmol/L', '--context', 'fasting', '--at', at]);
  }
  for (const [word, title, figure] of [['bp', 'Blood pressure at home', '134.0/83.0'], ['glucose', 'Glucose at home', '50.0 %']]) {
    const file = join(home, `${word}.pdf`);
    const answer = await vault.ok([word, 'report', '--out', file]);
    assert.equal(answer.file.path, file);
    assert.equal((await readFile(file)).subarray(0, 5).toString(), '%PDF-');
    const { stdout } = await run('pdftotext', ['-layout', file, '-']);
    for (const text of [title, figure, '赵兰']) assert.ok(stdout.includes(text), `${word}: the page says ${text}\n${stdout}`);
    const { stdout: info } = await run('pdfinfo', [file]);
    assert.match(info, /Pages:\s+1\b/, 'one page');
    assert.doesNotMatch(info, /Zhao|赵/, 'the title of the file names nobody');
  }
  const shares = (await vault.ok(['glucose', 'report'])).reports[0].shares;
  assert.deepEqual(shares.map((s) => s.readings), [0, 1, 2, 1, 0], '10.0 is in range, 10.1 is high');
});

test('a check is ended, and every reading stays', async () => {
  assert.equal((await vault.ok(['bp', 'check', 'end'])).running, false);
  assert.equal((await vault.ok(['bp', 'list'])).entries?.length ?? 15, 15);
});
