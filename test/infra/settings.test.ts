import { describe, expect, it } from '@jest/globals';
import { readSettings, SETTINGS } from '../../infra/settings.ts';

const LOG_GROUP = { logGroupName: 'my-trail' };
const settingsOf = (context: Record<string, unknown>) => {
  const outcome = readSettings(context);
  if ('faults' in outcome) throw new Error(outcome.faults.join('\n'));
  return outcome.settings;
};
const faultsOf = (context: Record<string, unknown>): readonly string[] => {
  const outcome = readSettings(context);
  return 'faults' in outcome ? outcome.faults : [];
};

describe('settings', () => {
  it('have defaults for all but the source of records', () => {
    expect(settingsOf(LOG_GROUP)).toEqual({
      stackName: 'KmsDeletionGuard',
      source: { kind: 'log-group', name: 'my-trail' },
      emails: [],
      topic: undefined,
      alarmName: 'KMSKeyPendingDeletionErrorAlarm',
      metricNamespace: 'CloudTrailLogMetrics',
      slack: undefined,
      amazonQ: undefined,
      remediation: undefined,
      dashboard: false,
      selfCheck: true,
      deadManAlarm: false,
      given: { logGroupName: 'my-trail' },
    });
  });

  it('are read as text, as `-c` gives them, and as JSON, as cdk.json may', () => {
    for (const createTrail of ['true', true]) {
      expect(settingsOf({ createTrail }).source).toEqual({ kind: 'new-trail' });
    }
    expect(settingsOf({ ...LOG_GROUP, createTrail: 'false' }).source).toEqual({ kind: 'log-group', name: 'my-trail' });
    for (const emails of ['ops@example.com, kms@example.com', ['ops@example.com', 'kms@example.com']]) {
      expect(settingsOf({ ...LOG_GROUP, emails }).emails).toEqual(['ops@example.com', 'kms@example.com']);
    }
    for (const windowMinutes of ['30', 30]) {
      expect(settingsOf({ ...LOG_GROUP, windowMinutes }).windowMinutes).toBe(30);
    }
    for (const deadManAlarm of ['true', true]) {
      expect(settingsOf({ ...LOG_GROUP, deadManAlarm }).deadManAlarm).toBe(true);
    }
    expect(settingsOf({ ...LOG_GROUP, selfCheck: 'off' }).selfCheck).toBe(false);
    expect(settingsOf({ ...LOG_GROUP, selfCheck: 'on' }).selfCheck).toBe(true);
    for (const dashboard of ['true', true]) expect(settingsOf({ ...LOG_GROUP, dashboard }).dashboard).toBe(true);
    for (const ignoreCallers of [
      'management=role crossplane-*, delegation=user auditor',
      ['management=role crossplane-*', 'delegation=user auditor'],
    ]) {
      expect(settingsOf({ ...LOG_GROUP, ignoreCallers }).ignoreCallers).toBe(
        'management=role crossplane-*,delegation=user auditor',
      );
    }
    const accountNames = ['111122223333=payments, prod', '444455556666=ledger'];
    expect(faultsOf({ ...LOG_GROUP, accountNames })).toEqual([expect.stringMatching(/^accountNames: got "prod"/)]);
    expect(settingsOf({ ...LOG_GROUP, accountNames: '111122223333=Payments prod' }).accountNames).toBe(
      '111122223333=Payments prod',
    );
  });

  it('sound when no record arrives for a trail of their own, unless told otherwise', () => {
    expect(settingsOf({ createTrail: true }).deadManAlarm).toBe(true);
    expect(settingsOf({ createTrail: true, deadManAlarm: 'false' }).deadManAlarm).toBe(false);
  });

  it('keep what was given, as people would type it', () => {
    const context = { createTrail: true, emails: ['a@b.cc', 'c@d.ee'], windowMinutes: 30, dashboard: 'false' };
    expect(settingsOf({ ...context, '@aws-cdk/core:target-partitions': ['aws'] }).given).toEqual({
      createTrail: 'true',
      emails: 'a@b.cc,c@d.ee',
      windowMinutes: '30',
      dashboard: 'false',
    });
  });

  it('take topics and keys of every partition', () => {
    for (const partition of ['aws', 'aws-cn', 'aws-us-gov', 'aws-eusc', 'aws-iso-b']) {
      const arn = `arn:${partition}:sns:eu-west-1:111122223333:alerts`;
      const keyArn = `arn:${partition}:kms:eu-west-1:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab`;
      expect(settingsOf({ ...LOG_GROUP, topicArn: arn, topicKeyArn: keyArn }).topic).toEqual({ arn, keyArn });
    }
  });

  it('take a window of 5 minutes to a day', () => {
    for (const windowMinutes of [5, '1440']) expect(faultsOf({ ...LOG_GROUP, windowMinutes })).toEqual([]);
    for (const windowMinutes of [4, '4', 1441, 15.5, '15.5', '015', '1e2', ' 15', -15, true, '', [15]]) {
      expect(faultsOf({ ...LOG_GROUP, windowMinutes })).toEqual([
        `windowMinutes: got ${JSON.stringify(windowMinutes)}, wanted a whole number from 5 to 1440`,
      ]);
    }
  });

  it('take globs of callers that say something of the name', () => {
    const good = [
      ...['cryptographic=role billing-?', 'delegation=*auditor*', 'management=service autoscaling.amazonaws.com'],
      ...['management=role a=b+c@d', 'management=SSO permission set ReadOnly*', 'management=role 1*'],
    ];
    for (const ignoreCallers of good)
      expect(settingsOf({ ...LOG_GROUP, ignoreCallers })).toMatchObject({ ignoreCallers });
    const everybody = ['*', '**', '?*', '* *', 'role *', 'role*', 'role', 'user **', 'SSO permission set ?*', '-*'];
    for (const glob of everybody) {
      expect(faultsOf({ ...LOG_GROUP, ignoreCallers: `delegation=role ok,management=${glob}` })).toEqual([
        `ignoreCallers: got "management=${glob}", wanted a part of the name itself, such as management=role crossplane-*`,
      ]);
    }
    const malformed = [
      ...['role crossplane-*', 'reading=role x', 'Management=role x', 'management=', '=role x', 'management= role x'],
      ...[
        'management=role  x',
        'management=role\tx',
        'management=role x\u0000',
        'management=rôle x',
        'management=role \u202ex',
      ],
      ...['management=role x,', ''],
    ];
    for (const ignoreCallers of malformed) {
      expect(faultsOf({ ...LOG_GROUP, ignoreCallers })).toEqual([
        expect.stringMatching(
          /^ignoreCallers: got ".*", wanted classes \(cryptographic, delegation, management\) with callers, such/,
        ),
      ]);
    }
  });

  it('let the guard act by itself only when they say so', () => {
    // Whoever says off is obeyed at once, whatever else stands in cdk.json.
    const rest = {
      remediationScope: 'tagged',
      remediationNever: 'alias/a',
      remediationWithinDays: 3,
      remediationDailyLimit: 1,
    };
    expect(settingsOf({ ...LOG_GROUP, ...rest, remediation: 'off' }).remediation).toBeUndefined();
    for (const remediation of ['off', undefined, null])
      expect(settingsOf({ ...LOG_GROUP, remediation }).remediation).toBeUndefined();
    for (const remediation of ['dry-run', 'cancel', 'cancel-and-enable'])
      expect(settingsOf({ ...LOG_GROUP, remediation })).toMatchObject({
        remediation: { mode: remediation, scope: 'all' },
      });
    const tagged = { ...LOG_GROUP, remediation: 'cancel', remediationScope: 'tagged' };
    expect(settingsOf(tagged).remediation).toEqual({ mode: 'cancel', scope: 'tagged' });
    for (const remediation of ['Cancel', 'on', 'enable', 'dryrun', 'dry-run ', '', true, ['cancel']]) {
      expect(faultsOf({ ...LOG_GROUP, remediation })).toEqual([
        `remediation: got ${JSON.stringify(remediation)}, wanted off or dry-run or cancel or cancel-and-enable`,
      ]);
    }
    expect(faultsOf({ ...LOG_GROUP, remediation: 'cancel', remediationScope: 'some' })).toEqual([
      'remediationScope: got "some", wanted all or tagged',
    ]);
  });

  // KMS API Reference, ScheduleKeyDeletion: a waiting period has 30 days at most.
  it('take days left from 1 to 30, and cancels a day from 1 to 100', () => {
    const on = { ...LOG_GROUP, remediation: 'cancel' };
    for (const remediationWithinDays of [1, '3', 30, '30'])
      expect(faultsOf({ ...on, remediationWithinDays })).toEqual([]);
    for (const remediationWithinDays of [0, '0', 31, '31', 365, -1, 2.5, '3 days', ''])
      expect(faultsOf({ ...on, remediationWithinDays })).toEqual([
        `remediationWithinDays: got ${JSON.stringify(remediationWithinDays)}, wanted a whole number from 1 to 30`,
      ]);
    for (const remediationDailyLimit of [1, '5', '100']) expect(faultsOf({ ...on, remediationDailyLimit })).toEqual([]);
    for (const remediationDailyLimit of [0, 101, '1000', 'none', false])
      expect(faultsOf({ ...on, remediationDailyLimit })).toEqual([
        `remediationDailyLimit: got ${JSON.stringify(remediationDailyLimit)}, wanted a whole number from 1 to 100`,
      ]);
  });

  it('take accounts, key ids, key ARNs and aliases to leave alone, and no pattern of them', () => {
    const on = { ...LOG_GROUP, remediation: 'cancel' };
    const good = [
      ...['111122223333', '1234abcd-12ab-34cd-56ef-1234567890ab', 'mrk-1234abcd12ab34cd56ef1234567890ab'],
      ...[
        'arn:aws-cn:kms:cn-north-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
        'alias/old-etl',
        'alias/a/b_c',
      ],
    ];
    expect(settingsOf({ ...on, remediationNever: good.join(', ') }).given.remediationNever).toBe(good.join(','));
    expect(settingsOf({ ...on, remediationNever: good }).given.remediationNever).toBe(good.join(','));
    const wrong = [
      '*',
      'alias/*',
      'alias/',
      'old-etl',
      '1111222233',
      '111122223333 444455556666',
      'arn:aws:kms:eu-west-1',
    ];
    for (const entry of [
      ...wrong,
      'arn:aws:kms:eu-west-1:111122223333:alias/x',
      '1234ABCD-12ab-34cd-56ef-1234567890ab',
    ])
      expect(faultsOf({ ...on, remediationNever: `alias/ok,${entry}` })).toEqual([
        expect.stringContaining(`remediationNever: got ${JSON.stringify(entry)}, wanted account ids of 12 digits`),
      ]);
    expect(faultsOf({ ...on, remediationNever: '' })).toHaveLength(1);
    const many = Array.from({ length: 100 }, (_, index) => `alias/old-etl-${index}`);
    expect(faultsOf({ ...on, remediationNever: many })).toEqual([
      expect.stringMatching(
        /^remediationNever: got 1\d{3} characters, wanted at most 1000; .* \/kms-deletion-guard\/remediation-never$/,
      ),
    ]);
  });

  it('are listed for people, each with meaning and default', () => {
    expect(SETTINGS.map(({ name }) => name)).toEqual([
      ...['logGroupName', 'createTrail', 'emails', 'topicArn', 'topicKeyArn', 'alarmName', 'metricNamespace'],
      ...['stackName', 'accountNames', 'consoleLinkTemplate', 'runbookUrl', 'ownerTag', 'managementCalls'],
      ...['windowMinutes', 'ignoreCallers', 'slackWebhookParameter', 'slackMention', 'slackWebhookHosts'],
      ...['slackWorkspaceId', 'slackChannelId', 'teamsTenantId', 'teamsTeamId', 'teamsChannelId'],
      ...['remediation', 'remediationScope', 'remediationNever', 'remediationWithinDays', 'remediationDailyLimit'],
      ...['dashboard', 'selfCheck', 'deadManAlarm'],
    ]);
    for (const { meaning, default: byDefault } of SETTINGS) expect([meaning, byDefault]).not.toContain('');
  });
});

describe('faults', () => {
  it('are told all at once, by name, with what was got and what is wanted', () => {
    const wrong = {
      createTrail: 'yes',
      emails: 'ops@example.com,ops@',
      topicArn: 'alerts',
      topicKeyArn: 'arn:aws:kms:eu-west-1:111122223333:alias/alerts',
      alarmName: '',
      metricNamespace: 'AWS/KMS',
      stackName: 'my_stack',
      accountNames: 'payments-prod',
      consoleLinkTemplate: 'https://sso.example.com/{accountId}',
      runbookUrl: 'http://wiki.example.com',
      ownerTag: 42,
      managementCalls: 'silence',
      windowMinutes: '15 minutes',
      ignoreCallers: { management: 'role crossplane-*' },
      slackWebhookParameter: 'kms/webhook',
      slackMention: '@oncall',
      slackWebhookHosts: 'Chat.example.com',
      slackWorkspaceId: 'acme',
      slackChannelId: '#alerts',
      teamsTenantId: 'acme',
      teamsTeamId: 'platform',
      teamsChannelId: '19:abc@thread.tacv2',
      remediation: 'always',
      remediationScope: 'tag',
      remediationNever: 'everything',
      remediationWithinDays: '31',
      remediationDailyLimit: '0',
      dashboard: 'yes',
      selfCheck: 'true',
      deadManAlarm: 'on',
      logGroupName: 'arn:aws:logs:eu-west-1:111122223333:log-group:my-trail:*',
    };
    const faults = faultsOf(wrong);
    expect(faults.map((fault) => fault.split(':')[0]).sort()).toEqual(Object.keys(wrong).sort());
    for (const fault of faults) expect(fault).toMatch(/^\w+: got .+, wanted .+[^.]$/);
    expect(faults).toContain('emails: got "ops@", wanted e-mail addresses, such as ops@example.com,kms@example.com');
    expect(faults).toContain('createTrail: got "yes", wanted true or false');
  });

  it.each([{}, { createTrail: 'false' }])(
    'with no source of records say both ways and what a trail costs: %j',
    (context) => {
      expect(faultsOf(context)).toEqual([
        expect.stringMatching(/logGroupName=NAME.* createTrail=true .*\$2 per 100,000$/),
      ]);
    },
  );

  it.each([
    ['both sources', { ...LOG_GROUP, createTrail: true }, 'logGroupName, createTrail: got both'],
    [
      'a key without its topic',
      { ...LOG_GROUP, topicKeyArn: 'arn:aws:kms:eu-west-1:111122223333:key/a' },
      'topicKeyArn',
    ],
    ['an address twice', { ...LOG_GROUP, emails: 'a@b.cc,a@b.cc' }, 'emails: got "a@b.cc" twice'],
    ['an account twice', { ...LOG_GROUP, accountNames: '111122223333=a,111122223333=b' }, 'accountNames: got account'],
    [
      'a list of what is left alone by a guard that does nothing',
      { ...LOG_GROUP, remediationNever: 'alias/old-etl' },
      'remediationNever: got it without remediation, wanted remediation=dry-run, cancel or cancel-and-enable as well, or off',
    ],
    [
      'a scope without a mode',
      { ...LOG_GROUP, remediationScope: 'all' },
      'remediationScope: got it without remediation',
    ],
    [
      'a limit without a mode',
      { ...LOG_GROUP, remediationDailyLimit: 5 },
      'remediationDailyLimit: got it without remediation',
    ],
    [
      'an entry to leave alone twice',
      { ...LOG_GROUP, remediation: 'cancel', remediationNever: 'alias/a,alias/a' },
      'remediationNever: got "alias/a" twice',
    ],
    ['an empty list', { ...LOG_GROUP, emails: '' }, 'emails: got ""'],
    ['a FIFO topic', { ...LOG_GROUP, topicArn: 'arn:aws:sns:eu-west-1:111122223333:alerts.fifo' }, 'topicArn: got'],
    [
      'a caller twice',
      { ...LOG_GROUP, ignoreCallers: 'management=x,management=x' },
      'ignoreCallers: got "management=x" twice',
    ],
    ['a line break in a name', { ...LOG_GROUP, accountNames: '111122223333=a\nb' }, 'accountNames: got'],
    ['a link that is none', { ...LOG_GROUP, runbookUrl: 'https:// example.com' }, 'runbookUrl: got'],
    [
      'a misspelt name',
      { ...LOG_GROUP, email: 'ops@example.com' },
      'email: got a name that is no setting, wanted emails',
    ],
  ])('%s', (_name, context, begins) => expect(faultsOf(context)).toEqual([expect.stringContaining(begins)]));

  it('are told of more text than the environment of a function holds', () => {
    const ids = Array.from({ length: 150 }, (_, index) => `${111122220000 + index}=account-${index}`);
    expect(faultsOf({ ...LOG_GROUP, accountNames: ids.join(',') })).toEqual([
      expect.stringContaining('3000, as a function'),
    ]);
    const callers = Array.from({ length: 100 }, (_, index) => `management=role team-${index}-deployer`);
    expect(
      faultsOf({ ...LOG_GROUP, accountNames: ids.slice(0, 10).join(','), ignoreCallers: callers.join(',') }),
    ).toEqual([
      expect.stringMatching(
        /^accountNames, .*, ignoreCallers: got 3\d{3} bytes together, wanted at most 3000, as a function/,
      ),
    ]);
    const never = Array.from({ length: 60 }, (_, index) => `alias/team-${index}`).join(',');
    const together = { accountNames: ids.slice(0, 50).join(','), ignoreCallers: callers.slice(0, 40).join(',') };
    expect(faultsOf({ ...LOG_GROUP, ...together })).toEqual([]);
    expect(faultsOf({ ...LOG_GROUP, ...together, remediation: 'cancel', remediationNever: never })).toEqual([
      expect.stringMatching(/remediationNever, ignoreCallers: got 3\d{3} bytes together/),
    ]);
  });
});
