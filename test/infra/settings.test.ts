import { describe, expect, it } from '@jest/globals';
import { nearMiss } from '../../infra/near-miss.ts';
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
    const accountNames = ['111122223333=payments, prod', '444455556666=ledger'];
    expect(faultsOf({ ...LOG_GROUP, accountNames })).toEqual([expect.stringMatching(/^accountNames: got "prod"/)]);
    expect(settingsOf({ ...LOG_GROUP, accountNames: '111122223333=Payments prod' }).accountNames).toBe(
      '111122223333=Payments prod',
    );
  });

  it('take topics and keys of every partition', () => {
    for (const partition of ['aws', 'aws-cn', 'aws-us-gov', 'aws-eusc', 'aws-iso-b']) {
      const arn = `arn:${partition}:sns:eu-west-1:111122223333:alerts`;
      const keyArn = `arn:${partition}:kms:eu-west-1:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab`;
      expect(settingsOf({ ...LOG_GROUP, topicArn: arn, topicKeyArn: keyArn }).topic).toEqual({ arn, keyArn });
    }
  });

  it('are listed for people, each with meaning and default', () => {
    expect(SETTINGS.map(({ name }) => name)).toEqual([
      ...['logGroupName', 'createTrail', 'emails', 'topicArn', 'topicKeyArn', 'alarmName', 'metricNamespace'],
      ...['stackName', 'accountNames', 'consoleLinkTemplate', 'runbookUrl', 'ownerTag', 'managementCalls'],
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
    ['an empty list', { ...LOG_GROUP, emails: '' }, 'emails: got ""'],
    ['a FIFO topic', { ...LOG_GROUP, topicArn: 'arn:aws:sns:eu-west-1:111122223333:alerts.fifo' }, 'topicArn: got'],
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
  });

  it('spare the names of CDK and of other tools', () => {
    for (const name of ['@aws-cdk/core:target-partitions', 'windowMinutes', 'dashboard', 'hosted-zone:x', 'emails']) {
      expect(nearMiss(name, ['emails', 'topicArn', 'ownerTag'])).toBeUndefined();
    }
    expect(nearMiss('TOPIC_ARN', ['emails', 'topicArn'])).toBe('topicArn');
    expect(nearMiss('onwerTag', ['emails', 'ownerTag'])).toBe('ownerTag');
  });
});
