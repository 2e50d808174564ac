import { ListResourceTagsCommand } from '@aws-sdk/client-kms';
import type { PendingKey } from '../blind-spots/pending-key.ts';
import { hasDrillTag } from '../kms/drill-key.ts';
import { ask } from './blind-spots/ask.ts';
import type { GuardClients } from './guard-clients.ts';

/**
 * Whether the tags of a key say that it was made for a drill; false where AWS does not let them be read. A key has 50 tags at most, which
 * is one page. Source: KMS API Reference, ListResourceTags.
 */
export async function hasTagOfDrill(
  { kms }: Pick<GuardClients, 'kms'>,
  { arn, region }: Pick<PendingKey, 'arn' | 'region'>,
  budget: AbortSignal,
): Promise<boolean> {
  const tags = await ask('kms:ListResourceTags', budget, async () => {
    const { Tags: found = [] } = await kms(region).send(new ListResourceTagsCommand({ KeyId: arn }), {
      abortSignal: budget,
    });
    return Object.fromEntries(found.map(({ TagKey: name = '', TagValue: value = '' }) => [name, value]));
  });
  return tags.known && hasDrillTag(tags.value);
}
