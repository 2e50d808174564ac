import { describe } from '@jest/globals';
import { logGroup } from '../../../shared/blind-spots/checks/log-group.ts';
import { fact, notKnown } from '../../../shared/blind-spots/fact.ts';
import { daysAgo, minutesAgo } from '../../builders/account.ts';
import { withLogGroup, withTrail, withTrailStatus } from '../breaking.ts';
import { asItIs, judges } from './situations.ts';

describe('log-group', () => {
  judges(logGroup, [
    ['Standard, records arrive', asItIs, 'pass', 'class Standard'],
    [
      'gone',
      (facts) => ({ ...facts, logGroup: fact('missing') }),
      'fail',
      'my-trail',
      'kms-deletion-guard preflight --region eu-west-1',
    ],
    ...['INFREQUENT_ACCESS', 'DELIVERY', 'ESSENTIALS'].map(
      (logGroupClass) =>
        [
          `class ${logGroupClass}`,
          (facts) => withLogGroup(facts, { logGroupClass }),
          'fail',
          logGroupClass,
        ] as const satisfies Parameters<typeof judges>[1][number],
    ),
    [
      '3 hours behind the trail',
      (facts) => withLogGroup(facts, { lastIngestedAt: fact(minutesAgo(184)) }),
      'fail',
      'but the trail delivered at',
    ],
    [
      '2 hours behind, as AWS writes the time late',
      (facts) => withLogGroup(facts, { lastIngestedAt: fact(minutesAgo(122)) }),
      'pass',
    ],
    [
      'a quiet account: nothing for days, nor did the trail deliver',
      (facts) =>
        withLogGroup(withTrailStatus(facts, { deliveredAt: daysAgo(3), logsDeliveredAt: daysAgo(3) }), {
          lastIngestedAt: fact(daysAgo(3)),
        }),
      'pass',
    ],
    [
      'no record ever, though the trail delivers',
      (facts) => withLogGroup(facts, { lastIngestedAt: fact(undefined) }),
      'fail',
      'no record ever arrived',
    ],
    [
      'no record yet in a group made half an hour ago',
      (facts) => withLogGroup(facts, { lastIngestedAt: fact(undefined), createdAt: minutesAgo(30) }),
      'pass',
    ],
    [
      'a transformer that our filters do not ask for',
      (facts) => withLogGroup(facts, { hasTransformer: fact(true) }),
      'pass',
      'transformer',
    ],
    ['no trail feeds it', (facts) => withTrail(facts, { logGroupArn: undefined }), 'unknown', 'see trail-delivers'],
    [
      'the time of the newest record is not known',
      (facts) => withLogGroup(facts, { lastIngestedAt: notKnown('no right', 'logs:DescribeLogStreams') }),
      'unknown',
      'logs:DescribeLogStreams',
    ],
    [
      'of a wrong class, whatever else is not known',
      (facts) => withLogGroup({ ...facts, trails: notKnown('no right') }, { logGroupClass: 'DELIVERY' }),
      'fail',
    ],
  ]);
});
