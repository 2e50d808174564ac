import { forJson } from '../../shared/alert/inert.ts';
import { kmsCommand } from '../../shared/alert/kms-command.ts';
import { known, knownTexts } from '../../shared/alert/optional.ts';
import { wholeDays } from '../../shared/alert/time.ts';
import type { ExaminedKey } from '../../shared/blind-spots/examined-key.ts';
import type { Fact } from '../../shared/blind-spots/fact.ts';
import type { PendingKeys } from '../../shared/blind-spots/pending-key.ts';
import type { Sourced } from '../../shared/blind-spots/refusals.ts';
import type { Rescue } from '../../shared/incident/rescue.ts';
import { parseStrictKeyArn } from '../../shared/kms/key-arn.ts';
import type { KeyDetails, LastUsage, Part } from '../../shared/kms/key-details.ts';
import { EXIT } from '../exit-codes.ts';
import type { GoodUse, KeysExit, KeysReport, MultiRegion, RefusalColumn, ReportedKey } from './keys.ts';
import { reportedDecision } from './keys-decision.ts';
import { notesOn } from './keys-notes.ts';
import { actionsOf, rightsIn } from './missing-rights.ts';

/** What was looked at, and what it came to. */
export interface LookedAt {
  readonly accountId: string | undefined;
  readonly pending: PendingKeys;
  readonly examined: readonly ExaminedKey[];
  /** What the incident of a key, by its ARN, remembers of saving it. */
  readonly rescueOf: (arn: string) => Rescue | undefined;
}

/** Makes the report. */
export function keysReport({ accountId, pending, examined, rescueOf }: LookedAt, now: Date): KeysReport {
  const arns = new Set(examined.map(({ key }) => key.arn));
  const keys = examined.toSorted(soonestFirst).map((one) => reportedKey(one, rescueOf(one.key.arn), arns, now));
  return {
    schemaVersion: '0.1',
    at: now.toISOString(),
    ...knownTexts({ accountId: accountId ?? keys[0]?.accountId }),
    regions: pending.regions.map(forJson),
    keys,
    notSeen: pending.notSeen.map(({ what, reason, right, region, keys: many }) => ({
      what: forJson(what),
      reason: forJson(reason),
      ...knownTexts({ right, region }),
      ...known({ keys: many }),
    })),
    missingRights: rightsFor(pending, examined),
    exit: exitOf(keys, pending.notSeen.length > 0),
  };
}

/** The rights whose lack hides Regions, keys, refusals, or whether there were any. */
const rightsFor = (pending: PendingKeys, examined: readonly ExaminedKey[]): readonly string[] =>
  actionsOf([
    ...pending.notSeen.map(({ right }) => right),
    ...examined.flatMap(({ logs, table, told }) => rightsIn([logs, table, told])),
    ...examined.flatMap(({ details }) => notKnownIn(details).map(({ reason }) => /^no right (\S+)$/.exec(reason)?.[1])),
  ]);

function exitOf(keys: readonly ReportedKey[], isIncomplete: boolean): KeysExit {
  if (keys.some(({ verdict, drill }) => verdict.kind === 'in-use' && !drill)) return EXIT.useFound.code;
  const isUnclear = keys.some(({ verdict, drill }) => verdict.kind === 'cannot-tell' && !drill);
  return isIncomplete || isUnclear ? EXIT.incomplete.code : EXIT.done.code;
}

const soonestFirst = ({ key: one }: ExaminedKey, { key: other }: ExaminedKey): number =>
  endOf(one) - endOf(other) || (one.arn < other.arn ? -1 : 1);

const endOf = ({ deletionDate }: ExaminedKey['key']): number => deletionDate?.getTime() ?? Number.MAX_VALUE;

function reportedKey(
  examined: ExaminedKey,
  rescue: Rescue | undefined,
  arns: ReadonlySet<string>,
  now: Date,
): ReportedKey {
  const { key, details, told, verdict, drill, hasPublicKey } = examined;
  const { deletionDate, createdAt, description, keySpec, keyUsage, origin } = key;
  const strict = parseStrictKeyArn(key.arn);
  const isInUse = verdict.kind === 'in-use' && !drill;
  return {
    arn: forJson(key.arn),
    accountId: forJson(key.accountId),
    region: forJson(key.region),
    ...known({ aliases: valueIn(details.aliases)?.map(forJson) }),
    state: forJson(key.state),
    ...knownTexts({ description: description || undefined, deletionDate: deletionDate?.toISOString() }),
    ...known({ daysLeft: deletionDate && wholeDays(deletionDate.getTime() - now.getTime()) }),
    ...known({ pendingWindowInDays: key.pendingWindowInDays }),
    ...knownTexts({ createdAt: createdAt?.toISOString(), keySpec, keyUsage, origin }),
    hasPublicKey,
    ...known({ multiRegion: multiRegionOf(examined, arns) }),
    drill,
    ...known({ scheduledBy: scheduledBy(details), lastUsed: lastUsed(valueIn(details.lastUsage)) }),
    refusals: {
      logGroup: columnOf(examined.logs),
      incidentTable: columnOf(examined.table),
      ...known({ told: told.known ? told.value.source : undefined }),
    },
    ...known({ remediation: reportedDecision(rescue) }),
    verdict: { kind: verdict.kind, words: forJson(verdict.words) },
    notes: notesOn(examined),
    notKnown: notKnownIn(details),
    ...(isInUse && strict !== undefined ? { cancelCommand: kmsCommand('cancel-key-deletion', strict) } : {}),
  };
}

const valueIn = <T>(part: Part<T>): T | undefined => (part.status === 'known' ? part.value : undefined);

function scheduledBy(details: KeyDetails): ReportedKey['scheduledBy'] {
  const scheduled = valueIn(details.scheduledBy);
  return scheduled && { principal: forJson(scheduled.principal), time: scheduled.time.toISOString() };
}

function lastUsed(usage: LastUsage | undefined): GoodUse | undefined {
  if (usage === undefined) return undefined;
  if (!usage.used) return { used: false, ...knownTexts({ trackedSince: usage.trackedSince?.toISOString() }) };
  const { operation, time, eventId } = usage;
  return { used: true, operation: forJson(operation), time: time.toISOString(), ...knownTexts({ eventId }) };
}

const multiRegionOf = ({ key: { multiRegion } }: ExaminedKey, arns: ReadonlySet<string>): MultiRegion | undefined =>
  multiRegion && {
    role: multiRegion.role,
    others: multiRegion.others.map((arn) => ({ arn: forJson(arn), listed: arns.has(arn) })),
  };

function columnOf(column: Fact<Sourced>): RefusalColumn {
  if (!column.known) return { known: false, reason: forJson(column.reason), ...knownTexts({ right: column.right }) };
  const { refusals, atLeast, since } = column.value;
  const { use, management, unconfirmed, before, callers } = refusals;
  return {
    known: true,
    use: use.count,
    management: management.count,
    unconfirmed: unconfirmed.count,
    before: before.count,
    ...knownTexts({ first: use.first?.toISOString(), last: use.last?.toISOString() }),
    callers: callers.map(({ caller, operation, count }) => ({
      caller: forJson(caller),
      operation: forJson(operation),
      count,
    })),
    atLeast,
    ...knownTexts({ since: since?.toISOString() }),
  };
}

const notKnownIn = ({ aliases, tags, lastUsage, scheduledBy: scheduled }: KeyDetails): ReportedKey['notKnown'] =>
  Object.entries({ aliases, tags, lastUsed: lastUsage, scheduledBy: scheduled }).flatMap(([part, value]) =>
    value.status === 'known' ? [] : [{ part, reason: forJson(value.reason) }],
  );
