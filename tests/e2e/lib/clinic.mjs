// The demo clinic: a hospital portal on this computer, and what a person does at its pages.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { bin } from './paths.mjs';

const PASSWORD = 'demo';

/**
 * Opens the clinic.
 * @returns {Promise<{ address: string, home: string, patients: { id: string, name: string }[], stop: () => Promise<void> }>} `address` is what a person types in.
 */
export async function startClinic({ at = 0 } = {}) {
  const child = spawn(bin('kinfolio'), ['demo-clinic', '--json', ...(at ? ['--port', String(at)] : [])], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = new Promise((resolve) => child.once('exit', resolve));
  let said = '';
  for await (const piece of child.stdout) {
    said += piece;
    if (said.includes('\n')) break;
  }
  const { home, address, patients } = JSON.parse(said);
  return {
    home,
    address,
    patients,
    stop: async () => {
      child.kill('SIGTERM');
      await exited;
    },
  };
}

/** What a person does in the browser: says who they are, types the password, allows it. Gives the last page's words. */
export async function signIn(context, address, { name, allow = true }) {
  const page = await context.newPage();
  try {
    await page.goto(address);
    await page.getByLabel(name).check();
    await page.locator('input[type=password]').fill(PASSWORD);
    await page.locator('form button').click();
    await page.locator(`button[value=${allow ? 'yes' : 'no'}]`).click();
    await page.waitForURL(/\/callback/);
    return await page.locator('body').innerText();
  } finally {
    await page.close();
  }
}

async function post(clinic, form) {
  const answer = await fetch(`${clinic.home}/`, {
    method: 'POST',
    headers: { origin: clinic.home, 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(form),
  });
  assert.equal(answer.status, 200, 'the clinic has taken it');
  return answer.text();
}

/** A new laboratory result at the clinic, for the patient of this name. */
export async function newResult(clinic, name) {
  const found = clinic.patients.find((one) => one.name === name);
  assert.ok(found, `${name} is a patient of the clinic`);
  await post(clinic, { result: found.id });
}

/** Turns faults on; those that are not named are off. */
export const setFaults = (clinic, ...names) => post(clinic, Object.fromEntries([['set', '1'], ...names.map((name) => [name, '1'])]));

/** Signs in and allows, in plain questions and answers; the address to which the clinic then sends the browser. */
export async function consentAt(clinic, address, { name, allow = true }) {
  const form = (values) => ({ method: 'POST', redirect: 'manual', body: new URLSearchParams(values) });
  const page = await (await fetch(address)).text();
  const wish = /name="wish" value="([^"]+)"/.exec(page)[1];
  const patient = clinic.patients.find((one) => one.name === name).id;
  await fetch(`${clinic.home}/auth/sign-in`, form({ wish, patient, passphrase: PASSWORD }));
  const back = await fetch(`${clinic.home}/auth/consent`, form({ wish, answer: allow ? 'yes' : 'no', offline: '1' }));
  assert.equal(back.status, 302, 'the clinic sends the browser back');
  return back.headers.get('location');
}

/** What a person does in the browser: for tests that have no second browser. */
export async function browse(clinic, address, options) {
  return (await fetch(await consentAt(clinic, address, options))).text();
}
