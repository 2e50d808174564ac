import { beforeAll, describe, expect, it } from '@jest/globals';
import { ssoIdentity } from '../builders/identity.ts';
import { ACCOUNT, type Json } from '../builders/record.ts';
import { type AlertMessage, alertAbout } from './alert-message.ts';
import { type Deployment, deployment, HOME_REGION } from './deployment.ts';
import { openInbox } from './inbox.ts';
import {
  type CalledOperation,
  createPendingKey,
  type KeyWishes,
  type PendingKey,
  recordOf,
  useKey,
} from './pending-key.ts';
import { layRoad } from './sns-road.ts';
import { deliver } from './trail.ts';

interface Story {
  readonly story: string;
  readonly key: KeyWishes;
  readonly operation: CalledOperation;
  /** Parts of the record that differ from the builder's role billing-batch on EC2. */
  readonly record: Json;
  readonly caller: Json;
  /** From the table in docs/severity.md. */
  readonly severity: string;
}

const LEDGER = { alias: 'alias/ledger-prod', tags: { team: 'ledger', stage: 'prod' }, description: 'ledger archive' };
const ROLE = { type: 'AssumedRole', kind: 'workload', name: 'role billing-batch', session: 'i-0abc123def4567890' };
const ALICE = { type: 'AssumedRole', kind: 'person', name: 'alice@example.com' };

const STORIES: readonly Story[] = [
  {
    story: 'Decrypt by a workload in another Region, 30 days before the end',
    key: { ...LEDGER, region: 'eu-west-1' },
    operation: 'Decrypt',
    record: {},
    caller: ROLE,
    severity: 'high',
  },
  {
    story: 'Encrypt by a person in the Region of the guard, 30 days before the end',
    key: { ...LEDGER, region: HOME_REGION, alias: 'alias/ledger-test' },
    operation: 'Encrypt',
    record: { userIdentity: ssoIdentity() },
    caller: ALICE,
    severity: 'medium',
  },
  {
    story: 'GenerateDataKey by a person in the last 7 days',
    key: { ...LEDGER, region: HOME_REGION, alias: 'alias/ledger-old', days: 7 },
    operation: 'GenerateDataKey',
    record: { userIdentity: ssoIdentity() },
    caller: ALICE,
    severity: 'high',
  },
];

/** "Tue 22 Dec 2026 13:00 UTC". */
const asPeopleReadIt = (date: Date) => date.toUTCString().replace(/^(\w+), 0?(.*):\d\d GMT$/, '$1 $2 UTC');

describe('a use of a key that is pending deletion, from the log group of the trail to the topic', () => {
  let stack: Deployment;
  const told: { key: PendingKey; message: AlertMessage; eventId: unknown; requestId: string }[] = [];

  beforeAll(async () => {
    stack = await deployment();
    const inbox = await openInbox(stack.alertTopicArn);
    const used = [];
    for (const { key: wishes, operation, record } of STORIES) {
      const key = await createPendingKey(wishes);
      const refusal = await useKey(key, operation);
      used.push({ key, requestId: refusal.requestId, record: recordOf(refusal, record) });
    }
    await deliver(
      stack.logGroupName,
      used.map(({ record }) => record),
    );
    for (const { key, requestId, record } of used)
      told.push({ key, requestId, eventId: record.eventID, message: await alertAbout(inbox, key.arn) });
  });

  const storyAt = (at: number) => {
    const [story, fact] = [STORIES[at], told[at]];
    if (story === undefined || fact === undefined) throw new Error(`story ${at}: got none`);
    return { ...story, ...fact };
  };

  describe.each(STORIES.map(({ story }, at) => ({ story, at })))('$story', ({ at }) => {
    it('names the key, its end, and whose it is, as KMS has them', () => {
      const { key, message } = storyAt(at);
      expect(message.alert.key).toMatchObject({
        arn: key.arn,
        id: key.id,
        accountId: ACCOUNT,
        accountName: 'payments-prod',
        region: key.region,
        otherAccount: false,
        state: 'PendingDeletion',
        deletionDate: key.deletionDate.toISOString(),
        aliases: [key.alias],
        tags: LEDGER.tags,
        owner: 'ledger',
        description: 'ledger archive',
        manager: 'CUSTOMER',
      });
    });

    it("names operation, caller, data and KMS's own refusal", () => {
      const { key, operation, caller, message, eventId, requestId } = storyAt(at);
      expect(message.alert).toMatchObject({
        kind: 'key-use',
        operation: { name: operation, class: 'cryptographic', eventSource: 'kms.amazonaws.com', confirmed: true },
        caller,
        error: { code: 'KMSInvalidStateException', message: `${key.arn} is pending deletion.` },
        data: [{ type: 'S3 object', id: 'ledger-archive/2026/11/22.parquet', from: 'aws:s3:arn' }],
        event: { id: eventId, requestId, region: key.region, recipientAccountId: ACCOUNT },
        occurrences: { count: 1 },
      });
    });

    it('is graded, addressed and put in one line', () => {
      const { key, operation, severity, message } = storyAt(at);
      expect(message.alert.severity).toBe(severity);
      expect(message.attributes).toEqual({
        severity,
        kind: 'key-use',
        keyArn: key.arn,
        operation,
        accountId: ACCOUNT,
        region: key.region,
      });
      expect(message.subject).toMatch(/^[\x20-\x7e]{1,99}$/);
      expect(message.subject).toContain(`[${severity.toUpperCase()}] KMS key ${key.alias} still in use`);
    });

    it('lacks nothing but what the emulator does not know', () => {
      const { message } = storyAt(at);
      expect(message.alert.unavailable.map(({ part }) => part).sort()).toEqual(['key.lastUsed', 'key.scheduledBy']);
    });
  });

  it('goes to e-mail subscribers as plain text that says the same', async () => {
    const road = await layRoad(stack.functionName);
    try {
      const inbox = await openInbox(stack.alertTopicArn);
      const key = await createPendingKey({ ...LEDGER, region: 'eu-central-1' });
      const refusal = await useKey(key, 'Decrypt');
      await deliver(stack.logGroupName, [recordOf(refusal)]);
      const { message: json } = await alertAbout(inbox, key.arn);

      const [publish, ...others] = road.published;
      expect(others).toEqual([]);
      const { email, ...texts } = JSON.parse(publish?.get('Message') ?? '{}');
      expect(publish?.get('MessageStructure')).toBe('json');
      expect(texts).toEqual({ default: json });
      // Where its lines break is the concern of test/alert.
      const asOneLine = email.replaceAll(/\s+/g, ' ');
      for (const words of [
        'A KEY THAT IS STILL IN USE WILL BE DESTROYED IN 29 DAYS',
        `not before ${asPeopleReadIt(key.deletionDate)}.`,
        `Key ${key.alias} Account payments-prod (${ACCOUNT}), eu-central-1 Owner ledger`,
        'Used by role billing-batch (session i-0abc123def4567890)',
        'For Decrypt of S3 object ledger-archive/2026/11/22.parquet',
        'Result REFUSED, 1 time',
        `aws kms cancel-key-deletion --region eu-central-1 --key-id ${key.arn}`,
        `aws kms enable-key --region eu-central-1 --key-id ${key.arn}`,
        'Runbook: https://wiki.example.com/kms',
      ])
        expect(asOneLine).toContain(words);
    } finally {
      await road.remove();
    }
  });
});
