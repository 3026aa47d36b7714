import './styles/tokens.css';
import './styles/fonts.css';
import './styles/base.css';
import './styles/print.css';
import { mount } from 'svelte';
import App from './app/App.svelte';
import { connect } from './ipc';

void connect().then(() => {
  const target = document.getElementById('app');
  if (target) mount(App, { target });
});
