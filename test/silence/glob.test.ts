import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { matchesGlob } from '../../shared/silence/glob.ts';

/** What a glob means, letter by letter. */
function reference(glob: string, text: string): boolean {
  if (glob === '') return text === '';
  if (glob.startsWith('*')) return reference(glob.slice(1), text) || (text !== '' && reference(glob, text.slice(1)));
  if (text === '') return false;
  return (glob.startsWith('?') || glob[0] === text[0]) && reference(glob.slice(1), text.slice(1));
}

const over = (letters: string, most: number) => fc.string({ unit: fc.constantFrom(...letters), maxLength: most });

describe('a glob', () => {
  it.each([
    ['role crossplane-*', 'role crossplane-provider', true],
    ['role crossplane-*', 'role crossplane-', true],
    ['role crossplane-*', 'role Crossplane-provider', false],
    ['role ?', 'role', false],
    ['*-batch', 'role billing-batch', true],
    ['*-batch', 'role billing-batch-2', false],
    ['a.c', 'abc', false],
    ['[ab]', 'a', false],
    ['', '', true],
    ['', 'a', false],
  ])('%j on %j: %s', (glob, text, matches) => expect(matchesGlob(glob, text)).toBe(matches));

  it('says what its meaning says, letter by letter', () => {
    fc.assert(
      fc.property(over('ab*?', 8), over('ab', 10), (glob, text) => {
        expect(matchesGlob(glob, text)).toBe(reference(glob, text));
      }),
      { numRuns: 2000 },
    );
  });

  it('takes no longer than glob times text, however hostile both are', () => {
    const started = performance.now();
    expect(matchesGlob(`${'*a'.repeat(100)}*b`, 'a'.repeat(50_000))).toBe(false);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});
