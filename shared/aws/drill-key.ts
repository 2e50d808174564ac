import {
  CreateKeyCommand,
  DecryptCommand,
  DisableKeyCommand,
  EncryptCommand,
  KMSClient,
  ScheduleKeyDeletionCommand,
} from '@aws-sdk/client-kms';
import { DRILL_TAG } from '../contract/names.ts';
import { GuardError, messageOf } from '../errors.ts';
import { mentionsPendingDeletion } from '../finding/message.ts';
import { callFailure, mayHaveHappened } from './call-failure.ts';
import type { Patience } from './clients.ts';
import { ASK, clientOptions, type Place } from './deployed-stack.ts';

/**
 * What KMS answers about a key that it has just made: for some seconds it may not know it. Source: KMS Developer Guide, "AWS KMS
 * eventual consistency".
 */
export type WhenThere<T> = { readonly there: true; readonly value: T } | { readonly there: false };

/**
 * The calls of a drill, all on a key that it made itself, and no others: nothing here cancels a deletion. Each rejects with a GuardError
 * that says what to do.
 */
export interface DrillKeys {
  /** Makes an enabled symmetric key with the tag of a drill, and answers its ARN. */
  create(): Promise<string>;
  /** Encrypts one byte. */
  encrypt(arn: string): Promise<WhenThere<Uint8Array>>;
  /** Schedules its deletion in so many days, 7 to 30; answers when it ends, where KMS says so. Again does no harm. */
  scheduleDeletion(arn: string, days: number): Promise<WhenThere<Date | undefined>>;
  /** Disables it, where its deletion cannot be scheduled. */
  disable(arn: string): Promise<void>;
  /** Asks for what was encrypted. KMS may allow it for some seconds after the deletion was scheduled. */
  decrypt(arn: string, ciphertext: Uint8Array): Promise<'refused' | 'allowed'>;
}

/** What the key says of itself to whoever meets it. */
export const DRILL_DESCRIPTION =
  'Made by "kms-deletion-guard drill --real", which leaves it pending deletion. It protects nothing: let it go.';

/** The calls by KMS, in the Region of the deployment. */
export function drillKeys(place: Pick<Place, 'region' | 'profile'>, ask: Patience = ASK): DrillKeys {
  const kms = new KMSClient(clientOptions(place, ask));
  // Tried once: a second try may make a second key.
  const creating = new KMSClient(clientOptions(place, { ...ask, maxAttempts: 1 }));
  const failure = (thrown: unknown, what: string, right: string) =>
    callFailure(thrown, { what, right, profile: place.profile, otherwise: 'kms-unreachable' });
  return {
    async create() {
      const Tags = [{ TagKey: DRILL_TAG, TagValue: 'true' }];
      try {
        const { KeyMetadata: key } = await creating.send(
          new CreateKeyCommand({ Description: DRILL_DESCRIPTION, Tags }),
        );
        if (key?.Arn !== undefined) return key.Arn;
      } catch (thrown) {
        if (!mayHaveHappened(thrown)) throw failure(thrown, 'a KMS key for the drill', CREATE_RIGHTS);
        throw keyUnknown(`no answer (${messageOf(thrown)})`, thrown);
      }
      throw keyUnknown('an answer without an ARN');
    },
    async encrypt(KeyId) {
      return whenThere(async () => {
        const { CiphertextBlob: ciphertext } = await kms.send(new EncryptCommand({ KeyId, Plaintext: ONE_BYTE }));
        if (ciphertext === undefined) throw new Error('got an answer without CiphertextBlob');
        return ciphertext;
      }).catch((thrown) => {
        throw failure(thrown, `key ${KeyId}`, 'kms:Encrypt');
      });
    },
    async scheduleDeletion(KeyId, PendingWindowInDays) {
      const command = new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays });
      return whenThere(async () => {
        try {
          return (await kms.send(command)).DeletionDate;
        } catch (thrown) {
          // An earlier try did it, and its answer was lost.
          if (isPendingRefusal(thrown)) return undefined;
          throw thrown;
        }
      }).catch((thrown) => {
        throw failure(thrown, `key ${KeyId}`, 'kms:ScheduleKeyDeletion');
      });
    },
    async disable(KeyId) {
      await kms.send(new DisableKeyCommand({ KeyId })).catch((thrown) => {
        throw failure(thrown, `key ${KeyId}`, 'kms:DisableKey');
      });
    },
    async decrypt(KeyId, CiphertextBlob) {
      try {
        await kms.send(new DecryptCommand({ KeyId, CiphertextBlob }));
        return 'allowed';
      } catch (thrown) {
        if (isPendingRefusal(thrown)) return 'refused';
        throw failure(thrown, `key ${KeyId}`, 'kms:Decrypt');
      }
    },
  };
}

const ONE_BYTE = Uint8Array.of(0);
const CREATE_RIGHTS = 'kms:CreateKey, and kms:TagResource for its tag';

const keyUnknown = (got: string, cause?: unknown): GuardError =>
  new GuardError(
    'drill-key-unknown',
    `a KMS key for the drill: got ${got}, wanted its ARN; it may have been made: look in the KMS console for a key with the tag ${DRILL_TAG}, and schedule its deletion`,
    cause,
  );

async function whenThere<T>(call: () => Promise<T>): Promise<WhenThere<T>> {
  try {
    return { there: true, value: await call() };
  } catch (thrown) {
    if (thrown instanceof Error && thrown.name === 'NotFoundException') return { there: false };
    throw thrown;
  }
}

// Source: KMS Developer Guide, "Key states of AWS KMS keys", footnotes [2] and [3]: the one or the other.
const REFUSALS = /^(KMSInvalidStateException|DisabledException)$/;

const isPendingRefusal = (thrown: unknown): boolean =>
  thrown instanceof Error && REFUSALS.test(thrown.name) && mentionsPendingDeletion(thrown.message);
