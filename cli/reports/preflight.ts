import { forJson } from '../../shared/alert/inert.ts';
import type { Before } from '../../shared/blind-spots/preflight/before.ts';
import type { Preflight } from '../../shared/blind-spots/preflight/preflight.ts';
import type {
  PreflightOutcome,
  Remark,
  Source,
  SourceState,
  SourceTrail,
} from '../../shared/blind-spots/preflight/source.ts';
import { EXIT } from '../exit-codes.ts';
import { actionsOf, rightsIn } from './missing-rights.ts';
import { type ReportedFix, reportedFix } from './reported-fix.ts';

/**
 * What `preflight --format json` prints: whether the guard would see anything where it is to be deployed. Times are ISO 8601 in UTC.
 * Texts hold names as AWS gave them, bounded and without control characters, but otherwise anybody's words: escape them before you
 * show them anywhere.
 */
export interface PreflightReport {
  readonly schemaVersion: '0.1';
  /** When AWS was asked. */
  readonly at: string;
  /** Where the guard is to be deployed. */
  readonly region: string;
  /** 12 digits, where a log group of the account tells. */
  readonly accountId?: string;
  /** The name that its stack is to have. */
  readonly stack: string;
  /** Log groups and trails from which it might read, the best first. */
  readonly sources: readonly ReportedSource[];
  /** Name of the log group that the advice is made for; not there when none will do. */
  readonly logGroup?: string;
  /** Names of the account's subscription filter policies, which take slots of every log group; not there when not known. */
  readonly accountFilterPolicies?: readonly string[];
  /** About all else: names that are taken, a stack that stands, what could not be read. */
  readonly remarks: readonly ReportedRemark[];
  /** What to do, in order: the last has the command that deploys. */
  readonly advice: readonly ReportedFix[];
  /** Rights that would tell more, such as `cloudtrail:DescribeTrails`; sorted. */
  readonly missingRights: readonly string[];
  readonly outcome: PreflightOutcome;
  /** The exit code that this comes to. */
  readonly exit: PreflightExit;
}

/** 0: ready; 10: it would be blind, or something stands in the way; 21: not enough could be read. */
export type PreflightExit = 0 | 10 | 21;

/** A log group with the trails that feed it, or a trail without one. */
export interface ReportedSource {
  readonly state: SourceState;
  readonly logGroup?: { readonly name: string; readonly region: string; readonly accountId?: string };
  readonly trails: readonly SourceTrail[];
  /** Worst first. */
  readonly remarks: readonly ReportedRemark[];
  /** Subscription filters that stand on the log group; not there when not known. */
  readonly subscriptionFilters?: readonly { readonly filter: string; readonly destination: string }[];
}

/** One thing that was found. */
export interface ReportedRemark {
  readonly state: 'pass' | 'warn' | 'fail' | 'unknown';
  /** What was found, or why it is not known. */
  readonly text: string;
  /** What it means where it is not well. */
  readonly meaning?: string;
  readonly missingRight?: string;
  readonly fixes: readonly ReportedFix[];
}

/** Makes the report of what has been judged. */
export function preflightReport(before: Before, judged: Preflight): PreflightReport {
  const { accountFilterPolicies: policies } = before;
  const accountId = judged.sources.find(({ state, logGroup }) => state !== 'elsewhere' && logGroup?.accountId)?.logGroup
    ?.accountId;
  const logGroup = judged.chosen?.logGroup?.name;
  return {
    schemaVersion: '0.1',
    at: before.now.toISOString(),
    region: forJson(before.region),
    ...(accountId === undefined ? {} : { accountId: forJson(accountId) }),
    stack: forJson(before.stackName),
    sources: judged.sources.map(sourceOf),
    ...(logGroup === undefined ? {} : { logGroup: forJson(logGroup) }),
    ...(policies.known ? { accountFilterPolicies: policies.value.map(forJson) } : {}),
    remarks: judged.remarks.map(remarkOf),
    advice: judged.advice.map(reportedFix),
    missingRights: actionsOf(rightsIn(before)),
    outcome: judged.outcome,
    exit: EXITS[judged.outcome],
  };
}

const EXITS: Readonly<Record<PreflightOutcome, PreflightExit>> = {
  ready: EXIT.done.code,
  'not-ready': EXIT.checkFailed.code,
  incomplete: EXIT.incomplete.code,
};

function sourceOf({ state, logGroup, trails, remarks, slots }: Source): ReportedSource {
  return {
    state,
    ...(logGroup === undefined ? {} : { logGroup: placeOf(logGroup) }),
    trails: trails.map(({ name, homeRegion, ...kind }) => ({
      name: forJson(name),
      homeRegion: forJson(homeRegion),
      ...kind,
    })),
    remarks: remarks.map(remarkOf),
    ...(slots?.known ? { subscriptionFilters: slots.value.map(slotOf) } : {}),
  };
}

const placeOf = ({ name, region, accountId }: NonNullable<Source['logGroup']>) => ({
  name: forJson(name),
  region: forJson(region),
  ...(accountId === undefined ? {} : { accountId: forJson(accountId) }),
});

const slotOf = ({ filter, destination }: { readonly filter: string; readonly destination: string }) => ({
  filter: forJson(filter),
  destination: forJson(destination),
});

function remarkOf({ verdict, meaning }: Remark): ReportedRemark {
  const means = meaning === undefined ? {} : { meaning: forJson(meaning) };
  if (verdict.state === 'unknown') {
    const right = verdict.right === undefined ? {} : { missingRight: forJson(verdict.right) };
    return { state: 'unknown', text: forJson(verdict.reason), ...means, ...right, fixes: [] };
  }
  const fixes = verdict.state === 'pass' ? [] : verdict.fixes.map(reportedFix);
  return { state: verdict.state, text: forJson(verdict.found), ...means, fixes };
}
