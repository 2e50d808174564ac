import { describe, expect, it } from '@jest/globals';
import { readConfig } from '../../functions/check-blind-spots/config.ts';
import { ENVIRONMENT_GIVEN, TOPIC } from './tools.ts';

const GIVEN = { ...ENVIRONMENT_GIVEN, GUARD_BACKSTOP_TOPIC_ARN: `${TOPIC}-backstop` };

describe('the configuration of check-blind-spots', () => {
  it('needs two topics, a stack name, a role and a table', () => {
    expect(readConfig(GIVEN)).toEqual({
      topicArn: TOPIC,
      backstopTopicArn: `${TOPIC}-backstop`,
      stackName: 'KmsDeletionGuard',
      ownRoleArn: ENVIRONMENT_GIVEN.GUARD_OWN_ROLE_ARN,
      accountNames: {},
      consoleLinkTemplate: undefined,
      runbookUrl: undefined,
      tableName: 'KmsDeletionGuard-Incidents',
      region: undefined,
    });
  });

  it('names all faults in one error, with what was got and wanted', () => {
    const wrong = {
      ...GIVEN,
      GUARD_BACKSTOP_TOPIC_ARN: '',
      GUARD_TOPIC_ARN: 'my-topic',
      GUARD_RUNBOOK_URL: 'http://x',
    };
    expect(() => readConfig(wrong)).toThrow(
      /GUARD_TOPIC_ARN: got "my-topic", wanted the ARN of an SNS topic.*GUARD_RUNBOOK_URL: got "http:\/\/x".*GUARD_BACKSTOP_TOPIC_ARN: got nothing, wanted the ARN of an SNS topic/,
    );
  });
});
