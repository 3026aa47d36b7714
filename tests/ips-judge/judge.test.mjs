// A judge that can only say yes is no judge: each kind of defect it is trusted to find, once.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judge } from './judge.mjs';

const patient = { resourceType: 'Patient', gender: 'female', birthDate: '1954-03-18' };

const cases = [
  ['an unknown property', { ...patient, rate: 1 }, /Invalid additional property/],
  ['a wrong code', { ...patient, gender: 'F' }, /gender/],
  ['a wrong type', { ...patient, birthDate: 1954 }, /birthDate/],
  ['an empty array', { ...patient, name: [] }, /name/],
  ['a missing required element', { resourceType: 'Observation', status: 'final' }, /Missing required property.*Observation\.code/],
  [
    'a document without a date (bdl-10)',
    { resourceType: 'Bundle', type: 'document', identifier: { system: 'urn:x', value: '1' } },
    /bdl-10/,
  ],
  [
    'an error inside an entry',
    { resourceType: 'Bundle', type: 'collection', entry: [{ resource: { resourceType: 'Condition' } }] },
    /entry\[0\] Condition: Missing required property.*subject/,
  ],
];

test('a sound resource passes', () => assert.deepEqual(judge(patient), []));

for (const [name, resource, expected] of cases) {
  test(`finds ${name}`, () => {
    const errors = judge(resource);
    assert.match(errors.join('\n'), expected, `the judge said: ${errors.join(' | ') || 'nothing'}`);
  });
}
