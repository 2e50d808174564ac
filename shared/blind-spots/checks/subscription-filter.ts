import { RESCUE_PATTERN, WIDE_PATTERN } from '../../contract/filter-patterns.ts';
import { SUBSCRIPTION_FILTER_NAME } from '../../contract/names.ts';
import { type Check, fail, pass, type Verdict } from '../check.ts';
import { functionArnOf, logGroupNameOf } from '../deployed-names.ts';
import { expectedPattern } from '../deployed-settings.ts';
import type { Facts, SubscriptionFilterFacts } from '../facts.ts';
import { byAws } from '../fixes.ts';
import { readsRewritten } from '../rewritten.ts';
import { listed, unread, withoutLogGroup } from '../verdicts.ts';

/** Source: CloudWatch Logs API Reference, PutSubscriptionFilter. How many slots a log group has is not said here: it was raised in 2026. */
export const subscriptionFilter: Check = {
  id: 'subscription-filter',
  title: 'The subscription filter streams to the function',
  meaning: 'No record reaches the function: no alert names key, caller or time left.',
  concerns: 'seeing',
  changedBy: ['DeleteSubscriptionFilter', 'PutSubscriptionFilter'],
  judge: (facts) => withoutLogGroup(facts) ?? judge(facts),
};

function judge(facts: Facts): Verdict {
  if (!facts.subscriptionFilters.known) return unread(facts.subscriptionFilters);
  const all = facts.subscriptionFilters.value;
  const ours = all.find(({ name }) => name === SUBSCRIPTION_FILTER_NAME);
  const others = all.filter((filter) => filter !== ours);
  const wrong = ours === undefined ? ['is gone'] : differences(ours, facts);
  if (wrong.length > 0)
    return fail(
      `subscription filter ${SUBSCRIPTION_FILTER_NAME} ${wrong.join(', ')}${slots(others, facts)}`,
      ...put(facts),
    );
  return pass(`it stands as deployed${slots(others, facts)}${unseen(facts)}`);
}

function differences(filter: SubscriptionFilterFacts, facts: Facts): readonly string[] {
  const wanted = functionArnOf(facts);
  return [
    isOurs(filter.pattern, facts) ? '' : `has the pattern ${filter.pattern}`,
    wanted === undefined || filter.destinationArn === wanted ? '' : `sends to ${filter.destinationArn}`,
    readsRewritten(filter, facts) ? 'gets records that a transformer rewrote' : '',
    filter.fieldSelectionCriteria === undefined ? '' : `has the selection criteria ${filter.fieldSelectionCriteria}`,
  ].filter((difference) => difference !== '');
}

/** Where the settings cannot be read, either of the two brings all that is pending deletion. */
function isOurs(pattern: string, { stack }: Facts): boolean {
  const wanted = expectedPattern(stack);
  return wanted === undefined ? pattern === WIDE_PATTERN || pattern === RESCUE_PATTERN : pattern === wanted;
}

/** Who else reads: a filter that is missing may have found no slot. */
function slots(others: readonly SubscriptionFilterFacts[], { accountFilterPolicies }: Facts): string {
  const policies = accountFilterPolicies.known ? accountFilterPolicies.value : [];
  const takers = [
    ...others.map(({ name, destinationArn }) => `${name} (to ${destinationArn})`),
    ...policies.map((name) => `account policy ${name}`),
  ];
  return takers.length === 0 ? '' : `; ${takers.length} more of the log group's slots taken: ${listed(takers)}`;
}

/** A filter that stands needs no slot: who takes the others is told as far as it is known. */
const unseen = ({ accountFilterPolicies: policies }: Facts): string =>
  policies.known ? '' : `; which filters of the account take slots is not known: ${policies.reason}`;

/** PutSubscriptionFilter makes a filter, or overwrites the one of that name. */
function put(facts: Facts) {
  const destination = functionArnOf(facts);
  if (destination === undefined) return [];
  return [
    byAws('put it as it was deployed', 'logs', 'put-subscription-filter', facts.region, {
      '--log-group-name': logGroupNameOf(facts) ?? '',
      '--filter-name': SUBSCRIPTION_FILTER_NAME,
      '--filter-pattern': expectedPattern(facts.stack) ?? WIDE_PATTERN,
      '--destination-arn': destination,
    }),
  ];
}
