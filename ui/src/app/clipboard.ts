// Nothing of a record goes onto the clipboard, where every other program can read it: what is shown cannot be
// copied. What is being typed can, as people are used to; passphrases cannot, the browser itself refuses.
export function installClipboard(tell: () => void): () => void {
  const refuse = (event: Event) => {
    const target = event.target;
    if (target instanceof HTMLElement && target.closest('input, textarea')) return;
    event.preventDefault();
    tell();
  };
  const events = ['copy', 'cut', 'dragstart'] as const;
  for (const name of events) document.addEventListener(name, refuse);
  return () => {
    for (const name of events) document.removeEventListener(name, refuse);
  };
}
