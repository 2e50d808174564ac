import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readConfig } from '../../../functions/notify-slack/config.ts';
import { slackEnvironmentOf } from '../../../infra/environment.ts';
import { readSettings } from '../../../infra/settings.ts';
import { ENVIRONMENT } from '../../../shared/contract/environment.ts';

const QUEUE = 'https://sqs.eu-west-1.amazonaws.com/111122223333/Slack';
const GIVEN = {
  GUARD_STACK_NAME: 'KmsDeletionGuard',
  GUARD_SLACK_QUEUE_URL: QUEUE,
  GUARD_SLACK_FAILURE_QUEUE_URL: `${QUEUE}-Failures`,
  GUARD_SLACK_WEBHOOK_PARAMETER: '/kms-deletion-guard/slack-webhook',
};

function faultOf(environment: Readonly<Record<string, string>>): string {
  try {
    readConfig(environment);
  } catch (thrown) {
    return String(thrown);
  }
  return '';
}

describe('the configuration of notify-slack', () => {
  it('needs a stack name, two queues and a parameter, and has a default for the rest', () => {
    const wanted = {
      stackName: 'KmsDeletionGuard',
      queueUrl: QUEUE,
      failureQueueUrl: `${QUEUE}-Failures`,
      webhookParameter: '/kms-deletion-guard/slack-webhook',
      webhookHosts: [],
      mention: 'none',
      region: undefined,
    };
    expect(readConfig(GIVEN)).toEqual(wanted);
    const empty = Object.fromEntries(Object.values(ENVIRONMENT).map((name) => [name, '']));
    expect(readConfig({ ...empty, ...GIVEN, AWS_REGION: 'eu-west-1' })).toEqual({ ...wanted, region: 'eu-west-1' });
  });

  it.each([
    ['here', 'here'],
    ['channel', 'channel'],
    ['U0123ABCD', { user: 'U0123ABCD' }],
    ['S0123ABCD', { group: 'S0123ABCD' }],
  ])('mentions %s', (GUARD_SLACK_MENTION, mention) => {
    expect(readConfig({ ...GIVEN, GUARD_SLACK_MENTION }).mention).toEqual(mention);
  });

  it('names all faults in one error', () => {
    const fault = faultOf({
      GUARD_SLACK_QUEUE_URL: 'x',
      GUARD_SLACK_MENTION: '@here',
      GUARD_SLACK_WEBHOOK_HOSTS: 'a b',
    });
    for (const wanted of [
      'GUARD_STACK_NAME: got nothing, wanted the name of the stack',
      'GUARD_SLACK_QUEUE_URL: got "x", wanted the URL of an SQS queue',
      'GUARD_SLACK_FAILURE_QUEUE_URL: got nothing, wanted the URL of an SQS queue',
      'GUARD_SLACK_WEBHOOK_PARAMETER: got nothing, wanted the name of an SSM parameter',
      'GUARD_SLACK_MENTION: got a text of another form',
      'GUARD_SLACK_WEBHOOK_HOSTS: got a text of another form',
    ])
      expect(fault).toContain(wanted);
  });

  it.each(['a/b', '/a/', '//a', 'a b', '/kms-deletion-guard/silences/etl', 'a'.repeat(501)])(
    'takes no parameter that the setting would not: %s',
    (slackWebhookParameter) => {
      expect(readSettings({ logGroupName: 'trail', slackWebhookParameter })).toHaveProperty('faults');
      expect(faultOf({ ...GIVEN, GUARD_SLACK_WEBHOOK_PARAMETER: slackWebhookParameter })).toContain(
        'GUARD_SLACK_WEBHOOK_PARAMETER: got a text of another form',
      );
    },
  );

  it.each(['GUARD_SLACK_WEBHOOK_PARAMETER', 'GUARD_SLACK_WEBHOOK_HOSTS', 'GUARD_SLACK_MENTION'])(
    'does not repeat a webhook’s URL that was put into %s',
    (name) => {
      const fault = faultOf({ ...GIVEN, [name]: 'https://hooks.slack.com/services/T0EXAMPLE/B0EXAMPLE/Marked' });
      expect(fault).toContain(`${name}: got a text of another form`);
      expect(fault).not.toMatch(/Marked|T0EXAMPLE|hooks/);
    },
  );
});

// What a deployment accepts and its function then refuses would deploy green and tell nobody in Slack.
describe('what synth accepts, the function accepts', () => {
  const reached = (given: Record<string, unknown>) => {
    const outcome = readSettings({ logGroupName: 'trail', slackWebhookParameter: '/guard/slack', ...given });
    if ('faults' in outcome || outcome.settings.slack === undefined) return undefined;
    return readConfig({ ...GIVEN, ...slackEnvironmentOf(outcome.settings.slack, 'KmsDeletionGuard') });
  };
  const piece = fc.oneof(
    fc.constantFrom('a', 'guard', '/', '.', '-', ':', ',', ' ', 'U', 'T0'),
    fc.string({ maxLength: 2 }),
  );
  const text = fc.array(piece, { minLength: 1, maxLength: 5 }).map((pieces) => pieces.join(''));
  const id = fc
    .tuple(
      fc.constantFrom('U', 'W', 'S', 'C', ''),
      fc.string({ unit: fc.constantFrom('A', 'Z', '0', '9'), maxLength: 33 }),
    )
    .map((pair) => pair.join(''));

  it.each([
    ['slackWebhookParameter', text],
    [
      'slackWebhookHosts',
      fc.oneof(
        text,
        fc.array(fc.domain(), { maxLength: 3 }),
        fc.domain().map((host) => `${host}:8443`),
      ),
    ],
    ['slackMention', fc.oneof(fc.constantFrom('none', 'here', 'channel', 'Here'), id)],
  ] as const)('%s', (setting, values) => {
    let accepted = 0;
    fc.assert(
      fc.property(values as fc.Arbitrary<unknown>, (value) => {
        if (reached({ [setting]: value }) !== undefined) accepted += 1;
      }),
      { numRuns: 300 },
    );
    expect(accepted).toBeGreaterThan(20);
  });

  it('and as it was meant', () => {
    const given = { slackMention: 'S0123ABCD', slackWebhookHosts: 'chat.example.com,chat.example.com:8443' };
    expect(reached(given)).toMatchObject({
      webhookParameter: '/guard/slack',
      webhookHosts: ['chat.example.com', 'chat.example.com:8443'],
      mention: { group: 'S0123ABCD' },
    });
  });
});
