// Every error that the core can give has words in both languages: what happened, what to do next.
import { afterAll, describe, expect, test } from 'vitest';
import { setLang, tMaybe, type Lang } from '../i18n/index.svelte';
import { ERROR_CODES } from './generated/commands';

afterAll(() => setLang('en'));

describe.each(['en', 'zh-CN'] as Lang[])('in %s', (lang) => {
  test.each(ERROR_CODES)('%s', async (code) => {
    await setLang(lang);
    const values = { seconds: '5', limit: '8 GiB', found: '2', known: '1', rule: 'x', count: '1' };
    const [what, next] = [tMaybe(`err-${code}`, values), tMaybe(`rec-${code}`, values)];
    expect(what, 'what happened').toBeTruthy();
    expect(next, 'what to do next').toBeTruthy();
    // In the window nobody is sent to the command line.
    expect(`${what} ${next}`).not.toMatch(/kinfolio( [a-z]|:)|vault\.json/);
    if (lang === 'zh-CN') expect(what).toMatch(/[\u4e00-\u9fff]/);
  });
});
