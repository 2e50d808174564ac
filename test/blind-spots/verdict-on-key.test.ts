import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fact, notKnown } from '../../shared/blind-spots/fact.ts';
import { NO_REFUSALS, NONE, type Refusals, type Sourced } from '../../shared/blind-spots/refusals.ts';
import { type KeyEvidence, verdictOn } from '../../shared/blind-spots/verdict-on-key.ts';
import { NOW } from '../builders/alert.ts';

const SCHEDULED = new Date('2026-11-16T14:00:00Z');
const refused = (count: number) => ({
  count,
  first: new Date('2026-11-16T15:30:00Z'),
  last: new Date('2026-11-22T03:11:40Z'),
});
const refusedEarlier = (count: number) => ({ ...refused(count), last: new Date('2026-11-15T03:11:40Z') });
const said = (refusals: Partial<Refusals>, atLeast = false): Sourced => ({
  refusals: { ...NO_REFUSALS, ...refusals },
  source: 'log group',
  atLeast,
});
const used = (time: string) =>
  fact({ used: true as const, operation: 'Decrypt', time: new Date(time), eventId: undefined });
const neverSince = (trackedSince: string) => fact({ used: false as const, trackedSince: new Date(trackedSince) });

/** A key on which everything is known, and nothing was seen of it. */
const evidence = (changes: Partial<KeyEvidence> = {}): KeyEvidence => ({
  createdAt: new Date('2024-01-01T00:00:00Z'),
  scheduledAt: SCHEDULED,
  watchedFrom: SCHEDULED,
  lastUsage: neverSince('2026-10-20T00:00:00Z'),
  refusals: fact(said({})),
  refusedBefore: NONE,
  hasPublicKey: false,
  drill: false,
  ...changes,
});

describe('the verdict on a key', () => {
  it.each<[string, Partial<KeyEvidence>, string, string]>([
    [
      'use refused, and a good one before',
      { refusals: fact(said({ use: refused(214) })), lastUsage: used('2026-11-16T11:00:00Z') },
      'in-use',
      'refused 214 times since Mon 16 Nov 15:30 UTC, last good use 3 h before scheduling: do not delete',
    ],
    [
      'use refused, and nothing else known',
      { refusals: fact(said({ use: refused(1) })), lastUsage: notKnown('no right') },
      'in-use',
      'refused 1 time since Mon 16 Nov 15:30 UTC: do not delete',
    ],
    [
      'use refused, found by a search that broke off',
      {
        refusals: fact(said({ use: refused(9) }, true)),
        scheduledAt: undefined,
        lastUsage: used('2026-11-16T11:00:00Z'),
      },
      'in-use',
      'refused at least 9 times since Mon 16 Nov 15:30 UTC, last good use Mon 16 Nov 11:00 UTC: do not delete',
    ],
    [
      'a key that was made for a drill',
      { refusals: fact(said({ use: refused(1) })), drill: true, lastUsage: notKnown('no right') },
      'in-use',
      'refused 1 time since Mon 16 Nov 15:30 UTC: that was the drill, let it go',
    ],
    [
      'a good use a quarter before, none refused',
      { lastUsage: used('2026-08-10T14:00:00Z') },
      'used-lately',
      'last good use 98 days before scheduling; no use refused since: find out first who used it',
    ],
    [
      'a good use lately, refusals not known',
      { lastUsage: used('2026-11-16T13:50:00Z'), refusals: notKnown('no right logs:FilterLogEvents') },
      'used-lately',
      'last good use 10 min before scheduling; refusals are not known (no right logs:FilterLogEvents): find out first who used it',
    ],
    [
      'a good use when KMS had not heard of the scheduling everywhere',
      { lastUsage: used('2026-11-16T14:00:30Z') },
      'used-lately',
      'last good use less than 1 min after scheduling; no use refused since: find out first who used it',
    ],
    [
      'use refused before it was cancelled and scheduled again',
      { refusedBefore: refusedEarlier(50) },
      'used-lately',
      'refused 50 times before it was scheduled, last Sun 15 Nov 03:11 UTC; no use refused since: find out first who used it',
    ],
    [
      'the same, a good use besides, and refusals since not known',
      {
        refusedBefore: refusedEarlier(1),
        lastUsage: used('2026-11-16T13:50:00Z'),
        refusals: notKnown('no right logs:FilterLogEvents'),
      },
      'used-lately',
      'last good use 10 min before scheduling, refused 1 time before it was scheduled, last Sun 15 Nov 03:11 UTC; refusals are not known (no right logs:FilterLogEvents): find out first who used it',
    ],
    [
      'a good use longer ago than a quarter',
      { lastUsage: used('2026-03-03T00:00:00Z') },
      'no-sign',
      'no sign of use since it was scheduled, Mon 16 Nov 14:00 UTC, the last good one was Tue 3 Mar 00:00 UTC; not proof, because quiet data keys and caches are not seen',
    ],
    [
      'no good use since AWS keeps track',
      {},
      'no-sign',
      'no sign of use since it was scheduled, Mon 16 Nov 14:00 UTC, and no good one since Tue 20 Oct 00:00 UTC; not proof, because quiet data keys and caches are not seen',
    ],
    [
      'no good use since it was made',
      { createdAt: new Date('2026-11-01T00:00:00Z') },
      'no-sign',
      'no sign of use since it was scheduled, Mon 16 Nov 14:00 UTC, and no good one since Tue 20 Oct 00:00 UTC; not proof, because quiet data keys and caches are not seen',
    ],
    [
      'tracked only since after the scheduling',
      { lastUsage: neverSince('2026-11-20T00:00:00Z') },
      'no-sign',
      'no sign of use since it was scheduled, Mon 16 Nov 14:00 UTC, and no good one since Fri 20 Nov 00:00 UTC; not proof, because quiet data keys and caches are not seen',
    ],
    [
      'a replica-pending key that was scheduled nobody knows when',
      { scheduledAt: undefined, watchedFrom: new Date('2026-10-22T00:00:00Z') },
      'no-sign',
      'no sign of use since Thu 22 Oct 00:00 UTC, and no good one since Tue 20 Oct 00:00 UTC; not proof, because quiet data keys and caches are not seen',
    ],
    [
      'an asymmetric key',
      { hasPublicKey: true },
      'no-sign',
      'no sign of use since it was scheduled, Mon 16 Nov 14:00 UTC, and no good one since Tue 20 Oct 00:00 UTC; not proof, because quiet data keys, caches and public keys are not seen',
    ],
    [
      'administration refused, and no use',
      { refusals: fact(said({ management: refused(40) })) },
      'no-sign',
      'no sign of use since it was scheduled, Mon 16 Nov 14:00 UTC, and no good one since Tue 20 Oct 00:00 UTC; not proof, because quiet data keys and caches are not seen',
    ],
    [
      'records that KMS does not confirm',
      { refusals: fact(said({ unconfirmed: refused(2) })) },
      'cannot-tell',
      'cannot tell: 2 records may be of use, unconfirmed: look with `explain`',
    ],
    [
      'nothing known at all',
      { refusals: notKnown('no stack is deployed'), lastUsage: notKnown('no right kms:GetKeyLastUsage') },
      'cannot-tell',
      'cannot tell: refusals are not known (no stack is deployed); its last good use is not known (no right kms:GetKeyLastUsage)',
    ],
    [
      'no good use, since nobody knows when',
      { lastUsage: fact({ used: false, trackedSince: undefined }) },
      'cannot-tell',
      'cannot tell: AWS knows of no good use, and not since when',
    ],
  ])('%s', (_, changes, kind, words) => {
    expect(verdictOn(evidence(changes), NOW)).toEqual({ kind, words });
  });

  const someTime = () => fc.date({ min: new Date('2025-01-01T00:00:00Z'), max: NOW, noInvalidDate: true });
  const someRefused = () =>
    fc
      .nat(3)
      .chain((count) =>
        fc
          .record({ first: fc.option(someTime(), { nil: undefined }) })
          .map(({ first }) => (count === 0 ? NONE : { count, first, last: first })),
      );
  const someEvidence = () =>
    fc.record<KeyEvidence>({
      createdAt: fc.option(someTime(), { nil: undefined }),
      scheduledAt: fc.option(someTime(), { nil: undefined }),
      watchedFrom: someTime(),
      lastUsage: fc.oneof(
        fc.constant(notKnown('no right')),
        someTime().map((time) => used(time.toISOString())),
        fc.option(someTime(), { nil: undefined }).map((trackedSince) => fact({ used: false as const, trackedSince })),
      ),
      refusals: fc.oneof(
        fc.constant(notKnown('nothing deployed')),
        fc
          .record({ use: someRefused(), management: someRefused(), unconfirmed: someRefused() })
          .map((refusals) => fact(said(refusals))),
      ),
      refusedBefore: someRefused(),
      hasPublicKey: fc.boolean(),
      drill: fc.boolean(),
    });

  it('is "in use" if and only if use was refused, and "no sign" of nothing that is not known', () => {
    fc.assert(
      fc.property(someEvidence(), (some) => {
        const { kind, words } = verdictOn(some, NOW);
        const { refusals, lastUsage } = some;
        expect(kind === 'in-use').toBe(refusals.known && refusals.value.refusals.use.count > 0);
        if (kind === 'no-sign') {
          expect([refusals.known, lastUsage.known]).toEqual([true, true]);
          expect(refusals.known && refusals.value.refusals.unconfirmed.count).toBe(0);
          expect(some.refusedBefore.count).toBe(0);
          expect(words).toContain('not proof');
        }
        if (kind === 'used-lately')
          expect((lastUsage.known && lastUsage.value.used) || some.refusedBefore.count > 0).toBe(true);
        expect(words).not.toMatch(/undefined|NaN|^,/);
      }),
    );
  });
});
