// How the state of a hospital looks: a shape, a word, then a colour.
import type { Component } from 'svelte';
import CircleCheck from '@lucide/svelte/icons/circle-check';
import CircleDashed from '@lucide/svelte/icons/circle-dashed';
import KeyRound from '@lucide/svelte/icons/key-round';
import OctagonAlert from '@lucide/svelte/icons/octagon-alert';
import TriangleAlert from '@lucide/svelte/icons/triangle-alert';
import type { PlainKey } from '../../../i18n/index.svelte';
import type { PortalState, PortalSyncView } from '../../../ipc';

interface Look {
  kind: 'ok' | 'plain' | 'warn' | 'alert';
  word: PlainKey;
  icon: Component<{ size?: string | number; 'aria-hidden'?: 'true' }>;
}
const looks: Record<PortalState, Look> = {
  ready: { kind: 'ok', word: 'hospital-state-ready', icon: CircleCheck },
  neverRead: { kind: 'plain', word: 'hospital-state-never', icon: CircleDashed },
  incomplete: { kind: 'warn', word: 'hospital-state-incomplete', icon: TriangleAlert },
  signInAgain: { kind: 'warn', word: 'hospital-state-again', icon: KeyRound },
  failed: { kind: 'alert', word: 'hospital-state-failed', icon: OctagonAlert },
};
export const look = (state: PortalState): Look => looks[state];

/** Did a visit bring anything that was not there? */
export const brought = (sync: PortalSyncView): boolean => sync.added + sync.updated > 0;
