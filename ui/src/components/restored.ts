// A restore ends with a locked vault, and in the window with a new page. That it worked is said on the unlock page: the
// mark, which holds nothing of a record, goes along with the page's own place in the window's history, kept nowhere else.
const mark = 'restored';

/** Marks that records were just brought back, or takes the mark away. */
export function markRestored(done: boolean): void {
  if (done || wasRestored()) history.replaceState(done ? mark : null, '');
}

/** True until the vault is opened after a restore. */
export function wasRestored(): boolean {
  return history.state === mark;
}
