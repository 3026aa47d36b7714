// The primitives by keyboard and by what a screen reader is told.
import { fireEvent, render, screen } from '@testing-library/svelte';
import { tick } from 'svelte';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import Fixtures from '../fixtures/Fixtures.svelte';
import { ApiError, connectTo, type Node, type SummaryRowView } from '../ipc';
import { mockFace } from '../ipc/mock';
import { setLang, t } from '../i18n/index.svelte';
import { violations } from '../test/axe';
import ClockField from './ClockField.svelte';
import DateField from './DateField.svelte';
import ErrorNote from './ErrorNote.svelte';
import { clock, fromParts, now, toParts } from './localtime';
import Marked from './Marked.svelte';
import Narrative from './Narrative.svelte';
import NumberField from './NumberField.svelte';
import RecoveryCode from './RecoveryCode.svelte';
import SheetSection from './SheetSection.svelte';
import Strength from './Strength.svelte';

beforeEach(() => connectTo(mockFace()));
afterEach(async () => setLang('en'));

describe('every primitive', () => {
  test('axe finds nothing in English', async () => {
    render(Fixtures);
    expect(await violations()).toEqual([]);
  });
  test('axe finds nothing in Chinese', async () => {
    await setLang('zh-CN');
    render(Fixtures);
    expect(await violations()).toEqual([]);
  });
  test('axe would find something: a button without a name', async () => {
    document.body.append(document.createElement('button'));
    expect((await violations()).join()).toContain('button-name');
    document.body.replaceChildren();
  });
  test('no text is missing from the catalogue', () => {
    render(Fixtures);
    expect(document.body.textContent).not.toContain('⟦');
  });
});

describe('Tabs', () => {
  test('arrow keys choose and move the focus, only the chosen tab is in the tab order', async () => {
    render(Fixtures);
    const [one, two] = [screen.getByRole('tab', { name: 'One' }), screen.getByRole('tab', { name: 'Two' })];
    expect(one.getAttribute('aria-selected')).toBe('true');
    one.focus();
    await fireEvent.keyDown(one, { key: 'ArrowRight' });
    await tick();
    expect(two.getAttribute('aria-selected')).toBe('true');
    expect(document.activeElement).toBe(two);
    expect([one.tabIndex, two.tabIndex]).toEqual([-1, 0]);
    await fireEvent.keyDown(two, { key: 'ArrowRight' });
    await tick();
    expect(document.activeElement, 'the end leads to the beginning').toBe(one);
  });
});

describe('Menu', () => {
  test('opens on the current item, goes by arrows and letters, closes by Esc and gives the focus back', async () => {
    render(Fixtures);
    const opener = screen.getByRole('button', { name: 'Person' });
    await fireEvent.click(opener);
    await tick();
    expect(opener.getAttribute('aria-expanded')).toBe('true');
    const items = screen.getAllByRole('menuitem');
    expect(document.activeElement).toBe(items[0]);
    await fireEvent.keyDown(items[0] as HTMLElement, { key: 'ArrowDown' });
    expect(document.activeElement).toBe(items[1]);
    await fireEvent.keyDown(items[1] as HTMLElement, { key: 'Escape' });
    expect(screen.queryAllByRole('menuitem')).toEqual([]);
    expect(document.activeElement).toBe(opener);
  });
});

describe('ErrorSummary', () => {
  test('takes the focus, and a line leads to its field', async () => {
    render(Fixtures);
    await tick();
    expect(document.activeElement?.getAttribute('role')).toBe('alert');
    await fireEvent.click(screen.getByRole('button', { name: 'Please type a name.' }));
    expect(document.activeElement?.id).toBe('fx-text');
  });
  test('the field names its error', () => {
    render(Fixtures);
    const field = document.getElementById('fx-text');
    expect(field?.getAttribute('aria-invalid')).toBe('true');
    expect(field?.getAttribute('aria-describedby')).toBe('fx-text-hint fx-text-error');
    expect(document.getElementById('fx-text-error')?.textContent).toContain('Please type a name.');
  });
});

describe('DateField', () => {
  async function typed(parts: Record<string, string>) {
    const view = render(DateField, { label: 'Since', value: '' });
    for (const [label, text] of Object.entries(parts)) await fireEvent.input(screen.getByLabelText(label), { target: { value: text } });
    return view;
  }
  test('a year alone is a date, and so is a month', async () => {
    await typed({ Year: '2019' });
    expect((screen.getByLabelText('Year') as HTMLInputElement).value).toBe('2019');
  });
  test('shows a partial date without making a day up', () => {
    render(DateField, { label: 'Since', value: '2019-03' });
    expect((screen.getByLabelText('Month') as HTMLInputElement).value).toBe('3');
    expect((screen.getByLabelText('Day') as HTMLInputElement).value).toBe('');
  });
  test('Chinese order is year, month, day; English order is day, month, year', async () => {
    const order = () => screen.getAllByRole('textbox').map((box) => box.className.split(' ').find((c) => /year|month|day/.test(c)));
    const first = render(DateField, { label: 'x', value: '' });
    expect(order()).toEqual(['day', 'month', 'year']);
    first.unmount();
    await setLang('zh-CN');
    render(DateField, { label: 'x', value: '' });
    expect(order()).toEqual(['year', 'month', 'day']);
  });
});

describe('NumberField', () => {
  test('keeps digits as typed, takes full-width digits and a comma, drops letters', async () => {
    render(NumberField, { label: 'Weight', value: '' });
    const field = screen.getByLabelText('Weight') as HTMLInputElement;
    for (const [typed, kept] of [['６１，２０kg', '61.20'], ['1.0', '1.0'], ['abc', '']] as const) {
      await fireEvent.input(field, { target: { value: typed } });
      expect(field.value).toBe(kept);
    }
  });
  test('goes on by itself when it is full', async () => {
    const onfull = vi.fn();
    render(NumberField, { label: 'Upper', value: '', full: 3, onfull });
    await fireEvent.input(screen.getByLabelText('Upper'), { target: { value: '12' } });
    expect(onfull).not.toHaveBeenCalled();
    await fireEvent.input(screen.getByLabelText('Upper'), { target: { value: '128' } });
    expect(onfull).toHaveBeenCalledOnce();
  });
});

describe('Narrative', () => {
  test('text that looks like markup stays text', () => {
    const nodes: Node[] = [{ type: 'element', tag: 'p', children: [{ type: 'text', text: '<img src=x onerror=alert(1)>' }] }];
    const { container } = render(Narrative, { nodes });
    expect(container.querySelector('img')).toBeNull();
    expect(container.textContent).toContain('<img src=x');
  });
});

describe('Marked', () => {
  test('marks the given places and nothing else', () => {
    const { container } = render(Marked, { text: '查血压一次', ranges: [[1, 3]] });
    expect([...container.querySelectorAll('mark')].map((m) => m.textContent)).toEqual(['血压']);
    expect(container.textContent).toBe('查血压一次');
  });
  test('ranges outside the text are left out', () => {
    const { container } = render(Marked, { text: 'abc', ranges: [[0, 9], [2, 1]] });
    expect(container.querySelector('mark')).toBeNull();
    expect(container.textContent).toBe('abc');
  });
});

describe('Strength', () => {
  const say = (guessesLog10: number, more = {}) => {
    const view = render(Strength, { strength: { score: 0, guessesLog10, tooShort: false, common: false, hint: null, ...more } });
    const words = view.container.textContent ?? '';
    view.unmount();
    return words;
  };
  test('is honest: the same words for the same effort, and a short or common one is never praised', () => {
    expect(say(4)).toContain('minutes');
    expect(say(16)).toContain('centuries');
    expect(say(16, { tooShort: true })).toContain('Too short');
    expect(say(16, { common: true })).toContain('Many people');
  });
});

describe('SheetSection', () => {
  const row = (n: number, title: string): SummaryRowView => ({
    entry: `${title}${n}`, kind: 'vital-sign', titleEn: title, titleZh: title, untranslated: false, date: '2026-11-24', dateText: '24 Nov 2026', end: null, value: `${120 + n}/80`, valueText: `${120 + n}/80`,
    unit: 'mmHg', range: null, abnormal: 'no', abnormalText: null, statusText: null, statusClass: 'current', note: null, sources: [], leftOut: false,
  });
  const rows = [...Array.from({ length: 9 }, (_, n) => row(n, 'Blood pressure')), row(0, 'Weight')];
  const section = { section: 'vital-signs' as const, title: 'Vital signs', rows, nothing: null, leftOff: 0 };
  test('of many readings of one kind the newest are shown, the others on request', async () => {
    const { container } = render(SheetSection, { section, language: 'en', onleave: vi.fn() });
    expect(screen.getAllByRole('checkbox')).toHaveLength(4);
    await fireEvent.click(screen.getByRole('button', { name: 'Blood pressure: show the other 6' }));
    expect(screen.getAllByRole('checkbox')).toHaveLength(10);
    expect(screen.queryByRole('button')).toBeNull();
    expect(await violations(container)).toEqual([]);
  });
  test('medicines, allergies and problems are all shown, always', () => {
    render(SheetSection, { section: { ...section, section: 'medications' as const }, language: 'en', onleave: vi.fn() });
    expect(screen.getAllByRole('checkbox')).toHaveLength(10);
  });
});

describe('RecoveryCode', () => {
  test('what happens without a paper is said of whom it is for', async () => {
    const said = async (more: object) => {
      const view = render(RecoveryCode, { code: 'AB01-CD23', ondone: vi.fn(), ...more });
      await fireEvent.click(screen.getByRole('button', { name: 'Do this later' }));
      const words = view.container.querySelector('.callout.warn')?.textContent ?? '';
      view.unmount();
      return words;
    };
    expect(await said({})).toContain('nobody can open the record any more');
    expect(await said({ keyholder: 'k2', locked: true })).toContain('If you forget your passphrase and have no paper, you must be added anew.');
    expect(await said({ keyholder: 'k2', theirs: 'Wei' })).toContain('The records and your own access are not touched. Wei can make a new code');
  });
  test('counts as written down only when two groups are typed from the paper', async () => {
    const ondone = vi.fn();
    render(RecoveryCode, { code: 'AB01-CD23-EF45-GH67', ondone });
    const groups = screen.getAllByRole('listitem').map((li) => li.textContent ?? '');
    await fireEvent.click(screen.getByRole('button', { name: 'I have it on paper' }));
    expect(document.body.textContent, 'the code is hidden while typing').not.toContain('CD23');
    await fireEvent.click(screen.getByRole('button', { name: 'Check' }));
    expect(ondone).not.toHaveBeenCalled();
    for (const i of [0, 1]) {
      const label = document.querySelector(`label[for="recovery-group-${i}"]`)?.textContent ?? '';
      const n = Number(/\d+/.exec(label)?.[0]);
      const code = (groups.find((g) => g.startsWith(String(n))) ?? '').slice(1);
      // Small letters, and a letter O for a zero, are what people write.
      await fireEvent.input(document.getElementById(`recovery-group-${i}`) as HTMLElement, { target: { value: code.toLowerCase().replace('0', 'o') } });
    }
    await fireEvent.click(screen.getByRole('button', { name: 'Check' }));
    expect(ondone).toHaveBeenCalledOnce();
  });
});

describe('ClockField', () => {
  test('takes the time as it is typed and writes it out when the field is left', async () => {
    const onchange = vi.fn();
    render(ClockField, { label: 'Time', value: '08:00', onchange });
    const box = screen.getByLabelText<HTMLInputElement>('Time');
    expect(box.type, 'the field of the system shows its own 12-hour form').toBe('text');
    await fireEvent.input(box, { target: { value: '２０３０' } });
    expect(box.value, 'what is being typed is left alone').toBe('２０３０');
    await fireEvent.change(box);
    expect(box.value).toBe('20:30');
    expect(onchange).toHaveBeenCalledWith('20:30');
  });
  test('says what is wrong, beside the field, and does not guess', async () => {
    const onchange = vi.fn();
    render(ClockField, { label: 'Time', value: '', onchange });
    const box = screen.getByLabelText<HTMLInputElement>('Time');
    await fireEvent.input(box, { target: { value: '8:75' } });
    await fireEvent.change(box);
    expect(onchange).not.toHaveBeenCalled();
    expect(box.value).toBe('8:75');
    expect(box.getAttribute('aria-invalid')).toBe('true');
    expect(document.getElementById(box.getAttribute('aria-describedby') ?? '')?.textContent).toContain('write the time like 08:00');
    await fireEvent.input(box, { target: { value: '8:15' } });
    expect(box.getAttribute('aria-invalid')).toBeNull();
  });
});

describe('local time', () => {
  test('an instant carries the offset of this computer, a bare day stays a day', () => {
    expect(now()).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:00[+-]\d\d:\d\d$/);
    expect(fromParts('2026-11-25', '7:40')).toMatch(/^2026-11-25T07:40:00[+-]\d\d:\d\d$/);
    expect(fromParts('2026-11-25', '')).toBe('2026-11-25');
    expect(fromParts('2026', '07:40')).toBe('2026');
    expect(toParts('2026-11-25T07:40:00+08:00')).toEqual(['2026-11-25', '07:40']);
  });
  test('a time that cannot be read is never dropped without a word: it goes to the core, which refuses it', () => {
    expect(fromParts('2026-11-25', '25:10')).toBe('2026-11-25T25:10');
  });
  test.each([
    ['8', '08:00'], ['08', '08:00'], ['8:5', '08:05'], ['8:', '08:00'], ['800', '08:00'], ['0830', '08:30'], ['2030', '20:30'], ['８：３０', '08:30'], ['20。30', '20:30'],
    ['8.30', '08:30'], ['8 30', '08:30'], ['8h', '08:00'], ['8 pm', '20:00'], ['8:15 p.m.', '20:15'], ['12 am', '00:00'], ['12pm', '12:00'],
    ['8点', '08:00'], ['8点半', '08:30'], ['下午3点5分', '15:05'], ['晚上8时', '20:00'], ['上午9：05', '09:05'], ['0:00', '00:00'], ['23:59', '23:59'],
  ])('the time %s is %s', (typed, time) => expect(clock(typed)).toBe(time));
  test.each(['', 'x', '24:00', '8:60', '25', '183', '12345', '晚上12点', '13 am', '0 pm', '上午15点', '-8', '8:305'])('the time %j is nobody’s guess', (typed) => expect(clock(typed)).toBeNull());
});

test('an error is brought into sight: it appears above a form whose button is below', async () => {
  const seen = vi.spyOn(Element.prototype, 'scrollIntoView').mockImplementation(() => {});
  const { rerender } = render(ErrorNote, { error: new ApiError('disk-full') });
  expect(seen.mock.instances).toHaveLength(1);
  expect((seen.mock.instances[0] as unknown as Element).textContent).toContain(t('err-disk-full'));
  expect(seen).toHaveBeenCalledWith({ block: 'nearest' });
  await rerender({ error: new ApiError('disk-full') });
  expect(seen.mock.instances, 'the same again, when it was tried again').toHaveLength(2);
  seen.mockRestore();
});
