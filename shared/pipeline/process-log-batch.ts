import type { Unavailable } from '../alert/alert.ts';
import { decodeSubscription } from '../cloudwatch-logs/decode.ts';
import type { GuardError } from '../errors.ts';
import type { Finding } from '../finding/finding.ts';
import { createCollector, type KeyFindings } from '../incident/collector.ts';
import type { HiddenBy } from '../incident/hidden.ts';
import type { KeyDetails } from '../kms/key-details.ts';
import { isCancelling } from '../remediation/policy.ts';
import { ok, type Result } from '../result.ts';
import { couldBeHiddenBy, subjectOf } from '../silence/hiding.ts';
import type { Silence } from '../silence/silence.ts';
import { breaker, paceBreaker } from './breaker.ts';
import { collectRecords, type RecordCounts, recordTextsOf } from './collect-records.ts';
import type { PipelinePorts, PipelineSettings, SilencesRead } from './ports.ts';
import { REMEDIATE_WITHIN_MS, remediate } from './remediate.ts';
import { refusedAfterRescue, withStillRefused } from './still-refused.ts';
import { readOnce, type Told, tell } from './tell.ts';
import { type Tracked, track } from './track.ts';

/** What became of the findings: findings + duplicates = notified + counted + silenced + duplicate + failed. */
export interface FindingCounts {
  /** Told by an alert of this invocation. */
  readonly notified: number;
  /** Counted, for a later alert to show. */
  readonly counted: number;
  /** Counted, for the weekly summary only. */
  readonly silenced: number;
  /** Counted before, in this batch or an earlier one. */
  readonly duplicate: number;
  /** Neither told nor counted, or told by nothing yet: the batch must come again. */
  readonly failed: number;
  /** Must be 0: records that none of the other numbers holds, or more than one. */
  readonly unaccounted: number;
}

/** What became of one batch. */
export interface DataOutcome extends RecordCounts {
  readonly kind: 'data';
  readonly fate: FindingCounts;
  readonly messages: Told;
  /** Findings by key, for the log. */
  readonly keys: readonly { readonly id: string; readonly findings: number }[];
  /** Why the store could not be reached; undefined: it could. */
  readonly untracked: string | undefined;
  /** Why silences could not be read; undefined: they could. */
  readonly silencesUnread: string | undefined;
  /** Silences that hide nothing, since they are none, and why. */
  readonly silencesMalformed: readonly string[];
}

export type BatchOutcome = { readonly kind: 'control' } | DataOutcome;

/** The way of one log subscription payload, from what Lambda was handed to the alerts that were sent. */
export async function processLogBatch(
  payload: unknown,
  ports: PipelinePorts,
  settings: PipelineSettings,
): Promise<Result<BatchOutcome, GuardError>> {
  const batch = decodeSubscription(payload);
  if (!batch.ok) return batch;
  if (batch.value.kind === 'control') return ok({ kind: 'control' });

  const { silences, malformed, unread } = settings.drill ? NO_SILENCES : await ports.silences();
  const collector = createCollector(hiddenBy(silences, settings, ports.now()));
  const disabled = acts(ports, settings) ? createCollector(hiddenBy(silences, settings, ports.now())) : undefined;
  const found = collectRecords(recordTextsOf(batch.value), collector, ports, settings.ownRoleArn, disabled);
  const guarded = { ...ports, store: breaker(ports.store, ports.now), pace: paceBreaker(ports.pace) };
  const stillRefused = await refusedAfterRescue(disabled?.keys() ?? [], guarded);
  const records = withStillRefused(found, stillRefused);
  const keys = [...collector.keys(), ...stillRefused.keys];

  const detailsOf = readOnce(ports.readKey);
  const began = ports.now().getTime();
  const tracked = await inParallel(keys, (one) => rescued(one, () => detailsOf(one), guarded, settings, began));

  const due = tracked.flatMap((one) => (one.kind === 'contended' ? [] : [dueOf(one)]));
  // What was read to decide on silences may have been long ago: the budget of an alert begins when it is made.
  const toTell = readOnce(ports.freshReader?.() ?? ports.readKey);
  const messages = await tell(due, toTell, guarded, settings, silenceNotes(malformed, unread));
  return ok({
    kind: 'data',
    ...records,
    fate: fateOf(records, tracked, stillRefused.failed, messages),
    messages,
    keys: keys.map(({ id, count: findings }) => ({ id, findings })),
    untracked: tracked.map((one) => (one.kind === 'untracked' ? one.reason : undefined)).find(Boolean),
    silencesUnread: unread,
    silencesMalformed: malformed.map(({ name, fault }) => `${name}: ${fault}`),
  });
}

/** Counts the findings of one key, and saves the key where that is meant, so that the alert tells it. */
async function rescued(
  found: KeyFindings,
  readKey: () => Promise<KeyDetails>,
  ports: PipelinePorts,
  settings: PipelineSettings,
  began: number,
): Promise<Tracked> {
  const tracked = await track(found, readKey, ports, settings);
  if (tracked.kind !== 'tracked') return tracked;
  // What failed is tried again by sweeps: a hot key would use up its tries within a second.
  if ((tracked.item.rescue?.attempts ?? 0) > 0 || tracked.item.rescue?.intent !== undefined) return tracked;
  return { ...tracked, item: await remediate(tracked.item, ports, settings, began + REMEDIATE_WITHIN_MS) };
}

const acts = ({ remediation }: PipelinePorts, settings: PipelineSettings): boolean =>
  remediation !== undefined && !settings.drill && isCancelling(settings.remediation.mode);

const NO_SILENCES: SilencesRead = { silences: [], malformed: [] };

/** A drill is told whatever is silenced, and whoever asks for it. */
function hiddenBy(silences: readonly Silence[], settings: PipelineSettings, now: Date) {
  return (finding: Finding): HiddenBy | undefined => {
    if (settings.drill) return undefined;
    if (finding.own) return { kind: 'own', by: 'guard', class: finding.operation.class };
    return couldBeHiddenBy(subjectOf(finding), silences, settings, now);
  };
}

const dueOf = (tracked: Exclude<Tracked, { kind: 'contended' }>) => ({
  item: tracked.item,
  send: tracked.send,
  untracked: tracked.kind === 'untracked' ? tracked.reason : undefined,
});

const MOST_MALFORMED = 3;

/** What whoever silenced something must know when it is told all the same. */
const silenceNotes = (malformed: SilencesRead['malformed'], unread: string | undefined): readonly Unavailable[] => [
  ...(unread === undefined ? [] : [{ part: 'silences', reason: unread }]),
  ...malformed
    .slice(0, MOST_MALFORMED)
    .map(({ name, fault }) => ({ part: `silences.${name}`, reason: `it hides nothing, as it is malformed: ${fault}` })),
];

function fateOf(records: RecordCounts, tracked: readonly Tracked[], failed: number, { outcomes }: Told): FindingCounts {
  const fate = { notified: 0, counted: 0, silenced: 0, duplicate: records.duplicates, failed };
  for (const one of tracked) {
    const outcome = one.kind === 'contended' ? undefined : outcomes.get(one.item.id);
    fate[outcome === 'failed' ? 'failed' : outcome === 'waiting' ? 'counted' : 'notified'] += one.notified;
    fate.counted += one.counted;
    fate.silenced += one.silenced;
    fate.duplicate += one.duplicates;
    fate.failed += one.failed;
  }
  const accounted = Object.values(fate).reduce((sum, count) => sum + count, records.notFinding + records.rejected);
  return { ...fate, unaccounted: Math.abs(records.recordsIn - accounted) };
}

/** So many keys at a time: a batch may name hundreds, and the store answers one after the other in milliseconds. */
const AT_A_TIME = 8;

async function inParallel<T, R>(all: readonly T[], work: (one: T) => Promise<R>): Promise<readonly R[]> {
  const done: R[] = [];
  for (let at = 0; at < all.length; at += AT_A_TIME) {
    done.push(...(await Promise.all(all.slice(at, at + AT_A_TIME).map(work))));
  }
  return done;
}
