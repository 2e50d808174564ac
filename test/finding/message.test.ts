import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { keyBefore, readMessage } from '../../shared/finding/message.ts';
import { aMessage } from '../builders/arbitrary.ts';
import { aRecord, detectedIn, KEY, OTHER_KEY } from '../builders/record.ts';

// KMS's three texts after a key ARN, typed from the footnotes of the key-state table. Written apart from the code's own.
const CONFIRMED =
  /^arn:aws[a-z0-9-]*:kms:[a-z0-9-]+:[0-9]{12}:key\/[A-Za-z0-9-]+ is pending (deletion|replica deletion|deletion \(or pending replica deletion\))\.?$/;

describe('a message', () => {
  it('names the key that KMS says is pending', () => {
    expect(readMessage(`${KEY} is pending deletion.`)).toMatchObject({ kind: 'confirmed', key: { arn: KEY } });
  });

  it('is not confirmed by another text of that kind', () => {
    expect(readMessage(`${KEY} is pending deletion (or pending import).`)?.kind).toBe('unconfirmed');
    expect(readMessage(`${KEY} is pending deletion in 7 days.`)?.kind).toBe('unconfirmed');
  });

  it('that is unconfirmed may be about the key last named before its words', () => {
    const message = `copy from ${OTHER_KEY} to x: ${KEY} is pending deletion. See ${OTHER_KEY}.`;
    expect(readMessage(message)).toEqual({ kind: 'unconfirmed' });
    expect(keyBefore(message)?.arn).toBe(KEY);
  });

  it('may be unconfirmed and name no key', () => {
    const message = 'alias/ledger-prod is pending deletion.';
    expect(readMessage(message)).toEqual({ kind: 'unconfirmed' });
    expect(keyBefore(message)).toBeUndefined();
  });

  it.each([
    'was pending deletion',
    'pending deletion',
    'is pending',
    'is  pending deletion',
    'this pending deletion',
    'is pending deletions',
    'is scheduled for deletion',
  ])('does not count for words that come near: %s', (words) => {
    expect(readMessage(`${KEY} ${words}`)).toBeUndefined();
  });

  it('of a megabyte that comes near again and again is read in no time', () => {
    const near = [
      'arn:aws:kms:',
      'arn:aws-a-a-a:kms:a-a-a-',
      `${KEY}/`,
      'is pending ',
      ' is pending replica',
      'arn:aws:kms:eu-west-1:111122223333:key/a',
    ];
    const started = process.hrtime.bigint();
    for (const piece of near) {
      const message = `${piece.repeat(Math.ceil(1_000_000 / piece.length))} is pending deletion`;
      readMessage(message);
      keyBefore(message);
    }
    expect(Number(process.hrtime.bigint() - started) / 1e9).toBeLessThan(3);
  });
});

describe('whatever the message', () => {
  const refusalWith = (errorMessage: string) => detectedIn(aRecord({ errorMessage }));

  it('it is confirmed only if it is wholly a key ARN and a text of KMS', () => {
    fc.assert(
      fc.property(aMessage(), (message) => {
        const whole = CONFIRMED.test(message.trim());
        expect([message, refusalWith(message)?.operation.confirmed === true]).toEqual([message, whole]);
      }),
      { numRuns: 3000 },
    );
  });

  it('it counts if it says that something is pending deletion, whatever a caller adds to it', () => {
    fc.assert(
      fc.property(aMessage(), (message) => {
        const finding = refusalWith(message);
        expect(finding !== undefined).toBe(/\bis pending (replica )?deletion\b/.test(message));
        if (finding?.operation.confirmed === false) expect(finding.keyState).toBeUndefined();
      }),
      { numRuns: 2000 },
    );
  });

  it('arbitrary text does not count', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (message) => {
        fc.pre(!/pending/i.test(message));
        expect(refusalWith(message)).toBeUndefined();
      }),
      { numRuns: 250 },
    );
  });
});
