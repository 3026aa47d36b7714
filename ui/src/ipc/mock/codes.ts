// Health cards and links, made up: a card of a known issuer, one too long for a code, a link with a passcode.
import { ApiError } from '../errors';
import type { CardView } from '../types';
import type { Answers } from './answers';

const card = (more: Partial<CardView>): CardView => ({
  import: 1, number: 1, issuer: 'https://cards.central.example/issuer', issuerName: 'Central Hospital', trust: 'issuer-listed',
  trustText: 'The signature is true. Central Hospital is on the list of known issuers of 1 November 2026.',
  revocation: 'not-used', issued: '2026-05-07', issuedText: '7 May 2026', expires: null, expiresText: null, fitsCode: true, ...more,
});
const unchecked = card({
  import: 2, issuer: 'https://clinic.example.org/cards', issuerName: 'clinic.example.org', trust: 'unchecked', fitsCode: false,
  trustText: 'The signature could not be checked: the key of clinic.example.org is not in the list of 1 November 2026.',
  expires: '2027-05-07', expiresText: '7 May 2027',
});
/** A drawing of the size of a code. */
export function drawing(): string {
  let squares = '';
  for (let y = 0; y < 61; y += 1) for (let x = 0; x < 61; x += 1) if ((x * 7 + y * 13 + x * y * 3) % 5 < 2) squares += `M${x + 4} ${y + 4}h1v1h-1z`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 69 69"><rect width="69" height="69" fill="#fff"/><path d="${squares}"/></svg>`;
}
const output = (name: string, contentType: string) => ({ token: `made-${name}`, name, format: 'card', bytes: 900, sha256: '', contentType });

type Coded = 'cards' | 'card_code' | 'cards_look' | 'terms_coverage' | 'link_look' | 'link_open' | 'link_elsewhere' | 'codes_read' | 'code_handed' | 'card_issuers' | 'links_kept' | 'link_forget' | 'link_by_itself' | 'link_access_read' | 'card_issuer_add' | 'picture_take' | 'scan_begin' | 'scan_frame' | 'scan_text' | 'scan_end';

/** Answers about codes. A link with `ended` in it has ended; the passcode is 1234; `other` is about somebody else. */
export function codes(isEmpty: (person: string) => boolean, brought: Pick<Answers, 'import_run'>): Pick<Answers, Coded> {
  let left = 3;
  let kept = true;
  let other = false;
  const scan = { scan: 1, cards: 0, links: 0, parts: [], seen: 0, news: false, other: false };
  return {
    code_handed: () => ({ text: null }),
    card_issuers: () => ({ asOf: '2026-08-22T00:00:00Z', asOfText: '22 August 2026', issuers: 651, refreshed: false, host: 'raw.githubusercontent.com', own: [] }),
    links_kept: ({ person }) => ({ links: isEmpty(person) ? [] : [{ id: 'l1', host: 'links.central.example', label: 'Visit of 7 May', askedText: '7 May 2026 10:00', asked: '2026-05-07T10:00:00+08:00', asksPasscode: false, expired: false, byItself: kept, problem: null }] }),
    link_forget: () => ({ links: [] }),
    link_by_itself: ({ byItself }) => {
      kept = byItself;
      return { links: [{ id: 'l1', host: 'links.central.example', label: 'Visit of 7 May', askedText: '7 May 2026 10:00', asked: '2026-05-07T10:00:00+08:00', asksPasscode: false, expired: false, byItself, problem: null }] };
    },
    link_access_read: ({ person, confirmOther, newPersonFromFile }) => {
      if (other && !confirmOther && !newPersonFromFile) throw new ApiError('wrong-person');
      return brought.import_run({ person: person ?? 'p1', files: ['link'] });
    },
    card_issuer_add: () => brought.import_run({ person: 'p1', files: ['issuer'] }),
    codes_read: () => ({ codes: [], findings: [] }),
    picture_take: ({ name }) => ({ token: 'pasted', name, size: 900 }),
    scan_begin: () => scan,
    scan_frame: () => scan,
    scan_text: () => ({ ...scan, cards: 1, seen: 1, news: true }),
    scan_end: () => ({ cards: { token: 'scanned', name: 'codes.smart-health-card', size: 900 }, links: [] }),
    cards: ({ person }) => ({ cards: isEmpty(person) ? [] : [card({}), unchecked] }),
    card_code: ({ import: number }) => {
      const long = number === unchecked.import;
      return {
        card: long ? unchecked : card({}), svg: long ? null : drawing(), picture: long ? null : output('health-card.png', 'image/png'),
        file: output('health-card.smart-health-card', 'application/smart-health-card'),
      };
    },
    cards_look: ({ files }) => ({ cards: files.includes('bad') ? [] : [card({ import: 0 })], findings: [] }),
    terms_coverage: () => ({ files: 1, leftOut: 0, resources: 1, refused: 0, beyond: 0, systems: [] }),
    link_look: ({ link }) => {
      other = link.includes('else');
      if (link.includes('bad')) throw new ApiError('link-refused', { reason: 'link-damaged', why: 'The health link is damaged. Copy or scan it again, all of it.' });
      return {
        host: 'links.central.example', label: 'Visit of 7 May', passcode: !link.includes('open'), direct: false, longTerm: true,
        expires: '2026-12-31', expiresText: '31 December 2026', expired: link.includes('ended'), notes: link.includes('oddly') ? [{ code: 'link-end-unreadable', severity: 'warning', where: '', text: 'The link gives an end that is no date. Whether it has ended is not known; its server decides.' }] : [],
      };
    },
    link_open: ({ link, passcode, person, confirmOther, newPersonFromFile }) => {
      if (!link.includes('open') && passcode !== '1234') {
        left = Math.max(0, left - 1);
        throw new ApiError('link-passcode-wrong', { remaining: String(left) });
      }
      if (link.includes('other') && !confirmOther && !newPersonFromFile) throw new ApiError('wrong-person');
      return brought.import_run({ person: person ?? 'p1', files: [['access', 'scattered'].find((word) => link.includes(word)) ?? 'link'] });
    },
    link_elsewhere: ({ person }) => brought.import_run({ person: person ?? 'p1', files: ['link'] }),
  };
}
