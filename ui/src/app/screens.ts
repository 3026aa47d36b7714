// Which component shows which screen. Each is loaded when it is first shown, so that the page that
// asks for the passphrase is small and quick. A screen gets the route as its only property.
import type { Component } from 'svelte';
import type { Route, ScreenName } from './router.svelte';

/** What every screen component takes. */
export interface ScreenProps {
  route: Route;
}
type Loader = () => Promise<{ default: Component<ScreenProps> }>;

export const screens: Record<ScreenName, Loader> = {
  home: () => import('../features/home/Home.svelte'),
  timeline: () => import('../features/timeline/Timeline.svelte'),
  records: () => import('../features/records/Records.svelte'),
  entry: () => import('../features/entry/Entry.svelte'),
  search: () => import('../features/search/Search.svelte'),
  trend: () => import('../features/trend/Trend.svelte'),
  track: () => import('../features/track/Track.svelte'),
  add: () => import('../features/track/Add.svelte'),
  edit: () => import('../features/track/Edit.svelte'),
  medicines: () => import('../features/medicines/Medicines.svelte'),
  share: () => import('../features/share/Share.svelte'),
  referrals: () => import('../features/referrals/Referrals.svelte'),
  sources: () => import('../features/sources/Sources.svelte'),
  connect: () => import('../features/sources/connect/Connect.svelte'),
  code: () => import('../features/sources/codes/Codes.svelte'),
  look: () => import('../features/sources/look/Look.svelte'),
  paper: () => import('../features/papers/Papers.svelte'),
  radio: () => import('../features/radio/Radio.svelte'),
  family: () => import('../features/family/Family.svelte'),
  person: () => import('../features/family/PersonForm.svelte'),
  access: () => import('../features/family/AccessLog.svelte'),
  settings: () => import('../features/settings/Settings.svelte'),
};
