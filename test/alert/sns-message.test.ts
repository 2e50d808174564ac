import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { bytesOf, MAX_SNS_BYTES, snsMessageOf } from '../../shared/alert/sns-message.ts';
import { fact } from '../../shared/blind-spots/fact.ts';
import { known } from '../../shared/kms/key-details.ts';
import { alertOf, knownDetails, NOW } from '../builders/alert.ts';
import { aPendingKey, pendingKeys } from '../builders/blind-spot.ts';
import { hostileText } from '../builders/hostile.ts';
import { aRefusal, eventId, roleIdentity } from '../builders/record.ts';
import { BLIND_SPOTS, blindSpotOf } from './blind-spots.ts';
import { SITUATIONS } from './situations.ts';

// As large as an alert gets: every list full, every text at its bound and made of characters that JSON escapes twice.
const huge = () => {
  const long = '"\\'.repeat(2000);
  const records = Array.from({ length: 60 }, (_, at) =>
    aRefusal({
      eventID: eventId(at),
      userIdentity: roleIdentity(`${long}${at}`, long),
      userAgent: long,
      eventName: at === 0 ? long : 'Decrypt',
      errorCode: long,
      requestParameters: {
        encryptionContext: Object.fromEntries(
          Array.from({ length: 8 }, (_, n) => [`${long}${at}-${n}`, `${long}${n}`]),
        ),
      },
    }),
  );
  const tags = Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`${long}${at}`, long]));
  return alertOf(
    records,
    knownDetails({ tags: known(tags), aliases: known(Array.from({ length: 50 }, (_, at) => `${long}${at}`)) }),
  );
};

describe('the message on the topic', () => {
  it.each(Object.entries(SITUATIONS))('for %s is the alert as JSON and the e-mail, whole', (_name, make) => {
    const alert = make();
    const { message, attributes } = snsMessageOf(alert, NOW);
    const { default: json, email, ...others } = JSON.parse(message);
    expect(others).toEqual({});
    expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(alert)));
    expect(email).toMatch(/^\S/);
    expect(attributes).toMatchObject({ severity: alert.severity, kind: alert.kind });
  });

  it('leaves out attributes that are not known: SNS refuses empty ones', () => {
    const { attributes } = snsMessageOf(
      alertOf([aRefusal({ errorMessage: 'a thing is pending deletion', resources: [] })]),
      NOW,
    );
    expect(Object.values(attributes)).not.toContain('');
    expect(attributes).not.toHaveProperty('keyArn');
  });

  it('is never larger than 256 KiB, and says what was left out', () => {
    const alert = huge();
    expect(Buffer.byteLength(JSON.stringify({ default: JSON.stringify(alert) }))).toBeGreaterThan(MAX_SNS_BYTES);
    const message = snsMessageOf(alert, NOW);
    expect(bytesOf(message)).toBeLessThanOrEqual(MAX_SNS_BYTES);
    const told = JSON.parse(JSON.parse(message.message).default);
    expect(told.unavailable).toContainEqual({ part: 'data', reason: expect.stringContaining('shortened') });
    expect(told.key.arn).toBe(alert.key.arn);
    expect(told.nextSteps).toEqual(alert.nextSteps);
  });

  it('fits any bound that an alert of ordinary size can fit', () => {
    fc.assert(
      fc.property(hostileText(), fc.integer({ min: 12_000, max: 60_000 }), (text, most) => {
        const alert = alertOf(
          [aRefusal({ userAgent: text, requestParameters: { encryptionContext: { [text]: text } } })],
          knownDetails(),
        );
        expect(bytesOf(snsMessageOf(alert, NOW, most))).toBeLessThanOrEqual(most);
      }),
      { numRuns: 50 },
    );
  });

  it.each(Object.entries(BLIND_SPOTS))(
    'for %s is the alert as JSON and the e-mail, with whose it is',
    async (_, make) => {
      const alert = await make();
      const { message, attributes } = snsMessageOf(alert, NOW);
      expect(JSON.parse(JSON.parse(message).default)).toEqual(JSON.parse(JSON.stringify(alert)));
      expect(JSON.parse(message).email).toContain('WHAT TO DO');
      expect(attributes).toEqual({
        severity: alert.severity,
        kind: 'blind-spot',
        accountId: '111122223333',
        region: 'eu-west-1',
      });
    },
  );

  it('of a blind spot is shortened by keys at risk, and says how many are left out', async () => {
    const long = '"\\'.repeat(2000);
    const keys = Array.from({ length: 20 }, () => aPendingKey({ arn: long, region: long, state: long }));
    const alert = await blindSpotOf({ turn: { found: long }, pending: fact(pendingKeys(...keys)) });
    expect(bytesOf(snsMessageOf(alert, NOW))).toBeLessThanOrEqual(MAX_SNS_BYTES);
    const message = snsMessageOf(alert, NOW, 60_000);
    expect(bytesOf(message)).toBeLessThanOrEqual(60_000);
    const { atRisk, atRiskNotListed } = JSON.parse(JSON.parse(message.message).default);
    expect(atRisk.length + atRiskNotListed).toBe(20);
    expect(atRisk.length).toBeLessThan(20);
  });
});
