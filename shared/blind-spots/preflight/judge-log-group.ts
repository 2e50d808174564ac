import { SUBSCRIPTION_FILTER_NAME } from '../../contract/names.ts';
import { type Check, fail, unknown, type Verdict, warn } from '../check.ts';
import { logGroup } from '../checks/log-group.ts';
import { ownKeys } from '../checks/own-keys.ts';
import { trailCoversRegions } from '../checks/trail-covers-regions.ts';
import { trailDelivers } from '../checks/trail-delivers.ts';
import { trailRecordsKms } from '../checks/trail-records-kms.ts';
import type { TrailFacts } from '../facts.ts';
import { asIfDeployed } from './as-if-deployed.ts';
import type { Before, LogGroupBefore } from './before.ts';
import { sourceTrail } from './out-of-reach.ts';
import { type Remark, remark, type Source, type SourceState, worstFirst } from './source.ts';

/** The checks of a standing deployment that ask nothing of what is deployed, only of what it would depend on. */
const SOURCE_CHECKS: readonly Check[] = [trailDelivers, trailRecordsKms, trailCoversRegions, logGroup, ownKeys];

/** Judges a log group of this account and Region, with the trails that feed it. */
export function judgeLogGroup(before: Before, group: LogGroupBefore, feeders: readonly TrailFacts[]): Source {
  const inTheWay = filterInTheWay(before, group);
  const remarks = worstFirst([
    ...withoutEchoes(groupRemarks(before, group, feeders)),
    ...(inTheWay === undefined ? [] : [remark(inTheWay, NO_SECOND_FILTER)]),
  ]);
  return {
    state: stateOf(remarks, inTheWay?.state === 'fail'),
    logGroup: { name: group.name, region: before.region, accountId: accountOf(group) },
    trails: feeders.map(sourceTrail),
    remarks,
    slots: group.subscriptionFilters.known
      ? {
          known: true,
          value: group.subscriptionFilters.value.map(({ name, destinationArn }) => ({
            filter: name,
            destination: destinationArn,
          })),
        }
      : group.subscriptionFilters,
  };
}

function groupRemarks(before: Before, group: LogGroupBefore, feeders: readonly TrailFacts[]): readonly Remark[] {
  const read = group.logGroup;
  if (!read.known) return [remark(unknown(read.reason, read.right))];
  if (read.value === 'missing') return [remark(fail(`there is no log group ${group.name} in ${before.region}`))];
  const facts = asIfDeployed(before, group, read.value);
  const isWide = feeders.some(({ isMultiRegion }) => isMultiRegion);
  return SOURCE_CHECKS.map((check) => remark(softened(check, check.judge(facts), isWide), check.meaning));
}

/**
 * Whether other Regions have keys at all is not asked before a deployment, so one Region alone is a choice. And the key under a bucket
 * is often out of sight, as an organization keeps its buckets in an account of their own: no reason not to deploy.
 */
function softened(check: Check, verdict: Verdict, isWide: boolean): Verdict {
  if (check === trailCoversRegions && !isWide && verdict.state === 'fail') return warn(verdict.found, ...verdict.fixes);
  return check === ownKeys && verdict.state === 'unknown'
    ? warn(`whether all keys under it can be used is not known: ${verdict.reason}`)
    : verdict;
}

/** What cannot be judged because of something that failed says nothing of its own; a right that is missing does. */
function withoutEchoes(remarks: readonly Remark[]): readonly Remark[] {
  const failed = remarks.some(({ verdict }) => verdict.state === 'fail');
  return remarks.filter(({ verdict }) => !failed || verdict.state !== 'unknown' || verdict.right !== undefined);
}

const NO_SECOND_FILTER = 'CloudFormation refuses to make a second filter of that name.';

/** A subscription filter's name is fixed: one that is not the stack's own stands in its way. */
function filterInTheWay({ stack }: Before, { subscriptionFilters }: LogGroupBefore): Verdict | undefined {
  const there = (subscriptionFilters.known ? subscriptionFilters.value : []).find(
    ({ name }) => name === SUBSCRIPTION_FILTER_NAME,
  );
  if (there === undefined || (stack.known && stack.value !== 'missing')) return undefined;
  // It may be the stack's own, where nobody could say whether there is one.
  const verdict = stack.known ? fail : warn;
  return verdict(
    `a subscription filter ${SUBSCRIPTION_FILTER_NAME} stands there already, and sends to ${there.destinationArn}`,
    {
      title:
        'give the name of the stack that it belongs to by --stack, delete what is left of it, or take another log group',
    },
  );
}

function stateOf(remarks: readonly Remark[], taken: boolean): SourceState {
  if (taken) return 'taken';
  const states = new Set(remarks.map(({ verdict }) => verdict.state));
  return states.has('fail') ? 'blind' : states.has('unknown') ? 'unknown' : 'usable';
}

const accountOf = ({ logGroup: read }: LogGroupBefore): string | undefined =>
  read.known && read.value !== 'missing' ? read.value.arn.split(':')[4] : undefined;
