import { type Fix, fail } from '../check.ts';
import { shellCommand } from '../command.ts';
import type { TrailFacts } from '../facts.ts';
import { type LogGroupPlace, remark, type Source, type SourceTrail } from './source.ts';

const SEND_TO_LOGS =
  'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/send-cloudtrail-events-to-cloudwatch-logs.html';

const NOTHING_ARRIVES = 'No record arrives: no use of any key is seen.';

/** A trail that only writes to its bucket: nothing can read its records as they come. */
export const withoutLogGroup = (trail: TrailFacts): Source => ({
  state: 'blind',
  logGroup: undefined,
  trails: [sourceTrail(trail)],
  remarks: [
    remark(
      fail('it delivers to no log group, only to its bucket', {
        title: `let trail ${trail.name} deliver to a log group as well: log ingestion costs $0.50/GB, a second trail more`,
        url: SEND_TO_LOGS,
      }),
      NOTHING_ARRIVES,
    ),
  ],
  slots: undefined,
});

/** Trails whose log group, of this account and Region, is there no more. */
export const gone = (place: LogGroupPlace, feeders: readonly TrailFacts[]): Source => ({
  state: 'blind',
  logGroup: place,
  trails: feeders.map(sourceTrail),
  remarks: [
    remark(
      fail(`there is no log group ${place.name} in ${place.region} any more`, createAgain(place)),
      NOTHING_ARRIVES,
    ),
  ],
  slots: undefined,
});

function createAgain({ name, region }: LogGroupPlace): Fix {
  const command = shellCommand(['aws', 'logs', 'create-log-group'], { '--region': region, '--log-group-name': name });
  const title = 'create it again, and ask again when the trail has delivered to it';
  return command === undefined ? { title } : { title, command };
}

/** Trails whose log group is none of this account and Region: a subscription filter needs its function beside it. */
export function elsewhere(place: LogGroupPlace | undefined, feeders: readonly TrailFacts[], region: string): Source {
  const organization = feeders.some(({ isOrganization }) => isOrganization);
  return {
    state: 'elsewhere',
    logGroup: place,
    trails: feeders.map(sourceTrail),
    remarks: [remark(fail(whereOf(place, region, organization), { title: whatToDo(place, region) }))],
    slots: undefined,
  };
}

function whereOf(place: LogGroupPlace | undefined, region: string, organization: boolean): string {
  if (place === undefined) return 'its log group has an ARN of no known form';
  if (place.region !== region) return `its log group lies in ${place.region}, not in ${region}`;
  const owner = organization ? ', where its organization keeps it' : '';
  return `its log group lies in account ${place.accountId ?? 'unknown'}${owner}, or is gone`;
}

function whatToDo(place: LogGroupPlace | undefined, region: string): string {
  if (place === undefined) return 'look at the trail in the CloudTrail console';
  if (place.region !== region) return `deploy there: ask again with --region ${place.region}`;
  return `deploy there: ask again with credentials of account ${place.accountId ?? 'unknown'}, in ${place.region}`;
}

/** What people are told of a trail. */
export const sourceTrail = ({ name, homeRegion, isMultiRegion, isOrganization }: TrailFacts): SourceTrail => ({
  name,
  homeRegion,
  isMultiRegion,
  isOrganization,
});
