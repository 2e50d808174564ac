import {
  DescribeKeyCommand,
  GetKeyLastUsageCommand,
  ListAliasesCommand,
  ListResourceTagsCommand,
} from '@aws-sdk/client-kms';
import type { KeyReads, Read } from '../enrichment/key-reads.ts';
import type { KeyArn } from '../kms/key-arn.ts';
import type { KeyMetadata, LastUsage } from '../kms/key-details.ts';
import type { Clients } from './clients.ts';
import { readFailure } from './read-failure.ts';

/** The reads of a key from KMS, in the key's own Region. Each needs the right of its name in IAM or in the key policy. */
export function kmsReads({ kms }: Clients): Omit<KeyReads, 'scheduledBy'> {
  return {
    metadata: reading('kms:DescribeKey', async (key, abortSignal): Promise<KeyMetadata> => {
      const { KeyMetadata: metadata } = await kms(key.region).send(new DescribeKeyCommand({ KeyId: key.arn }), {
        abortSignal,
      });
      if (metadata?.KeyState === undefined) throw new Error('got an answer without KeyState');
      return {
        state: metadata.KeyState,
        deletionDate: metadata.DeletionDate,
        pendingWindowInDays: metadata.PendingDeletionWindowInDays,
        createdAt: metadata.CreationDate,
        description: metadata.Description,
        manager: metadata.KeyManager,
        origin: metadata.Origin,
        validTo: metadata.ValidTo,
        multiRegionType: metadata.MultiRegionConfiguration?.MultiRegionKeyType,
      };
    }),
    aliases: reading('kms:ListAliases', async (key, abortSignal) => {
      const { Aliases: aliases = [] } = await kms(key.region).send(
        new ListAliasesCommand({ KeyId: key.arn, Limit: 100 }),
        {
          abortSignal,
        },
      );
      return aliases.map(({ AliasName: name }) => name).filter((name) => name !== undefined);
    }),
    tags: reading('kms:ListResourceTags', async (key, abortSignal) => {
      const { Tags: tags = [] } = await kms(key.region).send(new ListResourceTagsCommand({ KeyId: key.arn }), {
        abortSignal,
      });
      return Object.fromEntries(tags.map(({ TagKey: name = '', TagValue: value = '' }) => [name, value]));
    }),
    lastUsage: reading('kms:GetKeyLastUsage', async (key, abortSignal): Promise<LastUsage> => {
      const answer = await kms(key.region).send(new GetKeyLastUsageCommand({ KeyId: key.arn }), { abortSignal });
      const { Operation: operation, Timestamp: time, CloudTrailEventId: eventId } = answer.KeyLastUsage ?? {};
      return operation === undefined || time === undefined
        ? { used: false, trackedSince: answer.TrackingStartDate }
        : { used: true, operation, time, eventId };
    }),
  };
}

/** Runs a read and turns what AWS refuses into a value. */
export function reading<T>(action: string, read: (key: KeyArn, budget: AbortSignal) => Promise<T>): Read<T> {
  return async (key, budget) => {
    try {
      return await read(key, budget);
    } catch (thrown) {
      return readFailure(thrown, action);
    }
  };
}
