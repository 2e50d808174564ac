import { describe, expect, it } from '@jest/globals';
import { failureQueue } from '../../../shared/blind-spots/checks/failure-queue.ts';
import { settings } from '../../../shared/blind-spots/checks/settings.ts';
import { silences } from '../../../shared/blind-spots/checks/silences.ts';
import { table } from '../../../shared/blind-spots/checks/table.ts';
import { version } from '../../../shared/blind-spots/checks/version.ts';
import { digestOf } from '../../../shared/blind-spots/deployed-settings.ts';
import { fact } from '../../../shared/blind-spots/fact.ts';
import type { Facts } from '../../../shared/blind-spots/facts.ts';
import { ENVIRONMENT } from '../../../shared/contract/environment.ts';
import type { Silence } from '../../../shared/silence/silence.ts';
import { aSilence, NAMES } from '../../builders/account.ts';
import { withFunction, withKey, withOutput, withStack } from '../breaking.ts';
import { asItIs, judges, type Situation } from './situations.ts';

describe('failure-queue', () => {
  judges(failureQueue, [
    ['empty', asItIs, 'pass'],
    ['gone', (facts) => ({ ...facts, failureQueue: fact('missing') }), 'fail'],
    [
      '2 batches',
      (facts) => ({ ...facts, failureQueue: fact({ messages: 2, keyId: undefined }) }),
      'fail',
      '2 batches',
      'kms-deletion-guard redrive --region eu-west-1"',
    ],
    [
      'a batch of a stack of another name',
      (facts) => withStack({ ...facts, failureQueue: fact({ messages: 1, keyId: undefined }) }, { name: 'Second' }),
      'fail',
      'redrive --region eu-west-1 --stack Second',
    ],
    [
      'another destination',
      (facts) => withFunction(facts, { onFailure: fact('arn:aws:sqs:x') }),
      'fail',
      'arn:aws:sqs:x',
      'put-function-event-invoke-config',
      NAMES.failureQueueArn,
    ],
    ['the function is gone', (facts) => ({ ...facts, detectKeyUse: fact('missing') }), 'unknown', 'see function-runs'],
  ]);
});

describe('table', () => {
  judges(table, [
    ['ACTIVE', asItIs, 'pass'],
    ['UPDATING', (facts) => ({ ...facts, table: fact({ status: 'UPDATING', keyId: undefined }) }), 'pass'],
    ['gone', (facts) => ({ ...facts, table: fact('missing') }), 'fail'],
    [
      'DELETING',
      (facts) => ({ ...facts, table: fact({ status: 'DELETING', keyId: undefined }) }),
      'fail',
      'describe-table',
    ],
    [
      'its key cannot be used',
      (facts) =>
        withKey(
          { ...facts, table: fact({ status: 'INACCESSIBLE_ENCRYPTION_CREDENTIALS', keyId: NAMES.topicKeyArn }) },
          NAMES.topicKeyArn,
          { state: 'Disabled' },
        ),
      'unknown',
      'see own-keys',
    ],
  ]);
});

describe('silences', () => {
  const one =
    (changes: Partial<Silence>) =>
    (facts: Facts): Facts => ({ ...facts, silences: fact({ silences: [aSilence(changes)], malformed: [] }) });
  judges(silences, [
    ['none', asItIs, 'pass', 'there is no silence'],
    [
      'of every class',
      one({}),
      'warn',
      'migration',
      'Tue 24 Nov 2026 00:00 UTC',
      'kms-deletion-guard silence remove --region eu-west-1 migration',
    ],
    ['of cryptographic use', one({ class: 'cryptographic' }), 'warn'],
    ['of administration', one({ class: 'management' }), 'pass'],
    ['of delegation', one({ class: 'delegation' }), 'pass'],
    ['that is over', one({ until: new Date('2026-11-22T03:15:45Z') }), 'pass'],
    [
      'that cannot be read',
      (facts) => ({ ...facts, silences: fact({ silences: [], malformed: [{ name: 'x', fault: 'no JSON' }] }) }),
      'warn',
      'no JSON',
    ],
  ]);
});

describe('version', () => {
  const deployed = (name: string, state: Situation[2], ...words: readonly string[]): Situation => [
    name,
    (facts) => withOutput({ ...facts, packageVersion: '1.10.0' }, 'Version', name),
    state,
    ...words,
  ];
  const status = (name: string, state: Situation[2]): Situation => [
    name,
    (facts) => withStack(facts, { status: name }),
    state,
  ];
  judges(version, [
    ['the same', asItIs, 'pass'],
    deployed('1.10.0', 'pass'),
    deployed('1.9.0', 'warn', 'which is newer'),
    deployed('1.10.1', 'warn', 'which is older'),
    deployed('2.0.0', 'warn', 'which is older'),
    deployed('1.10.0-beta.1', 'warn', 'which is newer'),
    deployed('1.10.0+build', 'warn', 'is deployed, this is 1.10.0'),
    deployed('next', 'warn'),
    deployed('', 'warn', 'does not say'),
    // CloudFormation User Guide, "Stack status codes".
    status('CREATE_COMPLETE', 'pass'),
    status('UPDATE_IN_PROGRESS', 'pass'),
    status('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', 'pass'),
    status('IMPORT_COMPLETE', 'pass'),
    status('UPDATE_ROLLBACK_COMPLETE', 'warn'),
    status('UPDATE_ROLLBACK_FAILED', 'warn'),
    status('UPDATE_FAILED', 'warn'),
    status('ROLLBACK_IN_PROGRESS', 'warn'),
    status('DELETE_FAILED', 'warn'),
  ]);
});

describe('settings', () => {
  const given =
    (settings: object, environment: Readonly<Record<string, string>> = {}) =>
    (facts: Facts): Facts =>
      facts.detectKeyUse.known && facts.detectKeyUse.value !== 'missing'
        ? withFunction(withOutput(facts, 'Settings', JSON.stringify(settings)), {
            environment: { ...facts.detectKeyUse.value.environment, ...environment },
          })
        : facts;
  const LONG = Array.from({ length: 9 }, (_, at) => `11112222333${at}=account-${at}`).join(',');
  judges(settings, [
    ['as deployed', asItIs, 'pass'],
    ['one that is set', given({ ownerTag: 'team' }, { [ENVIRONMENT.ownerTag]: 'team' }), 'pass'],
    ['one that is set otherwise', given({ ownerTag: 'team' }, { [ENVIRONMENT.ownerTag]: 'owner' }), 'warn', 'ownerTag'],
    ['one that is not set', given({ ownerTag: 'team', runbookUrl: 'https://x' }), 'warn', 'runbookUrl and ownerTag'],
    ['one that nobody gave', given({}, { [ENVIRONMENT.managementCalls]: 'ignore' }), 'warn', 'managementCalls'],
    [
      'automatic cancel that is set',
      given(
        { remediation: 'cancel', remediationWithinDays: '3' },
        { [ENVIRONMENT.remediation]: 'cancel', [ENVIRONMENT.remediationWithinDays]: '3' },
      ),
      'pass',
    ],
    [
      'a mode of automatic cancel that somebody raised by hand',
      given({ remediation: 'dry-run' }, { [ENVIRONMENT.remediation]: 'cancel' }),
      'fail',
      'remediation as deployed',
    ],
    [
      'automatic cancel that somebody switched on by hand',
      given({}, { [ENVIRONMENT.remediation]: 'cancel-and-enable' }),
      'fail',
      'remediation as deployed',
    ],
    [
      'limits of automatic cancel that somebody took away by hand',
      given(
        {
          ...{ remediation: 'cancel', remediationScope: 'tagged', remediationNever: 'alias/a' },
          ...{ remediationWithinDays: '3', remediationDailyLimit: '1' },
        },
        { [ENVIRONMENT.remediation]: 'cancel' },
      ),
      'fail',
      'remediationScope, remediationNever, remediationWithinDays and remediationDailyLimit',
    ],
    [
      'a long one, by its digest',
      given({ accountNames: digestOf(LONG) }, { [ENVIRONMENT.accountNames]: LONG }),
      'pass',
    ],
    [
      'a long one that differs',
      given({ accountNames: digestOf(LONG) }, { [ENVIRONMENT.accountNames]: `${LONG}x` }),
      'warn',
    ],
    ['one that this version does not know', given({ slackWebhook: 'x' }), 'warn', 'slackWebhook'],
    ['another topic', given({}, { [ENVIRONMENT.topicArn]: 'arn:aws:sns:x' }), 'fail', 'sends alerts to arn:aws:sns:x'],
    ['another table', given({}, { [ENVIRONMENT.tableName]: 'x' }), 'fail', 'sends incidents to x'],
    // Lambda API Reference, EnvironmentResponse: no variables where Lambda, or who asks, cannot decrypt them.
    [
      'an environment that cannot be decrypted',
      (facts) => withFunction(withOutput(facts, 'Settings', '{"ownerTag":"team"}'), { environment: {} }),
      'unknown',
      'cannot be seen',
      'kms:Decrypt',
    ],
    ['no function', (facts) => ({ ...facts, detectKeyUse: fact('missing') }), 'unknown', 'see function-runs'],
    ['no JSON', (facts) => withOutput(facts, 'Settings', '{'), 'unknown'],
    ['JSON of another shape', (facts) => withOutput(facts, 'Settings', '{"emails":["x"]}'), 'unknown'],
    ['a stack of before', (facts) => withOutput(facts, 'Settings', ''), 'unknown', 'deploy this version'],
  ]);

  // printf %s 'x' | sha256sum
  it('are shortened as the contract says', () => {
    expect(digestOf('x')).toBe('sha256:2d711642b726b044');
  });
});
