import { describe } from '@jest/globals';
import { invokePermission } from '../../../shared/blind-spots/checks/invoke-permission.ts';
import { fact } from '../../../shared/blind-spots/fact.ts';
import { functionPolicy, NAMES, permission } from '../../builders/account.ts';
import { withFunction } from '../breaking.ts';
import { asItIs, judges, type Situation } from './situations.ts';

const logs = (sourceArn: string, sourceAccount?: string) =>
  permission('logs.amazonaws.com', NAMES.detectKeyUseArn, sourceArn, sourceAccount);

const policy = (
  name: string,
  statements: readonly object[],
  state: Situation[2],
  ...words: readonly string[]
): Situation => [
  name,
  (facts) => withFunction(facts, { policy: fact(functionPolicy(...statements)) }),
  state,
  ...words,
];

const GROUP = `${NAMES.logGroupArn}:*`;

describe('invoke-permission', () => {
  judges(invokePermission, [
    ['as deployed', asItIs, 'pass'],
    [
      'no policy',
      (facts) => withFunction(facts, { policy: fact(undefined) }),
      'fail',
      'aws lambda add-permission',
      `--source-arn '${GROUP}'`,
      '--source-account 111122223333',
    ],
    ['no JSON', (facts) => withFunction(facts, { policy: fact('{') }), 'unknown', 'cannot be read'],
    policy('nothing in it', [], 'fail'),
    policy('without the source account', [logs(GROUP)], 'pass'),
    policy('for any log group of the account', [logs('arn:aws:logs:eu-west-1:111122223333:*')], 'pass'),
    policy('for another Region', [logs('arn:aws:logs:us-east-1:111122223333:log-group:my-trail:*')], 'fail'),
    policy('without the :* at the end, which the source has', [logs(NAMES.logGroupArn)], 'fail'),
    policy('for another account', [logs(GROUP, '444455556666')], 'fail'),
    policy(
      'for the Regional name of the service',
      [{ ...logs(GROUP), Principal: { Service: 'logs.eu-west-1.amazonaws.com' } }],
      'fail',
    ),
    policy('for all actions', [{ ...logs(GROUP), Action: 'lambda:*' }], 'pass'),
    policy('for another action', [{ ...logs(GROUP), Action: 'lambda:GetFunction' }], 'fail'),
    policy('by StringEquals', [{ ...logs(GROUP), Condition: { StringEquals: { 'aws:SourceArn': GROUP } } }], 'pass'),
    policy(
      'for everybody',
      [{ Effect: 'Allow', Principal: '*', Action: 'lambda:InvokeFunction', Resource: '*' }],
      'pass',
    ),
    policy('denied beside', [logs(GROUP), { ...logs(GROUP), Effect: 'Deny' }], 'fail', 'denies'),
    policy(
      'by an organization, which is not known here',
      [{ ...logs(GROUP), Condition: { StringEquals: { 'aws:SourceOrgID': 'o-1' } } }],
      'unknown',
    ),
    ['the function is gone', (facts) => ({ ...facts, detectKeyUse: fact('missing') }), 'unknown', 'see function-runs'],
  ]);
});
