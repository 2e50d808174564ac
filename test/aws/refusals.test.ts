import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { describe, expect, it } from '@jest/globals';
import { lookupEvent } from '../../shared/aws/lookup-event.ts';
import { searchRefusals } from '../../shared/aws/refusals.ts';
import { WIDE_PATTERN } from '../../shared/contract/filter-patterns.ts';
import { type Answer, awsError, json, useFakeAws } from '../fakes/aws.ts';

const aws = useFakeAws();
const SINCE = new Date('2026-11-16T14:00:00Z');
const UNTIL = new Date('2026-11-22T03:15:00Z');
const once = { maxAttempts: 1, connectionTimeout: 500, requestTimeout: 500 };

async function search(budget = AbortSignal.timeout(3000)) {
  const lines: string[] = [];
  const logs = new CloudWatchLogsClient({ maxAttempts: 2, retryMode: 'standard' });
  const request = { logGroupName: 'my-trail', since: SINCE, until: UNTIL, budget };
  const end = await searchRefusals(logs, request, (page) => lines.push(...page.map(({ text }) => text)));
  return { end, lines };
}

const pages = (...answers: readonly Answer[]) =>
  aws.answer(
    'FilterLogEvents',
    ({ parameters: { nextToken = '0' } }) => answers[Number(nextToken)] ?? awsError(500, 'X'),
  );
const page = (next: string | undefined, ...messages: string[]) =>
  json({ events: messages.map((message, at) => ({ message, eventId: `e-${at}` })), ...(next && { nextToken: next }) });

describe('searching a log group for refusals', () => {
  it('follows every page, also behind an empty one, and asks with the wide pattern for the time in question', async () => {
    pages(page('1', 'a', 'b'), page('2'), page(undefined, 'c'));
    expect(await search()).toEqual({ end: { known: true, value: { endedBy: undefined } }, lines: ['a', 'b', 'c'] });
    expect(aws.requests[0]?.parameters).toEqual({
      ...{ logGroupName: 'my-trail', filterPattern: WIDE_PATTERN },
      ...{ startTime: SINCE.getTime(), endTime: UNTIL.getTime() },
    });
    expect(aws.requests).toHaveLength(3);
  });

  it.each<[string, Answer, unknown]>([
    [
      'no right',
      awsError(400, 'AccessDeniedException'),
      { known: false, right: 'logs:FilterLogEvents', reason: expect.stringContaining('AccessDenied') },
    ],
    [
      'no such group',
      awsError(400, 'ResourceNotFoundException'),
      { known: false, reason: 'there is no log group my-trail' },
    ],
    [
      'a proxy',
      { status: 403, body: '<html>no</html>', headers: { 'content-type': 'text/html' } },
      { known: false, reason: expect.any(String) },
    ],
    ['a broken connection', 'reset', { known: false, reason: expect.any(String) }],
  ])('says what it does not know: %s', async (_, answer, end) => {
    aws.answer('FilterLogEvents', answer);
    expect(await search()).toMatchObject({ end, lines: [] });
  });

  it('keeps what it found when a later page fails, and says that there may be more', async () => {
    pages(page('1', 'a'), awsError(400, 'AccessDeniedException'));
    const { end, lines } = await search();
    expect(lines).toEqual(['a']);
    expect(end).toEqual({ known: true, value: { endedBy: expect.stringContaining('AccessDenied') } });
  });

  it('tries again when it is throttled', async () => {
    let asked = 0;
    aws.answer('FilterLogEvents', () => {
      asked += 1;
      return asked === 1 ? awsError(400, 'ThrottlingException') : page(undefined, 'a');
    });
    expect(await search()).toMatchObject({ lines: ['a'] });
  });

  it('ends with its budget, with what it has found by then', async () => {
    pages(page('1', 'a'), 'hang');
    expect(await search(AbortSignal.timeout(200))).toEqual({
      end: { known: true, value: { endedBy: 'searching the log group takes longer than is waited for' } },
      lines: ['a'],
    });
  });

  it('does not go round in circles', async () => {
    aws.answer('FilterLogEvents', page('1', 'a'));
    expect((await search()).lines).toEqual(['a', 'a']);
  });
});

describe('looking an event up', () => {
  const ID = 'aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee';
  const place = { region: 'eu-west-1', profile: undefined };

  it('asks by its id and answers its record', async () => {
    aws.answer('LookupEvents', json({ Events: [{ EventId: ID, CloudTrailEvent: '{"eventName":"Decrypt"}' }] }));
    expect(await lookupEvent(ID, place, once)).toBe('{"eventName":"Decrypt"}');
    expect(aws.requests[0]?.parameters).toEqual({
      LookupAttributes: [{ AttributeKey: 'EventId', AttributeValue: ID }],
    });
  });

  it.each<[string, Answer, RegExp]>([
    [
      'none',
      json({ Events: [] }),
      /^event a{8}-.*: got none of that id in the event history of eu-west-1, wanted .*--region/,
    ],
    ['no right', awsError(400, 'AccessDeniedException'), /wanted the right cloudtrail:LookupEvents/],
    ['silence', 'hang', /got no answer in time/],
  ])('says why it cannot: %s', async (_, answer, told) => {
    aws.answer('LookupEvents', answer);
    await expect(lookupEvent(ID, place, once)).rejects.toThrow(told);
  });
});
