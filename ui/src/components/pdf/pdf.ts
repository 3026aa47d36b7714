// PDF.js, loaded when the first PDF is opened. It works on the page's own thread: the policy of the
// window allows no workers, and a letter of a few pages needs none. Nothing is fetched but the files
// of PDF.js itself, which are part of the app.
import * as pdfjs from 'pdfjs-dist/legacy/build/pdf.mjs';
import * as worker from 'pdfjs-dist/legacy/build/pdf.worker.mjs';
import type { PDFDocumentLoadingTask } from 'pdfjs-dist';

(globalThis as { pdfjsWorker?: unknown }).pdfjsWorker = worker;

const files = {
  ...import.meta.glob<string>('/node_modules/pdfjs-dist/cmaps/*.bcmap', { query: '?url', import: 'default', eager: true }),
  ...import.meta.glob<string>('/node_modules/pdfjs-dist/standard_fonts/*.{pfb,ttf}', { query: '?url', import: 'default', eager: true }),
};
const folders: Record<string, string> = { cMapUrl: 'cmaps', standardFontDataUrl: 'standard_fonts' };

/** Gives PDF.js its tables of characters and its standard fonts, by the names that the bundler gave them. */
class OwnFiles {
  async fetch({ kind, filename }: { kind: string; filename: string }): Promise<Uint8Array> {
    const address = files[`/node_modules/pdfjs-dist/${folders[kind] ?? ''}/${filename}`];
    if (!address) throw new Error('not one of ours');
    return new Uint8Array(await (await fetch(address)).arrayBuffer());
  }
}

/** Opens a PDF. The caller ends it with `destroy()`. */
export function openPdf(data: Uint8Array): PDFDocumentLoadingTask {
  return pdfjs.getDocument({
    data, useWasm: false, useWorkerFetch: false, enableXfa: false, stopAtErrors: false, disableAutoFetch: true, BinaryDataFactory: OwnFiles, verbosity: 0,
  });
}
