import { describe } from '@jest/globals';
import { subscriptionFilter } from '../../../shared/blind-spots/checks/subscription-filter.ts';
import { fact, notKnown } from '../../../shared/blind-spots/fact.ts';
import { DOCUMENTED_PATTERN, RESCUE_PATTERN, WIDE_PATTERN } from '../../../shared/contract/filter-patterns.ts';
import { OUTPUTS } from '../../../shared/contract/names.ts';
import { NAMES } from '../../builders/account.ts';
import { withLogGroup, withOutput, withRemediation, withSubscriptionFilter } from '../breaking.ts';
import { asItIs, judges, type Situation } from './situations.ts';

const SIEM = {
  name: 'siem',
  pattern: '',
  destinationArn: 'arn:aws:lambda:eu-west-1:111122223333:function:siem',
  appliesToTransformed: false,
  fieldSelectionCriteria: undefined,
};

describe('subscription-filter', () => {
  judges(subscriptionFilter, [
    ['as deployed', asItIs, 'pass'],
    [
      'beside others',
      (facts) => ({
        ...facts,
        subscriptionFilters: fact([...(facts.subscriptionFilters.known ? facts.subscriptionFilters.value : []), SIEM]),
        accountFilterPolicies: fact(['audit']),
      }),
      'pass',
      "2 more of the log group's slots taken",
      `siem (to ${SIEM.destinationArn})`,
      'account policy audit',
    ],
    [
      'gone',
      (facts) => ({ ...facts, subscriptionFilters: fact([SIEM]) }),
      'fail',
      'is gone',
      "1 more of the log group's slots taken",
      'aws logs put-subscription-filter --region eu-west-1 --log-group-name my-trail --filter-name kms-deletion-guard',
      `--destination-arn ${NAMES.detectKeyUseArn}`,
    ],
    [
      'an alias of the function',
      (facts) => withSubscriptionFilter(facts, { destinationArn: `${NAMES.detectKeyUseArn}:old` }),
      'fail',
      ':old',
    ],
    [
      'another pattern',
      (facts) => withSubscriptionFilter(facts, { pattern: '{ $.errorCode = "X" }' }),
      'fail',
      'errorCode',
    ],
    ...['cancel', 'cancel-and-enable'].flatMap((mode): readonly Situation[] => [
      [
        `the pattern that belongs to ${mode}`,
        (facts) => withSubscriptionFilter(withRemediation(facts, mode), { pattern: RESCUE_PATTERN }),
        'pass',
      ],
      [
        `the plain pattern, with ${mode} deployed`,
        (facts) => withRemediation(facts, mode),
        'fail',
        `has the pattern ${WIDE_PATTERN}`,
        'put-subscription-filter',
        `--filter-pattern '${RESCUE_PATTERN}'`,
      ],
    ]),
    ...['off', 'dry-run'].flatMap((mode): readonly Situation[] => [
      [`the plain pattern, with ${mode} deployed`, (facts) => withRemediation(facts, mode), 'pass'],
      [
        `the pattern of deployments that cancel, with ${mode} deployed`,
        (facts) => withSubscriptionFilter(withRemediation(facts, mode), { pattern: RESCUE_PATTERN }),
        'fail',
        `--filter-pattern '${WIDE_PATTERN}'`,
      ],
    ]),
    ...[WIDE_PATTERN, RESCUE_PATTERN].map(
      (pattern): Situation => [
        `settings that cannot be read, and the pattern ${pattern}`,
        (facts) => withSubscriptionFilter(withOutput(facts, OUTPUTS.settings, 'none'), { pattern }),
        'pass',
      ],
    ),
    [
      'settings that cannot be read, and another pattern',
      (facts) => withSubscriptionFilter(withOutput(facts, OUTPUTS.settings, 'none'), { pattern: DOCUMENTED_PATTERN }),
      'fail',
    ],
    [
      'the records of one Region alone',
      (facts) => withSubscriptionFilter(facts, { fieldSelectionCriteria: '@aws.region = "us-east-1"' }),
      'fail',
      'the selection criteria @aws.region',
    ],
    [
      'on records that a transformer rewrote',
      (facts) =>
        withLogGroup(withSubscriptionFilter(facts, { appliesToTransformed: true }), { hasTransformer: fact(true) }),
      'fail',
    ],
    [
      'account policies not known',
      (facts) => ({ ...facts, accountFilterPolicies: notKnown('no right', 'logs:DescribeAccountPolicies') }),
      'pass',
      'it stands as deployed; which filters of the account take slots is not known: no right',
    ],
  ]);
});
