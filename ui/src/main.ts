import './styles/tokens.css';
import './styles/fonts.css';
import './styles/base.css';
import './styles/print.css';
import { mount } from 'svelte';
import App from './app/App.svelte';
import { loadAllWords, setLang } from './i18n/index.svelte';
import { connect } from './ipc';

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
