import { describe, expect, it } from '@jest/globals';
import { guardClients } from '../../shared/aws/guard-clients.ts';
import { whoChanged } from '../../shared/aws/who-changed.ts';
import { fact, notKnown } from '../../shared/blind-spots/fact.ts';
import { aRecord, type Json, roleIdentity, userIdentity } from '../builders/record.ts';
import { awsError, json, useFakeAws } from '../fakes/aws.ts';

const aws = useFakeAws();

const FROM = new Date('2026-11-15T03:15:00Z');
const TO = new Date('2026-11-22T03:15:00Z');

const look = (events: readonly string[], names: readonly string[], budgetMs = 5000) =>
  whoChanged(
    guardClients({ region: undefined, profile: undefined }),
    { events, names, from: FROM, to: TO, budget: AbortSignal.timeout(budgetMs) },
    1,
  );

/** As CloudTrail writes it for StopLogging and most others: without `resources`. */
function change(eventName: string, eventTime: string, more: Json = {}): Json {
  const { resources: _, ...record } = aRecord({
    eventName,
    eventTime,
    eventSource: 'cloudtrail.amazonaws.com',
    eventID: `${eventName} ${eventTime}`,
    userIdentity: userIdentity('Alice'),
    requestParameters: { name: 'arn:aws:cloudtrail:eu-west-1:111122223333:trail/management' },
  });
  return { ...record, ...more };
}

/** CloudTrail with these records in its event history. */
const standRecords = (...records: readonly Json[]) =>
  aws.answer('LookupEvents', ({ parameters: { LookupAttributes: attributes } }) => {
    const [{ AttributeKey: key, AttributeValue: value } = {}] = Array.isArray(attributes) ? attributes : [];
    const found = records.filter(({ eventName }) => key === 'EventName' && eventName === value);
    return json({ Events: found.map((record) => ({ CloudTrailEvent: JSON.stringify(record) })) });
  });

describe('who changed something', () => {
  it('is the principal of the newest call that names it, over all events asked for', async () => {
    standRecords(
      change('StopLogging', '2026-11-20T01:00:00Z'),
      change('PutEventSelectors', '2026-11-21T02:10:00Z', { userIdentity: roleIdentity('admin', 'alice@example.com') }),
      change('PutEventSelectors', '2026-11-16T02:10:00Z'),
      change('DeleteTrail', '2026-11-21T09:00:00Z', { requestParameters: { name: 'other' } }),
    );
    expect(await look(['StopLogging', 'PutEventSelectors', 'DeleteTrail'], ['management'])).toEqual(
      fact({
        principal: 'role admin (alice@example.com)',
        event: 'PutEventSelectors',
        eventId: 'PutEventSelectors 2026-11-21T02:10:00Z',
        time: new Date('2026-11-21T02:10:00Z'),
      }),
    );
    const asked = aws.requests.filter(({ operation }) => operation === 'LookupEvents');
    expect(asked.map(({ parameters }) => parameters)).toEqual(
      ['StopLogging', 'PutEventSelectors', 'DeleteTrail'].map((name) => ({
        LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: name }],
        StartTime: FROM.getTime() / 1000,
        EndTime: TO.getTime() / 1000,
        MaxResults: 50,
      })),
    );
  });

  it('is not found in a call that failed, that names another, or that names it only where the caller writes freely', async () => {
    const byName = { requestParameters: { name: 'management-2' } };
    standRecords(
      change('StopLogging', '2026-11-20T01:00:00Z', { errorCode: 'AccessDenied' }),
      change('StopLogging', '2026-11-20T02:00:00Z', byName),
      change('StopLogging', '2026-11-20T02:30:00Z', { requestParameters: { name: 'old-management' } }),
      change('StopLogging', '2026-11-20T03:00:00Z', { ...byName, userAgent: 'management' }),
      change('StopLogging', '2026-11-20T04:00:00Z', { ...byName, userIdentity: roleIdentity('management') }),
    );
    expect(await look(['StopLogging'], ['management', ''])).toEqual(fact('not-found'));
    aws.answer('LookupEvents', json({ Events: [{ CloudTrailEvent: 'not JSON management' }, {}] }));
    expect(await look(['StopLogging'], ['management'])).toEqual(fact('not-found'));
    aws.answer('LookupEvents', json({}));
    expect(await look(['StopLogging'], ['management'])).toEqual(fact('not-found'));
  });

  it.each([
    [
      'a subscription by its topic',
      'arn:aws:sns:eu-west-1:111122223333:alerts',
      { requestParameters: { subscriptionArn: 'arn:aws:sns:eu-west-1:111122223333:alerts:0a1b' } },
    ],
    [
      'a resource',
      'arn:aws:s3:::my.bucket',
      { requestParameters: null, resources: [{ ARN: 'arn:aws:s3:::my.bucket' }] },
    ],
    ['an answer', 'my-alarm', { requestParameters: null, responseElements: { alarmName: 'my-alarm' } }],
    [
      'what is asked, where nothing is answered',
      'my-alarm',
      { responseElements: undefined, requestParameters: { alarmName: 'my-alarm' } },
    ],
    ['a name with quotes', 'an "odd" alarm (1)', { requestParameters: { alarmNames: ['an "odd" alarm (1)'] } }],
  ])('is found by %s', async (_, name, more) => {
    standRecords(change('Unsubscribe', '2026-11-20T01:00:00Z', more));
    expect(await look(['Unsubscribe'], [name])).toMatchObject({ known: true, value: { principal: 'user Alice' } });
  });

  it('is looked for by six events at most', async () => {
    standRecords();
    await look(['A', 'B', 'C', 'D', 'E', 'F', 'G'], ['x']);
    expect(aws.requests).toHaveLength(6);
  });

  it('is not known when one look fails, since it might have shown a newer call', async () => {
    const record = { CloudTrailEvent: JSON.stringify(change('StopLogging', '2026-11-20T01:00:00Z')) };
    let asked = 0;
    aws.answer('LookupEvents', () => {
      asked += 1;
      return asked === 1 ? json({ Events: [record] }) : awsError(400, 'AccessDeniedException');
    });
    expect(await look(['StopLogging', 'DeleteTrail'], ['management'])).toEqual(
      notKnown('AWS does not allow it (AccessDeniedException)', 'cloudtrail:LookupEvents'),
    );
    aws.answer('LookupEvents', 'hang');
    expect(await look(['StopLogging'], ['management'], 200)).toEqual(notKnown('no answer in time'));
  });

  it('is asked for at no more than two a second', async () => {
    standRecords();
    const start = performance.now();
    await whoChanged(guardClients({ region: undefined, profile: undefined }), {
      events: ['A', 'B'],
      names: ['x'],
      from: FROM,
      to: TO,
      budget: AbortSignal.timeout(5000),
    });
    expect(performance.now() - start).toBeGreaterThanOrEqual(490);
  });
});
