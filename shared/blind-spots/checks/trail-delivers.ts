import { count } from '../../alert/time.ts';
import { type Check, fail, type Verdict, warn } from '../check.ts';
import { logGroupNameOf } from '../deployed-names.ts';
import type { Facts } from '../facts.ts';
import { deliveryOf } from '../trail/delivery.ts';
import { feedingTrails, isStopped } from '../trail/feeding.ts';
import { unread, withoutLogGroup } from '../verdicts.ts';

/** Source of what a trail says: CloudTrail API Reference, GetTrailStatus. */
export const trailDelivers: Check = {
  id: 'trail-delivers',
  title: 'A trail delivers to the log group',
  meaning: 'No record arrives: no use of any key is seen.',
  concerns: 'seeing',
  changedBy: ['StopLogging', 'DeleteTrail', 'UpdateTrail'],
  judge: (facts) => withoutLogGroup(facts) ?? judgeTrails(facts),
};

function judgeTrails(facts: Facts): Verdict {
  if (!facts.trails.known) return unread(facts.trails);
  const feeding = feedingTrails(facts, facts.trails.value);
  if (feeding.length === 0) return notFed(facts, facts.trails.value.length);
  const logging = feeding.filter((trail) => !isStopped(trail)).map((trail) => deliveryOf(trail, facts));
  return together(logging.length > 0 ? logging : feeding.map((trail) => deliveryOf(trail, facts)));
}

const notFed = (facts: Facts, trails: number): Verdict =>
  fail(
    `no trail delivers to log group ${logGroupNameOf(facts)}; ${count(trails, 'trail')} can be seen from ${facts.region}`,
    {
      title: 'let a multi-Region trail deliver to it, or deploy with -c createTrail=true',
      url: 'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/send-cloudtrail-events-to-cloudwatch-logs.html',
    },
  );

/** One trail that delivers is enough to be fed; another that does not, and does not rest either, may be the one that is missed. */
function together(verdicts: readonly Verdict[]): Verdict {
  const [well] = verdicts.filter(({ state }) => state === 'pass');
  const amiss = verdicts.filter((verdict) => verdict.state === 'warn' || verdict.state === 'fail');
  const unclear = verdicts.find(({ state }) => state === 'unknown');
  const found = amiss.map((verdict) => verdict.found).join('; ');
  const fixes = amiss.flatMap((verdict) => verdict.fixes);
  if (amiss.length === 0) return unclear ?? well ?? fail('no trail delivers', ...fixes);
  if (well !== undefined) return warn(`${found}; another trail delivers`, ...fixes);
  return unclear ?? (amiss.some(({ state }) => state === 'warn') ? warn(found, ...fixes) : fail(found, ...fixes));
}
