// QR codes read by zxing-cpp (its WebAssembly build), which is not ours.
import { readFileSync } from 'node:fs';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';

const here = new URL('./node_modules/zxing-wasm/', import.meta.url);
// Its own file, never one from the network.
prepareZXingModule({ overrides: { wasmBinary: readFileSync(new URL('dist/reader/zxing_reader.wasm', here)).buffer } });

export const ZXING = `zxing-wasm ${JSON.parse(readFileSync(new URL('package.json', here), 'utf8')).version}`;

/** The texts of every QR code in a picture file. */
export async function zxing(picture) {
  const found = await readBarcodes(new Uint8Array(readFileSync(picture)), { formats: ['QRCode'], tryHarder: true });
  return found.filter((one) => one.isValid).map((one) => one.text);
}
