// Reading a code or a link, step by step. A link is looked at here and asked for only when the person says so; a
// card goes the way of every file. Forgotten when the vault is locked.
import { router } from '../../../app/router.svelte';
import { session } from '../../../app/session.svelte';
import { Work } from '../../../app/work.svelte';
import { asApiError, call, onLocked, takeText, type ApiError, type CardView, type ImportRunView, type LinkAccessRequest, type LinkAccessView, type LinkElsewhereView, type LinkOpenRequest, type LinkView, type PickedFile } from '../../../ipc';
import { base64, type Camera } from './camera.svelte';
import { importer } from '../importer.svelte';

type Step = { at: 'ask' } | { at: 'camera' } | { at: 'reading' } | { at: 'cards'; cards: CardView[] } | { at: 'link'; link: string; view: LinkView } | { at: 'opening'; link: string; view: LinkView } | Offered | Beyond;
/** Access to hospital websites that came with a link; the first of them is asked about, or read. */
type Offered = { at: 'access' | 'accessing'; access: LinkAccessView[]; report: ImportRunView };

/** Files of a link are on another server, which is asked about, or asked. */
type Beyond = { at: 'elsewhere' | 'fetching'; more: LinkElsewhereView };
/** Whose record something goes into. */
export type Whose = { newPersonFromFile?: true; person?: string | null; confirmOther?: boolean };

/** A health link stands in this text, alone or behind the address of a viewer. */
export const isLink = (text: string) => /shlink:\//i.test(text);

class Codes {
  step = $state.raw<Step>({ at: 'ask' });
  error = $state.raw<ApiError | null>(null);
  work = new Work();
  /** What was pasted. */
  text = $state('');
  /** Links that a scan saw beside what is being read now. */
  waiting = $state.raw<string[]>([]);
  #turn = 0;

  /** Something is going on that must not be thrown away by going elsewhere. */
  get busy(): boolean {
    return ['opening', 'reading', 'accessing', 'fetching'].includes(this.step.at);
  }
  /** From the beginning, unless something is going on. */
  begin(): void {
    if (!this.busy) this.reset();
    if (!importer.busy && importer.stage.at !== 'asking') importer.reset();
    router.go('code');
  }
  /** Reads what was pasted; asks nobody outside this computer. */
  async read(name: string): Promise<void> {
    const text = this.text.trim();
    if (!text || this.busy) return;
    if (isLink(text)) {
      await this.link(text);
    } else {
      await this.files(() => takeText(text, name).then((file) => [file]));
    }
  }
  /** Looks at a link. */
  async link(text: string): Promise<void> {
    this.waiting = this.waiting.filter((link) => link !== text);
    await this.#look(async () => ({ at: 'link', link: text, view: await call('link_look', { link: text }) }));
  }
  /** Switches the camera on. */
  scan(): void {
    if (this.busy) return;
    this.reset();
    this.step = { at: 'camera' };
  }
  /** Goes on with what the camera has seen: the cards first, the links after them. */
  async scanned(camera: Camera): Promise<void> {
    try {
      const end = await camera.finish();
      this.step = { at: 'ask' };
      if (!end) return;
      this.waiting = end.links;
      const [first] = end.links;
      const { cards } = end;
      if (cards) await this.files(async () => [{ ...cards, folder: false }]);
      else if (first) await this.link(first);
    } catch (thrown) {
      this.error = asApiError(thrown);
      this.step = { at: 'ask' };
    }
  }
  /** Reads a picture that was copied. */
  async picture(blob: Blob): Promise<void> {
    await this.files(async () => {
      const bytes = base64(new Uint8Array(await blob.arrayBuffer()));
      return [{ ...(await call('picture_take', { name: `picture.${blob.type === 'image/jpeg' ? 'jpg' : 'png'}`, bytes })), folder: false }];
    });
  }
  /** Looks at files: what their cards say, then whose they are and what is in them. */
  async files(choose: () => Promise<PickedFile[]>): Promise<void> {
    if (this.busy) return;
    let files: PickedFile[] = [];
    await this.#look(async () => {
      files = await choose();
      if (files.length === 0) return { at: 'ask' };
      const { cards } = await call('cards_look', { files: files.map((f) => f.token) });
      return { at: 'cards', cards };
    });
    if (this.step.at === 'cards') await importer.look(files);
  }
  async #look(ask: () => Promise<Step>): Promise<void> {
    this.#turn += 1;
    const turn = this.#turn;
    this.error = null;
    this.work.forget();
    this.step = { at: 'reading' };
    try {
      const step = await ask();
      if (turn === this.#turn) this.step = step;
    } catch (thrown) {
      if (turn !== this.#turn) return;
      this.error = asApiError(thrown);
      this.step = { at: 'ask' };
    }
  }
  /** Asks the host of the link, once, and brings in what it gives. */
  async open(wish: Omit<LinkOpenRequest, 'link'>): Promise<void> {
    const { step } = this;
    if (step.at !== 'link') return;
    const turn = this.#turn;
    this.step = { ...step, at: 'opening' };
    const result = await this.work.run(() => call('link_open', { ...wish, link: step.link }));
    // It was left meanwhile, and another may be on its way.
    if (turn !== this.#turn) return;
    if (result?.type === 'run') await this.#came(result);
    else this.step = step;
  }
  async #came(report: ImportRunView): Promise<void> {
    const { access, elsewhere: more } = report;
    this.reset();
    if (more) this.step = { at: 'elsewhere', more };
    else if (access.length > 0) this.step = { at: 'access', access, report };
    else await importer.came(report);
  }
  /** Asks the other servers that hold files of the link, or leaves these files. */
  async elsewhere(agreed: boolean, to: Whose): Promise<void> {
    const { step } = this;
    if (step.at !== 'elsewhere') return;
    const turn = this.#turn;
    this.step = { ...step, at: 'fetching' };
    const result = await this.work.run(() => call('link_elsewhere', { ...to, waiting: step.more.waiting, agreed }));
    if (turn !== this.#turn) return;
    if (result?.type === 'run') await this.#came(result);
    else this.step = step;
  }
  /** Reads the hospital's website once, with the access that came with the link. */
  async readAccess(wish: Omit<LinkAccessRequest, 'access'>): Promise<void> {
    const { step } = this;
    const [first, ...rest] = step.at === 'access' ? step.access : [];
    if (step.at !== 'access' || !first) return;
    const turn = this.#turn;
    this.step = { ...step, at: 'accessing' };
    const result = await this.work.run(() => call('link_access_read', { ...wish, access: first.access }));
    if (turn !== this.#turn) return;
    if (result?.type !== 'run') {
      this.step = step;
      return;
    }
    const report = { ...result, files: [...step.report.files, ...result.files], import: result.import ?? step.report.import };
    await this.#afterAccess(rest, report);
  }
  /** Does not go to that website. */
  async leaveAccess(): Promise<void> {
    if (this.step.at === 'access') await this.#afterAccess(this.step.access.slice(1), this.step.report);
  }
  async #afterAccess(access: LinkAccessView[], report: ImportRunView): Promise<void> {
    this.reset();
    if (access.length > 0) this.step = { at: 'access', access, report };
    else if (report.files.length > 0) await importer.came(report);
  }
  /** Forgets everything; what is going on is stopped. */
  reset(): void {
    this.#turn += 1;
    if (this.work.running) void this.work.cancel();
    this.work.forget();
    this.step = { at: 'ask' };
    this.error = null;
    this.text = '';
  }
  /** Whose record is offered first. */
  get person(): string {
    return session.personId ?? '';
  }
}
export const codes = new Codes();
onLocked(() => {
  codes.reset();
  codes.waiting = [];
});
