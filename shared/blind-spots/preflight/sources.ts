import type { TrailFacts } from '../facts.ts';
import { feeds } from '../trail/feeding.ts';
import type { Before } from './before.ts';
import { judgeLogGroup } from './judge-log-group.ts';
import { bareArn, placeOf } from './log-group-arn.ts';
import { elsewhere, gone, withoutLogGroup } from './out-of-reach.ts';
import { ownAccountOf } from './own-account.ts';
import type { Source, SourceState } from './source.ts';

/** Every log group that a trail feeds, every trail that feeds none, and the log group that was asked for; the best first. */
export function sourcesOf(before: Before, logGroupName: string | undefined): readonly Source[] {
  const trails = before.trails.known ? before.trails.value : [];
  const fed = [...new Set(trails.flatMap(({ logGroupArn: arn }) => (arn === undefined ? [] : [bareArn(arn)])))];
  const sources = [
    ...fed.map((arn) => sourceAt(before, arn, trails)),
    ...trails.filter(({ logGroupArn }) => logGroupArn === undefined).map(withoutLogGroup),
    ...askedFor(before, logGroupName, fed),
  ];
  return sources.toSorted((one, other) => rankOf(one, logGroupName) - rankOf(other, logGroupName));
}

function sourceAt(before: Before, arn: string, trails: readonly TrailFacts[]): Source {
  const feeders = trails.filter((trail) => feeds(trail, arn));
  const place = placeOf(arn);
  const group = before.logGroups.find(({ name }) => name === place?.name);
  if (place === undefined || place.region !== before.region || group === undefined)
    return elsewhere(place, feeders, before.region);
  const { logGroup } = group;
  if (logGroup.known && logGroup.value === 'missing' && place.accountId === ownAccountOf(before))
    return gone(place, feeders);
  // Only of its own account does CloudWatch Logs list a log group: one that is not listed, or another of that name, is somebody else's.
  if (logGroup.known && (logGroup.value === 'missing' || logGroup.value.arn !== arn))
    return elsewhere(place, feeders, before.region);
  return judgeLogGroup(before, group, feeders);
}

/** The log group that was asked for, where no trail that can be seen feeds it. */
function askedFor(before: Before, name: string | undefined, fed: readonly string[]): readonly Source[] {
  const group = before.logGroups.find((each) => each.name === name);
  if (group === undefined) return [];
  const { logGroup } = group;
  const own = ownAccountOf(before);
  const isNamed = fed.some((arn) => {
    const place = placeOf(arn);
    return place?.name === name && (!logGroup.known || (place?.region === before.region && place.accountId === own));
  });
  const isFed = logGroup.known && logGroup.value !== 'missing' ? fed.includes(logGroup.value.arn) : isNamed;
  return isFed ? [] : [judgeLogGroup(before, group, [])];
}

const BEST_FIRST: readonly SourceState[] = ['usable', 'unknown', 'blind', 'taken', 'elsewhere'];

/** What was asked for before all else; then by state, warnings, reach, and how many others read it. */
function rankOf({ state, logGroup, remarks, trails, slots }: Source, asked: string | undefined): number {
  const other = asked !== undefined && logGroup?.name !== asked ? 1 : 0;
  const warnings = remarks.filter(({ verdict }) => verdict.state === 'warn').length;
  const narrow = trails.some(({ isMultiRegion }) => isMultiRegion) ? 0 : 1;
  const taken = slots?.known ? slots.value.length : 0;
  return [other, BEST_FIRST.indexOf(state), narrow, Math.min(warnings, 9), Math.min(taken, 9)].reduce(
    (sum, digit) => sum * 10 + digit,
    0,
  );
}
