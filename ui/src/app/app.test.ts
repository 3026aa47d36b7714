// Router, keys, toasts and errors.
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { ApiError, asApiError, call, connectTo, errorWords, onConfirm } from '../ipc';
import { mockFace } from '../ipc/mock';
import { installClipboard } from './clipboard';
import { router } from './router.svelte';
import { session } from './session.svelte';
import { shortcutOf } from './shortcuts';
import { toasts } from './toasts.svelte';

beforeEach(() => {
  router.reset();
  toasts.clear();
  document.body.replaceChildren();
});

describe('router', () => {
  test('goes, comes back and goes forward again', () => {
    router.go('timeline');
    router.go({ screen: 'entry', id: 'e1' });
    router.back();
    expect(router.route.screen).toBe('timeline');
    router.forward();
    expect(router.route).toEqual({ screen: 'entry', id: 'e1' });
  });
  test('typing in the search box makes one way back, not one for each letter', () => {
    router.go('records');
    for (const q of ['b', 'bl', 'blood']) router.go({ screen: 'search', q });
    router.back();
    expect(router.route.screen).toBe('records');
  });
  test('without a way back, back leads home; a reset forgets everything', () => {
    router.go('settings');
    router.reset();
    router.back();
    expect(router.route.screen).toBe('home');
    expect(router.canGoBack).toBe(false);
  });
  test('nothing of a route stands in the address', () => {
    const before = location.href;
    router.go({ screen: 'search', q: 'secret words' });
    expect(location.href).toBe(before);
  });
});

describe('keys', () => {
  const press = (init: KeyboardEventInit, target: Element = document.body) => {
    const event = new KeyboardEvent('keydown', { bubbles: true, cancelable: true, ...init });
    let got: ReturnType<typeof shortcutOf> = null;
    const listen = (e: Event) => (got = shortcutOf(e as KeyboardEvent));
    target.addEventListener('keydown', listen);
    target.dispatchEvent(event);
    target.removeEventListener('keydown', listen);
    return got;
  };
  test('search, lock, places and forms', () => {
    expect(press({ key: 'k', ctrlKey: true })).toEqual({ do: 'search' });
    expect(press({ key: 'k', metaKey: true })).toEqual({ do: 'search' });
    expect(press({ key: 'l', ctrlKey: true })).toEqual({ do: 'lock' });
    document.body.append(Object.assign(document.createElement('dialog'), { open: true }));
    expect(press({ key: 'l', ctrlKey: true }), 'also over a dialog').toEqual({ do: 'lock' });
    expect(press({ key: 'k', ctrlKey: true })).toBeNull();
    document.body.replaceChildren();
    expect(press({ key: '4', code: 'Digit4', altKey: true })).toEqual({ do: 'go', to: 'track' });
    expect(press({ key: 'b' })).toEqual({ do: 'add', form: 'blood-pressure' });
    expect(press({ key: '?' , shiftKey: true })).toEqual({ do: 'help' });
  });
  test('letters do nothing while something is typed, and nothing works behind a dialog', () => {
    const input = document.createElement('input');
    document.body.append(input);
    expect(press({ key: 'b' }, input)).toBeNull();
    expect(press({ key: 'k', ctrlKey: true }, input), 'search works from a field too').toEqual({ do: 'search' });
    const dialog = document.createElement('dialog');
    dialog.setAttribute('open', '');
    document.body.append(dialog);
    expect(press({ key: 'k', ctrlKey: true })).toBeNull();
  });
});

describe('errors', () => {
  test('anything thrown has words; what is not ours is a fault of the program', () => {
    expect(asApiError(new TypeError('x')).code).toBe('internal');
    expect(asApiError({ code: 'wait', params: { seconds: 4 }, fields: [] })).toEqual(new ApiError('wait', { seconds: '4' }));
    const words = errorWords(new ApiError('no-such-code'));
    expect(words.what).not.toBe('');
    expect(words.next).not.toBe('');
  });
  test('the same words twice stand once; two things to undo stay two', () => {
    toasts.done('Copied');
    toasts.done('Copied');
    expect(toasts.all.map((one) => one.text)).toEqual(['Copied']);
    toasts.undo('Hidden', () => {});
    toasts.undo('Hidden', () => {});
    expect(toasts.all.map((one) => one.text)).toEqual(['Copied', 'Hidden', 'Hidden']);
  });
  test('a locked vault is no message: the lock screen says it', () => {
    toasts.error(new ApiError('locked'));
    expect(toasts.all).toEqual([]);
    toasts.error(new ApiError('internal'));
    expect(toasts.all).toHaveLength(1);
  });
});

test('language and size can be changed where the vault cannot be looked at', async () => {
  const kept = vi.fn(({ settings }) => settings);
  connectTo(mockFace({ settings_set: kept }));
  session.status = null;
  await session.look(await call('settings_get', {}));
  await session.set({ textSize: 'large' });
  expect(kept).toHaveBeenCalledOnce();
  expect(session.settings?.textSize).toBe('large');
  expect(document.documentElement.dataset['size']).toBe('large');
  await session.set({ textSize: 'standard' });
});

test('where the core wants the passphrase once more, it is asked for and the core asked again', async () => {
  let asked = 0;
  let sure = false;
  connectTo(mockFace({
    quick_unlock_set: (request) => {
      asked += 1;
      if (!sure) throw new ApiError('confirm-passphrase');
      return mockFace().call('quick_unlock_set', request) as never;
    },
  }));
  await expect(call('quick_unlock_set', { on: true }), 'nobody there to ask').rejects.toMatchObject({ code: 'confirm-passphrase' });
  const end = onConfirm(async () => false);
  await expect(call('quick_unlock_set', { on: true }), 'the person changed their mind').rejects.toMatchObject({ code: 'confirm-passphrase' });
  end();
  onConfirm(async () => (sure = true));
  await call('quick_unlock_set', { on: true });
  expect(asked).toBe(4);
});

test('what is shown cannot be copied, what is typed can', () => {
  let told = 0;
  const end = installClipboard(() => (told += 1));
  document.body.append(document.createElement('p'), document.createElement('textarea'));
  const copy = (name: string, on: string) => {
    const event = new Event(name, { bubbles: true, cancelable: true });
    document.querySelector(on)?.dispatchEvent(event);
    return event.defaultPrevented;
  };
  expect([copy('copy', 'p'), copy('cut', 'p'), copy('dragstart', 'p')]).toEqual([true, true, true]);
  expect(told).toBe(3);
  expect(copy('copy', 'textarea')).toBe(false);
  end();
  expect(copy('copy', 'p')).toBe(false);
});
