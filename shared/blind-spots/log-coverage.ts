import { timeSeenFrom } from '../alert/time.ts';
import { ageOf, DAY_MS, isYounger, SLACK_MS } from './ages.ts';
import { type Fact, fact, notKnown } from './fact.ts';
import type { LogGroupFacts, TrailFacts, TrailSelectors, TrailStatus } from './facts.ts';

/** What decides which calls a log group holds the records of. */
export interface LogCoverage {
  readonly trails: Fact<readonly TrailFacts[]>;
  readonly logGroup: Fact<LogGroupFacts | 'missing'>;
}

const KMS = 'kms.amazonaws.com';

/**
 * Whether a log group holds every refusal of the keys of a Region since then, as far as its trails tell; else why that is not known. It
 * says no rather than yes: a trail whose selectors are not plain, or whose deliveries have stopped, is for `doctor` to judge. A gap that
 * is over is not seen.
 */
export function holdsAllSince({ trails, logGroup }: LogCoverage, region: string, since: Date, now: Date): Fact<true> {
  if (!trails.known) return trails;
  if (!logGroup.known) return logGroup;
  if (logGroup.value === 'missing') return notKnown('the log group is gone');
  const { arn } = logGroup.value;
  const from = holdsOnlyFrom(logGroup, since, now);
  if (from !== undefined) return notKnown(`the log group holds nothing from before ${timeSeenFrom(from, now)}`);
  const feeding = trails.value.filter(({ logGroupArn }) => logGroupArn?.replace(/:\*$/, '') === arn);
  const reaching = feeding.filter(({ isMultiRegion, homeRegion }) => isMultiRegion || homeRegion === region);
  if (reaching.length === 0) return notKnown(`no trail brings records of ${region} to the log group; see \`doctor\``);
  const recording = reaching.filter((trail) => recordsAllSince(trail, since));
  if (recording.length === 0) return notKnown('the trail may not have recorded it all; see `doctor`');
  return recording.some(({ status }) => status.known && arrives(status.value, logGroup.value, now))
    ? fact(true)
    : notKnown('records may not reach the log group now; see `doctor`');
}

/** From when on the log group holds anything, where that is later than `since`; undefined: it is not, or nobody knows. */
export function holdsOnlyFrom(logGroup: LogCoverage['logGroup'], since: Date, now: Date): Date | undefined {
  if (!logGroup.known || logGroup.value === 'missing') return undefined;
  const { createdAt, retentionDays } = logGroup.value;
  const kept = retentionDays === undefined ? undefined : new Date(now.getTime() - retentionDays * DAY_MS);
  const later = [createdAt, kept].filter((time) => time !== undefined && time > since);
  return later.toSorted((one, other) => (other?.getTime() ?? 0) - (one?.getTime() ?? 0))[0];
}

/**
 * Whether what a trail records is in the log group: it delivers there without an error, not long ago or not long after it delivered to its
 * bucket, and what it delivered did arrive. Source: CloudTrail API Reference, GetTrailStatus; CloudWatch Logs API Reference, LogStream.
 */
function arrives(status: TrailStatus, group: LogGroupFacts | 'missing', now: Date): boolean {
  const { logsDeliveredAt, logsDeliveryError, deliveredAt } = status;
  if (group === 'missing' || !group.lastIngestedAt.known || logsDeliveredAt === undefined || logsDeliveryError)
    return false;
  const isCurrent =
    isYounger(logsDeliveredAt, now, SLACK_MS) ||
    // An account in which little happens; not for longer than `doctor` takes for rest.
    (isYounger(logsDeliveredAt, now, DAY_MS) &&
      deliveredAt !== undefined &&
      ageOf(logsDeliveredAt, deliveredAt) <= SLACK_MS);
  return isCurrent && ageOf(group.lastIngestedAt.value, logsDeliveredAt) <= SLACK_MS;
}

const recordsAllSince = ({ status, selectors }: TrailFacts, since: Date): boolean =>
  status.known &&
  status.value.isLogging &&
  (status.value.startedAt === undefined || status.value.startedAt <= since) &&
  selectors.known &&
  recordsAll(selectors.value);

/** Source: CloudTrail User Guide, "Logging management events": cryptographic operations are read events. */
function recordsAll(of: TrailSelectors): boolean {
  switch (of.kind) {
    case 'basic':
      return of.selectors.some(
        ({ readWriteType, includeManagementEvents, excludeManagementEventSources }) =>
          readWriteType === 'All' && includeManagementEvents && !excludeManagementEventSources.includes(KMS),
      );
    case 'advanced':
      return of.selectors.some(
        ({ fields }) =>
          fields.length === 1 && fields[0]?.field === 'eventCategory' && fields[0].equals.includes('Management'),
      );
  }
}
