// A monitor, made up: two readings that may be taken, one to look at first, and one that failed.
import type { RadioDeviceView, RadioDraftView, RadioDraftsView } from '../types';
import type { Answers } from './answers';

export const cuff = (more: Partial<RadioDeviceView> = {}): RadioDeviceView => ({ id: 'b1', name: 'Home BP 5', measures: ['pressure'], signal: 'strong', lastText: null, ...more });
export const draft = (more: Partial<RadioDraftView> = {}): RadioDraftView => ({
  n: 0, measures: 'pressure', value: '128/82', unit: 'mmHg', pulse: '68', atText: '24 Nov 2026 07:10', user: 1, mealText: null, doubts: [], place: 'new',
  elsewhere: null, proposed: true, needsTime: false, ...more,
});
export const drafts = (more: Partial<RadioDraftsView> = {}): RadioDraftsView => ({
  read: 1, device: 'Home BP 5', ending: 'whole', clock: null, users: [],
  drafts: [
    draft({ n: 1, value: '131/84', atText: '24 Nov 2026 20:05' }),
    draft({ n: 2, value: '134/86', atText: '24 Nov 2026 08:00', proposed: false, doubts: [{ code: 'moved', text: 'The device noticed that the body moved.' }] }),
    draft(),
  ],
  leftOut: [{ code: 'no-value', count: 1, text: 'One failed measurement: the device gave an error and no value.' }],
  ...more,
});

type Radio = 'radio_state' | 'radio_scan' | 'radio_found' | 'radio_read' | 'radio_drafts' | 'radio_take' | 'radio_forget';

/** Answers about devices over Bluetooth; without a job that ends, nothing is found: a test gives its own. */
export function radio(): Pick<Answers, Radio> {
  return {
    radio_state: () => ({ standing: 'ready', known: [] }),
    radio_scan: () => ({ id: 71 }),
    radio_found: () => ({ devices: [cuff()] }),
    radio_read: () => ({ id: 72 }),
    radio_drafts: () => drafts(),
    radio_take: ({ lines }) => ({ import: 12, added: lines.length, alreadyThere: 0 }),
    radio_forget: () => ({ standing: 'ready', known: [] }),
  };
}
