// PDF.js, loaded when the first PDF is opened. It works on the page's own thread: the policy of the
// window allows no workers, and a letter of a few pages needs none. Its tables of characters and its
// standard fonts are modules of the app, loaded when a PDF needs them: the policy allows no fetch either.
import * as pdfjs from 'pdfjs-dist/legacy/build/pdf.mjs';
import * as worker from 'pdfjs-dist/legacy/build/pdf.worker.mjs';
import type { PDFDocumentLoadingTask } from 'pdfjs-dist';

(globalThis as { pdfjsWorker?: unknown }).pdfjsWorker = worker;

const files = {
  ...import.meta.glob<string>('/node_modules/pdfjs-dist/cmaps/*.bcmap', { query: '?inline', import: 'default' }),
  ...import.meta.glob<string>('/node_modules/pdfjs-dist/standard_fonts/*.{pfb,ttf}', { query: '?inline', import: 'default' }),
};
const folders: Record<string, string> = { cMapUrl: 'cmaps', standardFontDataUrl: 'standard_fonts' };

/** Gives PDF.js its own files, as bytes out of a `data:` text. */
class OwnFiles {
  async fetch({ kind, filename }: { kind: string; filename: string }): Promise<Uint8Array> {
    const load = files[`/node_modules/pdfjs-dist/${folders[kind] ?? ''}/${filename}`];
    if (!load) throw new Error('not one of ours');
    const text = await load();
    return Uint8Array.from(atob(text.slice(text.indexOf(',') + 1)), (c) => c.charCodeAt(0));
  }
}

/** Opens a PDF. The caller ends it with `destroy()`. */
export function openPdf(data: Uint8Array): PDFDocumentLoadingTask {
  return pdfjs.getDocument({
    data, useWasm: false, useWorkerFetch: false, enableXfa: false, stopAtErrors: false, disableAutoFetch: true, BinaryDataFactory: OwnFiles, verbosity: 0,
  });
}
