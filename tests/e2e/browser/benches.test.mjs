// The painting bench is run by hand, before a release. That it still can be run (its page takes charts of the UI by
// their place) is seen here, with so few readings that its figures say nothing.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../lib/paths.mjs';

test('the painting bench draws both charts and prints its goal', { timeout: 120_000 }, async () => {
  const bench = join(root, 'tests/e2e/browser/paint-bench.mjs');
  const run = spawn(process.execPath, [bench, '--pairs', '1', '--readings', '4000'], { stdio: ['ignore', 'pipe', 'pipe'] });
  let [out, problems] = ['', ''];
  run.stdout.on('data', (part) => (out += part));
  run.stderr.on('data', (part) => (problems += part));
  await new Promise((done) => run.on('close', done));
  assert.match(out, /^P16 ours, 2000 points of 4000: [\d.]+ ms/m, problems);
  assert.match(out, /^P16 times faster: [\d.]+ need >= 2\.5 (passed|FAILED)$/m);
});
