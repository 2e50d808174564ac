import { DescribeKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { GuardError } from '../errors.ts';
import { type KeyArn, parseStrictKeyArn } from '../kms/key-arn.ts';
import { callFailure } from './call-failure.ts';
import { ASK, clientOptions, type Place } from './deployed-stack.ts';

/**
 * The key that an id or an alias names in a Region. Throws a GuardError that says what to do where there is none, or AWS cannot be asked.
 * Source: KMS API Reference, DescribeKey.
 */
export async function findKey(named: string, place: Pick<Place, 'region' | 'profile'>): Promise<KeyArn> {
  const kms = new KMSClient(clientOptions(place, ASK));
  const { KeyMetadata: metadata } = await kms.send(new DescribeKeyCommand({ KeyId: named })).catch(async (thrown) => {
    if (thrown instanceof Error && thrown.name === 'NotFoundException')
      throw new GuardError(
        'key-not-found',
        `key ${named}: got none of that name in ${await kms.config.region()}, wanted one of this account; look at --region and --profile`,
        thrown,
      );
    const asked = { what: `key ${named}`, right: 'kms:DescribeKey', profile: place.profile };
    throw callFailure(thrown, { ...asked, otherwise: 'kms-unreachable' });
  });
  const key = parseStrictKeyArn(metadata?.Arn);
  if (key !== undefined) return key;
  throw new GuardError('kms-unreachable', `key ${named}: got an answer without its ARN, wanted one; try again`);
}
