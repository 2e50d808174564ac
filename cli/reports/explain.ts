/**
 * What `explain --format json` prints: why records count, or do not. Times are ISO 8601 in UTC. Texts hold what callers wrote, bounded
 * and without control characters, but otherwise anybody's words: escape them before you show them anywhere.
 */
export interface ExplainReport {
  readonly schemaVersion: '0.1';
  /** When it was judged. */
  readonly at: string;
  /** Those that count first; at most 20. */
  readonly records: readonly ExplainedRecord[];
  /** Records beyond those. */
  readonly more: { readonly counting: number; readonly notCounting: number };
}

export type ExplainedRecord = CountingRecord | OtherRecord;

/** What every record has. A field that is not there stands not in the record, or could not be read. */
export interface RecordBase {
  readonly event: {
    readonly id?: string;
    readonly time?: string;
    readonly source?: string;
    readonly name?: string;
    readonly region?: string;
  };
  readonly errorCode?: string;
  readonly errorMessage?: string;
  /** Why it counts or does not, in words. */
  readonly why: string;
  /** Whether AWS's documented filter pattern lets it through, and the guard's wide one; not there where it could not be read. */
  readonly filters?: { readonly documented: boolean; readonly wide: boolean };
}

/** It does not count. */
export interface OtherRecord extends RecordBase {
  readonly counts: false;
}

/** It counts. */
export interface CountingRecord extends RecordBase {
  readonly counts: true;
  /** KMS said it, word for word. */
  readonly confirmed: boolean;
  readonly operation: { readonly name: string; readonly class: 'cryptographic' | 'delegation' | 'management' };
  readonly caller: {
    readonly name: string;
    readonly kind: 'workload' | 'person' | 'service' | 'inventory' | 'unknown';
    /** How the kind was known. */
    readonly because: string;
  };
  /** `name`: an alias or what else the record calls it. */
  readonly key: {
    readonly arn?: string;
    readonly name?: string;
    /** The part of the record that names it. */
    readonly namedIn: 'errorMessage' | 'resources' | 'requestParameters' | 'text' | 'nowhere';
  };
  readonly severity: SeverityCell;
  readonly silence: SilenceAnswer;
  /** What a deployment would decide about saving the key by itself; only with `--remediation`. */
  readonly remediation?: ExplainedDecision;
  /** What would be mailed of this record alone, if nothing had been told before. */
  readonly email: { readonly subject: string; readonly body: string };
}

/** What would be decided from what is known here. Nothing is done. */
export interface ExplainedDecision {
  /** As it was asked for; `modeOfKey`: lowered by the tag of the key. */
  readonly mode: 'dry-run' | 'cancel' | 'cancel-and-enable';
  readonly modeOfKey: 'off' | 'dry-run' | 'cancel' | 'cancel-and-enable';
  readonly decision: 'skip' | 'wait' | 'cancel';
  /** Stable name of the reason. */
  readonly cause: string;
  readonly reason: string;
  /** In `wait`: when it is decided to act, if it is still so then. */
  readonly actAt?: string;
  /** Every rule in the order in which they count: all must say yes. */
  readonly rules: readonly ExplainedRule[];
  /** What a deployment looks at besides, and nobody did here. */
  readonly notLookedAt: readonly string[];
}

/** What one rule says; a reason where it does not say yes. */
export interface ExplainedRule {
  readonly rule: string;
  readonly verdict: 'yes' | 'no' | 'unknown';
  readonly cause?: string;
  readonly reason?: string;
}

/** The cell of the table in docs/severity.md. */
export interface SeverityCell {
  readonly row: string;
  readonly column: '> 7 days left' | '7 days .. 72 h' | '<= 72 h or overdue' | 'date unknown';
  readonly cell: Severity;
  /** What moves it, in words: many callers, long use, a key that is enabled again. */
  readonly moved: readonly string[];
  readonly severity: Severity;
}

export type Severity = 'low' | 'medium' | 'high' | 'critical';

/** Whether a silence hides it now. Settings of the deployment may hide it as well: they are not looked at. */
export type SilenceAnswer = SilencesNotKnown | SilencesKnown;

export interface SilencesNotKnown {
  readonly known: false;
  readonly reason: string;
}

export interface SilencesKnown {
  readonly known: true;
  /** Silences that were looked at. */
  readonly count: number;
  /** The one that hides it. */
  readonly hiddenBy?: string;
  /** The one that covers it and yet does not hide it, since the key ends within 72 hours, or nobody knows when. */
  readonly tooLate?: string;
}
