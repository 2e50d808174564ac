import { parseRecord, parseRecordText } from '../cloudtrail/parse-record.ts';
import type { CloudTrailRecord, RecordRejection } from '../cloudtrail/record.ts';
import type { LogBatch } from '../cloudwatch-logs/log-batch.ts';
import { detect, detectDisabled, detectUnreadable } from '../finding/detect.ts';
import type { Finding } from '../finding/finding.ts';
import type { Collector } from '../incident/collector.ts';
import { isKms } from '../kms/operation-class.ts';
import { err, type Result } from '../result.ts';
import type { CollectPorts } from './ports.ts';

/** The text of one record, and the identity of the line that it came in. */
export interface RecordText {
  readonly text: string;
  /** The text, parsed, where somebody has done that already. */
  readonly value?: unknown;
  readonly lineId: string | undefined;
  /** Already known to be broken, and why: told if it speaks of a key pending deletion, else rejected. */
  readonly broken?: RecordRejection;
}

/** What became of the records: recordsIn = notFinding + rejected + duplicates + findings + disabled. */
export interface RecordCounts {
  readonly recordsIn: number;
  readonly fromKms: number;
  readonly notFinding: number;
  /** Not readable, and saying nothing of a key pending deletion. */
  readonly rejected: number;
  readonly duplicates: number;
  readonly findings: number;
  /** Refused because a key is Disabled: they count only if the guard itself cancelled its deletion. */
  readonly disabled: number;
  /** Milliseconds from the earliest refusal until now. */
  readonly deliveryLagMs: number | undefined;
}

/** The record texts of a decoded batch; lines that hold no text come along as broken. */
export function recordTextsOf(batch: Extract<LogBatch, { kind: 'data' }>): RecordText[] {
  return [
    ...batch.logEvents.map(({ text, id }) => ({ text, lineId: id })),
    ...batch.broken.map(({ text, path, reason }) => ({ text, lineId: undefined, broken: { path, reason } })),
  ];
}

/**
 * Parses and judges records, one by one, and collects those that matter. A record that cannot be read costs no other.
 * @param disabled takes what KMS refused because a key is Disabled; without it that does not count
 */
export function collectRecords(
  records: readonly RecordText[],
  collector: Collector,
  ports: CollectPorts,
  ownRoleArn: string | undefined,
  disabled?: Collector,
): RecordCounts {
  const counts = { fromKms: 0, notFinding: 0, rejected: 0, duplicates: 0, findings: 0, disabled: 0 };
  let earliest = Number.POSITIVE_INFINITY;
  for (const record of records) {
    const { fromKms, finding, rejection } = judge(record, ownRoleArn, disabled !== undefined);
    if (fromKms) counts.fromKms += 1;
    const into = finding?.keyState === 'Disabled' ? disabled : collector;
    counts[placeOf(finding, rejection, into)] += 1;
    // How late a refusal is told; whether one of a Disabled key is told at all is not known yet.
    if (into === collector) earliest = Math.min(earliest, finding?.event.time?.getTime() ?? earliest);
    if (rejection !== undefined) ports.rejected?.(rejection, finding !== undefined);
  }
  const deliveryLagMs = Number.isFinite(earliest) ? Math.max(0, ports.now().getTime() - earliest) : undefined;
  return { recordsIn: records.length, ...counts, deliveryLagMs };
}

/** The figure that a record belongs to. A finding is collected. */
function placeOf(finding: Finding | undefined, rejection: RecordRejection | undefined, into: Collector | undefined) {
  if (finding === undefined) return rejection === undefined ? 'notFinding' : 'rejected';
  if (!into?.add(finding)) return 'duplicates';
  return finding.keyState === 'Disabled' ? 'disabled' : 'findings';
}

interface Judged {
  readonly fromKms: boolean;
  readonly finding: Finding | undefined;
  readonly rejection: RecordRejection | undefined;
}

/** The record that a text is, or why it is none. */
export const recordOf = ({ text, value, broken }: RecordText): Result<CloudTrailRecord, RecordRejection> =>
  broken === undefined ? (value === undefined ? parseRecordText(text) : parseRecord(value)) : err(broken);

function judge(recordText: RecordText, ownRoleArn: string | undefined, alsoDisabled: boolean): Judged {
  const { text, lineId } = recordText;
  const context = { lineId, ownRoleArn };
  const record = recordOf(recordText);
  if (!record.ok) {
    return { fromKms: false, finding: detectUnreadable(text, record.error, context), rejection: record.error };
  }
  const finding = detect(record.value, context) ?? (alsoDisabled ? detectDisabled(record.value, context) : undefined);
  return { fromKms: isKms(record.value.eventSource), finding, rejection: undefined };
}
