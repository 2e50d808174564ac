import { describe, expect, it } from '@jest/globals';
import { templateOf, VARIANTS } from './guard-app.ts';
import { written } from './guard-template.ts';

const LOG_GROUP = { logGroupName: 'my-trail', emails: 'ops@example.com' };
const TAG = 'aws:ResourceTag/kms-deletion-guard:remediation';
const KEYS = `arn:\${AWS::Partition}:kms:*:\${AWS::AccountId}:key/*`;
const CANCEL = 'kms:CancelKeyDeletion';
const ENABLE = 'kms:EnableKey';

interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string;
  readonly Resource: unknown;
  readonly Condition?: { readonly StringEquals: Readonly<Record<string, readonly string[]>> };
}
type Context = Readonly<Record<string, string>>;

/** The policies that only automatic cancel calls for, each with the roles that have it. */
const policiesOf = (context: Context) =>
  templateOf({ ...LOG_GROUP, ...context })
    .ofType('AWS::IAM::Policy')
    .filter(({ id }) => id.startsWith('Remediation'));

/** Their statements, whole but for the name. */
const statementsOf = (context: Context): readonly Statement[] =>
  policiesOf(context)
    .flatMap(({ Properties }): readonly (Statement & { readonly Sid: string })[] => Properties.PolicyDocument.Statement)
    .map(({ Sid: _, ...statement }) => ({
      ...statement,
      Resource: [statement.Resource].flat().map(written),
    }));

const read = {
  Effect: 'Allow',
  Action: 'ssm:GetParameter',
  Resource: ['mode', 'never'].map(
    (name) =>
      `arn:\${AWS::Partition}:ssm:\${AWS::Region}:\${AWS::AccountId}:parameter/kms-deletion-guard/remediation-${name}`,
  ),
};
const may = (Action: string, ...tags: readonly string[]) => ({
  Effect: 'Allow',
  Action,
  Resource: [KEYS],
  ...(tags.length > 0 && { Condition: { StringEquals: { [TAG]: tags } } }),
});
const mayNot = (Action: string, ...tags: readonly string[]) => ({ ...may(Action, ...tags), Effect: 'Deny' });

describe('the rights of automatic cancel', () => {
  it.each([
    [{ remediation: 'dry-run' }, [read]],
    [{ remediation: 'dry-run', remediationScope: 'tagged' }, [read]],
    [{ remediation: 'cancel' }, [read, may(CANCEL), mayNot(CANCEL, 'never', 'dry-run')]],
    [
      { remediation: 'cancel', remediationScope: 'tagged' },
      [read, may(CANCEL, 'cancel', 'cancel-and-enable'), mayNot(CANCEL, 'never', 'dry-run')],
    ],
    [
      { remediation: 'cancel-and-enable' },
      [
        ...[read, may(CANCEL), mayNot(CANCEL, 'never', 'dry-run')],
        ...[may(ENABLE), mayNot(ENABLE, 'never', 'dry-run', 'cancel')],
      ],
    ],
    [
      { remediation: 'cancel-and-enable', remediationScope: 'tagged' },
      [
        ...[read, may(CANCEL, 'cancel', 'cancel-and-enable'), mayNot(CANCEL, 'never', 'dry-run')],
        ...[may(ENABLE, 'cancel-and-enable'), mayNot(ENABLE, 'never', 'dry-run', 'cancel')],
      ],
    ],
  ])('with %j are these and no others', (context, wanted) => expect(statementsOf(context)).toEqual(wanted));

  it.each([{ remediation: 'off' }, {}])('are none with %j: no role may do one thing more than before', (context) => {
    expect(statementsOf(context)).toEqual([]);
    const { rights, resources } = {
      rights: templateOf(LOG_GROUP).rights(),
      resources: templateOf(LOG_GROUP).resources,
    };
    const other = templateOf({ ...LOG_GROUP, ...context });
    expect(other.rights()).toEqual(rights);
    expect(other.resources.map(({ id }) => id)).toEqual(resources.map(({ id }) => id));
    expect(rights.filter((right) => /CancelKeyDeletion|EnableKey|ssm:GetParameter on/.test(right))).toEqual([]);
  });

  it('are those of the one role that decides', () => {
    for (const remediation of ['dry-run', 'cancel', 'cancel-and-enable']) {
      const context = { ...LOG_GROUP, ...VARIANTS['Slack and Amazon Q Developer'], remediation };
      const template = templateOf(context);
      const role = template.in('DetectKeyUse', 'AWS::IAM::Role');
      const [policy, ...more] = policiesOf(context);
      expect([policy?.Properties.Roles, more]).toEqual([[{ Ref: role.id }], []]);
      const writes = (construct?: string) =>
        template.rights(construct).filter((right) => /CancelKeyDeletion|EnableKey/.test(right));
      expect(writes()).toEqual(writes('DetectKeyUse'));
    }
  });

  it('have in the table what the allowance of a day and the intent ask for', () => {
    const rights = templateOf({ ...LOG_GROUP, remediation: 'cancel' }).rights('DetectKeyUse');
    for (const action of ['UpdateItem', 'PutItem', 'GetItem'])
      expect(rights).toContainEqual(expect.stringMatching(`^dynamodb:${action} on `));
  });
});

// Issue 7: a tag may lower the mode or pick within it, never raise it; with `tagged` a key without one is left alone.
const ACTS: readonly (readonly [mode: string, scope: string, tag: string | undefined, actions: string])[] = [
  ['dry-run', 'all', undefined, ''],
  ['dry-run', 'all', 'cancel-and-enable', ''],
  ['cancel', 'all', undefined, 'cancel'],
  ['cancel', 'all', 'never', ''],
  ['cancel', 'all', 'dry-run', ''],
  ['cancel', 'all', 'cancel', 'cancel'],
  ['cancel', 'all', 'cancel-and-enable', 'cancel'],
  ['cancel', 'tagged', undefined, ''],
  ['cancel', 'tagged', 'never', ''],
  ['cancel', 'tagged', 'dry-run', ''],
  ['cancel', 'tagged', 'cancel', 'cancel'],
  ['cancel', 'tagged', 'cancel-and-enable', 'cancel'],
  ['cancel', 'tagged', 'cancle', ''],
  ['cancel-and-enable', 'all', undefined, 'cancel enable'],
  ['cancel-and-enable', 'all', 'never', ''],
  ['cancel-and-enable', 'all', 'dry-run', ''],
  ['cancel-and-enable', 'all', 'cancel', 'cancel'],
  ['cancel-and-enable', 'all', 'cancel-and-enable', 'cancel enable'],
  ['cancel-and-enable', 'tagged', undefined, ''],
  ['cancel-and-enable', 'tagged', 'never', ''],
  ['cancel-and-enable', 'tagged', 'dry-run', ''],
  ['cancel-and-enable', 'tagged', 'cancel', 'cancel'],
  ['cancel-and-enable', 'tagged', 'cancel-and-enable', 'cancel enable'],
];

describe('what IAM allows by the tag of a key', () => {
  /** As IAM judges: a Deny goes before every Allow. */
  const allows = (statements: readonly Statement[], action: string, tag: string | undefined): boolean => {
    const about = statements.filter(({ Action, Condition }) => {
      const values = Condition?.StringEquals[TAG];
      return Action === action && (values === undefined || (tag !== undefined && values.includes(tag)));
    });
    return about.some(({ Effect }) => Effect === 'Allow') && !about.some(({ Effect }) => Effect === 'Deny');
  };

  it.each(ACTS)('%s, scope %s, tag %s: %j', (remediation, remediationScope, tag, actions) => {
    const statements = statementsOf({ remediation, remediationScope });
    const allowed = [
      ...(allows(statements, CANCEL, tag) ? ['cancel'] : []),
      ...(allows(statements, ENABLE, tag) ? ['enable'] : []),
    ];
    expect(allowed.join(' ')).toBe(actions);
  });
});

describe('what the function is told of automatic cancel', () => {
  const environmentOf = (context: Readonly<Record<string, string>>) =>
    Object.fromEntries(
      Object.entries(
        templateOf({ ...LOG_GROUP, ...context }).in('DetectKeyUse', 'AWS::Lambda::Function').Properties.Environment
          .Variables as Readonly<Record<string, unknown>>,
      )
        .filter(([name]) => name.startsWith('GUARD_REMEDIATION'))
        .map(([name, value]) => [name, written(value)]),
    );

  it('is what was given', () => {
    expect(environmentOf({})).toEqual({});
    expect(
      environmentOf({
        remediation: 'cancel',
        remediationScope: 'tagged',
        remediationNever: 'alias/old-etl, 111122223333',
        remediationWithinDays: '3',
        remediationDailyLimit: '10',
      }),
    ).toEqual({
      GUARD_REMEDIATION: 'cancel',
      GUARD_REMEDIATION_SCOPE: 'tagged',
      GUARD_REMEDIATION_NEVER: 'alias/old-etl,111122223333',
      GUARD_REMEDIATION_WITHIN_DAYS: '3',
      GUARD_REMEDIATION_DAILY_LIMIT: '10',
    });
  });
});
