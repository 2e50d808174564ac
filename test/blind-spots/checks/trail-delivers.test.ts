import { describe } from '@jest/globals';
import { trailDelivers } from '../../../shared/blind-spots/checks/trail-delivers.ts';
import { fact, notKnown } from '../../../shared/blind-spots/fact.ts';
import { aTrail, aTrailStatus, daysAgo, minutesAgo, NAMES } from '../../builders/account.ts';
import { withOutput, withStack, withTrail, withTrailStatus } from '../breaking.ts';
import { asItIs, judges } from './situations.ts';

const START = `aws cloudtrail start-logging --region eu-west-1 --name ${NAMES.trailArn}`;

describe('trail-delivers', () => {
  judges(trailDelivers, [
    ['a trail that delivers', asItIs, 'pass', 'trail management', 'Sun 22 Nov 2026 03:12 UTC'],
    [
      'no trail',
      (facts) => ({ ...facts, trails: fact([]) }),
      'fail',
      'log group my-trail',
      '0 trails',
      'createTrail=true',
    ],
    [
      'a trail of another log group whose name begins alike',
      (facts) => withTrail(facts, { logGroupArn: `${NAMES.logGroupArn}-old:*` }),
      'fail',
    ],
    ['a log group ARN without its end', (facts) => withTrail(facts, { logGroupArn: NAMES.logGroupArn }), 'pass'],
    [
      'a trail that was stopped',
      (facts) => withTrailStatus(facts, { isLogging: false, stoppedAt: daysAgo(1) }),
      'fail',
      'does not log, since Sat 21 Nov 2026 03:15 UTC',
      START,
    ],
    [
      'a name that could act in a shell: no command',
      (facts) => withTrail(withTrailStatus(facts, { isLogging: false }), { arn: 'arn\naws iam create-user' }),
      'fail',
      /"title": "start it"\s*\}/,
    ],
    [
      'a name with blanks and quotes: quoted',
      (facts) => withTrail(withTrailStatus(facts, { isLogging: false }), { arn: "it's; id" }),
      'fail',
      /--name 'it'\\\\''s; id'/,
    ],
    [
      'an error since 3 hours, while the bucket gets its files',
      (facts) => withTrailStatus(facts, { logsDeliveryError: 'AccessDenied', logsDeliveredAt: minutesAgo(184) }),
      'fail',
      'AccessDenied',
      'logs:PutLogEvents',
    ],
    [
      'an error beside a delivery of 5 minutes ago, which it may be over',
      (facts) => withTrailStatus(facts, { logsDeliveryError: 'AccessDenied', logsDeliveredAt: minutesAgo(5) }),
      'warn',
    ],
    [
      'an error beside a delivery of 40 minutes ago, since when nothing happened',
      (facts) =>
        withTrailStatus(facts, {
          logsDeliveryError: 'ThrottlingException',
          deliveredAt: minutesAgo(40),
          logsDeliveredAt: minutesAgo(40),
        }),
      'warn',
      'ThrottlingException',
    ],
    [
      'an error, and no delivery ever',
      (facts) => withTrailStatus(facts, { logsDeliveryError: 'AccessDenied', logsDeliveredAt: undefined }),
      'fail',
    ],
    [
      'an error at the bucket alone',
      (facts) => withTrailStatus(facts, { deliveryError: 'NoSuchBucket' }),
      'warn',
      'NoSuchBucket',
    ],
    [
      '3 hours behind its own bucket',
      (facts) => withTrailStatus(facts, { logsDeliveredAt: minutesAgo(184) }),
      'fail',
      'but to its bucket at',
    ],
    ['2 hours behind', (facts) => withTrailStatus(facts, { logsDeliveredAt: minutesAgo(123) }), 'pass'],
    [
      'quiet for 20 hours, at the bucket as well',
      (facts) => withTrailStatus(facts, { deliveredAt: minutesAgo(1200), logsDeliveredAt: minutesAgo(1201) }),
      'pass',
    ],
    [
      'quiet for 3 days, at the bucket as well',
      (facts) => withTrailStatus(facts, { deliveredAt: daysAgo(3), logsDeliveredAt: daysAgo(3) }),
      'warn',
      'nothing happened, or it no longer delivers',
    ],
    [
      'no delivery yet of a trail that was started half an hour ago',
      (facts) =>
        withTrailStatus(facts, { startedAt: minutesAgo(30), deliveredAt: undefined, logsDeliveredAt: undefined }),
      'pass',
      'is new',
    ],
    [
      'no delivery yet where the stack is as young',
      (facts) => withStack(withTrailStatus(facts, { logsDeliveredAt: undefined }), { createdAt: minutesAgo(30) }),
      'pass',
    ],
    ['no delivery ever', (facts) => withTrailStatus(facts, { logsDeliveredAt: undefined }), 'fail', 'never'],
    [
      'started again half an hour ago after days of rest',
      (facts) => withTrailStatus(facts, { startedAt: minutesAgo(30), logsDeliveredAt: daysAgo(5) }),
      'pass',
      'its next delivery',
    ],
    [
      'a stopped trail beside one that delivers',
      (facts) => ({
        ...facts,
        trails: fact([aTrail({ name: 'old', status: fact(aTrailStatus({ isLogging: false })) }), aTrail()]),
      }),
      'pass',
      'trail management',
    ],
    [
      'one that fails beside one that delivers',
      (facts) => ({
        ...facts,
        trails: fact([
          aTrail({ name: 'second', status: fact(aTrailStatus({ logsDeliveredAt: daysAgo(2) })) }),
          aTrail(),
        ]),
      }),
      'warn',
      'trail second',
      'another trail delivers',
    ],
    [
      'one that fails beside one that cannot be asked about',
      (facts) => ({
        ...facts,
        trails: fact([
          aTrail({ name: 'second', status: fact(aTrailStatus({ logsDeliveredAt: daysAgo(2) })) }),
          aTrail({ status: notKnown('no right', 'cloudtrail:GetTrailStatus') }),
        ]),
      }),
      'unknown',
      'cloudtrail:GetTrailStatus',
    ],
    ['a log group that is gone', (facts) => ({ ...facts, logGroup: fact('missing') }), 'unknown', 'see log-group'],
    ['a stack that does not name its log group', (facts) => withOutput(facts, 'LogGroupName', ''), 'unknown'],
  ]);
});
