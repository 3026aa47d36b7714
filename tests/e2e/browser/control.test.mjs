// The positive control of the browser tests: on a page with known mistakes axe must find them, and a call into
// the network must be noticed. Without it "0 violations" could also mean that nothing was looked at.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { axe, openPage, startBrowser } from '../lib/browser.mjs';

const PAGE = `<!doctype html><html lang="en"><head><title>Control</title></head><body><main><h1>Control</h1>
<img src="/a.png"><button></button><p style="color:#aaa;background:#fff">too pale to read</p>
<img alt="" src="http://192.0.2.1/pixel.png"></main></body></html>`;

let server;
let browser;

before(async () => {
  server = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.setHeader('content-security-policy', "default-src 'self'; style-src 'unsafe-inline'; img-src *");
    response.end(PAGE);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  browser = await startBrowser();
});

after(async () => {
  await browser?.close();
  server?.close();
});

test('axe finds the mistakes of a page made for it, under a strict policy', async () => {
  const { page, problems, close } = await openPage(browser, `http://127.0.0.1:${server.address().port}/`);
  const found = (await axe(page)).join('\n');
  for (const rule of ['image-alt', 'button-name', 'color-contrast']) {
    assert.match(found, new RegExp(`^${rule}:`, 'm'), `${rule} is found`);
  }
  assert.ok(
    problems.some((problem) => problem.includes('192.0.2.1')),
    'a request that leaves the machine is noticed',
  );
  await close();
});
