import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { run } from '../../cli/run.ts';
import { incidentTable } from '../../shared/aws/incident-table.ts';
import { recentFindings } from '../../shared/aws/recent-findings.ts';
import { openIncident } from '../../shared/incident/item.ts';
import { aFinding } from '../builders/finding.ts';
import { batchOf, DAY, lifeOf, openIncidentOfKey, pendingUntil, START, useAt } from '../builders/incident.ts';
import { KEY, roleIdentity } from '../builders/record.ts';
import { awsError, stackWith, useFakeAws } from '../fakes/aws.ts';
import { type LocalDynamoDb, startDynamoDb } from '../fakes/dynamo-db.ts';

const aws = useFakeAws();
let dynamoDb: LocalDynamoDb;
let tableName: string;
beforeAll(async () => {
  dynamoDb = await startDynamoDb();
  tableName = await dynamoDb.createTable();
  process.env.AWS_ENDPOINT_URL_DYNAMODB = dynamoDb.url;
  const life = lifeOf();
  life.brings(START, useAt(START), useAt(START + 1000));
  life.brings(START, aFinding(7, { eventName: 'TagResource', userIdentity: roleIdentity('crossplane-provider') }));
  const hiddenBy = { kind: 'silence', by: 'crossplane', class: 'management', untilDeletion: false } as const;
  const hidden = { hiddenBy, findings: [1, 2, 3, 4].map((at) => useAt(START + at)) };
  life.happens(batchOf('hidden', [], [hidden]), START);
  life.sendsAll(START, pendingUntil(START + 6 * DAY));
  const drill = openIncident('drill 1', openIncidentOfKey().key, START, true);
  const drilled = lifeOf(undefined, drill);
  drilled.brings(START, useAt(START));
  const store = incidentTable(dynamoDb.client, tableName);
  for (const { item } of [life, drilled]) await store.save({ ...item, version: 0 }, START);
});
afterAll(async () => {
  delete process.env.AWS_ENDPOINT_URL_DYNAMODB;
  await dynamoDb.close();
});

const PLACE = { stack: 'KmsDeletionGuard', region: 'eu-west-1', profile: undefined };
const deployed = () => aws.answer('DescribeStacks', stackWith({ TableName: tableName }));

describe('what the guard of a stack has found lately', () => {
  it('is what its incidents remember, by caller and operation, without drills', async () => {
    deployed();
    const { found, hiddenBy } = await recentFindings(PLACE);
    expect(found.map(({ caller, operation, count }) => [caller, operation, count])).toEqual([
      ['role billing-batch', 'Decrypt', 2],
      ['role crossplane-provider', 'TagResource', 1],
    ]);
    expect(hiddenBy).toEqual(new Map([['crossplane', 4]]));
    expect(found[1]).toMatchObject({
      subject: {
        key: { arn: KEY },
        class: 'management',
        caller: 'role crossplane-provider',
        plainManagement: true,
        readable: true,
      },
      end: new Date(START + 6 * DAY),
    });
  });

  it('says why the table cannot be read', async () => {
    aws.answer('DescribeStacks', stackWith({ TableName: 'no-such-table' }));
    await expect(recentFindings(PLACE)).rejects.toThrow(/^table no-such-table: got ResourceNotFoundException/);
  });

  it('is what silences are checked on', async () => {
    deployed();
    const value = {
      class: 'management',
      caller: 'role crossplane-*',
      until: '2026-11-30T00:00:00Z',
      reason: 'r',
      by: 'b',
    };
    const parameter = {
      Name: '/kms-deletion-guard/silences/crossplane',
      Type: 'String',
      Value: JSON.stringify(value),
      LastModifiedDate: START / 1000,
    };
    aws.answer('GetParametersByPath', { status: 200, body: JSON.stringify({ Parameters: [parameter] }) });
    const stdout = new PassThrough();
    const stderr = new PassThrough();
    const exit = await run(['silence', 'check', '--region', 'eu-west-1'], '0.0.0', {
      stdin: new PassThrough(),
      stdout,
      stderr,
      env: {},
      now: () => new Date(START),
    });
    const shown = String(stdout.read());
    expect([exit, String(stderr.read() ?? '')]).toEqual([0, '']);
    expect(shown).toContain('crossplane');
    expect(shown).toContain('TagResource');
    expect(shown).not.toContain('Decrypt');
  });

  it('cannot be had from a stack that is not there', async () => {
    aws.answer('DescribeStacks', awsError(400, 'ValidationError'));
    await expect(recentFindings(PLACE)).rejects.toThrow(/stack KmsDeletionGuard/);
  });
});
