import { type Fact, fact } from '../../shared/blind-spots/fact.ts';
import type {
  AlarmFacts,
  Facts,
  FunctionFacts,
  LogGroupFacts,
  MappingFacts,
  MetricFilterFacts,
  SlackFacts,
  SubscriptionFacts,
  TopicFacts,
  TrailFacts,
  TrailStatus,
} from '../../shared/blind-spots/facts.ts';
import { OUTPUTS } from '../../shared/contract/names.ts';
import { SLACK_NAMES, withSlack } from '../builders/account.ts';

/** Changes what is known and there; what is gone or unknown stays so, so that sabotages can be put together. */
const changed = <T extends object>(
  known: Fact<T | 'missing'>,
  changes: (value: T) => Partial<T>,
): Fact<T | 'missing'> =>
  known.known && known.value !== 'missing' ? fact({ ...known.value, ...changes(known.value) }) : known;

const each = <T>(known: Fact<readonly T[]>, change: (value: T) => T): Fact<readonly T[]> =>
  known.known ? fact(known.value.map(change)) : known;

export const withTrail = (facts: Facts, changes: Partial<TrailFacts>): Facts => ({
  ...facts,
  trails: each(facts.trails, (trail) => ({ ...trail, ...changes })),
});

export const withTrailStatus = (facts: Facts, changes: Partial<TrailStatus>): Facts => ({
  ...facts,
  trails: each(facts.trails, (trail) => ({
    ...trail,
    status: trail.status.known ? fact({ ...trail.status.value, ...changes }) : trail.status,
  })),
});

export const withLogGroup = (facts: Facts, changes: Partial<LogGroupFacts>): Facts => ({
  ...facts,
  logGroup: changed(facts.logGroup, () => changes),
});

export const withMetricFilter = (facts: Facts, name: string, changes: Partial<MetricFilterFacts>): Facts => ({
  ...facts,
  metricFilters: each(facts.metricFilters, (filter) => (filter.name === name ? { ...filter, ...changes } : filter)),
});

export const withAlarm = (facts: Facts, name: string, changes: Partial<AlarmFacts>): Facts => ({
  ...facts,
  alarms: each(facts.alarms, (alarm) => (alarm.name === name ? { ...alarm, ...changes } : alarm)),
});

export const withSubscriptionFilter = (
  facts: Facts,
  changes: Partial<Extract<Facts['subscriptionFilters'], { known: true }>['value'][number]>,
): Facts => ({
  ...facts,
  subscriptionFilters: each(facts.subscriptionFilters, (filter) => ({ ...filter, ...changes })),
});

export type TopicName = 'alertTopic' | 'backstopTopic';

export const withTopic = (facts: Facts, topic: TopicName, changes: Partial<TopicFacts>): Facts => ({
  ...facts,
  [topic]: changed(facts[topic], () => changes),
});

export const withReaders = (facts: Facts, topic: TopicName, ...readers: readonly SubscriptionFacts[]): Facts =>
  withTopic(facts, topic, { subscriptions: fact(readers) });

export const withFunction = (facts: Facts, changes: Partial<FunctionFacts>): Facts => ({
  ...facts,
  detectKeyUse: changed(facts.detectKeyUse, () => changes),
});

export const withSelfCheck = (facts: Facts, changes: Partial<FunctionFacts>): Facts => ({
  ...facts,
  checkBlindSpots: facts.checkBlindSpots === undefined ? undefined : changed(facts.checkBlindSpots, () => changes),
});

/** Other parts of an account's way to Slack, which it gets if it has none. */
export function withSlackParts(facts: Facts, changes: (slack: SlackFacts) => Partial<SlackFacts>): Facts {
  const all = withSlack(facts);
  return all.slack === undefined ? all : { ...all, slack: { ...all.slack, ...changes(all.slack) } };
}

export const withMapping = (facts: Facts, changes: Partial<MappingFacts>): Facts =>
  withSlackParts(facts, ({ mapping }) => ({ mapping: changed(mapping, () => changes) }));

export const withNotifySlack = (facts: Facts, changes: Partial<FunctionFacts>): Facts =>
  withSlackParts(facts, ({ function: its }) => ({ function: changed(its, () => changes) }));

/** Other subscriptions of a topic in place of that of the Slack queue. */
export const withSlackReader = (facts: Facts, topic: TopicName, ...instead: readonly SubscriptionFacts[]): Facts => {
  const all = withSlack(facts);
  return {
    ...all,
    [topic]: changed(all[topic], ({ subscriptions }) => ({
      subscriptions: subscriptions.known
        ? fact([...subscriptions.value.filter(({ endpoint }) => endpoint !== SLACK_NAMES.queueArn), ...instead])
        : subscriptions,
    })),
  };
};

export const withFigures = (
  facts: Facts,
  changes: Partial<Extract<Facts['figures'], { known: true }>['value']>,
): Facts => ({ ...facts, figures: facts.figures.known ? fact({ ...facts.figures.value, ...changes }) : facts.figures });

export const withDelivery = (
  facts: Facts,
  changes: Partial<Extract<Facts['delivery'], { known: true }>['value']>,
): Facts => ({
  ...facts,
  delivery: facts.delivery.known ? fact({ ...facts.delivery.value, ...changes }) : facts.delivery,
});

export const withStack = (facts: Facts, changes: Partial<Facts['stack']>): Facts => ({
  ...facts,
  stack: { ...facts.stack, ...changes },
});

export const withOutput = (facts: Facts, name: string, value: string): Facts =>
  withStack(facts, { outputs: { ...facts.stack.outputs, [name]: value } });

/** The same deployment, with this setting `remediation` and nothing else changed: its filter still has the plain pattern. */
export const withRemediation = (facts: Facts, mode: string): Facts =>
  withOutput(
    facts,
    OUTPUTS.settings,
    JSON.stringify({ ...JSON.parse(facts.stack.outputs[OUTPUTS.settings] ?? '{}'), remediation: mode }),
  );

export const withKey = (
  facts: Facts,
  keyId: string,
  changes: Partial<Extract<Facts['keys'][string], { known: true }>['value'] & object>,
): Facts => ({
  ...facts,
  keys: {
    ...facts.keys,
    [keyId]: fact({
      arn: keyId,
      state: 'Enabled',
      deletionDate: undefined,
      manager: 'CUSTOMER',
      policy: undefined,
      ...known(facts.keys[keyId]),
      ...changes,
    }),
  },
});

const known = (key: Facts['keys'][string] | undefined) => (key?.known && key.value !== 'missing' ? key.value : {});
