// A person in a few words: age and relation.
import { t } from '../i18n/index.svelte';
import type { PersonView } from '../ipc';

/** "72 · mother"; what is not known is left out. */
export function aboutPerson(person: Pick<PersonView, 'age' | 'relation'>): string {
  const age = person.age === null ? '' : t('ui-age', { age: person.age });
  const relation = relationText(person.relation);
  return age && relation ? t('ui-person-about', { age, relation }) : age || relation;
}

const relations = ['self', 'mother', 'father', 'wife', 'husband', 'partner', 'daughter', 'son', 'grandmother', 'grandfather', 'sister', 'brother', 'other'] as const;
export type Relation = (typeof relations)[number];
/** The relations that have a word of their own. */
export const relationChoices: readonly Relation[] = relations;

/** The word of a relation; a relation in the person's own words stays as it is. */
export function relationText(relation: string): string {
  const known = relations.find((r) => r === relation);
  return known ? t(`ui-relation-${known}`) : relation;
}
