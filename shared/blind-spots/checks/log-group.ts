import { ageOf, isYounger, latest, SLACK_MS, START_MS } from '../ages.ts';
import { type Check, fail, pass, type Verdict } from '../check.ts';
import { logGroupNameOf } from '../deployed-names.ts';
import type { Facts, LogGroupFacts } from '../facts.ts';
import { feedingTrails } from '../trail/feeding.ts';
import { moment, see, unread } from '../verdicts.ts';

/** Source: CloudWatch Logs API Reference, CreateLogGroup: only the Standard class supports all features, filters among them. */
export const logGroup: Check = {
  id: 'log-group',
  title: 'The log group can be read as records arrive',
  meaning: 'No record reaches the filters: no use of any key is seen.',
  concerns: 'seeing',
  changedBy: ['DeleteLogGroup', 'CreateLogGroup', 'DeleteLogStream', 'UpdateTrail', 'PutTransformer'],
  judge,
};

function judge(facts: Facts): Verdict {
  if (!facts.logGroup.known) return unread(facts.logGroup);
  const group = facts.logGroup.value;
  if (group === 'missing') {
    return fail(`log group ${logGroupNameOf(facts) ?? ''} is gone`, {
      title: 'deploy on the log group that the trail delivers to now: run preflight, which lists them',
      ...preflight(facts),
    });
  }
  return notStandard(facts, group) ?? arrivals(facts, group);
}

const preflight = ({ region }: Facts) =>
  /^[a-z0-9-]+$/.test(region) ? { command: `kms-deletion-guard preflight --region ${region}` } : {};

function notStandard(facts: Facts, { name, logGroupClass }: LogGroupFacts): Verdict | undefined {
  if (logGroupClass === 'STANDARD') return undefined;
  return fail(`log group ${name} is of class ${logGroupClass}, on which subscription filters do not work`, {
    title: 'a class cannot be changed: let the trail deliver to a log group of class Standard, and deploy on that',
    ...preflight(facts),
  });
}

/** Held against what the trails say they delivered, so that an account in which little happens is not taken for a blind one. */
function arrivals(facts: Facts, group: LogGroupFacts): Verdict {
  const delivered = deliveredAt(facts);
  if ('state' in delivered) return delivered;
  if (!group.lastIngestedAt.known) return unread(group.lastIngestedAt);
  const arrived = group.lastIngestedAt.value;
  const missing = delivered.time !== undefined && ageOf(arrived, delivered.time) > SLACK_MS;
  if (missing && !isYounger(group.createdAt, facts.now, START_MS)) {
    return fail(
      `${arrived === undefined ? 'no record ever arrived' : `the newest record arrived at ${moment(arrived)}`}, but the trail delivered at ${moment(delivered.time)}`,
      {
        title: 'see whether the log group was deleted and made again, and point the trail to it once more',
        url: 'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/send-cloudtrail-events-to-cloudwatch-logs.html',
      },
    );
  }
  const { hasTransformer } = group;
  return pass(
    `log group ${group.name} is of class Standard; ${arrived === undefined ? 'no record arrived yet' : `the newest record arrived at ${moment(arrived)}`}` +
      (hasTransformer.known && hasTransformer.value
        ? '; it has a transformer, or may have one of an account policy, which our filters do not ask for'
        : ''),
  );
}

/** When a trail last delivered to the log group, as CloudTrail says. */
function deliveredAt(facts: Facts): { readonly time: Date | undefined } | Verdict {
  if (!facts.trails.known) return unread(facts.trails);
  const feeding = feedingTrails(facts, facts.trails.value);
  if (feeding.length === 0) return see('no trail delivers to the log group', 'trail-delivers');
  const times = feeding.map(({ status }) => (status.known ? status.value.logsDeliveredAt : undefined));
  const unclear = feeding.find((trail) => !trail.status.known);
  if (times.every((time) => time === undefined) && unclear !== undefined && !unclear.status.known)
    return unread(unclear.status, `trail ${unclear.name}`);
  return { time: latest(times) };
}
