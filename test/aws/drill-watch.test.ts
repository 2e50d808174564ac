import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type DrillDeployment, drillDeployment, drillWatch } from '../../shared/aws/drill-watch.ts';
import { incidentTable } from '../../shared/aws/incident-table.ts';
import type { IncidentItem } from '../../shared/incident/item.ts';
import { batchOf, DAY, lifeOf, pendingUntil, START, useAt } from '../builders/incident.ts';
import { aRecord, aRefusal, KEY, OTHER_KEY } from '../builders/record.ts';
import { awsError, json, snsError, stackWith, useFakeAws } from '../fakes/aws.ts';
import { type LocalDynamoDb, startDynamoDb } from '../fakes/dynamo-db.ts';

const aws = useFakeAws();
const PLACE = { stack: 'KmsDeletionGuard', region: 'eu-west-1', profile: undefined };
const DEPLOYMENT: DrillDeployment = {
  partition: 'aws',
  region: 'eu-west-1',
  accountId: '111122223333',
  logGroupName: 'my-trail',
  tableName: 'incidents',
  alarmName: 'KMSKeyPendingDeletionErrorAlarm',
};
const OUTPUTS = {
  BackstopTopicArn: 'arn:aws:sns:eu-west-1:111122223333:backstop',
  LogGroupName: 'my-trail',
  TableName: 'incidents',
};

/** A page of the resources of a stack. Source: CloudFormation API Reference, ListStackResources. */
const resources = (names: Readonly<Record<string, string>>, nextToken?: string) => {
  const members = Object.entries(names).map(
    ([name, type]) =>
      `<member><PhysicalResourceId>${name}</PhysicalResourceId><ResourceType>${type}</ResourceType></member>`,
  );
  return {
    status: 200,
    headers: { 'content-type': 'text/xml' },
    body: `<ListStackResourcesResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><ListStackResourcesResult><StackResourceSummaries>${members.join('')}</StackResourceSummaries>${nextToken === undefined ? '' : `<NextToken>${nextToken}</NextToken>`}</ListStackResourcesResult></ListStackResourcesResponse>`,
  };
};
const alarm = (AlarmName: string, MetricName: string, StateValue = 'OK') => ({ AlarmName, MetricName, StateValue });

describe('the deployment that a drill looks at', () => {
  const deployed = () => {
    aws.answer('DescribeStacks', stackWith(OUTPUTS));
    aws.answer('ListStackResources', ({ parameters }) =>
      parameters.NextToken === undefined
        ? resources({ wide: 'AWS::CloudWatch::Alarm', topic: 'AWS::SNS::Topic' }, 'more')
        : resources({ 'our-name': 'AWS::CloudWatch::Alarm' }),
    );
  };

  it('is found by its outputs, and the documented alarm by its metric, whatever it is called', async () => {
    deployed();
    const alarms = [
      alarm('wide', 'KMSKeyPendingDeletionAnyErrorCount'),
      alarm('our-name', 'KMSKeyPendingDeletionErrorCount'),
    ];
    aws.answer('DescribeAlarms', json({ MetricAlarms: alarms }));
    expect(await drillDeployment(PLACE)).toEqual({ ...DEPLOYMENT, alarmName: 'our-name' });
    expect(aws.requests.at(-1)?.parameters).toMatchObject({ AlarmNames: ['wide', 'our-name'] });
  });

  it('must have its alarm', async () => {
    deployed();
    aws.answer('DescribeAlarms', json({ MetricAlarms: [alarm('wide', 'KMSKeyPendingDeletionAnyErrorCount')] }));
    await expect(drillDeployment(PLACE)).rejects.toMatchObject({ code: 'alarm-not-ready' });
    aws.answer('ListStackResources', resources({}));
    await expect(drillDeployment(PLACE)).rejects.toMatchObject({ code: 'alarm-not-ready' });
  });

  it('says which right is missing', async () => {
    deployed();
    aws.answer('ListStackResources', snsError(403, 'AccessDenied'));
    await expect(drillDeployment(PLACE)).rejects.toThrow('the right cloudformation:ListStackResources; ask for it');
  });
});

describe('what a drill looks for', () => {
  const watch = () => drillWatch(DEPLOYMENT, PLACE);

  describe('the record', () => {
    const since = new Date('2026-11-22T03:00:00Z');
    const line = (record: unknown) => ({ message: JSON.stringify(record) });
    const page = (events: readonly unknown[], nextToken?: string) => json({ events, nextToken });

    it('is asked for by the ARN of the key, in the log group, page after page', async () => {
      aws.answer('FilterLogEvents', ({ parameters }) =>
        parameters.nextToken === undefined ? page([], 'more') : page([line(aRefusal())]),
      );
      expect(await watch().hasRecord(KEY, since)).toBe(true);
      expect(aws.requests.map(({ parameters }) => parameters)).toEqual([
        { logGroupName: 'my-trail', filterPattern: `"${KEY}"`, startTime: since.getTime() },
        { logGroupName: 'my-trail', filterPattern: `"${KEY}"`, startTime: since.getTime(), nextToken: 'more' },
      ]);
    });

    it.each([
      ['of a call that was allowed', aRecord({ resources: [{ ARN: KEY }] })],
      ['of a call refused for another reason', aRefusal({ errorMessage: `${KEY} is disabled.` })],
      [
        'of a refusal by another key, which names this one',
        aRefusal({ errorMessage: `${OTHER_KEY} is pending deletion.`, userAgent: KEY }),
      ],
      ['with the words of a caller', aRefusal({ errorMessage: `no: ${KEY} is pending deletion.` })],
    ])('is not one %s', async (_, record) => {
      aws.answer('FilterLogEvents', page([line(record), { message: 'no JSON' }, {}]));
      expect(await watch().hasRecord(KEY, since)).toBe(false);
    });
  });

  it('is the state of the alarm', async () => {
    aws.answer('DescribeAlarms', json({ MetricAlarms: [alarm(DEPLOYMENT.alarmName, 'm', 'INSUFFICIENT_DATA')] }));
    expect(await watch().alarmState()).toBe('INSUFFICIENT_DATA');
    expect(aws.requests[0]?.parameters).toMatchObject({ AlarmNames: [DEPLOYMENT.alarmName] });
    aws.answer('DescribeAlarms', json({ MetricAlarms: [] }));
    await expect(watch().alarmState()).rejects.toMatchObject({ code: 'alarm-not-ready' });
  });

  it.each([
    ['FilterLogEvents', 'logs:FilterLogEvents', () => watch().hasRecord(KEY, new Date(0))],
    ['DescribeAlarms', 'cloudwatch:DescribeAlarms', () => watch().alarmState()],
    ['GetItem', 'dynamodb:GetItem', () => watch().alertState(KEY)],
  ])('%s names the right that it takes', async (call, right, look) => {
    aws.answer(call, awsError(400, 'AccessDeniedException'));
    await expect(look()).rejects.toMatchObject({
      code: 'no-right',
      message: expect.stringContaining(`the right ${right}; ask for it`),
    });
  });
});

describe('the alert that a drill looks for', () => {
  let dynamoDb: LocalDynamoDb;
  beforeAll(async () => {
    dynamoDb = await startDynamoDb();
  });
  beforeEach(() => {
    process.env.AWS_ENDPOINT_URL_DYNAMODB = dynamoDb.url;
  });
  afterAll(async () => {
    delete process.env.AWS_ENDPOINT_URL_DYNAMODB;
    await dynamoDb.close();
  });
  const stateOf = async (item: IncidentItem | undefined) => {
    const tableName = await dynamoDb.createTable();
    const store = incidentTable(dynamoDb.client, tableName);
    if (item !== undefined) await store.save({ ...item, version: 0 }, START);
    return drillWatch({ ...DEPLOYMENT, tableName }, PLACE).alertState(item?.id ?? KEY);
  };

  it('is not counted, then claimed, then sent', async () => {
    expect(await stateOf(undefined)).toBe('not-counted');
    const life = lifeOf();
    life.brings(START, useAt(START));
    expect(await stateOf(life.item)).toBe('not-sent');
    life.sendsAll(START, pendingUntil(START + 7 * DAY));
    expect(await stateOf(life.item)).toBe('sent');
  });

  it('may be hidden', async () => {
    const life = lifeOf();
    const hiddenBy = { kind: 'silence', by: 'all', class: 'cryptographic', untilDeletion: true } as const;
    life.happens(batchOf('hidden', [], [{ hiddenBy, findings: [useAt(START)] }]), START);
    expect(await stateOf(life.item)).toBe('hidden');
  });
});
