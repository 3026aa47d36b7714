/// <reference types="svelte" />
/// <reference types="vite/client" />

/** True in the development server and in unit tests, false in what is shipped. */
declare const __MOCK__: boolean;

interface Window {
  /** How things stood when the window was opened: laid in by the shell. */
  readonly kinfolioAtStart?: import('./ipc').AppStatus;
}
