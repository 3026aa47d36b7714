// Hospitals, made up: a short list, one that can be connected, one that wants a number, one that cannot, one whose
// record is about somebody else. Signing in takes a few questions about the job.
import { ApiError } from '../errors';
import type { ApiError as Failure } from '../generated/ApiError';
import type { ImportRunView, JobResult, StageView, JobView, Lang, PortalConnectRequest, PortalDirectoryView, PortalHit, PortalLookView, PortalView } from '../types';
import type { Answers } from './answers';

const made = { here: false, list: 'Made up', listDateText: '1 November 2026' };
const hits: PortalHit[] = [
  { ...made, id: 'h1', name: 'St. Mary Medical Center', place: 'Boston, Massachusetts', software: 'Epic', address: 'https://fhir.stmary.example/r4', also: ['St. Mary’s', 'Bay Health'] },
  { ...made, id: 'h2', name: 'St. Mary Children’s Clinic', place: 'Seattle, Washington', software: 'Oracle Health', address: 'https://id.stmary.example/r4', also: [] },
  { ...made, id: 'h3', name: 'Maryland General Hospital', place: 'Baltimore, Maryland', software: 'MEDITECH', address: 'https://old.maryland.example/dstu2', also: ['MGH'] },
  { ...made, id: 'h4', name: 'Somebody Else’s Hospital', place: 'Nowhere', software: 'Epic', address: 'https://other.example/r4', also: [] },
];
const types: [en: string, zh: string][] = [
  ['Patient', '个人资料'], ['Allergies', '过敏'], ['Problems', '疾病'], ['Medicines', '用药'], ['Lab results', '检验结果'], ['Vaccinations', '疫苗接种'], ['Visits', '就诊'], ['Documents', '文件'],
];

interface Made extends JobView {
  /** What comes, question by question; the last one ends it. */
  stages: StageView[];
  end: JobResult | null;
  fail: Failure | null;
  /** Called when it has come to its end. */
  then: () => void;
}

type Hospital =
  | 'portal_find' | 'portal_look' | 'portal_connect' | 'portal_sign_in_address' | 'portals' | 'portal_sync' | 'portal_rename' | 'portal_remove' | 'portal_seen' | 'portal_demo'
  | 'portal_bounce_page' | 'portal_news' | 'portal_directory' | 'portal_directory_add' | 'portal_directory_remove'
  | 'job' | 'job_cancel';

/** Answers about hospitals; other jobs are asked of `others`. `connected`: two are there from the beginning. */
export function hospitals(lang: () => Lang, connected: boolean, others: Pick<Answers, 'job' | 'job_cancel'>): Pick<Answers, Hospital> {
  const w = (en: string, zh: string) => (lang() === 'en' ? en : zh);
  const jobs = new Map<number, Made>();
  let next = 1000;
  const stage = (code: string, text: string, more: Partial<StageView> = {}): StageView => ({ code, text, kind: null, done: 0, of: 0, signIn: false, ...more });
  const begin = (stages: StageView[], end: JobResult | null, { fail = null, then = () => {} }: { fail?: Failure | null; then?: () => void } = {}) => {
    const id = next++;
    jobs.set(id, { id, state: 'running', done: 0, total: 0, resources: 0, result: null, error: null, stages, end, fail, then });
    return { id };
  };
  const portal = (more: Partial<PortalView>): PortalView => ({
    portal: 'a1', person: 'p1', label: 'St. Mary Medical Center', address: hits[0]!.address, host: 'fhir.stmary.example', here: false, software: 'Epic', patientName: 'Li Hua', connectedAt: '2026-11-01T09:00:00Z',
    connectedAtText: w('1 November 2026', '2026年11月1日'), lastSync: null, state: 'neverRead', stateText: w('It was not read yet.', '还没有读取过。'), problem: null, gaps: [],
    scopes: [w('read your record', '读取您的病历')], canRenew: true, entries: 0, fresh: 0, freshImports: [], ...more,
  });
  let list: PortalView[] = connected
    ? [
        portal({
          state: 'incomplete', stateText: w('Some of it did not come.', '有些内容没有取到。'), entries: 214, fresh: 3, freshImports: [1],
          lastSync: { at: '2026-11-25T09:10:00+08:00', atText: w('today 09:10', '今天 09:10'), added: 2, updated: 1, alreadyThere: 211, refused: 0, import: 1 },
          gaps: [
            { kind: 'Immunization', kindText: w('Vaccinations', '疫苗接种'), reason: 'refused', text: w('Vaccinations: the hospital refused.', '疫苗接种：医院拒绝提供。'), count: 1 },
            { kind: 'Binary', kindText: w('Attachments', '附件'), reason: 'limit', text: w('Attachments: 2 are too large.', '附件：有 2 个太大。'), count: 2 },
          ],
        }),
        portal({
          portal: 'a2', label: w('Heart clinic', '心脏门诊'), host: 'ehr.heart.example', software: 'Oracle Health', state: 'signInAgain', stateText: w('The hospital wants you to sign in again.', '医院要求您重新登录。'), entries: 41,
          lastSync: { at: '2026-10-02T09:10:00+08:00', atText: w('2 October 2026', '2026年10月2日'), added: 41, updated: 0, alreadyThere: 0, refused: 0, import: 2 }, canRenew: false,
        }),
      ]
    : [];
  const of = (id: string): PortalView => {
    const found = list.find((p) => p.portal === id);
    if (!found) throw new ApiError('portal-unknown');
    return found;
  };
  const put = (view: PortalView) => {
    list = list.some((p) => p.portal === view.portal) ? list.map((p) => (p.portal === view.portal ? view : p)) : [...list, view];
    return view;
  };
  const look = (address: string): PortalLookView => {
    const host = /^https?:\/\/([^/]+)/.exec(address)?.[1];
    if (!host) throw new ApiError('portal-address');
    const base: PortalLookView = { address, host, software: 'Epic', fhirVersion: '4.0.1', canConnect: true, needsClientId: false, canRegister: true, problems: [], doubts: [], webOnly: false, bouncePage: '' };
    if (address.includes('dstu2')) {
      return {
        ...base, software: 'MEDITECH', fhirVersion: '1.0.2', canConnect: false,
        problems: [{ code: 'portal-hindrance-version', severity: 'error', where: '', text: w('Its computer speaks an older language than Kinfolio understands.', '它的系统使用的格式太旧，家康册读不懂。') }],
      };
    }
    if (host.startsWith('web.')) return { ...base, software: 'eClinicalWorks', needsClientId: true, canRegister: false, webOnly: true };
    if (host.startsWith('id.')) return { ...base, software: 'Oracle Health', needsClientId: true, canRegister: false };
    return base;
  };
  const view = ({ stages: _stages, end: _end, fail: _fail, then: _then, ...job }: Made): JobView => job;
  const find = (id: number) => {
    const job = jobs.get(id);
    if (!job) throw new ApiError('unknown-job');
    return job;
  };
  const connect = (request: PortalConnectRequest) => {
    const { host } = look(request.address);
    const stages = [
      stage('looking', w('Asking the hospital’s computer', '正在询问医院的系统')),
      ...Array.from({ length: 6 }, () => stage('sign-in', w('Waiting for the sign-in', '正在等待登录'), { signIn: true })),
      stage('checking', w('Checking whose record it is', '正在核对是谁的病历')),
    ];
    if (host.startsWith('other.') && request.person === 'p1' && !request.confirmOther) {
      return begin(stages, { type: 'portalWho', name: 'Wang Fang', bornText: w('11 February 1960', '1960年2月11日'), sexText: '', differs: ['name', 'born'], fits: null }, { fail: { code: 'wrong-person', params: {}, fields: [] } });
    }
    const there = list.find((p) => p.address === request.address);
    const made = there
      ? { ...there, state: 'ready' as const }
      : portal({ portal: `a${list.length + 10}`, person: request.person ?? 'p1', label: request.label ?? host, address: request.address, host });
    return begin(stages, { type: 'portalConnected', ...made }, { then: () => void put(made) });
  };
  let own: PortalDirectoryView['lists'] = [];
  const directory = (): PortalDirectoryView => {
    const lists = [...own, { title: 'Epic', dateText: w('13 December 2021', '2021年12月13日'), licence: 'CC0', entries: 412, own: false }, { title: 'Oracle Health', dateText: '', licence: 'Apache-2.0', entries: 1208, own: false }];
    return { entries: lists.reduce((n, l) => n + l.entries, 0), lists };
  };
  return {
    portal_bounce_page: () => ({ token: 'page', name: 'index.html', format: 'html', bytes: 6000, sha256: '', contentType: 'text/html' }),
    portal_directory: directory,
    portal_directory_add: () => {
      own = [{ title: 'brands.json', dateText: w('2 October 2026', '2026年10月2日'), licence: '', entries: 31, own: true }];
      return { title: 'brands.json', added: 31, leftOut: 2, directory: directory() };
    },
    portal_directory_remove: ({ title }) => {
      own = own.filter((l) => l.title !== title);
      return directory();
    },
    portal_find: ({ words }) => {
      const parts = words.toLowerCase().split(/\s+/);
      const found = hits.filter((h) => parts.every((p) => `${h.name} ${h.place} ${h.also.join(' ')}`.toLowerCase().includes(p)));
      return { hits: found, total: found.length, asOf: '2026-11-01', asOfText: w('1 November 2026', '2026年11月1日') };
    },
    portal_look: ({ address }) => begin([stage('looking', ''), stage('looking', '')], { type: 'portalLook', ...look(address) }),
    portal_connect: connect,
    portal_sign_in_address: () => ({ address: 'https://fhir.stmary.example/authorize?client_id=kinfolio&state=made-up' }),
    portal_news: () => ({ news: list.filter((p) => p.fresh > 0).map(({ person, portal, label, fresh, freshImports }) => ({ person, portal, label, fresh, freshImports })) }),
    portals: ({ person }) => ({ portals: list.filter((p) => p.person === person) }),
    portal_sync: ({ person, portal: id }) => {
      const was = of(id);
      const first = was.lastSync === null;
      const run: ImportRunView = { files: [], import: first ? 4 : null, person, referrals: [], access: [] };
      const now: PortalView = {
        ...was, state: 'incomplete', stateText: w('Some of it did not come.', '有些内容没有取到。'), entries: first ? 132 : was.entries, fresh: first ? 0 : was.fresh,
        gaps: was.gaps.length ? was.gaps : [{ kind: 'Immunization', kindText: w('Vaccinations', '疫苗接种'), reason: 'refused', text: w('Vaccinations: the hospital refused.', '疫苗接种：医院拒绝提供。'), count: 1 }],
        lastSync: { at: '2026-11-25T09:30:00+08:00', atText: w('today 09:30', '今天 09:30'), added: first ? 132 : 0, updated: 0, alreadyThere: first ? 0 : was.entries, refused: 0, import: run.import },
      };
      const stages = types.map(([en, zh], i) => stage('reading', w(`Reading: ${en}`, `正在读取：${zh}`), { kind: en, done: i, of: types.length }));
      return begin([...stages, stage('storing', w('Storing', '正在保存'))], { type: 'portalSynced', portal: now, run }, { then: () => void put(now) });
    },
    portal_rename: ({ portal: id, label }) => put({ ...of(id), label }),
    portal_remove: ({ portal: id, erase }) =>
      begin([stage('checking', w('Telling the hospital', '正在通知医院'))], { type: 'portalRemoved', revoked: of(id).canRenew, unregistered: of(id).canRenew ? null : false, erased: erase ? of(id).entries : 0 }, { then: () => void (list = list.filter((p) => p.portal !== id)) }),
    portal_seen: ({ portal: id }) => put({ ...of(id), fresh: 0, freshImports: [] }),
    portal_demo: () => ({ address: 'http://127.0.0.1:8090/r4' }),
    job: (request) => {
      if (request.id < 1000) return others.job(request);
      const job = find(request.id);
      if (job.state !== 'running') return view(job);
      const now = job.stages.shift();
      if (now) {
        Object.assign(job, { stage: now, resources: now.code === 'reading' ? now.done * 17 : 0 });
        return view(job);
      }
      job.then();
      Object.assign(job, job.fail ? { state: 'failed', error: job.fail, result: job.end } : { state: 'done', result: job.end });
      return view(job);
    },
    job_cancel: (request) => {
      if (request.id < 1000) return others.job_cancel(request);
      const job = find(request.id);
      if (job.state === 'running') job.state = 'cancelled';
      return view(job);
    },
  };
}
