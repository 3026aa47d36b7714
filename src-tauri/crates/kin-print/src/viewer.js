(() => {
  'use strict';
  const at = (id) => document.getElementById(id);
  const bytes = (id) => Uint8Array.from(atob(at(id).textContent.trim()), (c) => c.charCodeAt(0));
  const gate = at('gate');
  const typed = at('typed');
  const button = at('open');
  const say = (place, id, wrong) => {
    at(place).textContent = id ? at(id).textContent : '';
    at(place).classList.toggle('wrong', Boolean(wrong));
  };

  const unsealed = async (words) => {
    const utf8 = new TextEncoder();
    const secret = await crypto.subtle.importKey('raw', utf8.encode(words), 'PBKDF2', false, ['deriveKey']);
    const way = { name: 'PBKDF2', hash: 'SHA-256', salt: bytes('salt'), iterations: Number(at('rounds').textContent) };
    const key = await crypto.subtle.deriveKey(way, secret, { name: 'AES-GCM', length: 256 }, false, ['decrypt']);
    const how = { name: 'AES-GCM', iv: bytes('nonce'), additionalData: utf8.encode(at('bound').textContent) };
    return new TextDecoder().decode(await crypto.subtle.decrypt(how, key, bytes('sealed')));
  };

  const copy = async (text) => {
    const box = at('copy');
    box.hidden = true;
    try {
      await navigator.clipboard.writeText(text);
      say('done', 'w-copied');
    } catch {
      box.value = text;
      box.hidden = false;
      box.focus();
      box.select();
      say('done', 'w-copy-hand');
    }
  };

  const save = (text) => {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([text], { type: 'application/fhir+json' }));
    link.download = 'summary.ips.json';
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    say('done', 'w-saved');
  };

  const show = (content) => {
    // Parsed into a document of its own, where nothing runs; then moved here.
    const parsed = new DOMParser().parseFromString(content.page, 'text/html');
    at('page').replaceChildren(...[...parsed.body.childNodes].map((node) => document.importNode(node, true)));
    at('closed').hidden = true;
    at('page').hidden = false;
    at('bar').hidden = false;
    at('print').addEventListener('click', () => print());
    at('copy-en').addEventListener('click', () => copy(content.recordEn));
    at('copy-zh').addEventListener('click', () => copy(content.recordZh));
    at('save').addEventListener('click', () => save(content.ips));
    at('close').addEventListener('click', () => location.reload());
    const head = at('page').querySelector('h1');
    head?.setAttribute('tabindex', '-1');
    head?.focus();
  };

  gate.addEventListener('submit', async (event) => {
    event.preventDefault();
    if (button.disabled) return;
    const words = typed.value.normalize('NFC').toLowerCase().split(/[^\p{L}\p{N}]+/u).filter(Boolean).join(' ');
    if (!words) return typed.focus();
    button.disabled = true;
    say('told', 'w-working');
    let content = null;
    try {
      content = JSON.parse(await unsealed(words));
    } catch {
      say('told', 'w-wrong', true);
      typed.focus();
      typed.select();
    }
    button.disabled = false;
    if (content) {
      typed.value = '';
      say('told', '');
      show(content);
    }
  });

  if (!globalThis.crypto?.subtle) {
    say('told', 'w-old', true);
    button.disabled = true;
  }
})();
