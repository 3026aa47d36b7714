/// <reference types="svelte" />
/// <reference types="vite/client" />

/** True in the development server and in unit tests, false in what is shipped. */
declare const __MOCK__: boolean;
