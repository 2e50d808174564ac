import { ageOf, DAY_MS, isYounger, SLACK_MS, START_MS } from '../ages.ts';
import { fail, pass, type Verdict, warn } from '../check.ts';
import type { Facts, TrailFacts, TrailStatus } from '../facts.ts';
import { byAws } from '../fixes.ts';
import { moment, unread } from '../verdicts.ts';

/** When is asked, and of which deployment. */
type At = Pick<Facts, 'now' | 'stack'>;

/** Whether a trail, of which it is known that it names the log group, logs and delivers. */
export function deliveryOf(trail: TrailFacts, facts: At): Verdict {
  if (!trail.status.known) return unread(trail.status, `trail ${trail.name}`);
  const status = trail.status.value;
  if (!status.isLogging) return stopped(trail, status);
  return (
    erring(trail, status, facts) ?? stale(trail, status, facts) ?? onlyBucket(trail, status) ?? delivers(trail, status)
  );
}

const stopped = ({ name, arn, homeRegion }: TrailFacts, { stoppedAt }: TrailStatus): Verdict =>
  fail(
    `trail ${name} does not log${stoppedAt === undefined ? '' : `, since ${moment(stoppedAt)}`}`,
    byAws('start it', 'cloudtrail', 'start-logging', homeRegion, { '--name': arn }),
  );

function erring(trail: TrailFacts, status: TrailStatus, { now }: At): Verdict | undefined {
  const { logsDeliveryError: error, logsDeliveredAt, deliveredAt } = status;
  if (error === undefined || error === '') return undefined;
  const found = `trail ${trail.name} met ${error} when it last delivered to the log group; it last could at ${moment(logsDeliveredAt)}`;
  // A delivery that failed is tried again with the next: where the log group keeps up with the bucket, the error may be over.
  const verdict = ageOf(logsDeliveredAt, deliveredAt ?? now) > SLACK_MS ? fail : warn;
  return verdict(found, {
    title:
      'look at the role by which CloudTrail writes: it needs logs:CreateLogStream and logs:PutLogEvents on this log group',
    url: 'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-required-policy-for-cloudwatch-logs.html',
  });
}

/** Held against the delivery to the bucket, so that an account in which little happens is not taken for a blind one. */
function stale(trail: TrailFacts, status: TrailStatus, { now, stack }: At): Verdict | undefined {
  const { startedAt, deliveredAt, logsDeliveredAt } = status;
  const behind = ageOf(logsDeliveredAt, deliveredAt ?? now);
  if (logsDeliveredAt === undefined) {
    return isYounger(startedAt, now, START_MS) || isYounger(stack.createdAt, now, START_MS)
      ? pass(`trail ${trail.name} is new: its first delivery may take an hour`)
      : fail(`trail ${trail.name} has never delivered to the log group`, LOOK_AT(trail));
  }
  if (deliveredAt !== undefined && behind > SLACK_MS) {
    return isYounger(startedAt, now, START_MS)
      ? pass(`trail ${trail.name} was started at ${moment(startedAt)}: its next delivery may take an hour`)
      : fail(
          `trail ${trail.name} last delivered to the log group at ${moment(logsDeliveredAt)}, but to its bucket at ${moment(deliveredAt)}`,
          LOOK_AT(trail),
        );
  }
  return isYounger(logsDeliveredAt, now, DAY_MS)
    ? undefined
    : warn(
        `trail ${trail.name} has delivered nothing since ${moment(logsDeliveredAt)}: nothing happened, or it no longer delivers`,
        LOOK_AT(trail),
      );
}

/** The log group has its records all the same. */
const onlyBucket = ({ name }: TrailFacts, { deliveryError }: TrailStatus): Verdict | undefined =>
  deliveryError === undefined || deliveryError === ''
    ? undefined
    : warn(`trail ${name} delivers to the log group, but meets ${deliveryError} at its bucket`, {
        title: "look at the bucket's policy and key",
        url: 'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html',
      });

const delivers = ({ name }: TrailFacts, { logsDeliveredAt }: TrailStatus): Verdict =>
  pass(`trail ${name} logs, and last delivered to the log group at ${moment(logsDeliveredAt)}`);

const LOOK_AT = ({ arn, homeRegion }: TrailFacts) =>
  byAws('ask CloudTrail what it last met', 'cloudtrail', 'get-trail-status', homeRegion, { '--name': arn });
