import { describe, expect, it } from 'vitest';
import { usualPaper } from './paper';

describe('the paper that is usual in a place', () => {
  it('is Letter in North America and A4 elsewhere', () => {
    expect(['en-US', 'es-MX', 'fr-CA', 'zh-Hans-US'].map(usualPaper)).toEqual(['letter', 'letter', 'letter', 'letter']);
    expect(['en-GB', 'zh-CN', 'zh-Hans-CN', 'de', 'en', 'en-us-posix'].map(usualPaper)).toEqual(['a4', 'a4', 'a4', 'a4', 'a4', 'letter']);
  });
});
