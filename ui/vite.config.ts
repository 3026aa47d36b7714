import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

interface ModuleInfo {
  isEntry: boolean;
  /** By whom it is imported in any way. */
  importers: readonly string[];
  /** What it imports at once. */
  importedIds: readonly string[];
}

/** True for what the page imports before it shows anything: it comes as one file, for each file that is asked for
 * costs a round through the shell. */
function comesFirst(id: string, about: (id: string) => ModuleInfo | null, seen = new Set<string>()): boolean {
  if (seen.has(id)) return false;
  seen.add(id);
  const module = about(id);
  if (!module) return false;
  return module.isEntry || module.importers.some((importer) => about(importer)?.importedIds.includes(id) && comesFirst(importer, about, seen));
}

// The page is compiled into the app and served by the shell (or by the test server): everything is
// relative, nothing is inlined as data: (the Content-Security-Policy refuses it), no source maps.
export default defineConfig(({ mode }) => ({
  plugins: [svelte()],
  base: './',
  publicDir: 'public',
  // PDF.js's tables of characters and fonts, which components/pdf takes as text.
  assetsInclude: ['**/*.bcmap', '**/*.pfb'],
  define: {
    // The made-up record of src/ipc/mock is for the development server and the unit tests only;
    // with this constant false the bundler drops it from what is shipped.
    __MOCK__: JSON.stringify(mode !== 'production'),
  },
  optimizeDeps: { include: ['@fluent/bundle', '@tauri-apps/api/core', '@tauri-apps/api/event'], exclude: ['@lucide/svelte'] },
  server: { port: 5173, strictPort: true, host: '127.0.0.1', fs: { allow: ['..'] } },
  build: {
    target: ['chrome120', 'safari17'],
    outDir: 'dist',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
    reportCompressedSize: false,
    rolldownOptions: {
      output: {
        codeSplitting: { groups: [{ name: (id: string, chunks: { getModuleInfo(id: string): ModuleInfo | null }) => (comesFirst(id, (of) => chunks.getModuleInfo(of)) ? 'first' : null) }] },
      },
    },
  },
  // Vitest: the browser build of Svelte, a DOM without a browser.
  resolve: mode === 'test' ? { conditions: ['browser'] } : {},
  test: {
    environment: 'jsdom',
    include: ['src/**/*.test.ts'],
    setupFiles: ['src/test/setup.ts'],
    testTimeout: 90_000,
    css: { include: [/tokens\.css/] },
  },
}));
