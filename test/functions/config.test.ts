import { describe, expect, it } from '@jest/globals';
import { readConfig } from '../../functions/detect-key-use/config.ts';

const GOOD = {
  GUARD_TOPIC_ARN: 'arn:aws:sns:eu-west-1:111122223333:alerts',
  GUARD_STACK_NAME: 'KmsDeletionGuard',
  GUARD_OWN_ROLE_ARN: 'arn:aws:iam::111122223333:role/guard',
};

describe('the configuration of detect-key-use', () => {
  it('needs a topic, a stack name and a role, and has a default for the rest', () => {
    expect(readConfig(GOOD)).toEqual({
      topicArn: GOOD.GUARD_TOPIC_ARN,
      stackName: 'KmsDeletionGuard',
      ownRoleArn: GOOD.GUARD_OWN_ROLE_ARN,
      accountNames: {},
      consoleLinkTemplate: undefined,
      runbookUrl: undefined,
      ownerTag: undefined,
      managementCalls: 'notify',
    });
  });

  it('reads account names', () => {
    const { accountNames } = readConfig({
      ...GOOD,
      GUARD_ACCOUNT_NAMES: '111122223333=payments-prod,222233334444=data dev',
    });
    expect(accountNames).toEqual({ '111122223333': 'payments-prod', '222233334444': 'data dev' });
  });

  it('names all faults in one error, with what was got and wanted', () => {
    const wrong = {
      ...GOOD,
      GUARD_TOPIC_ARN: 'my-topic',
      GUARD_RUNBOOK_URL: 'http://x',
      GUARD_MANAGEMENT_CALLS: 'none',
      GUARD_STACK_NAME: '',
    };
    expect(() => readConfig(wrong)).toThrow(
      /GUARD_TOPIC_ARN: got "my-topic", wanted the ARN of an SNS topic; GUARD_STACK_NAME: got nothing, wanted .*; GUARD_RUNBOOK_URL: got "http:\/\/x", wanted an https link; GUARD_MANAGEMENT_CALLS: got "none", wanted notify or ignore/,
    );
  });
});
