// Short words about what has just been done, with a way to undo it. They are read out, stay for
// twelve seconds (longer while the pointer or the focus is on them), and can be dismissed.
import { sentences, t } from '../i18n/index.svelte';
import { errorWords } from '../ipc';

export interface Toast {
  id: number;
  text: string;
  kind: 'done' | 'error';
  action?: { label: string; run: () => void | Promise<void> } | undefined;
}

let last = 0;

class Toasts {
  all = $state<Toast[]>([]);

  #show(toast: Omit<Toast, 'id'>): void {
    last += 1;
    // The same words once more take the place of the first; an "Undo" is about one thing and stays.
    const others = this.all.filter((one) => one.action || one.text !== toast.text);
    this.all = [...others.slice(-2), { ...toast, id: last }];
  }
  /** Says that something is done. */
  done(text: string, action?: Toast['action']): void {
    this.#show({ text, kind: 'done', action });
  }
  /** Says that something is done and offers to undo it. */
  undo(text: string, run: () => void | Promise<void>): void {
    this.#show({ text, kind: 'done', action: { label: t('ui-undo'), run } });
  }
  /** Says what went wrong and what to do. */
  error(thrown: unknown): void {
    const words = errorWords(thrown);
    if (words.code === 'locked') return; // the lock screen says it
    this.#show({ text: sentences([words.what, words.next]), kind: 'error' });
  }
  dismiss(id: number): void {
    this.all = this.all.filter((toast) => toast.id !== id);
  }
  clear(): void {
    this.all = [];
  }
}
export const toasts = new Toasts();
