import { describe, expect, it } from '@jest/globals';
import { createClients } from '../../shared/aws/clients.ts';
import { stateHistory } from '../../shared/aws/state-history.ts';
import { parseKeyArn } from '../../shared/kms/key-arn.ts';
import { aRecord, type Json, KEY, KEY_ID, OTHER_KEY } from '../builders/record.ts';
import { awsError, json, useFakeAws } from '../fakes/aws.ts';

const aws = useFakeAws();
const NOW = new Date('2026-11-22T03:15:00.000Z');
const DAY = 24 * 3_600_000;
const SINCE = new Date(NOW.getTime() - 90 * DAY);
const key = parseKeyArn(KEY);
if (key === undefined) throw new Error('KEY is a key ARN');

const anEvent = (eventName: string, eventTime: string, more: Json = {}) => ({
  EventName: eventName,
  EventTime: Date.parse(eventTime) / 1000,
  CloudTrailEvent: JSON.stringify(
    aRecord({
      eventName,
      eventTime,
      requestParameters: { keyId: KEY },
      resources: [{ ARN: KEY, type: 'AWS::KMS::Key' }],
      ...more,
    }),
  ),
});
/** Pages by event name: the first request gets the first one. */
function hold(pages: Readonly<Record<string, readonly (readonly unknown[])[]>>): void {
  aws.answer('LookupEvents', ({ parameters }) => {
    const [attribute] = parameters.LookupAttributes as [{ AttributeValue: string }];
    const at = Number(parameters.NextToken ?? 0);
    const all = pages[attribute.AttributeValue] ?? [[]];
    const more = at + 1 < all.length ? { NextToken: String(at + 1) } : {};
    return json({ Events: all[at] ?? [], ...more });
  });
}
const read = () =>
  stateHistory(createClients({ maxAttempts: 1, connectionTimeout: 1000, requestTimeout: 2500 }), () => NOW)(key);

describe('the calls that changed the state of a key', () => {
  it('are those of the key that succeeded, of 90 days', async () => {
    hold({
      EnableKey: [
        [
          anEvent('EnableKey', '2026-11-01T00:00:00Z'),
          anEvent('EnableKey', '2026-11-02T00:00:00Z', {
            resources: [{ ARN: OTHER_KEY }],
            requestParameters: { keyId: OTHER_KEY },
          }),
        ],
      ],
      DisableKey: [[anEvent('DisableKey', '2026-10-01T00:00:00Z', { errorCode: 'AccessDenied' })]],
      CancelKeyDeletion: [[anEvent('CancelKeyDeletion', '2026-10-02T00:00:00Z', { resources: [] })]],
    });
    expect(await read()).toEqual({
      status: 'known',
      value: {
        since: SINCE,
        calls: [
          { name: 'EnableKey', time: new Date('2026-11-01T00:00:00Z') },
          { name: 'CancelKeyDeletion', time: new Date('2026-10-02T00:00:00Z') },
        ],
      },
    });
    const asked = aws.requests.map(({ parameters }) => parameters);
    expect(asked.map(({ LookupAttributes }) => LookupAttributes)).toEqual(
      ['EnableKey', 'DisableKey', 'CancelKeyDeletion'].map((AttributeValue) => [
        { AttributeKey: 'EventName', AttributeValue },
      ]),
    );
    for (const { StartTime } of asked) expect(StartTime).toBe(SINCE.getTime() / 1000);
  });

  it('may name the key by its id alone', async () => {
    hold({
      EnableKey: [
        [anEvent('EnableKey', '2026-11-01T00:00:00Z', { resources: [], requestParameters: { keyId: KEY_ID } })],
      ],
    });
    expect(await read()).toMatchObject({ value: { calls: [{ name: 'EnableKey' }] } });
  });

  it('are all of them on three pages, and begin with the oldest that was read where there are more', async () => {
    const page = (day: number) => [anEvent('EnableKey', `2026-11-${day}T00:00:00Z`)];
    hold({ EnableKey: [page(20), page(19), page(18)] });
    expect(await read()).toMatchObject({ value: { since: SINCE, calls: [{}, {}, {}] } });
    hold({ EnableKey: [page(20), page(19), page(18), page(17)] });
    expect(await read()).toMatchObject({ value: { since: new Date('2026-11-18T00:00:00Z'), calls: [{}, {}, {}] } });
  });

  it('are not known where one of them cannot be read: it may be the one that matters', async () => {
    hold({ DisableKey: [[{ ...anEvent('DisableKey', '2026-11-01T00:00:00Z'), CloudTrailEvent: '{' }]] });
    expect(await read()).toMatchObject({ status: 'unavailable' });
  });

  it.each([
    [awsError(400, 'ThrottlingException'), 'cloudtrail:LookupEvents: throttled'],
    [awsError(400, 'AccessDeniedException'), 'cloudtrail:LookupEvents: no-right'],
    [awsError(500, 'InternalFailure'), 'cloudtrail:LookupEvents: InternalFailure'],
  ])('are not known after %j', async (answer, reason) => {
    aws.answer('LookupEvents', answer);
    expect(await read()).toEqual({ status: 'unavailable', reason });
  });
});
