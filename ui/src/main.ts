import './styles/tokens.css';
import './styles/fonts.css';
import './styles/base.css';
import './styles/print.css';
import { mount } from 'svelte';
import App from './app/App.svelte';
import { ahead, loadAllWords, setLang } from './i18n/index.svelte';
import { connect } from './ipc';

// What the front page needs, asked for at once and not one after the other: its typeface, its words, its two faces.
for (const weight of [400, 700]) void document.fonts.load(`${weight} 1em "Kin Latin"`).catch(() => {});
void ahead(navigator.language.startsWith('zh') ? 'zh-CN' : 'en').catch(() => {});
for (const face of [import('./features/unlock/Unlock.svelte'), import('./features/welcome/Welcome.svelte')]) face.catch(() => {});

void connect().then(() => {
  const target = document.getElementById('app');
  if (!target) return;
  // Every primitive in every state, to look at while building; not in what is shipped.
  if (__MOCK__ && location.hash === '#fixtures') {
    void Promise.all([import('./fixtures/Fixtures.svelte'), setLang('en').then(loadAllWords)]).then(([{ default: Fixtures }]) => mount(Fixtures, { target }));
    return;
  }
  mount(App, { target });
});
