import { createHash } from 'node:crypto';
import { salvageRecord } from '../cloudtrail/parse-record.ts';
import type { CloudTrailRecord, RecordRejection, SalvagedRecord } from '../cloudtrail/record.ts';
import { classOfOperation, isKms } from '../kms/operation-class.ts';
import { callerOf } from './caller.ts';
import { dataOf } from './data.ts';
import type { Finding } from './finding.ts';
import { keyOf } from './key.ts';
import {
  keyAtStart,
  keyBefore,
  keyOfDisabled,
  type MessageForm,
  mentionsPendingDeletion,
  readMessage,
  wordsAt,
} from './message.ts';

/** Where a record came from and who we are. */
export interface DetectContext {
  /** Identity of the record for when it has no eventID; must be the same when the same line is delivered again. */
  readonly lineId: string | undefined;
  /** ARN of the role that the guard runs under, to know its own calls by. */
  readonly ownRoleArn: string | undefined;
}

const STATES: Readonly<Record<MessageForm, Finding['keyState']>> = {
  deletion: 'PendingDeletion',
  'replica-deletion': 'PendingReplicaDeletion',
  either: undefined,
};

/** Decides whether a record counts, on its errorMessage alone: the two error codes are shared with other causes. */
export function detect(record: CloudTrailRecord, context: DetectContext): Finding | undefined {
  const message = readMessage(record.errorMessage);
  if (message === undefined) return undefined;
  const confirmed = message.kind === 'confirmed';
  return findingOf(record, context, {
    key: confirmed ? { kind: 'arn', key: message.key } : keyOfUnconfirmed(record, record.errorMessage ?? ''),
    confirmed,
    keyState: confirmed ? STATES[message.form] : undefined,
    rejection: undefined,
    text: undefined,
  });
}

/**
 * What KMS refuses because a key is Disabled: it counts, but only for a key whose deletion the guard itself cancelled, and that is for
 * whoever asks to find out. Only KMS's own records, as the subscription filter brings no others.
 */
export function detectDisabled(record: CloudTrailRecord, context: DetectContext): Finding | undefined {
  const key = isKms(record.eventSource) ? keyOfDisabled(record.errorMessage) : undefined;
  if (key === undefined) return undefined;
  const judged = { confirmed: true, keyState: 'Disabled', rejection: undefined, text: undefined } as const;
  return findingOf(record, context, { ...judged, key: { kind: 'arn', key } });
}

/**
 * A text that is no whole record but says that a key is pending deletion is told by what could be read of it.
 * Undefined when it says no such thing.
 */
export function detectUnreadable(
  text: string,
  rejection: RecordRejection,
  context: DetectContext,
): Finding | undefined {
  if (!mentionsPendingDeletion(text)) return undefined;
  const record = salvageRecord(text);
  const key = keyOfUnconfirmed(record, text);
  return findingOf(record, context, { key, confirmed: false, keyState: undefined, rejection, text });
}

const keyOfUnconfirmed = (record: CloudTrailRecord | SalvagedRecord, text: string) =>
  keyOf(record, keyAtStart(record.errorMessage), keyBefore(text));

interface Judged extends Pick<Finding, 'key' | 'keyState' | 'rejection'> {
  readonly confirmed: boolean;
  /** The text of a record that could not be read. */
  readonly text: string | undefined;
}

function findingOf(record: CloudTrailRecord | SalvagedRecord, context: DetectContext, judged: Judged): Finding {
  const caller = callerOf(record);
  return {
    id: record.eventID ?? context.lineId ?? digestOf(judged.text ?? JSON.stringify(record)),
    key: judged.key,
    operation: {
      name: record.eventName ?? 'unknown',
      class: classOfOperation(record.eventSource, record.eventName),
      eventSource: record.eventSource,
      confirmed: judged.confirmed,
    },
    caller,
    byService: record.userIdentity.invokedBy !== undefined || caller.kind === 'service',
    own: isOwn(record, context.ownRoleArn),
    keyState: judged.keyState,
    error: { code: record.errorCode, message: record.errorMessage ?? (judged.text && excerptOf(judged.text)) },
    data: dataOf(record),
    event: {
      id: record.eventID,
      time: record.eventTime,
      region: record.awsRegion,
      requestId: record.requestID,
      recipientAccountId: record.recipientAccountId,
      sharedEventId: record.sharedEventID,
    },
    rejection: judged.rejection,
  };
}

function isOwn({ userIdentity }: CloudTrailRecord | SalvagedRecord, ownRoleArn: string | undefined): boolean {
  return ownRoleArn !== undefined && (userIdentity.sessionContext.sessionIssuer.arn ?? userIdentity.arn) === ownRoleArn;
}

/** What stands around the words, for a record whose message could not be read. */
function excerptOf(text: string): string {
  const at = wordsAt(text);
  return text.slice(Math.max(0, at - 160), at + 80);
}

const digestOf = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 32);
