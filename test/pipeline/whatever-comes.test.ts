import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { aJunkLine } from '../builders/arbitrary.ts';
import { aBatch, packed } from '../builders/payload.ts';
import { aRefusal, type Json, KEY } from '../builders/record.ts';
import { aGuard, keyNumber, ofKey, summed } from './guard.ts';

describe('whatever comes', () => {
  it('junk costs no good refusal its alert, and every record is counted', async () => {
    const batch = fc.record({
      junk: fc.array(aJunkLine(), { maxLength: 8 }),
      good: fc.array(fc.nat(5), { maxLength: 6 }),
      order: fc.infiniteStream(fc.nat(1000)),
    });
    await fc.assert(
      fc.asyncProperty(batch, async ({ junk, good, order }) => {
        const lines = [
          ...junk.map((message) => ({ id: 'junk', message })),
          ...good.map((key, n) => ({ id: `good-${n}`, message: JSON.stringify(ofKey(keyNumber(key), n)) })),
        ];
        const shuffled = lines
          .map((line) => [order.next().value, line] as const)
          .sort(([one], [other]) => one - other)
          .map(([, line]) => line);
        const guard = aGuard();
        const outcome = await guard.invoke({ awslogs: { data: packed({ ...aBatch([]), logEvents: shuffled }) } });
        expect(outcome.findings).toBe(good.length);
        expect(outcome.recordsIn).toBe(lines.length);
        expect(outcome.fate).toMatchObject({ notified: good.length, unaccounted: 0 });
        expect(summed(outcome)).toBe(lines.length);
        expect(new Set(guard.told.map(({ key }) => key.arn))).toEqual(new Set(good.map(keyNumber)));
        expect(guard.told.reduce((sum, { occurrences }) => sum + occurrences.count, 0)).toBe(good.length);
      }),
      { numRuns: 60 },
    );
  });

  it.each(['toString', 'constructor', '__proto__', 'hasOwnProperty'])(
    'a record full of %s stops no other',
    async (word) => {
      const inScopeOf = { issuerType: word };
      const sessionContext = { sessionIssuer: { userName: word, arn: word } };
      const identities = ['AssumedRole', word].map((type) => ({ type, userName: word, sessionContext, inScopeOf }));
      const records = identities.map((userIdentity, n) =>
        ofKey(keyNumber(n), n, { userIdentity, eventName: word, errorCode: word, eventSource: word }),
      );
      const guard = aGuard();
      expect((await guard.brings(...records, aRefusal())).messages).toMatchObject({ sent: 3, failed: [] });
      expect(guard.told.map(({ key }) => key.arn)).toContain(KEY);
    },
  );

  it('hostile refusals are told, each, and none stops another', async () => {
    const hostile = fc.record({
      userIdentity: fc.jsonValue({ maxDepth: 2 }),
      requestParameters: fc.oneof(
        fc.jsonValue({ maxDepth: 2 }),
        fc.record({ encryptionContext: fc.dictionary(fc.string(), fc.string({ unit: 'binary' })) }),
      ),
      eventName: fc.string({ minLength: 1, unit: 'binary' }),
      userAgent: fc.string({ unit: 'binary' }),
      errorCode: fc.jsonValue({ maxDepth: 1 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(hostile, { minLength: 1, maxLength: 5 }), async (all) => {
        const guard = aGuard();
        const records = all.map((overrides, n) => ofKey(keyNumber(n), n, overrides as Json));
        const { findings, fate, messages } = await guard.brings(...records);
        expect(findings).toBe(all.length);
        expect(fate).toMatchObject({ notified: all.length, unaccounted: 0 });
        expect(messages).toMatchObject({ sent: all.length, failed: [], unsettled: 0 });
        expect(guard.told.every(({ title, caller }) => title !== '' && caller.name.trim() !== '')).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});
