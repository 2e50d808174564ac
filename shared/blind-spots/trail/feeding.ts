import { logGroupArnOf, type Place } from '../deployed-names.ts';
import type { Facts, TrailFacts } from '../facts.ts';

/** Whether a trail delivers to this log group; CloudTrail gives its ARN with `:*` at the end. Source: CloudTrail API Reference, Trail. */
export const feeds = ({ logGroupArn }: TrailFacts, wanted: string): boolean =>
  logGroupArn !== undefined && bare(logGroupArn) === bare(wanted);

/** The trails that deliver to the guard's log group, logging or not. */
export function feedingTrails(place: Place, trails: readonly TrailFacts[]): readonly TrailFacts[] {
  const arn = logGroupArnOf(place);
  return arn === undefined ? [] : trails.filter((trail) => feeds(trail, arn));
}

/** The same, when the trails are known. */
export const feedingTrailsOf = (facts: Place & Pick<Facts, 'trails'>): readonly TrailFacts[] =>
  facts.trails.known ? feedingTrails(facts, facts.trails.value) : [];

/** Whether a trail is known not to log. One whose status is not known may. */
export const isStopped = ({ status }: TrailFacts): boolean => status.known && !status.value.isLogging;

const bare = (arn: string): string => (arn.endsWith(':*') ? arn.slice(0, -2) : arn);
