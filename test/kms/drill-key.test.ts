import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isDrillKey } from '../../shared/kms/drill-key.ts';
import { type KeyMetadata, known, unavailable } from '../../shared/kms/key-details.ts';
import { NOW } from '../builders/alert.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const TAGGED = known({ 'kms-deletion-guard:drill': 'true', team: 'ledger' });

/** A key that was made so long before its deletion was scheduled, with a waiting period of so many days. */
const livedFor = (ms: number, days = 7, overrides: Partial<KeyMetadata> = {}) =>
  known<KeyMetadata>({
    state: 'PendingDeletion',
    createdAt: new Date(NOW.getTime() - ms),
    deletionDate: new Date(NOW.getTime() + days * DAY),
    pendingWindowInDays: undefined,
    description: undefined,
    manager: 'CUSTOMER',
    ...overrides,
  });

describe('a key of a drill', () => {
  it('has the tag and lived for less than an hour', () => {
    expect(isDrillKey({ metadata: livedFor(3000), tags: TAGGED })).toBe(true);
    expect(isDrillKey({ metadata: livedFor(HOUR - 1), tags: TAGGED })).toBe(true);
    expect(isDrillKey({ metadata: livedFor(HOUR), tags: TAGGED })).toBe(false);
  });

  it.each([
    ['the tag is not there', known({ team: 'ledger' })],
    ['the tag says something else', known({ 'kms-deletion-guard:drill': 'false' })],
    ['the tag is written otherwise', known({ 'KMS-Deletion-Guard:Drill': 'true' })],
    ['the tag stands in a prototype only', known(Object.create({ 'kms-deletion-guard:drill': 'true' }))],
    ['the tags could not be read', unavailable('no right kms:ListResourceTags')],
  ])('is none when %s', (_, tags) => {
    expect(isDrillKey({ metadata: livedFor(3000), tags })).toBe(false);
  });

  it.each([
    ['could not be read', unavailable('no right kms:DescribeKey')],
    ['lacks its date of creation', livedFor(3000, 7, { createdAt: undefined })],
    ['is no longer pending', livedFor(3000, 7, { state: 'Disabled', deletionDate: undefined })],
    ['makes no sense', livedFor(3000, 7, { createdAt: new Date(Number.NaN) })],
    ['ends sooner than KMS allows', livedFor(3000, 6)],
  ])('is none when the key %s', (_, metadata) => {
    expect(isDrillKey({ metadata, tags: TAGGED })).toBe(false);
  });

  it('may have dates that are rounded', () => {
    expect(isDrillKey({ metadata: livedFor(-999), tags: TAGGED })).toBe(true);
  });

  // KMS API Reference, ScheduleKeyDeletion, PendingWindowInDays: 7 to 30. Neither date can be set by anybody.
  it('is never one that lived for more than an hour, whatever its tags and its waiting period', () => {
    const age = fc.integer({ min: HOUR + 1, max: 20 * 365 * DAY });
    const window = fc.integer({ min: 7, max: 30 });
    fc.assert(fc.property(age, window, (ms, days) => !isDrillKey({ metadata: livedFor(ms, days), tags: TAGGED })));
  });

  it('is always one that a drill made', () => {
    const age = fc.integer({ min: 0, max: HOUR - 1 });
    fc.assert(fc.property(age, (ms) => isDrillKey({ metadata: livedFor(ms), tags: TAGGED })));
  });
});
