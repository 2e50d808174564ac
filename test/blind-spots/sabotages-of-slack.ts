import { fact } from '../../shared/blind-spots/fact.ts';
import { ENVIRONMENT } from '../../shared/contract/environment.ts';
import { NAMES, slackQueuePolicy, slackSubscription } from '../builders/account.ts';
import { withKey, withMapping, withNotifySlack, withSlackParts, withSlackReader } from './breaking.ts';
import type { Sabotage } from './sabotage.ts';

const OWN_KEY = 'arn:aws:kms:eu-west-1:111122223333:key/eeeeffff-12ab-34cd-56ef-1234567890ab';

/** The way to Slack, of an account that has one. */
export const SLACK_SABOTAGES: readonly Sabotage[] = [
  {
    name: 'the Slack queue is unsubscribed from the alert topic',
    found: 'slack',
    break: (facts) => withSlackReader(facts, 'alertTopic'),
  },
  {
    name: 'the Slack queue is unsubscribed from the backstop topic, and listed as deleted',
    found: 'slack',
    break: (facts) => withSlackReader(facts, 'backstopTopic', slackSubscription({ state: 'deleted' })),
  },
  {
    name: 'a filter policy lets no alert through to Slack',
    found: 'slack',
    break: (facts) =>
      withSlackReader(facts, 'alertTopic', slackSubscription({ filterPolicy: fact('{"severity":["CRITICAL"]}') })),
  },
  {
    name: 'a filter policy lets no alarm through to Slack',
    found: 'slack',
    warnsBeside: ['backstop-readers'],
    break: (facts) =>
      withSlackReader(facts, 'backstopTopic', slackSubscription({ filterPolicy: fact('{"severity":["critical"]}') })),
  },
  {
    name: 'the Slack queue is deleted',
    found: 'slack',
    break: (facts) => withSlackParts(facts, () => ({ queue: fact('missing') })),
  },
  {
    name: 'the policy of the Slack queue is taken away',
    found: 'slack',
    break: (facts) => withQueuePolicy(facts, undefined),
  },
  {
    name: 'the policy of the Slack queue lets in the alert topic alone',
    found: 'slack',
    break: (facts) => withQueuePolicy(facts, slackQueuePolicy(NAMES.alertTopicArn)),
  },
  {
    name: 'the event source mapping of Slack is disabled',
    found: 'slack',
    break: (facts) => withMapping(facts, { state: 'Disabled' }),
  },
  {
    name: 'the event source mapping of Slack is deleted',
    found: 'slack',
    break: (facts) => withSlackParts(facts, () => ({ mapping: fact('missing') })),
  },
  {
    name: 'the event source mapping of Slack invokes another function',
    found: 'slack',
    break: (facts) => withMapping(facts, { functionArn: NAMES.detectKeyUseArn }),
  },
  {
    name: 'the event source mapping of Slack wants no batch item failures',
    found: 'slack',
    break: (facts) => withMapping(facts, { takesMessagesBack: false }),
  },
  {
    name: 'the event source mapping of Slack has a filter',
    found: 'slack',
    break: (facts) => withMapping(facts, { hasFilters: true }),
  },
  {
    name: 'the function of Slack is deleted',
    found: 'slack',
    break: (facts) => withSlackParts(facts, () => ({ function: fact('missing') })),
  },
  {
    name: 'the function of Slack has a concurrency of 0',
    found: 'slack',
    break: (facts) => withNotifySlack(facts, { reservedConcurrency: fact(0) }),
  },
  {
    name: 'the function of Slack dies at every invocation',
    found: 'slack',
    break: (facts) =>
      withSlackParts(facts, () => ({
        runs: fact({ invocations: 60, invocationsInLastHour: 10, errors: 20, errorsInLastHour: 10 }),
      })),
  },
  {
    name: 'the function of Slack dies now and then',
    found: 'slack',
    as: 'warn',
    break: (facts) =>
      withSlackParts(facts, () => ({
        runs: fact({ invocations: 60, invocationsInLastHour: 10, errors: 2, errorsInLastHour: 1 }),
      })),
  },
  {
    name: 'the function of Slack takes the webhook from another parameter',
    found: 'slack',
    break: (facts) =>
      withSlackParts(
        withNotifySlack(facts, { environment: { [ENVIRONMENT.slackWebhookParameter]: '/theirs' } }),
        ({ function: its, parameter }) => ({
          parameter: its.known && its.value !== 'missing' ? '/theirs' : parameter,
        }),
      ),
  },
  {
    name: 'the parameter of the webhook is deleted',
    found: 'slack',
    break: (facts) => withSlackParts(facts, () => ({ webhook: fact('missing') })),
  },
  {
    name: 'the parameter of the webhook is not encrypted',
    found: 'slack',
    break: (facts) => withSlackParts(facts, () => ({ webhook: fact({ type: 'String', keyId: undefined }) })),
  },
  {
    name: 'the parameter of the webhook is encrypted under a key of the account',
    found: 'slack',
    break: (facts) =>
      withKey(
        withSlackParts(facts, () => ({ webhook: fact({ type: 'SecureString', keyId: OWN_KEY }) })),
        OWN_KEY,
        {},
      ),
  },
  {
    name: 'Slack refused a message',
    found: 'slack',
    break: (facts) => withSlackParts(facts, () => ({ failureQueue: fact({ messages: 1, keyId: undefined }) })),
  },
  {
    name: 'the failure queue of Slack is deleted',
    found: 'slack',
    break: (facts) => withSlackParts(facts, () => ({ failureQueue: fact('missing') })),
  },
];

const withQueuePolicy = (facts: Parameters<Sabotage['break']>[0], policy: string | undefined) =>
  withSlackParts(facts, ({ queue }) => ({
    queue: queue.known && queue.value !== 'missing' ? fact({ ...queue.value, policy }) : queue,
  }));
