import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import {
  DecryptCommand,
  DescribeKeyCommand,
  KMSClient,
  KMSServiceException,
  ScheduleKeyDeletionCommand,
} from '@aws-sdk/client-kms';
import { DeleteParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { AlertOfKey, AutomaticRemediation } from '../../shared/alert/alert.ts';
import { OUTPUTS } from '../../shared/contract/names.ts';
import { MODE_PARAMETER, NEVER_PARAMETER, REMEDIATION_TAG } from '../../shared/contract/remediation.ts';
import { aPayload } from '../builders/payload.ts';
import { alertAbout, alertsAbout } from './alert-message.ts';
import { deployment, HOME_REGION } from './deployment.ts';
import { eventually } from './eventually.ts';
import { invoke, invokeLater, sweep } from './function.ts';
import { type Inbox, openInbox } from './inbox.ts';
import { HOUR, type Incidents, incidentsIn, MINUTE } from './incidents.ts';
import { type KmsRoad, layKmsRoad } from './kms-road.ts';
import { createPendingKey, ENCRYPTION_CONTEXT, type PendingKey, recordOf, useKey } from './pending-key.ts';
import { killFunction } from './worker.ts';

/** The second stack of scripts/e2e.mjs: remediation=cancel-and-enable. Lower modes come by tags and the kill switch, as people lower them. */
const STACK = 'RescueGuard';
const ssm = new SSMClient();

async function outputsOf(stackName: string) {
  const { Stacks: [stack] = [] } = await new CloudFormationClient().send(
    new DescribeStacksCommand({ StackName: stackName }),
  );
  const of = (name: string) => stack?.Outputs?.find(({ OutputKey: key }) => key === name)?.OutputValue ?? '';
  const { alertTopicArn, functionName, tableName } = OUTPUTS;
  return { alertTopicArn: of(alertTopicArn), functionName: of(functionName), tableName: of(tableName) };
}

/** State and deletion date of a key, as the emulator has them. */
async function keyNow({ arn }: { readonly arn: string }) {
  const { KeyMetadata: { KeyState: state, DeletionDate: deletionDate } = {} } = await new KMSClient().send(
    new DescribeKeyCommand({ KeyId: arn }),
  );
  return { state, deletionDate };
}

const remediationOf = ({ remediation }: AlertOfKey): AutomaticRemediation => {
  if (remediation.mode === 'off') throw new Error('the deployment does nothing by itself');
  return remediation;
};

/** CloudTrail shows what went before 15 minutes later. */
const LONG_AGO = () => new Date(Date.now() - HOUR);

describe('a deployment that acts by itself', () => {
  let stack: Awaited<ReturnType<typeof outputsOf>>;
  let inbox: Inbox;
  let incidents: Incidents;
  let road: KmsRoad;
  beforeAll(async () => {
    stack = await outputsOf(STACK);
    inbox = await openInbox(stack.alertTopicArn);
    incidents = incidentsIn(stack.tableName);
    road = await layKmsRoad(stack.functionName);
  });
  afterEach(() => road.open());
  afterAll(() => road.remove());

  /** A key that was Enabled, as the event history shows, until its deletion was scheduled. */
  async function aKey(tag?: string): Promise<PendingKey> {
    const tags = tag === undefined ? {} : { [REMEDIATION_TAG]: tag };
    const key = await createPendingKey({ region: HOME_REGION, alias: 'alias/ledger', tags });
    const scheduled = LONG_AGO();
    road.history({ arn: key.arn, calls: { ScheduleKeyDeletion: scheduled, EnableKey: new Date(+scheduled - HOUR) } });
    return key;
  }
  const aUse = async (key: PendingKey) => recordOf(await useKey(key, 'Decrypt'));
  const told = async (key: PendingKey) => {
    await invoke(stack.functionName, aPayload([await aUse(key)]));
    return (await alertAbout(inbox, key.arn)).alert;
  };
  const writesSince = (before: number) => road.writes.slice(before).map(({ operation }) => operation);

  it('cancels the deletion and enables the key: it works again, and the alert says so', async () => {
    const key = await aKey();
    const before = road.writes.length;
    const alert = await told(key);
    expect(writesSince(before)).toEqual(['CancelKeyDeletion', 'EnableKey']);
    expect(await keyNow(key)).toEqual({ state: 'Enabled', deletionDate: undefined });
    const kms = new KMSClient({ region: key.region });
    await kms.send(new DecryptCommand({ CiphertextBlob: key.ciphertext, EncryptionContext: ENCRYPTION_CONTEXT }));
    const remediation = remediationOf(alert);
    expect(remediation).toMatchObject({ decision: 'cancel-and-enable', outcome: 'restored' });
    expect(remediation.write).toMatchObject({
      before: { state: 'Enabled' },
      enable: { outcome: 'enabled' },
      readBack: { state: 'Enabled' },
    });
    for (const { userAgent } of road.writes.slice(before)) {
      expect(userAgent).toContain('kms-deletion-guard/');
      expect(userAgent).toContain(`rescue/${remediation.write?.id}`);
    }
    await sweep(stack.functionName);
    expect(await alertsAbout(inbox, [key.arn])).toEqual([]);
  });

  it('with tag cancel: the key is Disabled, what is refused for that is told at once, then counted', async () => {
    const key = await aKey('cancel');
    const before = road.writes.length;
    const alert = await told(key);
    expect(writesSince(before)).toEqual(['CancelKeyDeletion']);
    expect(await keyNow(key)).toEqual({ state: 'Disabled', deletionDate: undefined });
    expect(remediationOf(alert)).toMatchObject({
      modeOfKey: 'cancel',
      decision: 'cancel',
      outcome: 'cancelled',
      write: { readBack: { state: 'Disabled' } },
    });
    expect(alert.title).toMatch(/SAVED but DISABLED/i);

    const refusedNow = await refusalOfDisabled(key);
    const record = (n: number) => recordOf({ ...refusedNow, requestId: `request-${n}` }, { eventTime: inAnHour() });
    const strangers = recordOf({ ...refusedNow, message: refusedNow.message.replace(key.id, ANOTHER_ID) });
    await invoke(stack.functionName, aPayload([record(1), strangers]));
    const { alert: still } = await alertAbout(inbox, key.arn);
    expect(still).toMatchObject({ kind: 'key-use', key: { state: 'Disabled' }, occurrences: { count: 1 } });
    await invoke(stack.functionName, aPayload([record(2), record(3)]));
    await sweep(stack.functionName);
    expect(await alertsAbout(inbox, [key.arn])).toEqual([]);
    await incidents.waits(key, 16 * MINUTE);
    await sweep(stack.functionName);
    const { alert: digest } = await alertAbout(inbox, key.arn);
    expect(digest).toMatchObject({ kind: 'digest', occurrences: { count: 2 } });
    expect(await inbox.unclaimed()).toEqual([]);
  });

  it('respects people: a deletion that is scheduled again after the cancel is not cancelled again', async () => {
    const key = await aKey('cancel');
    await told(key);
    await incidents.waits(key, HOUR);
    await new KMSClient().send(new ScheduleKeyDeletionCommand({ KeyId: key.arn, PendingWindowInDays: 7 }));
    const before = road.writes.length;
    const alert = await told(key);
    expect(writesSince(before)).toEqual([]);
    expect(await keyNow(key)).toMatchObject({ state: 'PendingDeletion' });
    expect(remediationOf(alert)).toMatchObject({ decision: 'skip', cause: 'scheduled-again', outcome: 'nothing-done' });
  });

  it('with tag dry-run: says what it would have done, and does nothing', async () => {
    const key = await aKey('dry-run');
    const before = road.writes.length;
    const alert = await told(key);
    expect(remediationOf(alert)).toMatchObject({ modeOfKey: 'dry-run', outcome: 'would-cancel' });
    expect(writesSince(before)).toEqual([]);
    expect(await keyNow(key)).toMatchObject({ state: 'PendingDeletion' });
  });

  it.each([
    ['tag never', 'tag-never', async () => aKey('never')],
    [
      'the list for now-now',
      'never-listed',
      async () => {
        const key = await aKey();
        await ssm.send(new PutParameterCommand({ Name: NEVER_PARAMETER, Value: key.id, Type: 'String' }));
        return key;
      },
    ],
    [
      'the kill switch',
      'kill-switch',
      async () => {
        await ssm.send(new PutParameterCommand({ Name: MODE_PARAMETER, Value: 'off', Type: 'String' }));
        return aKey();
      },
    ],
    [
      'a kill switch that says nothing it knows, which counts as off',
      'kill-switch-unread',
      async () => {
        await ssm.send(new PutParameterCommand({ Name: MODE_PARAMETER, Value: 'stop!', Type: 'String' }));
        return aKey();
      },
    ],
  ])('leaves the key alone by %s', async (_, cause, prepare) => {
    const before = road.writes.length;
    const key = await prepare();
    try {
      const alert = await told(key);
      expect(remediationOf(alert)).toMatchObject({ decision: 'skip', cause, outcome: 'nothing-done' });
      await sweep(stack.functionName);
      expect(writesSince(before)).toEqual([]);
      expect(await keyNow(key)).toMatchObject({ state: 'PendingDeletion', deletionDate: key.deletionDate });
    } finally {
      for (const Name of [MODE_PARAMETER, NEVER_PARAMETER])
        await ssm.send(new DeleteParameterCommand({ Name })).catch(() => undefined);
      // No later sweep is to save it.
      await incidents.forget(key);
    }
  });

  it('cannot, where KMS refuses it: says that the deletion goes on, and the next sweep saves the key', async () => {
    const key = await aKey('cancel');
    road.refuse('AccessDeniedException');
    const alert = await told(key);
    expect(remediationOf(alert)).toMatchObject({ outcome: 'refused', triedAgain: true });
    expect(await keyNow(key)).toMatchObject({ state: 'PendingDeletion' });
    road.open();
    await sweep(stack.functionName);
    expect(await keyNow(key)).toMatchObject({ state: 'Disabled' });
    const { alert: later } = await alertAbout(inbox, key.arn);
    expect(later).toMatchObject({ kind: 'remediation', remediation: { outcome: 'cancelled' } });
  });

  it('killed between the write and the message: the next sweep reads the key, and tells the truth', async () => {
    const key = await aKey();
    const record = await aUse(key);
    road.loseAnswer();
    const before = road.writes.length;
    await invokeLater(stack.functionName, aPayload([record]));
    await eventually('a cancel', async () => (await keyNow(key)).state === 'Disabled' || undefined);
    expect(await killFunction(stack.functionName)).toBeGreaterThan(0);
    road.open();
    expect(await incidents.of(key)).toMatchObject({ rescue: { intent: { mode: 'cancel-and-enable' } } });
    // Lambda's own retry, to which the batch is known.
    await invoke(stack.functionName, aPayload([record]));
    await incidents.waits(key, 3 * MINUTE);
    await sweep(stack.functionName);
    const { alert } = await alertAbout(inbox, key.arn);
    // Nobody knows whether it was a person who cancelled and left it Disabled: it is not enabled.
    expect(remediationOf(alert)).toMatchObject({ outcome: 'answer-lost', write: { readBack: { state: 'Disabled' } } });
    expect(writesSince(before)).toEqual(['CancelKeyDeletion']);
    expect(await keyNow(key)).toMatchObject({ state: 'Disabled' });
    await incidents.waits(key, 3 * MINUTE);
    await sweep(stack.functionName);
    expect(await alertsAbout(inbox, [key.arn])).toEqual([]);
  });
});

describe('a deployment that does not act', () => {
  it('leaves a key alone that is used, and says that it does', async () => {
    const stack = await deployment();
    const inbox = await openInbox(stack.alertTopicArn);
    const key = await createPendingKey({ region: HOME_REGION, alias: 'alias/ledger' });
    await invoke(stack.functionName, aPayload([recordOf(await useKey(key, 'Decrypt'))]));
    const { alert } = await alertAbout(inbox, key.arn);
    expect(alert.remediation).toEqual({
      mode: 'off',
      decision: 'none',
      reason: 'automatic cancel is off',
      outcome: 'nothing-done',
    });
    await sweep(stack.functionName);
    expect(await keyNow(key)).toEqual({ state: 'PendingDeletion', deletionDate: key.deletionDate });
  });
});

const ANOTHER_ID = '1234abcd-12ab-34cd-56ef-1234567890ab';

/** Calls go on after KMS may still have taken the key for pending deletion. */
const inAnHour = () => new Date(Date.now() + HOUR).toISOString().replace(/\.\d+Z$/, 'Z');

/** What the emulator says of a use of a key that is Disabled. */
async function refusalOfDisabled(key: PendingKey) {
  try {
    await new KMSClient({ region: key.region }).send(
      new DecryptCommand({ CiphertextBlob: key.ciphertext, EncryptionContext: ENCRYPTION_CONTEXT }),
    );
  } catch (thrown) {
    if (!(thrown instanceof KMSServiceException)) throw thrown;
    return { key, operation: 'Decrypt' as const, code: thrown.name, message: thrown.message, requestId: '' };
  }
  throw new Error('Decrypt: the emulator let a Disabled key be used');
}
