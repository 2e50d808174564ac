import type { Check } from '../check.ts';
import type { SubscriptionFacts } from '../facts.ts';
import { some } from '../policy/condition.ts';
import { lookAtPolicy, NOT_KNOWN, ON_BODY, REMOVE_POLICY } from '../topic/filter-fixes.ts';
import { ANY, type Attributes, letsThrough } from '../topic/filter-policy.ts';
import { type Hearing, judgeReaders, READERS_CHANGED_BY } from '../topic/readers.ts';

/** Source: SNS Developer Guide, "Email notifications": an unconfirmed subscription gets nothing, and goes after 48 hours. */
export const alertReaders: Check = {
  id: 'alert-readers',
  title: 'Somebody reads the alert topic',
  meaning: 'Alerts reach nobody: use of a key is seen, and not told.',
  concerns: 'telling',
  changedBy: READERS_CHANGED_BY,
  alertsMayNotArrive: true,
  judge: (facts) =>
    // On a topic that others use as well, many a subscription is not for the guard's messages.
    judgeReaders(
      { name: 'alert topic', topic: facts.alertTopic, hearing: hearingOfAlerts, toldOnlyWhenAlone: true },
      facts,
    ),
};

/** Attributes as shared/alert/sns-message.ts gives them. */
const KEY_USE: Attributes = {
  severity: 'high',
  kind: 'key-use',
  keyArn: ANY,
  operation: ANY,
  accountId: ANY,
  region: ANY,
};
const BLIND_SPOTS: readonly Attributes[] = ['medium', 'high', 'critical'].map((severity) => ({
  severity,
  kind: 'blind-spot',
}));

/** What a subscription hears of alerts: a filter policy is its owner's choice, as long as it lets through what must not be missed. */
export function hearingOfAlerts({ filterPolicy, filterPolicyScope: scope }: SubscriptionFacts): Hearing {
  if (!filterPolicy.known || filterPolicy.value === undefined) return { hears: 'all' };
  if (scope === 'MessageBody') return { hears: 'perhaps', why: `${ON_BODY} the guard`, fix: lookAtPolicy('alerts') };
  const policy = filterPolicy.value;
  const ofUse = letsThrough(policy, KEY_USE);
  const ofBlindSpots = some(BLIND_SPOTS.map((attributes) => letsThrough(policy, attributes)));
  if (ofUse === 'yes') return { hears: 'all' };
  if (ofUse === 'maybe') return { hears: 'perhaps', why: `${NOT_KNOWN} the guard`, fix: lookAtPolicy('alerts') };
  return ofBlindSpots === 'no'
    ? { hears: 'nothing', why: `${DROPS_USE}, nor of blind spots`, fix: REMOVE_POLICY }
    : { hears: 'perhaps', why: DROPS_USE, fix: REMOVE_POLICY };
}

const DROPS_USE = 'has a filter policy that lets through no alert of severity high on the use of a key';
