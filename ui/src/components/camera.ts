// What every screen with a camera needs: words for a camera that is not given, and bytes as text.

export type Trouble = 'refused' | 'none' | 'busy';

/** What the system says when it does not give the camera. */
export function troubleOf(thrown: unknown): Trouble {
  const name = thrown instanceof Error ? thrown.name : '';
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'refused';
  if (name === 'NotFoundError' || name === 'OverconstrainedError' || name === 'TypeError') return 'none';
  return 'busy';
}

/** Bytes as base64. */
export function base64(bytes: Uint8Array): string {
  let text = '';
  const step = 0x8000;
  for (let at = 0; at < bytes.length; at += step) text += String.fromCharCode(...bytes.subarray(at, at + step));
  return btoa(text);
}
