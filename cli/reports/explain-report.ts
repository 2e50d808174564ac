import { buildAlert } from '../../shared/alert/build-alert.ts';
import { renderEmail } from '../../shared/alert/email/render-email.ts';
import { forJson } from '../../shared/alert/inert.ts';
import { known, knownTexts } from '../../shared/alert/optional.ts';
import type { AlertSettings } from '../../shared/alert/settings.ts';
import { severityNow } from '../../shared/alert/severity.ts';
import type { Fact } from '../../shared/blind-spots/fact.ts';
import type { CountsBecause, Explained } from '../../shared/finding/explain.ts';
import { SEVERITY_TABLE, type Spread, useOf } from '../../shared/finding/severity.ts';
import { createIncidentCounter } from '../../shared/incident/counter.ts';
import type { Rescue } from '../../shared/incident/rescue.ts';
import { tellingOnce } from '../../shared/incident/telling.ts';
import type { KeyDetails } from '../../shared/kms/key-details.ts';
import { type TimeLeft, timeLeft } from '../../shared/kms/time-left.ts';
import type { RemediationPolicy } from '../../shared/remediation/policy.ts';
import { couldBeHiddenBy, stillHides, subjectOf } from '../../shared/silence/hiding.ts';
import type { Silence } from '../../shared/silence/silence.ts';
import type { CountingRecord, ExplainedRecord, RecordBase, SeverityCell, SilenceAnswer } from './explain.ts';
import { explainedDecision, rehearsalOf } from './explain-remediation.ts';

/** A record that was explained, with what of it is shown. */
export interface RecordRead {
  readonly explained: Explained;
  readonly event: {
    readonly id: string | undefined;
    readonly time: Date | undefined;
    readonly source: string | undefined;
    readonly name: string | undefined;
    readonly region: string | undefined;
  };
  readonly errorCode: string | undefined;
  readonly errorMessage: string | undefined;
}

/** What the input and AWS say around a record. */
export interface Around {
  readonly details: KeyDetails;
  /** How far use of the key spreads, in the input. */
  readonly spread: Spread;
  readonly silences: Fact<readonly Silence[]>;
  readonly settings: AlertSettings;
  readonly now: Date;
  /** By which it is told what would be decided about saving the key; undefined: it is not. */
  readonly policy: RemediationPolicy | undefined;
}

/** What is reported of a record. `around` is asked for those that count. */
export function explainedRecord(read: RecordRead, around: Around): ExplainedRecord {
  const { explained } = read;
  return explained.counts ? countingRecord(read, explained, around) : { ...baseOf(read), counts: false };
}

function baseOf({ explained, event, errorCode, errorMessage }: RecordRead): RecordBase {
  return {
    event: knownTexts({ ...event, time: event.time?.toISOString() }),
    ...knownTexts({ errorCode, errorMessage }),
    why: forJson(explained.why),
    ...known({ filters: explained.filters }),
  };
}

function countingRecord(read: RecordRead, because: CountsBecause, around: Around): CountingRecord {
  const { finding } = because;
  const { operation, caller, key } = finding;
  const rehearsal = rehearsalOf(because, around);
  return {
    ...baseOf(read),
    counts: true,
    confirmed: operation.confirmed,
    operation: { name: forJson(operation.name), class: operation.class },
    caller: { name: forJson(caller.name), kind: caller.kind, because: forJson(because.callerKindBecause) },
    key: {
      ...(key.kind === 'arn' ? { arn: key.key.arn } : key.kind === 'named' ? { name: forJson(key.name) } : {}),
      namedIn: because.keyNamedIn,
    },
    severity: severityCell(because, around),
    silence: silenceAnswer(because, around),
    ...known({ remediation: rehearsal && explainedDecision(rehearsal, around) }),
    email: emailOf(because, around, rehearsal?.rescue),
  };
}

const COLUMNS: Readonly<Record<TimeLeft, SeverityCell['column']>> = {
  'more-than-7-days': '> 7 days left',
  'up-to-7-days': '7 days .. 72 h',
  'up-to-72-hours': '<= 72 h or overdue',
  unknown: 'date unknown',
};

const DAY_MS = 24 * 3_600_000;

function severityCell({ finding }: CountsBecause, { details, spread, now }: Around): SeverityCell {
  const row = useOf(finding);
  const column = timeLeft(details.metadata, finding.keyState, now);
  const isEnabled = details.metadata.status === 'known' && details.metadata.value.state === 'Enabled';
  const moved = [
    ...(spread.callers >= 3 ? [`one step up: ${spread.callers} callers of the key in this input`] : []),
    ...(spread.callers < 3 && spread.lastsMs > DAY_MS ? ['one step up: use goes on for more than 24 h'] : []),
  ];
  return {
    row,
    column: COLUMNS[column],
    cell: SEVERITY_TABLE[row][column],
    moved: isEnabled ? ['low: the key has been read as Enabled since'] : moved,
    severity: severityNow([row], spread, finding.keyState, details, now),
  };
}

/** Settings of the deployment are not known to whoever asks from outside. */
const NO_SETTINGS = { ignoreCallers: [], managementCalls: 'notify' } as const;

function silenceAnswer({ finding }: CountsBecause, { silences, details, now }: Around): SilenceAnswer {
  if (!silences.known) return { known: false, reason: forJson(silences.reason) };
  const { length: count } = silences.value;
  const hiding = couldBeHiddenBy(subjectOf(finding), silences.value, NO_SETTINGS, now);
  if (hiding === undefined) return { known: true, count };
  const end = details.metadata.status === 'known' ? details.metadata.value.deletionDate : undefined;
  const by = forJson(hiding.by);
  return { known: true, count, ...(stillHides(hiding, end, now) ? { hiddenBy: by } : { tooLate: by }) };
}

function emailOf(
  { finding }: CountsBecause,
  { details, spread, settings, now }: Around,
  rescue: Rescue | undefined,
): CountingRecord['email'] {
  const counter = createIncidentCounter();
  counter.add(finding);
  const incident = counter.counted()?.incident;
  if (incident === undefined) return { subject: '', body: '' };
  return renderEmail(buildAlert({ ...tellingOnce({ ...incident, spread }), rescue }, details, settings, now), now);
}
