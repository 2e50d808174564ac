import { OUTPUTS } from '../../contract/names.ts';
import { type Fix, unknown } from '../check.ts';
import { adviceFor } from './advice.ts';
import type { Before, Wishes } from './before.ts';
import { collisionsOf } from './collisions.ts';
import { type PreflightOutcome, type Remark, remark, type Source } from './source.ts';
import { sourcesOf } from './sources.ts';
import { nameIsTaken, stackRemarks, standingGuard } from './standing-stack.ts';

/** What a deployment here would come to. */
export interface Preflight {
  /** Best first. */
  readonly sources: readonly Source[];
  /** The one that the commands are made for; undefined: none will do. */
  readonly chosen: Source | undefined;
  /** About all else: names that are taken, a stack that stands, what could not be read. */
  readonly remarks: readonly Remark[];
  /** What to do, in order. */
  readonly advice: readonly Fix[];
  readonly outcome: PreflightOutcome;
}

/** Judges what stands in an account and Region before the guard is deployed there. Pure. */
export function preflight(before: Before, wishes: Wishes): Preflight {
  const logGroupName = askedFor(before, wishes);
  const sources = sourcesOf(before, logGroupName);
  const chosen = chosenOf(sources, logGroupName);
  const group = before.logGroups.find(({ name }) => name === chosen?.logGroup?.name);
  const collisions = collisionsOf(before, group);
  const outcome = outcomeOf(before, sources, chosen);
  return {
    sources,
    chosen,
    remarks: [...trailRemarks(before), ...stackRemarks(before), ...collisions.remarks, ...slotRemarks(before)],
    advice: adviceFor({ before, wishes, sources, chosen, alarmIsTaken: collisions.alarms.length > 0 }),
    outcome,
  };
}

/** A guard that stands stays where it is, unless another log group is asked for. */
const askedFor = (before: Before, { logGroupName }: Wishes): string | undefined =>
  logGroupName ?? standingGuard(before)?.outputs[OUTPUTS.logGroupName];

/** Usable, or at least not known to be blind. Of a log group that was asked for by name no other takes the place. */
function chosenOf(sources: readonly Source[], logGroupName: string | undefined): Source | undefined {
  const asked = sources.filter(({ logGroup }) => logGroupName === undefined || logGroup?.name === logGroupName);
  return asked.find(({ state }) => state === 'usable') ?? asked.find(({ state }) => state === 'unknown');
}

function outcomeOf(before: Before, sources: readonly Source[], chosen: Source | undefined): PreflightOutcome {
  if (nameIsTaken(before)) return 'not-ready';
  if (chosen?.state === 'usable') return 'ready';
  return !before.trails.known || sources.some(({ state }) => state === 'unknown') ? 'incomplete' : 'not-ready';
}

const trailRemarks = ({ trails }: Before): readonly Remark[] =>
  trails.known ? [] : [remark(unknown(`which trails there are: ${trails.reason}`, trails.right))];

const slotRemarks = ({ accountFilterPolicies: policies }: Before): readonly Remark[] =>
  policies.known
    ? []
    : [remark(unknown(`subscription filter policies of the account: ${policies.reason}`, policies.right))];
