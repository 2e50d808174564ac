import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { bounded } from '../../shared/incident/bounded.ts';
import { incidentIdOf } from '../../shared/incident/incident.ts';
import { type IncidentItem, MOST_BATCHES, MOST_CLAIMS, MOST_FACETS, openIncident } from '../../shared/incident/item.ts';
import { encodeItem } from '../../shared/incident/item-codec.ts';
import { known } from '../../shared/kms/key-details.ts';
import { copiesAcrossAccounts } from '../builders/finding.ts';
import { batchOf, type Life, lifeOf, pendingUntil, START } from '../builders/incident.ts';
import { aRefusal, eventId, findingOf, type Json, KEY } from '../builders/record.ts';

/** DynamoDB Developer Guide, "Quotas": the largest item, in bytes. */
const LARGEST_ITEM = 400 * 1024;
/** As long as all texts of a record of CloudTrail may be, which is 256 KB at most. */
const LONG = 4000;

/** A record that is as long as its writer can make it, wherever there is a text. */
function longRecord(n: number, unit: string, overrides: Json = {}): Json {
  const long = (which: string) => `${which} ${n} ${unit.repeat(LONG)}`;
  return aRefusal({
    eventID: `${eventId(n)}${unit.repeat(LONG)}`,
    errorCode: long('code'),
    errorMessage: `${long('said')} ${KEY} is pending deletion. ${unit.repeat(LONG)}`,
    resources: [{ ARN: KEY }],
    sourceIPAddress: long('ip'),
    userAgent: long('agent'),
    requestID: long('request'),
    awsRegion: long('region'),
    recipientAccountId: long('account'),
    userIdentity: {
      type: 'AssumedRole',
      arn: `arn:aws:sts::111122223333:assumed-role/${long('role')}/${long('session')}`,
      accountId: long('account'),
      accessKeyId: long('access'),
      principalId: long('principal'),
      invokedBy: long('by'),
      sessionContext: { sessionIssuer: { type: 'Role', userName: long('role'), arn: long('issuer') } },
    },
    requestParameters: {
      encryptionContext: Object.fromEntries(Array.from({ length: 20 }, (_, at) => [long(`name ${at}`), long('value')])),
    },
    ...overrides,
  });
}

/** All that can be in an item at once, written by somebody who wants it large: nothing can be sent while new callers come. */
function fullIncident(unit: string, callers: number): IncidentItem {
  const life: Life = lifeOf();
  for (let n = 0; n < callers; n += 1) life.brings(START + n, findingOf(longRecord(n, unit)));
  life.settles(
    {
      details: {
        ...pendingUntil(START + 10 * 86_400_000),
        aliases: known([unit.repeat(LONG)]),
        scheduledBy: known({ principal: unit.repeat(LONG), time: new Date(START) }),
      },
    },
    START,
  );
  for (let n = 0; n < MOST_BATCHES; n += 1) {
    const { caller } = copiesAcrossAccounts(n);
    const by = { kind: 'silence', by: `${n} ${'s'.repeat(900)}`, class: 'management', untilDeletion: false } as const;
    life.happens(batchOf(`batch ${'x'.repeat(12)} ${n}`, [caller], [{ hiddenBy: by, findings: [caller] }]), START + n);
  }
  return life.item;
}

describe('an item of the table', () => {
  it.each([
    ['plain texts', 'x'],
    ['texts of three bytes a character', '€'],
    ['texts of which JSON makes six bytes a character', '\u0001'],
    ['texts of half characters', '\ud800'],
  ])('fits into DynamoDB with as much in it as there can be, of %s', (_, unit) => {
    const item = fullIncident(unit, 60);
    expect(item.outbox.length).toBeGreaterThanOrEqual(MOST_CLAIMS);
    expect(item.facets.length).toBeGreaterThanOrEqual(MOST_FACETS);
    expect(item.freshLead).toBeDefined();
    expect(item.batches).toHaveLength(MOST_BATCHES);
    expect(Buffer.byteLength(encodeItem(item))).toBeLessThan(LARGEST_ITEM);
  });

  it('fits with the callers that there are, who call themselves what AWS lets them', () => {
    const life = lifeOf();
    for (let n = 0; n < 60; n += 1) {
      const record = aRefusal({
        eventID: eventId(n),
        userAgent: `aws-sdk-java/2.31 ${'Lambda '.repeat(60)}`,
        userIdentity: {
          type: 'AssumedRole',
          arn: `arn:aws:sts::111122223333:assumed-role/${`${n}`.padEnd(64, 'r')}/${'s'.repeat(64)}`,
          accountId: '111122223333',
        },
        requestParameters: { encryptionContext: { 'aws:s3:arn': `arn:aws:s3:::ledger/${'k'.repeat(900)}` } },
      });
      life.brings(START + n, findingOf(record));
    }
    expect(life.item.outbox).toHaveLength(MOST_CLAIMS);
    expect(Buffer.byteLength(encodeItem(life.item))).toBeLessThan(LARGEST_ITEM / 2);
  });

  it('fits when the record names the key by a text of any length', () => {
    const finding = findingOf(
      longRecord(1, '\u0001', {
        errorMessage: 'is pending deletion',
        resources: [],
        requestParameters: { keyId: `alias/${'\u0001'.repeat(60_000)}` },
      }),
    );
    expect(finding.key.kind).toBe('named');
    const life = lifeOf(undefined, openIncident(incidentIdOf(finding), finding.key, START));
    life.brings(START, finding);
    expect(Buffer.byteLength(encodeItem(life.item))).toBeLessThan(LARGEST_ITEM);
  });
});

describe('a text out of a record', () => {
  const longestArn = `arn:aws-us-gov:sts::111122223333:assumed-role/${'r'.repeat(64)}/${'s'.repeat(64)}`;

  it.each([
    ['the ARN of a key', KEY],
    ['the ARN of a replica key', KEY.replace(/key\/.*/, `key/mrk-${'a'.repeat(32)}`)],
    ['the longest ARN of a session', longestArn],
  ])('stays as it is: %s', (_, text) => {
    expect(bounded(text)).toBe(text);
    expect(bounded({ a: [text] })).toEqual({ a: [text] });
  });

  it.each([['x'], ['€'], ['\u0001'], ['\ud800'], ['"'], ['🔥']])(
    'that is longer loses its middle, not its ends: %j',
    (unit) => {
      const text = bounded(`begin ${unit.repeat(5000)} end`);
      expect(text.startsWith('begin')).toBe(true);
      expect(text.endsWith('end')).toBe(true);
      expect(text).toContain('…');
      expect(Buffer.byteLength(JSON.stringify(text))).toBeLessThanOrEqual(400);
    },
  );

  it('is bounded in bytes, not in characters', () => {
    for (const unit of ['\u0001', '\ud800', '€', '"'])
      expect(Buffer.byteLength(JSON.stringify(bounded(unit.repeat(200))))).toBeLessThanOrEqual(400);
  });

  it('is as short as it gets when it was shortened once', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 2000 }), (text) => {
        expect(bounded(bounded(text))).toBe(bounded(text));
      }),
    );
  });

  it('leaves what is no text as it is', () => {
    const value = { time: new Date(START), count: 5, none: undefined, nothing: null, is: true, parts: [1, { x: 'y' }] };
    expect(bounded(value)).toEqual(value);
  });
});
