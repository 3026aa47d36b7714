// Files of the made-up core: a picture that looks like a code, a letter of one page, a text.
const picture =
  'iVBORw0KGgoAAAANSUhEUgAAACEAAAAhAQAAAAB/n//CAAAAyklEQVR42mNgjJNwqGeo3R09v57BtVn5IpDcqw8i+RQEgeJSTUBxxvAkoJr/1x3r/zPEhu0RqWdwdJc+8p+hva/1Vz0Dg975yHqGBZ0iE+oZeC069tQz3OgL2vWfofCta3w9Q4Tzia//Gcxl/xXVM7T9bYupZ5gke1zuP4PgDblX/xksNrT/+8+gu+ztxf8MqfWdjvUMfNYrK+oZWLjO9APtrYi1B7qhYp0H0D1fpl35z+B6xkIHyL4bbv6fofaKV/F/Bkb5XZv+AwAIilFYaeetHwAAAABJRU5ErkJggg==';
const pdf = `%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 420 595]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>endobj
4 0 obj<</Length 78>>stream
BT /F1 22 Tf 40 520 Td (Central Hospital) Tj 0 -40 Td (Clinic letter) Tj ET
endstream endobj
5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj
trailer<</Root 1 0 R>>
`;

/** Bytes of an attachment or of a made file: a picture, a PDF or a text. */
export function madeUpBytes(request: { token?: string; index?: number }): Uint8Array<ArrayBuffer> {
  if (request.token === 'made-qr' || request.token === 'made-card' || request.token === 'moving' || request.index === 1) return Uint8Array.from(atob(picture), (c) => c.charCodeAt(0));
  if (request.index === 0) return new TextEncoder().encode('Clinic letter\n门诊病历\n\nAnkles swollen in the evening.');
  return new TextEncoder().encode(pdf);
}
