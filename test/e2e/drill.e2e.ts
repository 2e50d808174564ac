import { CloudWatchClient, PutMetricDataCommand, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { DescribeKeyCommand, KMSClient, ListKeysCommand } from '@aws-sdk/client-kms';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { EXIT } from '../../cli/exit-codes.ts';
import { DOCUMENTED_ALARM } from '../../shared/contract/metrics.ts';
import { alertAbout } from './alert-message.ts';
import { type Deployment, deployment, HOME_REGION } from './deployment.ts';
import { eventually } from './eventually.ts';
import { guard, guardByNpm } from './guard-command.ts';
import { type Inbox, openInbox } from './inbox.ts';
import { recordOf, useKey } from './pending-key.ts';
import { layRoad } from './sns-road.ts';
import { deliver } from './trail.ts';

const kms = new KMSClient();
const cloudWatch = new CloudWatchClient();

describe('kms-deletion-guard drill', () => {
  let stack: Deployment;
  let inbox: Inbox;
  beforeAll(async () => {
    stack = await deployment();
    inbox = await openInbox(stack.alertTopicArn);
  });

  it('sends an alert of kind `test` the whole way from the function to the topic', async () => {
    const { status, stdout } = await guardByNpm('drill');
    expect([status, stdout]).toEqual([EXIT.done.code, expect.stringContaining(stack.alertTopicArn)]);
    const { alert, subject, attributes } = await alertAbout(inbox, '00000000-0000-4000-8000-000000000000');
    expect(alert.kind).toBe('test');
    expect(attributes.kind).toBe('test');
    expect(subject).toContain('[TEST]');
    expect(await inbox.unclaimed()).toEqual([]);
  });

  it('fails when SNS takes nothing', async () => {
    const road = await layRoad(stack.functionName);
    try {
      road.shut();
      const { status, stdout } = await guardByNpm('drill');
      expect([status, stdout]).toEqual([EXIT.checkFailed.code, expect.stringContaining('FAILED')]);
      expect(await inbox.unclaimed()).toEqual([]);
    } finally {
      await road.remove();
    }
  });

  it('--real follows a refusal of a key that it makes to record, alarm and alert, and leaves only that key', async () => {
    const before = await keyArns();
    const { metricNamespace: Namespace, metricName: MetricName, alarmName: AlarmName } = DOCUMENTED_ALARM;
    await cloudWatch.send(new SetAlarmStateCommand({ AlarmName, StateValue: 'OK', StateReason: 'test/e2e' }));
    const ran = guard('drill', '--real', '--yes', '--timeout', '1m');
    const arn = await eventually('a key made by the drill, pending deletion', async () => {
      const made = (await keyArns()).filter((one) => !before.includes(one));
      return (await stateOf(made[0])) === 'PendingDeletion' ? made[0] : undefined;
    });
    // What CloudTrail and the metric filter would do, were they alive in the emulator.
    const key = { arn, id: arn.split('/')[1] ?? '', region: HOME_REGION, alias: '', deletionDate: new Date() };
    const refusal = await useKey({ ...key, ciphertext: new Uint8Array() }, 'GenerateDataKey');
    // The drill's own Decrypt, whose ciphertext nobody has here, is refused with the same words.
    const byDrill = { requestParameters: { encryptionAlgorithm: 'SYMMETRIC_DEFAULT' } };
    await deliver(stack.logGroupName, [recordOf({ ...refusal, operation: 'Decrypt' }, byDrill)]);
    await cloudWatch.send(new PutMetricDataCommand({ Namespace, MetricData: [{ MetricName, Value: 1 }] }));
    const { alert, subject } = await alertAbout(inbox, arn);
    expect([alert.kind, subject.slice(0, 6)]).toEqual(['test', '[TEST]']);
    const { status, stdout, stderr } = await ran;
    expect([status, stderr]).toEqual([EXIT.done.code, '']);
    for (const step of ['created', 'scheduled', 'refused', 'record', 'alarm', 'alert']) expect(stdout).toContain(step);
    expect((await keyArns()).filter((one) => !before.includes(one))).toEqual([arn]);
    expect(await stateOf(arn)).toBe('PendingDeletion');
  });
});

async function keyArns(): Promise<readonly string[]> {
  const { Keys: keys = [] } = await kms.send(new ListKeysCommand({ Limit: 1000 }));
  return keys.map(({ KeyArn: arn = '' }) => arn);
}

async function stateOf(arn: string | undefined): Promise<string | undefined> {
  if (arn === undefined) return undefined;
  const { KeyMetadata: key } = await kms.send(new DescribeKeyCommand({ KeyId: arn }));
  return key?.KeyState;
}
