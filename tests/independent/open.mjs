// Sealed bundles that we wrote, opened by kill-the-clipboard as it opens what is behind a link: a table of contents is
// served on this computer, its viewer fetches it, opens the file and reads the FHIR in it.
//
//     node open.mjs LIST    LIST: JSON [{file, key, entries}]   exit 0: all opened; 1: some not
import { readFileSync } from 'node:fs';
import { INDEPENDENT, linkTo, openServer, opened, viewed } from './codes.mjs';

const list = JSON.parse(readFileSync(process.argv[2], 'utf8'));
let bad = 0;
for (const { file, key, entries } of list) {
  const jwe = readFileSync(file, 'utf8');
  const server = await openServer((request, body, response) =>
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end(JSON.stringify({ files: [{ contentType: 'application/fhir+json', embedded: jwe }] })),
  );
  try {
    const { fhirResources } = await viewed(linkTo(`${server.home}/manifest.json`, key), { recipient: 'Dr. Zhao' });
    const [bundle] = fhirResources;
    if (bundle?.resourceType !== 'Bundle' || bundle.entry.length !== entries) throw new Error('another bundle');
    if (JSON.parse(await opened(jwe, key)).entry.length !== entries) throw new Error('jose opens another bundle');
  } catch (why) {
    bad += 1;
    console.log(`${file}: ${why.message}`);
  } finally {
    await server.stop();
  }
}
console.log(`${INDEPENDENT}: ${list.length - bad} of ${list.length} bundles opened`);
process.exitCode = bad ? 1 : 0;
