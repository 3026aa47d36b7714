// The one place that turns what went wrong into words: what happened, what to do next.
import { list, t, tMaybe } from '../i18n/index.svelte';
import type { FieldProblem } from './types';

/** An error as the core gives it: a stable code and values for its words, never a text. */
export class ApiError extends Error {
  constructor(
    readonly code: string,
    readonly params: Record<string, string> = {},
    /** What is wrong field by field, for forms. */
    readonly fields: FieldProblem[] = [],
  ) {
    super(code);
    this.name = 'ApiError';
  }
}

/** Anything thrown, as an ApiError. What is not one of ours is a fault of the program: `internal`. */
export function asApiError(thrown: unknown): ApiError {
  if (thrown instanceof ApiError) return thrown;
  if (typeof thrown === 'object' && thrown !== null && 'code' in thrown && typeof thrown.code === 'string') {
    const params = 'params' in thrown && typeof thrown.params === 'object' && thrown.params !== null ? thrown.params : {};
    const fields = 'fields' in thrown && Array.isArray(thrown.fields) ? (thrown.fields as FieldProblem[]) : [];
    return new ApiError(thrown.code, Object.fromEntries(Object.entries(params).map(([k, v]) => [k, String(v)])), fields);
  }
  return new ApiError('internal');
}

/** What happened (`what`) and what to do next (`next`), in the language of the screen. */
export interface ErrorWords {
  what: string;
  next: string;
  code: string;
}

/** Words for anything thrown. */
export function errorWords(thrown: unknown): ErrorWords {
  const error = asApiError(thrown);
  // "One try is left": the words choose by number, and values cross as text.
  const params = Object.fromEntries(Object.entries(error.params).map(([k, v]) => [k, /^\d{1,3}$/.test(v) ? Number(v) : v]));
  // What differs of a person comes as codes.
  if (error.params['differs']) params['differs'] = list(error.params['differs'].split(', ').map((what) => tMaybe(`papers-differs-${what}`) ?? what));
  return {
    what: tMaybe(`err-${error.code}`, params) ?? t('ui-error-unknown'),
    next: tMaybe(`rec-${error.code}`, params) ?? t('ui-error-unknown-next'),
    code: error.code,
  };
}
