import { describe, expect, it } from 'vitest';
import { place, step, worthAsking } from './finding';
import { differences, otherChoices, target } from './whose';

describe('looking for a hospital', () => {
  it('asks from two letters on, or from one Chinese sign', () => {
    expect(['', 'm', 'ma', '华', 'か'].map(worthAsking)).toEqual([false, false, true, true, true]);
  });
  it('moves by arrow keys and stays inside the list', () => {
    expect(step('ArrowDown', -1, 3)).toBe(0);
    expect(step('ArrowDown', 2, 3)).toBe(2);
    expect(step('ArrowUp', 0, 3), 'back to the field').toBe(-1);
    expect(step('ArrowUp', -1, 3)).toBeNull();
    expect(step('End', 0, 3)).toBe(2);
    expect(step('Home', -1, 3), 'in the field Home is for the text').toBeNull();
    expect(step('x', 1, 3)).toBeNull();
    expect(step('ArrowDown', -1, 0)).toBeNull();
  });
  it('leaves out what is not known', () => {
    const hit = { place: '', software: 'Epic' };
    expect(place(hit)).toBe('Epic');
    expect(place({ ...hit, place: 'Boston' })).toBe('Boston · Epic');
  });
});

describe('whose record it becomes', () => {
  it('tells the core a person or a new one, never both', () => {
    expect(target('person:p1')).toEqual({ person: 'p1', newPersonFromPortal: false });
    expect(target('new')).toEqual({ person: null, newPersonFromPortal: true });
  });
  it('offers the person from whom it differs last, and nobody whose record may only be read', () => {
    const people = [{ id: 'p1', right: 'owner' }, { id: 'p2', right: 'write' }, { id: 'p3', right: 'read' }];
    expect(otherChoices('p1', null, people)).toEqual(['new', 'person:p2', 'person:p1']);
    expect(otherChoices('p1', 'p2', people), 'whom it fits comes first').toEqual(['person:p2', 'new', 'person:p1']);
    expect(otherChoices('p1', 'p3', people), 'not a record that may only be read').toEqual(['new', 'person:p2', 'person:p1']);
    expect(otherChoices(null, null, people)).toEqual(['new', 'person:p1', 'person:p2']);
  });
  it('says only differences that there are words for', () => {
    expect(differences({ name: 'X', bornText: '', sexText: '', differs: ['born', 'shoe-size', 'name'], fits: null })).toEqual(['name', 'born']);
    expect(differences(null)).toEqual([]);
  });
});
