import { beforeEach, describe, expect, it } from '@jest/globals';
import { incidentIdOf } from '../../shared/incident/incident.ts';
import { openIncident } from '../../shared/incident/item.ts';
import { encodeItem } from '../../shared/incident/item-codec.ts';
import { aFinding } from '../builders/finding.ts';
import { lifeOf } from '../builders/incident.ts';
import { ACCOUNT, aRefusal, eventId, KEY, KEY_ID } from '../builders/record.ts';
import { type Answer, awsError, json, stackWith, useFakeAws } from '../fakes/aws.ts';
import { runCli } from './fake-terminal.ts';

const aws = useFakeAws();
const GROUP = `arn:aws:logs:eu-west-1:${ACCOUNT}:log-group:my-trail`;
const seconds = (time: string) => Date.parse(time) / 1000;
const OUTPUTS = {
  ...{ TableName: 'incidents', LogGroupName: 'my-trail', FunctionName: 'f', Version: '1' },
  AlertTopicArn: `arn:aws:sns:eu-west-1:${ACCOUNT}:alerts`,
};
const NO_STACK: Answer = {
  status: 400,
  headers: { 'content-type': 'text/xml' },
  body: '<ErrorResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><Error><Type>Sender</Type><Code>ValidationError</Code><Message>Stack with id KmsDeletionGuard does not exist</Message></Error></ErrorResponse>',
};

/** A deployment with one key that is pending deletion, was used well before, and is refused no use. */
beforeEach(() => {
  aws.answer('DescribeStacks', stackWith(OUTPUTS));
  aws.answer('ListKeys', json({ Keys: [{ KeyId: KEY_ID, KeyArn: KEY }], Truncated: false }));
  const metadata = {
    KeyId: KEY_ID,
    Arn: KEY,
    AWSAccountId: ACCOUNT,
    KeyState: 'PendingDeletion',
    KeyManager: 'CUSTOMER',
  };
  const dates = { CreationDate: seconds('2024-01-01T00:00:00Z'), DeletionDate: seconds('2026-11-28T14:02:00Z') };
  aws.answer('DescribeKey', json({ KeyMetadata: { ...metadata, ...dates, KeySpec: 'SYMMETRIC_DEFAULT' } }));
  aws.answer('GetKeyLastUsage', json({ TrackingStartDate: seconds('2026-10-20T00:00:00Z') }));
  aws.answer('FilterLogEvents', json({ events: [] }));
  aws.answer('Scan', json({ Items: [] }));
  aws.answer(
    'DescribeLogGroups',
    json({ logGroups: [{ logGroupName: 'my-trail', arn: `${GROUP}:*`, creationTime: 1e12 }] }),
  );
  const lately = Date.parse('2026-11-22T03:10:00Z');
  aws.answer('DescribeLogStreams', json({ logStreams: [{ logStreamName: 's', lastIngestionTime: lately }] }));
  aws.answer('GetTransformer', json({}));
  const trail = { Name: 't', TrailARN: 'arn:t', HomeRegion: 'eu-west-1', IsMultiRegionTrail: true };
  aws.answer('DescribeTrails', json({ trailList: [{ ...trail, CloudWatchLogsLogGroupArn: `${GROUP}:*` }] }));
  aws.answer(
    'GetTrailStatus',
    json({ IsLogging: true, StartLoggingTime: 1.5e9, LatestCloudWatchLogsDeliveryTime: lately / 1000 }),
  );
  aws.answer('GetEventSelectors', json({ EventSelectors: [{ ReadWriteType: 'All', IncludeManagementEvents: true }] }));
});

async function report(...args: string[]) {
  const { stdout, ...rest } = await runCli(['keys', '--region', 'eu-west-1', '--format', 'json', ...args]);
  return { ...rest, report: JSON.parse(stdout) };
}
const logged = (...records: readonly unknown[]) =>
  aws.answer(
    'FilterLogEvents',
    json({ events: records.map((record, at) => ({ eventId: `e-${at}`, message: JSON.stringify(record) })) }),
  );

describe('keys, asking AWS', () => {
  it('finds nothing where nothing is, having looked everywhere', async () => {
    const { report: seen, exitCode, stderr } = await report();
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(seen).toMatchObject({ accountId: ACCOUNT, regions: ['eu-west-1'], notSeen: [] });
    expect(seen.keys).toMatchObject([{ arn: KEY, aliases: ['alias/ledger-prod'], verdict: { kind: 'no-sign' } }]);
    const search = aws.requests.find(({ operation }) => operation === 'FilterLogEvents');
    // Nobody knows when it was scheduled: 30 days before its end at the earliest.
    expect(search?.parameters).toMatchObject({
      logGroupName: 'my-trail',
      startTime: Date.parse('2026-10-29T14:02:00Z'),
    });
  });

  it('finds use in the log group', async () => {
    logged(aRefusal({ eventID: eventId(1) }), aRefusal({ eventID: eventId(2), eventName: 'Sign' }));
    const { report: seen, exitCode } = await report();
    expect(exitCode).toBe(20);
    expect(seen.keys[0]).toMatchObject({
      refusals: { told: 'log group', logGroup: { use: 2 } },
      verdict: { kind: 'in-use' },
    });
  });

  it('finds use in the table of incidents, also when the log group cannot be searched', async () => {
    const finding = aFinding();
    const life = lifeOf(undefined, openIncident(incidentIdOf(finding), finding.key, 0));
    life.brings(Date.parse('2026-11-22T03:12:00Z'), finding, aFinding(1));
    aws.answer('Scan', json({ Items: [{ body: { S: encodeItem(life.item) } }] }));
    aws.answer('FilterLogEvents', awsError(400, 'AccessDeniedException'));
    const { report: seen, exitCode } = await report();
    expect(exitCode).toBe(20);
    expect(seen.keys[0].refusals).toMatchObject({
      ...{ told: 'incident table', incidentTable: { known: true, use: 2 } },
      logGroup: { known: false, right: 'logs:FilterLogEvents' },
    });
  });

  it.each<[string, string, RegExp]>([
    ['the log group', 'FilterLogEvents', /refusals are not known/],
    ['the trails', 'DescribeTrails', /refusals are not known/],
    ['the last use', 'GetKeyLastUsage', /no right kms:GetKeyLastUsage/],
  ])('cannot tell without %s, and does not crash', async (_, operation, words) => {
    aws.answer(operation, awsError(400, 'AccessDeniedException'));
    const { report: seen, exitCode } = await report();
    expect(exitCode).toBe(21);
    expect(seen.keys[0].verdict).toEqual({ kind: 'cannot-tell', words: expect.stringMatching(words) });
  });

  it('does not ask the log group when told so', async () => {
    const { report: seen, exitCode } = await report('--no-logs');
    expect(exitCode).toBe(21);
    expect(aws.requests.map(({ operation }) => operation)).not.toContain('FilterLogEvents');
    expect(seen.keys[0].verdict.words).toContain('--no-logs');
  });

  it('looks at keys where nothing is deployed, and says so', async () => {
    aws.answer('DescribeStacks', NO_STACK);
    const { report: seen, exitCode } = await report();
    expect(exitCode).toBe(21);
    expect(seen).toMatchObject({ accountId: ACCOUNT, keys: [{ verdict: { kind: 'cannot-tell' } }] });
    expect(seen.keys[0].refusals.incidentTable.reason).toBe('no stack KmsDeletionGuard is deployed');
  });

  it('says that a Region could not be looked at', async () => {
    aws.answer('ListKeys', awsError(400, 'AccessDeniedException'));
    const { report: seen, exitCode } = await report();
    expect([exitCode, seen.keys, seen.regions]).toEqual([21, [], []]);
    expect(seen.notSeen).toMatchObject([{ right: 'kms:ListKeys' }]);
  });

  it('looks in several Regions, however they are given', async () => {
    aws.answer('ListKeys', json({ Keys: [], Truncated: false }));
    const { stdout, exitCode } = await runCli(['keys', '--region', 'eu-west-1,us-east-1', '--region', 'eu-north-1']);
    expect(exitCode).toBe(0);
    expect(stdout).toBe(`No customer managed key of account ${ACCOUNT} is pending deletion in 3\nRegions.\n`);
  });

  it('cannot run without credentials, and is used wrongly with a Region that is none', async () => {
    for (const region of ['', 'evil.example.com', 'eu-west-1,']) {
      expect(await runCli(['keys', '--region', region])).toMatchObject({ exitCode: 2, stdout: '' });
    }
    const { AWS_ACCESS_KEY_ID: id } = process.env;
    delete process.env.AWS_ACCESS_KEY_ID;
    try {
      const { exitCode, stderr } = await runCli(['keys', '--profile', 'nobody']);
      expect([exitCode, stderr]).toEqual([1, expect.stringMatching(/^error: .*got no credentials of profile nobody/)]);
    } finally {
      process.env.AWS_ACCESS_KEY_ID = id;
    }
  });
});
