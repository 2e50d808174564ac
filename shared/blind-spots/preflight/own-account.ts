import type { Before } from './before.ts';
import { placeOf } from './log-group-arn.ts';

/**
 * The account that is asked, 12 digits; undefined: nothing that was read tells. A trail that is no organization's is seen in its own
 * account alone, and CloudWatch Logs lists log groups of its own account only. Source: CloudTrail API Reference, DescribeTrails.
 */
export function ownAccountOf({ trails, logGroups }: Before): string | undefined {
  const own = (trails.known ? trails.value : []).find(({ isOrganization }) => !isOrganization);
  const listed = logGroups.flatMap(({ logGroup: read }) =>
    read.known && read.value !== 'missing' ? [placeOf(read.value.arn)?.accountId] : [],
  );
  return own?.arn.split(':')[4] ?? listed[0];
}
