import fc from 'fast-check';
import { parseSilence } from '../../shared/silence/parse-silence.ts';
import type { Silence } from '../../shared/silence/silence.ts';
import { ACCOUNT, type Json, KEY, KEY_ID, OTHER_ACCOUNT, OTHER_KEY } from '../builders/record.ts';

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
export const WRITTEN = new Date('2026-11-20T00:00:00Z');

/** The value of a parameter: a silence that is in order. */
export const aValue = (overrides: Json = {}): Json => ({
  key: KEY,
  until: '2026-12-01T00:00:00Z',
  reason: 'the migration rewrites it until then',
  by: 'ops@example.com',
  ...overrides,
});

/** The same for every key. */
export const EVERY_KEY: Json = { key: undefined, caller: 'role crossplane-*', class: 'management' };

/** What becomes of a value. */
export const parsed = (overrides: Json = {}, writtenAt = WRITTEN) =>
  parseSilence('s-1', JSON.stringify(aValue(overrides)), writtenAt);

/** A silence; fails the test when it is not in order. */
export function aSilence(overrides: Json = {}, name = 's-1'): Silence {
  const silence = parseSilence(name, JSON.stringify(aValue(overrides)), WRITTEN);
  if (!silence.ok) throw new Error(`wanted a silence in order, got ${silence.error.join('; ')}`);
  return silence.value;
}

/** Silences of every form, of which some cover the findings of test/builders, and some are over. */
export const anySilence = (): fc.Arbitrary<Silence> =>
  fc
    .record({
      name: fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 6 }),
      key: fc.constantFrom(undefined, KEY, KEY_ID, OTHER_KEY),
      account: fc.constantFrom(undefined, ACCOUNT, OTHER_ACCOUNT),
      class: fc.constantFrom(undefined, 'cryptographic' as const, 'delegation' as const, 'management' as const),
      caller: fc.constantFrom(undefined, '*', 'role billing-*', 'report-api'),
      until: fc.integer({ min: -10, max: 30 }).map((days) => new Date(WRITTEN.getTime() + days * DAY)),
      untilDeletion: fc.boolean(),
    })
    .map((parts) => ({ ...parts, reason: 'r', by: 'b', writtenAt: WRITTEN }));
