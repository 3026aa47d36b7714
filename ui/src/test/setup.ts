// Before every unit test: English words are there, and what jsdom lacks is filled in.
import { cleanup, configure } from '@testing-library/svelte';
import { afterEach, beforeAll } from 'vitest';
import { loadAllWords, setLang } from '../i18n/index.svelte';

afterEach(() => cleanup());

// A busy machine is slow, not wrong.
configure({ asyncUtilTimeout: 20_000 });

beforeAll(async () => {
  await setLang('en');
  await loadAllWords();
  // jsdom knows the dialog element but not how to open it.
  HTMLDialogElement.prototype.showModal ??= function showModal(this: HTMLDialogElement) {
    this.setAttribute('open', '');
  };
  HTMLDialogElement.prototype.close ??= function close(this: HTMLDialogElement) {
    this.removeAttribute('open');
    this.dispatchEvent(new Event('close'));
  };
  // axe asks for it and does without it.
  HTMLCanvasElement.prototype.getContext = () => null;
  Element.prototype.scrollIntoView ??= () => {};
  window.matchMedia ??= (media: string) =>
    ({ matches: false, media, onchange: null, addEventListener() {}, removeEventListener() {}, dispatchEvent: () => false }) as unknown as MediaQueryList;
  globalThis.ResizeObserver ??= class {
    observe() {}
    unobserve() {}
    disconnect() {}
  };
});
