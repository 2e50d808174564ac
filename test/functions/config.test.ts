import { describe, expect, it } from '@jest/globals';
import { readConfig } from '../../functions/detect-key-use/config.ts';
import { ENVIRONMENT } from '../../shared/contract/environment.ts';
import { ENVIRONMENT_GIVEN } from './tools.ts';

describe('the configuration of detect-key-use', () => {
  it('needs a topic, a stack name, a role and a table, and has a default for the rest', () => {
    expect(readConfig(ENVIRONMENT_GIVEN)).toEqual({
      topicArn: ENVIRONMENT_GIVEN.GUARD_TOPIC_ARN,
      stackName: 'KmsDeletionGuard',
      ownRoleArn: ENVIRONMENT_GIVEN.GUARD_OWN_ROLE_ARN,
      accountNames: {},
      consoleLinkTemplate: undefined,
      runbookUrl: undefined,
      ownerTag: undefined,
      managementCalls: 'notify',
      ignoreCallers: [],
      tableName: 'KmsDeletionGuard-Incidents',
      windowMinutes: 15,
      remediation: { mode: 'off', scope: 'all', never: [], withinDays: undefined, dailyLimit: 5 },
      region: undefined,
    });
  });

  it('reads what it may do by itself', () => {
    const given = {
      ...ENVIRONMENT_GIVEN,
      GUARD_REMEDIATION: 'cancel',
      GUARD_REMEDIATION_SCOPE: 'tagged',
      GUARD_REMEDIATION_NEVER: 'alias/old-etl,111122223333',
      GUARD_REMEDIATION_WITHIN_DAYS: '3',
      GUARD_REMEDIATION_DAILY_LIMIT: '10',
    };
    expect(readConfig(given).remediation).toEqual({
      mode: 'cancel',
      scope: 'tagged',
      never: ['alias/old-etl', '111122223333'],
      withinDays: 3,
      dailyLimit: 10,
    });
  });

  it('fails with every part of that which it does not understand, as none is guessed', () => {
    const wrong = {
      GUARD_REMEDIATION: 'Cancel',
      GUARD_REMEDIATION_SCOPE: 'some',
      GUARD_REMEDIATION_NEVER: 'old-etl',
      GUARD_REMEDIATION_WITHIN_DAYS: '0',
      GUARD_REMEDIATION_DAILY_LIMIT: '1000',
    };
    const read = () => readConfig({ ...ENVIRONMENT_GIVEN, ...wrong });
    for (const [name, value] of Object.entries(wrong))
      expect(read).toThrow(`${name}: got ${JSON.stringify(value)}, wanted`);
  });

  it('takes what is empty for what is not there', () => {
    const empty = Object.fromEntries(Object.values(ENVIRONMENT).map((name) => [name, '']));
    expect(readConfig({ ...empty, ...ENVIRONMENT_GIVEN })).toEqual(readConfig(ENVIRONMENT_GIVEN));
  });

  it('reads account names, ignored callers, the first interval and the Region', () => {
    const given = {
      ...ENVIRONMENT_GIVEN,
      GUARD_ACCOUNT_NAMES: '111122223333=payments-prod,222233334444=data dev',
      GUARD_IGNORE_CALLERS: 'management=role crossplane-*,delegation=user auditor',
      GUARD_WINDOW_MINUTES: '60',
      AWS_REGION: 'eu-west-1',
    };
    expect(readConfig(given)).toMatchObject({
      accountNames: { '111122223333': 'payments-prod', '222233334444': 'data dev' },
      ignoreCallers: [
        { class: 'management', caller: 'role crossplane-*' },
        { class: 'delegation', caller: 'user auditor' },
      ],
      windowMinutes: 60,
      region: 'eu-west-1',
    });
  });

  it.each(['5', '9', '10', '99', '100', '999', '1000', '1399', '1400', '1439', '1440'])(
    'takes %s minutes',
    (minutes) => {
      expect(readConfig({ ...ENVIRONMENT_GIVEN, GUARD_WINDOW_MINUTES: minutes }).windowMinutes).toBe(Number(minutes));
    },
  );

  it.each(['4', '0', '-5', '1441', '2000', '05', '15.5', 'x', ' 15', '1e2'])('refuses %s minutes', (minutes) => {
    expect(() => readConfig({ ...ENVIRONMENT_GIVEN, GUARD_WINDOW_MINUTES: minutes })).toThrow(
      /GUARD_WINDOW_MINUTES: got ".*", wanted minutes from 5 to 1440/,
    );
  });

  it.each(['management=*', 'cryptographic=role *', 'reading=role x', 'role x', 'management=a,management=a'])(
    'refuses to ignore %s',
    (callers) => {
      expect(() => readConfig({ ...ENVIRONMENT_GIVEN, GUARD_IGNORE_CALLERS: callers })).toThrow(
        /GUARD_IGNORE_CALLERS: got /,
      );
    },
  );

  it('names all faults in one error, with what was got and wanted', () => {
    const wrong = {
      GUARD_TOPIC_ARN: 'my-topic',
      GUARD_OWN_ROLE_ARN: ENVIRONMENT_GIVEN.GUARD_OWN_ROLE_ARN,
      GUARD_RUNBOOK_URL: 'http://x',
      GUARD_MANAGEMENT_CALLS: 'none',
      GUARD_STACK_NAME: '',
      GUARD_WINDOW_MINUTES: '1',
      GUARD_IGNORE_CALLERS: 'management=*',
    };
    const fault = (() => {
      try {
        readConfig(wrong);
      } catch (thrown) {
        return String(thrown);
      }
      return '';
    })();
    for (const wanted of [
      'GUARD_TOPIC_ARN: got "my-topic", wanted the ARN of an SNS topic',
      'GUARD_STACK_NAME: got nothing, wanted the name of the stack',
      'GUARD_RUNBOOK_URL: got "http://x", wanted an https link',
      'GUARD_MANAGEMENT_CALLS: got "none", wanted notify or ignore',
      'GUARD_TABLE_NAME: got nothing, wanted the name of a DynamoDB table',
      'GUARD_WINDOW_MINUTES: got "1", wanted minutes from 5 to 1440',
      'GUARD_IGNORE_CALLERS: got "management=*"',
    ])
      expect(fault).toContain(wanted);
    expect(fault).not.toContain('GUARD_OWN_ROLE_ARN');
  });
});
