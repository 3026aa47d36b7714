// Links that are handed out, made up: a family's link host, one link that works and one that is over.
import { ApiError } from '../errors';
import type { ShareHostView, ShareLinkView } from '../types';
import type { Answers } from './answers';
import { drawing } from './codes';

const home: ShareHostView = { id: 'h1', kind: 'link-host', label: 'Our family server', host: 'links.li.example', counts: true, local: false, links: 1 };
const link = (more: Partial<ShareLinkView>): ShareLinkView => ({
  id: 'l1', label: 'Visit on Friday', host: 'h1', hostLabel: home.label, server: home.host, local: false, profile: 'plain', state: 'active', stateText: 'Works',
  counts: true, passcode: true, longTerm: false, made: '2026-11-24T10:00:00+08:00', madeText: '24 November 2026 10:00', by: 'Li Mei',
  expires: '2026-12-01T10:00:00+08:00', expiresText: '1 December 2026 10:00', uses: 5, used: 1, triesLeft: 10, askedText: '25 November 2026 09:00', entries: 31, leftBehind: false, ...more,
});
type Linked = 'share_hosts' | 'share_host_add' | 'share_host_remove' | 'share_link_make' | 'share_links' | 'share_link_code' | 'share_link_change' | 'share_link_accesses' | 'share_link_tidy' | 'job' | 'job_cancel';

/** Answers about links; jobs of theirs are done at once. */
export function links(isEmpty: (person: string) => boolean, jobs: Pick<Answers, 'job' | 'job_cancel'>): Pick<Answers, Linked> {
  let hosts = [home];
  let all = [link({}), link({ id: 'l2', label: '', state: 'revoked', stateText: 'Taken back', passcode: false, used: 0, uses: null })];
  const done = new Map<number, ReturnType<Answers['job']>>();
  let last = 9000;
  const finish = (result: NonNullable<Awaited<ReturnType<Answers['job']>>['result']>) => {
    last += 1;
    done.set(last, { id: last, state: 'done', done: 1, total: 1, resources: 0, result, error: null });
    return { id: last };
  };
  const one = (id: string) => {
    const found = all.find((each) => each.id === id);
    if (!found) throw new ApiError('share-link-unknown');
    return found;
  };
  return {
    job: (request) => done.get(request.id) ?? jobs.job(request),
    job_cancel: (request) => done.get(request.id) ?? jobs.job_cancel(request),
    share_hosts: ({ person }) => ({ hosts: isEmpty(person) ? [] : hosts }),
    share_host_add: ({ kind, address, label }) => {
      if (address.includes('bad')) throw new ApiError('share-refused', { reason: 'no-host', why: 'What answers at this address is no Kinfolio link host.' });
      const added = { ...home, id: `h${hosts.length + 1}`, kind, label: label || address, host: address, counts: kind === 'link-host', links: 0 };
      hosts = [...hosts, added];
      return finish({ type: 'shareHost', ...added });
    },
    share_host_remove: ({ host }) => {
      if (all.some((each) => each.host === host && each.state !== 'revoked')) throw new ApiError('share-host-in-use');
      hosts = hosts.filter((each) => each.id !== host);
      return { hosts };
    },
    share_link_make: ({ host, label, passcode, uses, profile }) => {
      const made = link({ id: `l${all.length + 1}`, host, label: label ?? '', passcode: Boolean(passcode), uses: uses ?? null, used: 0, profile: profile ?? 'plain' });
      all = [made, ...all];
      return finish({ type: 'shareLink', ...made });
    },
    share_links: ({ person }) => ({ links: isEmpty(person) ? [] : all }),
    share_link_code: ({ link: id }) => ({
      link: one(id), text: `shlink:/eyJ1${'a'.repeat(180)}`, viewerText: null, svg: drawing(), passcode: one(id).passcode ? '2468' : null,
      file: { token: 'made-link', name: 'summary.link.png', format: 'link', bytes: 900, sha256: '', contentType: 'image/png' },
    }),
    share_link_change: ({ link: id, action }) => {
      const states = { pause: ['paused', 'Paused'], resume: ['active', 'Works'], revoke: ['revoked', 'Taken back'], rearm: ['active', 'Works'], refresh: ['active', 'Works'] } as const;
      const [state, stateText] = states[action];
      const changed = { ...one(id), state, stateText };
      all = all.map((each) => (each.id === id ? changed : each));
      return finish({ type: 'shareLink', ...changed });
    },
    share_link_accesses: ({ link: id }) =>
      finish({ type: 'shareAccesses', link: one(id), accesses: [{ at: '2026-11-25T08:12:00+08:00', atText: '25 November 2026 08:12', recipient: 'Dr. Zhao', what: 'opened', whatText: 'Opened' }] }),
    share_link_tidy: () => finish({ type: 'shareTidied', removed: 0, left: 0 }),
  };
}
