import {
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  SetTopicAttributesCommand,
  SNSClient,
  SubscribeCommand,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EXIT } from '../../cli/exit-codes.ts';
import type { DoctorReport } from '../../cli/reports/doctor.ts';
import { alertOfCheck } from './alert-message.ts';
import { type Deployment, deployment, HOME_REGION } from './deployment.ts';
import { invoke, linesOf } from './function.ts';
import { guard, guardByNpm } from './guard-command.ts';
import { type Inbox, openInbox } from './inbox.ts';
import { createPendingKey } from './pending-key.ts';
import { type Broken, putDeployedPattern, removeFilter } from './subscription.ts';

const sns = new SNSClient();

/** What the emulator cannot tell: it does not know TestMetricFilter. */
const NOT_TO_BE_LEARNED = ['patterns'];

/**
 * What other scenarios break on purpose stays in the function's figures; without that the emulator, which knows no search expressions,
 * leaves them unknown.
 */
const BY_OTHERS = ['function-errors', 'failure-queue'];
const notByOthers = (id: string) => !BY_OTHERS.includes(id);

describe('the checks for blind spots', () => {
  let stack: Deployment;
  let alerts: Inbox;
  let backstop: Inbox;
  let emptyPattern: Broken;
  beforeAll(async () => {
    stack = await deployment();
    alerts = await openInbox(stack.alertTopicArn);
    backstop = await openInbox(stack.backstopTopicArn);
    emptyPattern = await putDeployedPattern(stack);
    await check();
  });
  afterAll(() => emptyPattern());

  const check = () => invoke(stack.checkFunctionName, { source: 'aws.events' });
  const doctor = async (...args: readonly string[]): Promise<{ status: number; report: DoctorReport }> => {
    const { status, stdout } = await guard('doctor', '--format', 'json', ...args);
    return { status, report: JSON.parse(stdout) };
  };
  const idsIn = ({ checks }: DoctorReport, state: string) =>
    checks.filter((one) => one.state === state && notByOthers(one.id)).map(({ id }) => id);

  it('find a fresh deployment well; what the emulator does not tell is unknown, and no failure', async () => {
    const { status, report } = await doctor();
    expect(idsIn(report, 'fail')).toEqual([]);
    expect(idsIn(report, 'unknown').sort()).toEqual(NOT_TO_BE_LEARNED);
    const others = report.checks.some(({ id, state }) => !notByOthers(id) && state === 'fail');
    expect(status).toBe(others ? EXIT.checkFailed.code : EXIT.done.code);
    expect((await doctor('--strict')).status).toBe(others ? EXIT.checkFailed.code : EXIT.warnings.code);
    expect((await guardByNpm('doctor')).stdout).toContain('checks passed');
  });

  it('are made by a function whose rights suffice for all of them', async () => {
    const since = new Date();
    await check();
    const [line] = await linesOf<{ notKnown: readonly string[] }>(stack.checkFunctionName, since, 'check');
    const notKnown = line?.notKnown.map((one) => one.split(':')[0] ?? '').filter(notByOthers);
    expect(notKnown?.sort()).toEqual(NOT_TO_BE_LEARNED);
    expect(line?.notKnown.join()).not.toContain('right ');
  });

  const found = async (broken: Broken, id: string, inbox: Inbox, ...besides: readonly string[]) => {
    try {
      const { status, report } = await doctor();
      expect([status, idsIn(report, 'fail').sort()]).toEqual([EXIT.checkFailed.code, [id, ...besides]]);
      await check();
      const { alert, subject } = await alertOfCheck(inbox, id, 'failed');
      // Told once: nothing has changed.
      await check();
      return { alert, subject };
    } finally {
      await broken();
    }
  };

  it('find that the subscription filter is gone, tell it once, with the keys at risk, and tell that it is back', async () => {
    const { arn } = await createPendingKey({ region: HOME_REGION, alias: 'alias/at-risk' });
    const { alert, subject } = await found(await removeFilter(stack), 'subscription-filter', alerts);
    expect(subject).toMatch(/^\[(HIGH|CRITICAL)\] KMS Deletion Guard cannot see: .* - payments-prod$/);
    expect(alert).toMatchObject({ state: 'failed', accountId: '111122223333', concerns: 'seeing' });
    expect(alert.atRisk.map((key) => key.arn)).toContain(arn);
    expect(alert.nextSteps.map(({ command }) => command)).toContainEqual(
      expect.stringContaining('aws logs put-subscription-filter'),
    );
    await check();
    expect((await alertOfCheck(alerts, 'subscription-filter', 'recovered')).subject).toMatch(/^\[LOW\]/);
    expect(await alerts.take(({ attributes }) => attributes.kind === 'blind-spot')).toEqual([]);
  });

  it('find that nobody reads the alerts any more, and tell the readers of the backstop', async () => {
    const { alert } = await found(await unsubscribeAll(stack.alertTopicArn), 'alert-readers', backstop, 'slack');
    expect(alert).toMatchObject({ concerns: 'telling', found: expect.stringContaining('kms-alerts@example.com') });
    await check();
    await alertOfCheck(backstop, 'alert-readers', 'recovered');
  });

  it("find that the backstop's policy shuts the alarms out", async () => {
    alerts = await openInbox(stack.alertTopicArn);
    await found(await shutOut(stack.backstopTopicArn), 'backstop-topic-policy', alerts);
    await check();
    await alertOfCheck(alerts, 'backstop-topic-policy', 'recovered');
  });
});

async function unsubscribeAll(TopicArn: string): Promise<Broken> {
  const { Subscriptions: subscriptions = [] } = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn }));
  for (const { SubscriptionArn } of subscriptions) await sns.send(new UnsubscribeCommand({ SubscriptionArn }));
  return async () => {
    for (const { Protocol, Endpoint } of subscriptions)
      await sns.send(new SubscribeCommand({ TopicArn, Protocol, Endpoint }));
  };
}

async function shutOut(TopicArn: string): Promise<Broken> {
  const AttributeName = 'Policy';
  const { Attributes: { Policy: before = '' } = {} } = await sns.send(new GetTopicAttributesCommand({ TopicArn }));
  const { Statement: statements, ...rest } = JSON.parse(before);
  const deny = {
    Effect: 'Deny',
    Principal: { Service: 'cloudwatch.amazonaws.com' },
    Action: 'sns:Publish',
    Resource: TopicArn,
  };
  const set = (AttributeValue: string) =>
    sns.send(new SetTopicAttributesCommand({ TopicArn, AttributeName, AttributeValue }));
  await set(JSON.stringify({ ...rest, Statement: [...statements, deny] }));
  return () => set(before);
}
