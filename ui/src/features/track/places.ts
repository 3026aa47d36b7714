// The places of Track, in the order of its tabs. A place is one line here, one component in places/ and one word
// `track-tab-<place>` in the catalogue; it is loaded when it is first shown and asks the core itself for what it shows.
import type { Component } from 'svelte';

/** Names of the places, as they stand in a route (`q`). */
export type PlaceName = 'overview' | 'blood-pressure' | 'glucose' | 'weight' | 'symptoms' | 'plan';

interface Place {
  place: PlaceName;
  component: () => Promise<{ default: Component }>;
}

export const places: readonly Place[] = [
  { place: 'overview', component: () => import('./places/Overview.svelte') },
  { place: 'blood-pressure', component: () => import('./places/Pressure.svelte') },
  { place: 'glucose', component: () => import('./places/Glucose.svelte') },
  { place: 'weight', component: () => import('./places/Weight.svelte') },
  { place: 'symptoms', component: () => import('./places/Symptoms.svelte') },
  { place: 'plan', component: () => import('./places/Plan.svelte') },
];
