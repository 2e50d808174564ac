import { salvageRecord } from '../cloudtrail/parse-record.ts';
import type { CloudTrailRecord, RecordParts, RecordRejection } from '../cloudtrail/record.ts';
import { parseKeyArn } from '../kms/key-arn.ts';
import { callerKindReason } from './caller-kind-reason.ts';
import { type DetectContext, detect, detectUnreadable } from './detect.ts';
import { type Filters, filtersOf } from './filters.ts';
import type { Finding } from './finding.ts';
import { keyAtStart } from './message.ts';

/** Why a record counts, or does not. Texts may hold what callers wrote; whoever shows them makes them inert. */
export type Explained = CountsBecause | { readonly counts: false; readonly why: string; readonly filters?: Filters };

export interface CountsBecause {
  readonly counts: true;
  readonly finding: Finding;
  readonly why: string;
  /** The part of the record that names the key. */
  readonly keyNamedIn: KeyPlace;
  /** How the kind of the caller was known. */
  readonly callerKindBecause: string;
  /** Which patterns let it through; not there for a record that could not be read. */
  readonly filters?: Filters;
}

export type KeyPlace = 'errorMessage' | 'resources' | 'requestParameters' | 'text' | 'nowhere';

/** Explains what detect makes of a record. */
export function explain(record: CloudTrailRecord, context: DetectContext): Explained {
  const filters = filtersOf(record);
  const finding = detect(record, context);
  if (finding === undefined) return { counts: false, why: whyNot(record), filters };
  const why = finding.operation.confirmed
    ? "errorMessage is, whole, KMS's own text for a key pending deletion; errorCode makes no difference"
    : "errorMessage holds KMS's words, but is not its text, whole: somebody else may have written them";
  return { ...becauseOf(finding, record, why), filters };
}

/** The same for a text that is no whole record. */
export function explainUnreadable(text: string, rejection: RecordRejection, context: DetectContext): Explained {
  const finding = detectUnreadable(text, rejection, context);
  const { path, reason } = rejection;
  const unread = `it cannot be read (${path === '' ? reason : `${path}: ${reason}`})`;
  if (finding === undefined)
    return { counts: false, why: `${unread}, and nothing in it speaks of a key pending deletion` };
  return becauseOf(finding, salvageRecord(text), `${unread}, but its text speaks of a key pending deletion`);
}

const becauseOf = (finding: Finding, record: RecordParts, why: string): CountsBecause => ({
  counts: true,
  finding,
  why,
  keyNamedIn: placeOf(finding, record),
  callerKindBecause: callerKindReason(record, finding.caller.kind),
});

/** Where keyOf found the key, by the order in which it looks. */
function placeOf({ key }: Finding, { errorMessage, resources, requestParameters }: RecordParts): KeyPlace {
  switch (key.kind) {
    case 'unknown':
      return 'nowhere';
    case 'named':
      return 'requestParameters';
    case 'arn': {
      const { arn, keyId } = key.key;
      if (keyAtStart(errorMessage)?.arn === arn) return 'errorMessage';
      if (resources.some(({ ARN }) => parseKeyArn(ARN)?.arn === arn)) return 'resources';
      const name = requestParameters.keyId ?? requestParameters['x-amz-server-side-encryption-aws-kms-key-id'];
      return name === arn || name === keyId ? 'requestParameters' : 'text';
    }
  }
}

// Other states of a key, as KMS words them. Source: KMS Developer Guide, "Key states of AWS KMS keys", footnotes of the table.
const OTHER_STATES = /\bis (not pending deletion|disabled|pending import|unavailable|creating|updating)\b/;

/** The nearest reason why a record that detect passes over does not count. */
function whyNot({ errorMessage, errorCode }: CloudTrailRecord): string {
  if (!errorMessage)
    return errorCode === undefined
      ? 'no errorMessage: the call succeeded'
      : `no errorMessage, only errorCode ${errorCode}, which has other causes as well`;
  const [says] = OTHER_STATES.exec(errorMessage) ?? [];
  if (says !== undefined) return `errorMessage says: ${says}`;
  return /pending\s*(?:replica\s*)?deletion/i.test(errorMessage)
    ? 'errorMessage comes near, but does not hold "is pending deletion" letter for letter'
    : 'errorMessage speaks of something else';
}
