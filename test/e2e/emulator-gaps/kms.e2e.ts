import { CloudTrailClient, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import {
  CancelKeyDeletionCommand,
  CreateKeyCommand,
  DescribeKeyCommand,
  EnableKeyCommand,
  EncryptCommand,
  GetKeyLastUsageCommand,
  KMSClient,
  ReplicateKeyCommand,
  ScheduleKeyDeletionCommand,
  TagResourceCommand,
} from '@aws-sdk/client-kms';
import { describe, expect, it } from '@jest/globals';
import { HOME_REGION } from '../deployment.ts';
import { createPendingKey, useKey } from '../pending-key.ts';

// What ministack 1.5.33 does otherwise than AWS, where it matters here: what the other scenarios cannot prove, or go around. A test
// that fails here after an upgrade is good news: the scenario that went around it can be made stricter.

const kms = new KMSClient();

const aKey = async (multiRegion = false): Promise<string> => {
  const { KeyMetadata: { Arn: arn = '' } = {} } = await kms.send(new CreateKeyCommand({ MultiRegion: multiRegion }));
  return arn;
};
const aPendingKey = () => createPendingKey({ region: HOME_REGION, alias: 'alias/gap' });
const stateOf = async (KeyId: string) => (await kms.send(new DescribeKeyCommand({ KeyId }))).KeyMetadata?.KeyState;

describe('KMS in the emulator', () => {
  it('enables a key that is pending deletion, which AWS refuses', async () => {
    const { arn } = await aPendingKey();
    await kms.send(new EnableKeyCommand({ KeyId: arn }));
    expect(await stateOf(arn)).toBe('Enabled');
  });

  it('tags a key that is pending deletion, which AWS refuses', async () => {
    const { arn } = await aPendingKey();
    await kms.send(new TagResourceCommand({ KeyId: arn, Tags: [{ TagKey: 'team', TagValue: 'ledger' }] }));
    expect(await stateOf(arn)).toBe('PendingDeletion');
  });

  it('cancels the deletion of a key that nobody scheduled, and disables it, which AWS refuses', async () => {
    const arn = await aKey();
    await kms.send(new CancelKeyDeletionCommand({ KeyId: arn }));
    expect(await stateOf(arn)).toBe('Disabled');
  });

  it('lets a multi-Region key be used while it waits for its replicas to be deleted, which AWS refuses', async () => {
    const arn = await aKey(true);
    await kms.send(new ReplicateKeyCommand({ KeyId: arn, ReplicaRegion: 'eu-west-1' }));
    await kms.send(new ScheduleKeyDeletionCommand({ KeyId: arn }));
    expect(await stateOf(arn)).toBe('PendingReplicaDeletion');
    await kms.send(new EncryptCommand({ KeyId: arn, Plaintext: Buffer.from('ledger') }));
  });

  it('knows no GetKeyLastUsage', async () => {
    const lastUsage = kms.send(new GetKeyLastUsageCommand({ KeyId: await aKey() }));
    await expect(lastUsage).rejects.toThrow(expect.objectContaining({ name: 'InvalidAction' }));
  });
});

describe('CloudTrail in the emulator', () => {
  it('records the scheduling of a deletion without naming the key in `resources`, where the guard looks for it', async () => {
    const { arn } = await aPendingKey();
    const record = (await recordsOf('ScheduleKeyDeletion')).find(({ requestParameters }) =>
      JSON.stringify(requestParameters).includes(arn),
    );
    expect(record).toMatchObject({ eventSource: 'kms.amazonaws.com', eventName: 'ScheduleKeyDeletion' });
    expect(record).not.toHaveProperty('resources');
  });

  it('records a refused call as if it had been granted', async () => {
    const key = await aPendingKey();
    const { requestId } = await useKey(key, 'Decrypt');
    const record = (await recordsOf('Decrypt')).find(({ requestID }) => requestID === requestId);
    expect(record).toMatchObject({ eventName: 'Decrypt' });
    expect(record).not.toHaveProperty('errorCode');
  });
});

async function recordsOf(eventName: string) {
  const { Events: events = [] } = await new CloudTrailClient().send(
    new LookupEventsCommand({ LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: eventName }] }),
  );
  return events.map(({ CloudTrailEvent: text = '{}' }) => JSON.parse(text));
}
