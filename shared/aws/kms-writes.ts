import {
  CancelKeyDeletionCommand,
  DescribeKeyCommand,
  EnableKeyCommand,
  KMSClient,
  KMSServiceException,
} from '@aws-sdk/client-kms';
import { messageOf } from '../errors.ts';
import type { ReadBack } from '../incident/rescue.ts';
import type { KeyArn } from '../kms/key-arn.ts';
import type { Answer } from '../remediation/write.ts';
import { type Identity, optionsOf, type Patience } from './clients.ts';

/** One try each: a try that the SDK makes again by itself could undo what a person did after the first. */
const WRITE: Patience = { maxAttempts: 1, connectionTimeout: 1000, requestTimeout: 4000 };
const READ_BACK: Patience = { maxAttempts: 3, connectionTimeout: 1000, requestTimeout: 2000 };

/** The two writes that save a key, and the read that shows what came of them; in the key's own Region. None of them rejects. */
export interface KmsWrites {
  readonly cancel: (key: KeyArn, id: string) => Promise<Answer>;
  readonly enable: (key: KeyArn, id: string) => Promise<Answer>;
  readonly readState: (key: KeyArn) => Promise<ReadBack>;
}

/**
 * Makes them. Each write has a client of its own, whose user agent says which rescue it is: that is how CloudTrail's record of it is told
 * from others of the same role.
 * @param now for when the key was read
 * @param who who acts, for the words of a refusal
 */
export function kmsWrites(version: string, now: () => Date, as: Identity = {}, who = 'the guard'): KmsWrites {
  const clientFor = ({ region }: KeyArn, id: string) =>
    new KMSClient({
      region,
      ...as,
      ...optionsOf(WRITE),
      customUserAgent: [
        ['kms-deletion-guard', version],
        ['rescue', id],
      ],
    });
  return {
    cancel: (key, id) => answerOf(clientFor(key, id).send(new CancelKeyDeletionCommand({ KeyId: key.arn })), who),
    enable: (key, id) => answerOf(clientFor(key, id).send(new EnableKeyCommand({ KeyId: key.arn })), who),
    async readState(key) {
      const client = new KMSClient({ region: key.region, ...as, ...optionsOf(READ_BACK) });
      try {
        const { KeyMetadata: metadata } = await client.send(new DescribeKeyCommand({ KeyId: key.arn }));
        if (metadata?.KeyState === undefined) return { kind: 'unread', reason: 'got an answer without KeyState' };
        return {
          kind: 'read',
          at: now().getTime(),
          state: metadata.KeyState,
          deletionDate: metadata.DeletionDate?.getTime(),
        };
      } catch (thrown) {
        return { kind: 'unread', reason: `kms:DescribeKey: ${nameOf(thrown)}` };
      }
    },
  };
}

async function answerOf(
  sent: Promise<{ readonly $metadata: { readonly requestId?: string } }>,
  who: string,
): Promise<Answer> {
  try {
    const { $metadata } = await sent;
    return { kind: 'done', requestId: $metadata.requestId };
  } catch (thrown) {
    return refusalOf(thrown, who);
  }
}

/**
 * What KMS answered with a name of an error, and a status below 500, it has refused. Anything else may have been done. Source: KMS API
 * Reference, CancelKeyDeletion and EnableKey, Errors; Common Errors.
 */
function refusalOf(thrown: unknown, who: string): Answer {
  if (!(thrown instanceof KMSServiceException) || (thrown.$metadata.httpStatusCode ?? 500) >= 500)
    return { kind: 'no-answer', reason: `KMS did not answer (${nameOf(thrown)})` };
  return {
    kind: 'refused',
    requestId: thrown.$metadata.requestId,
    reason: `KMS refused it (${thrown.name})${hintOf(thrown.name, who)}`,
    again: AGAIN.has(thrown.name),
  };
}

const AGAIN = new Set(['KMSInvalidStateException', 'ThrottlingException', 'LimitExceededException']);

const hintOf = (name: string, who: string): string =>
  name === 'AccessDeniedException' ? `: the key policy does not let ${who} do it, or IAM denies it` : '';

/** AWS's messages quote ARNs and the caller at length; the name of the error says what to look for. */
const nameOf = (thrown: unknown): string =>
  thrown instanceof Error && thrown.name !== 'Error' ? thrown.name : messageOf(thrown);
