import { describe, expect, it } from '@jest/globals';
import { remediation } from '../../../shared/blind-spots/checks/remediation.ts';
import { settings } from '../../../shared/blind-spots/checks/settings.ts';
import { isCopyable } from '../../../shared/blind-spots/copyable.ts';
import { digestOf } from '../../../shared/blind-spots/deployed-settings.ts';
import { fact, notKnown } from '../../../shared/blind-spots/fact.ts';
import type { Facts, KeyToSave, RemediationFacts } from '../../../shared/blind-spots/facts.ts';
import { ENVIRONMENT } from '../../../shared/contract/environment.ts';
import { OUTPUTS } from '../../../shared/contract/names.ts';
import type { RemediationMode } from '../../../shared/contract/remediation.ts';
import {
  aKeyToSave,
  aParameter,
  aSimulatedCall,
  daysAgo,
  healthyAccount,
  NAMES,
  PENDING_KEY_ARN,
  withRemediation,
} from '../../builders/account.ts';
import { withFunction, withOutput } from '../breaking.ts';
import { asItIs, judges } from './situations.ts';

const TAG = 'kms-deletion-guard:remediation';
const ROLE = NAMES.detectKeyUseRoleArn;
const NOBODY = fact(JSON.stringify({ Statement: [] }));

const withParts = (facts: Facts, parts: Partial<RemediationFacts>, mode?: RemediationMode): Facts => {
  const all = withRemediation(facts, mode);
  return { ...all, remediation: all.remediation && { ...all.remediation, ...parts } };
};

/** The account with these keys to save, each with something else about it. */
const keys =
  (mode: RemediationMode, ...changes: readonly Partial<KeyToSave>[]) =>
  (facts: Facts): Facts =>
    withParts(facts, { pending: { keys: changes.map(aKeyToSave), notSeen: [] } }, mode);

const withSetting = (facts: Facts, name: string, value: string): Facts =>
  withOutput(
    facts,
    'Settings',
    JSON.stringify({ ...JSON.parse(facts.stack.outputs[OUTPUTS.settings] ?? '{}'), [name]: value }),
  );

const SAVED = 'probably';
const LEFT = 'no key pending deletion is to be saved; 1 key pending deletion is left alone';

describe('remediation', () => {
  judges(remediation, [
    ['off', asItIs, 'pass', 'remediation is off'],
    ['a dry run', (facts) => withRemediation(facts, 'dry-run'), 'pass', 'nothing is written'],
    ['a key that the account may decide about', withRemediation, 'pass', '1 key pending deletion: probably'],
    ['no key', keys('cancel'), 'pass', 'no key pending deletion is to be saved'],
    ['a mode of another version', (facts) => withSetting(facts, 'remediation', 'always'), 'unknown', 'got "always"'],
    ['settings that are not known', (facts) => withOutput(facts, 'Settings', '{'), 'unknown', 'cannot be read'],
    [
      'parts that were not read',
      (facts) => ({ ...withRemediation(facts), remediation: undefined }),
      'unknown',
      'not read',
    ],
    [
      'a function that is gone',
      (facts) => ({ ...withRemediation(facts), detectKeyUse: fact('missing') }),
      'unknown',
      'see function-runs',
    ],
    [
      'a role that Lambda does not name',
      (facts) => withFunction(withRemediation(facts), { roleArn: undefined }),
      'unknown',
      'the role of detect-key-use is not known',
    ],
    [
      'a Region that could not be looked at',
      (facts) =>
        withParts(facts, {
          pending: {
            keys: [],
            notSeen: [{ what: 'Region eu-south-1', reason: 'AWS does not allow it', right: 'kms:ListKeys' }],
          },
        }),
      'unknown',
      'Region eu-south-1: AWS does not allow it',
      '"right": "kms:ListKeys"',
    ],
  ]);

  it('passes the settings as deployed', () => {
    expect(settings.judge(withRemediation(healthyAccount())).state).toBe('pass');
  });
});

describe('a key whose policy does not let the role in', () => {
  const statement = (actions: string) =>
    `{"Sid":"LetKmsDeletionGuardSaveIt","Effect":"Allow","Principal":{"AWS":"${ROLE}"},"Action":[${actions}],"Resource":"*"}`;
  const LOOK = `aws kms get-key-policy --region eu-west-1 --key-id ${PENDING_KEY_ARN} --query Policy --output text`;

  it.each<[RemediationMode, string]>([
    ['cancel', '"kms:CancelKeyDeletion"'],
    ['cancel-and-enable', '"kms:CancelKeyDeletion","kms:EnableKey"'],
  ])('in mode %s gets the statement that it lacks, with the calls of that mode, to copy', (mode, actions) => {
    const verdict = remediation.judge(keys(mode, { policy: NOBODY })(healthyAccount()));
    const command = `${LOOK} | jq '.Statement += [${statement(actions)}]'`;
    expect(verdict).toMatchObject({ state: 'fail', fixes: [{ command }] });
    expect(isCopyable(command)).toBe(true);
    expect(verdict.state === 'fail' && verdict.found).toContain(`could not save key ${PENDING_KEY_ARN}`);
  });

  it.each([
    ['a role', (facts: Facts) => withFunction(facts, { roleArn: `arn:aws:iam::${NAMES.accountId}:role/x' | sh; '` })],
    ['a key', (facts: Facts) => keys('cancel', { policy: NOBODY, arn: `${PENDING_KEY_ARN}' | sh; '` })(facts)],
  ])('gets no command for %s whose name would act in it', (_, change) => {
    const verdict = remediation.judge(change(keys('cancel', { policy: NOBODY })(healthyAccount())));
    expect(verdict).toMatchObject({ state: 'fail', fixes: [{ title: expect.stringContaining('let the role') }] });
    expect(verdict.state === 'fail' && verdict.fixes.map(({ command }) => command)).toEqual([undefined]);
  });

  it('is named with two others at most', () => {
    const many = Array.from({ length: 7 }, () => ({ policy: NOBODY }));
    const verdict = remediation.judge(keys('cancel', ...many)(healthyAccount()));
    expect(verdict).toMatchObject({ state: 'fail', found: expect.stringMatching(/; 4 more keys like that$/) });
    expect(verdict.state === 'fail' && verdict.found.match(/could not save/g)).toHaveLength(3);
  });
});

describe('a condition of the key policy', () => {
  const account = { AWS: `arn:aws:iam::${NAMES.accountId}:root` };
  /** A policy that lets the account in, under a condition, and denies everybody, under another. */
  const policy = (allowed: object, denied?: object) => {
    const allow = { Effect: 'Allow', Principal: account, Action: 'kms:*', Resource: '*', Condition: allowed };
    const deny = { Effect: 'Deny', Principal: '*', Action: 'kms:*', Resource: '*', Condition: denied };
    return { policy: fact(JSON.stringify({ Statement: denied === undefined ? [allow] : [allow, deny] })) };
  };
  // IAM User Guide, "AWS global condition context keys"; KMS Developer Guide, "AWS KMS condition keys".
  const met = (condition: object) => keys('cancel', policy(condition));
  const unmet = (condition: object) => keys('cancel', policy({}, condition));
  judges(remediation, [
    ['on a tag that it has', met({ StringEquals: { 'aws:ResourceTag/Team': 'ledger' } }), 'pass', SAVED],
    ['on a tag with another value', met({ StringEquals: { 'aws:ResourceTag/Team': 'hr' } }), 'fail'],
    ['on its Region', unmet({ StringNotEquals: { 'aws:RequestedRegion': ['eu-west-1'] } }), 'pass', SAVED],
    ['on another Region', met({ StringEquals: { 'aws:RequestedRegion': 'us-east-1' } }), 'fail'],
    ['on the role', unmet({ ArnNotEquals: { 'aws:PrincipalArn': ROLE } }), 'pass', SAVED],
    ['on other roles', unmet({ ArnNotLike: { 'aws:PrincipalArn': '*:role/admin' } }), 'fail', 'denies the role'],
    ['on the account of the caller', met({ StringEquals: { 'kms:CallerAccount': NAMES.accountId } }), 'pass', SAVED],
    ['on an unencrypted call', unmet({ Bool: { 'aws:SecureTransport': 'false' } }), 'pass', SAVED],
    ['on what is not known', met({ StringEquals: { 'aws:SourceVpc': 'vpc-1' } }), 'unknown', 'conditions'],
  ]);
});

describe('a key that is left alone', () => {
  const refused = { policy: NOBODY };
  judges(remediation, [
    ['by its tag', keys('cancel', { ...refused, tags: fact({ [TAG]: 'never' }) }), 'pass', LEFT],
    ['by a tag for a dry run', keys('cancel', { ...refused, tags: fact({ [TAG]: 'dry-run' }) }), 'pass', LEFT],
    ['by a tag that means nothing', keys('cancel', { ...refused, tags: fact({ [TAG]: 'yes' }) }), 'pass', LEFT],
    [
      'without a tag where one is asked for',
      (facts) => withSetting(keys('cancel', refused)(facts), 'remediationScope', 'tagged'),
      'pass',
      LEFT,
    ],
    [
      'by the setting',
      (facts) => withSetting(keys('cancel', refused)(facts), 'remediationNever', PENDING_KEY_ARN),
      'pass',
      LEFT,
    ],
    [
      'by a setting too long for the stack, which the function has',
      (facts) =>
        withFunction(withSetting(keys('cancel', refused)(facts), 'remediationNever', digestOf(PENDING_KEY_ARN)), {
          environment: { [ENVIRONMENT.remediationNever]: PENDING_KEY_ARN },
        }),
      'pass',
      LEFT,
    ],
    [
      'by the parameter',
      (facts) =>
        withParts(facts, {
          neverList: fact(aParameter(NAMES.accountId)),
          pending: { keys: [aKeyToSave(refused)], notSeen: [] },
        }),
      'pass',
      LEFT,
    ],
    [
      'since it was made for a drill',
      keys('cancel', {
        ...refused,
        tags: fact({ 'kms-deletion-guard:drill': 'true' }),
        createdAt: daysAgo(1),
        deletionDate: daysAgo(-6),
      }),
      'pass',
      LEFT,
    ],
    [
      'perhaps, by an alias',
      (facts) => withSetting(keys('cancel', refused)(facts), 'remediationNever', 'alias/old-etl'),
      'unknown',
      'aliases are on the list',
    ],
    [
      'by nobody, though it has the tag of a drill and is old',
      keys('cancel', { ...refused, tags: fact({ 'kms-deletion-guard:drill': 'true' }) }),
      'fail',
    ],
    [
      'by a list that names another key',
      (facts) =>
        withSetting(keys('cancel', refused)(facts), 'remediationNever', '0987dcba-09fe-87dc-65ba-ab0987654321'),
      'fail',
    ],
  ]);
});

describe('a key whose tag asks for no more than the cancel', () => {
  const onlyCancel = { simulated: fact([aSimulatedCall()]) };
  judges(remediation, [
    [
      'needs no right to be enabled',
      keys('cancel-and-enable', { ...onlyCancel, tags: fact({ [TAG]: 'cancel' }) }),
      'pass',
      SAVED,
    ],
    ['else does', keys('cancel-and-enable', onlyCancel), 'unknown', 'IAM says nothing of it'],
    [
      'cannot get more by its tag than the stack allows',
      keys('cancel', { ...onlyCancel, tags: fact({ [TAG]: 'cancel-and-enable' }) }),
      'pass',
      SAVED,
    ],
  ]);
});

describe('what is not known of a key', () => {
  const unread = notKnown('AWS does not allow it', 'iam:SimulatePrincipalPolicy');
  judges(remediation, [
    ['does not hide that its policy refuses', keys('cancel', { simulated: unread, policy: NOBODY }), 'fail'],
    [
      'does not hide that IAM refuses',
      keys('cancel', { policy: unread, simulated: fact([aSimulatedCall({ decision: 'explicitDeny' })]) }),
      'fail',
      'the policies of the role of detect-key-use do not allow kms:CancelKeyDeletion',
    ],
    ['of its policy is said', keys('cancel', { policy: fact('{}') }), 'unknown', 'its key policy'],
    ['is said beside what could be read', keys('cancel', {}, { simulated: unread }), 'unknown', PENDING_KEY_ARN],
    [
      'is said beside a warning',
      (facts) => withParts(keys('cancel', { simulated: unread })(facts), { killSwitch: fact(aParameter('off')) }),
      'warn',
      'is at off since',
      'not known: ',
      'AWS does not allow it',
    ],
  ]);
});

describe('the kill switch', () => {
  const at = (text: string, mode: RemediationMode, type?: string) => (facts: Facts) =>
    withParts(facts, { killSwitch: fact(aParameter(text, type)) }, mode);
  const MODE = '--name /kms-deletion-guard/remediation-mode';
  const TAKE_AWAY = `aws ssm delete-parameter --region eu-west-1 ${MODE}`;
  judges(remediation, [
    [
      'that lowers the mode is told, with since when',
      at('cancel', 'cancel-and-enable'),
      'warn',
      'is at cancel since Sun 22 Nov 2026',
      TAKE_AWAY,
    ],
    ['that lowers a dry run is told', at('off', 'dry-run'), 'warn', 'is at off since'],
    ['at the mode of the stack is nothing to tell', at('cancel', 'cancel'), 'pass'],
    ['above it is none either, as it raises nothing', at('cancel-and-enable', 'cancel'), 'pass'],
    ['with spaces around it is read as the function does', at(' cancel\n', 'cancel'), 'pass'],
    [
      'that is no mode stops everything',
      at('Cancel', 'cancel'),
      'fail',
      'got "Cancel"',
      `put-parameter --overwrite --region eu-west-1 ${MODE} --type String --value off`,
    ],
    [
      'that is encrypted stops everything',
      at('cancel', 'cancel', 'SecureString'),
      'fail',
      'got type SecureString',
      TAKE_AWAY,
      `put-parameter --region eu-west-1 ${MODE}`,
    ],
    ['that is empty stops even a dry run', at('', 'dry-run'), 'fail', 'so that no deletion is cancelled'],
  ]);
});

describe('the list of what is left alone', () => {
  const of = (text: string, type?: string) => (facts: Facts) =>
    withParts(facts, { neverList: fact(aParameter(text, type)) }, 'dry-run');
  judges(remediation, [
    ['may be empty', of(''), 'pass'],
    ['may be a StringList', of('111122223333,alias/old-etl', 'StringList'), 'pass'],
    [
      'that holds a name stops everything',
      of('ledger'),
      'fail',
      'got "ledger"',
      'aws ssm get-parameter --region eu-west-1',
    ],
    ['that is encrypted stops everything', of('111122223333', 'SecureString'), 'fail', 'got type SecureString'],
  ]);
});
