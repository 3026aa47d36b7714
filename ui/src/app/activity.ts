// Tells the core that somebody is there, at most every twenty seconds; without it the vault locks
// itself after the idle time.
const every = 20_000;

export function installActivity(tell: () => void): () => void {
  let last = 0;
  const seen = () => {
    const now = Date.now();
    if (now - last < every) return;
    last = now;
    tell();
  };
  const events = ['pointerdown', 'keydown', 'wheel', 'pointermove'] as const;
  for (const name of events) window.addEventListener(name, seen, { passive: true });
  return () => {
    for (const name of events) window.removeEventListener(name, seen);
  };
}
