import type { AtRiskKey, Unavailable } from '../alert/alert.ts';
import { forJson } from '../alert/inert.ts';
import { knownTexts } from '../alert/optional.ts';
import { type AlertSettings, accountNameOf } from '../alert/settings.ts';
import { count } from '../alert/time.ts';
import { graver, type Severity } from '../finding/severity.ts';
import { timeLeftUntil } from '../kms/time-left.ts';
import type { Fact } from './fact.ts';
import type { Aliases, PendingKey, PendingKeys } from './pending-key.ts';
import type { KeysFound } from './watch-step.ts';

/** The keys whose use may not be seen or told, as an alert has them. */
export interface AtRisk {
  readonly keys: readonly AtRiskKey[];
  readonly notListed: number;
  /** How grave a failure is with these keys at risk. */
  readonly severity: Severity;
  /** The same by the keys that were found, and by nothing that is only feared. */
  readonly found: KeysFound;
  /** What of it could not be read. */
  readonly unavailable: readonly Unavailable[];
}

export const MOST_AT_RISK = 20;

/**
 * The keys at risk. A failure is as grave as the key that goes first: medium without any, high with one, critical when one goes within 72
 * hours or is overdue. High as well when none was found and not all could be looked at: the one that matters may be there.
 */
export async function atRiskOf(
  pending: Fact<PendingKeys>,
  aliases: Aliases,
  settings: AlertSettings,
  now: Date,
): Promise<AtRisk> {
  const unread = reasonUnread(pending);
  if (!pending.known || unread !== undefined)
    return {
      keys: [],
      notListed: 0,
      severity: 'high',
      found: { severity: 'medium', whole: false },
      unavailable: [{ part: 'atRisk', reason: forJson(unread ?? '') }],
    };
  const { keys, notSeen } = pending.value;
  const severity = keys.map((key) => severityOf(key, now)).reduce<Severity>(graver, 'medium');
  const listed = keys.slice(0, MOST_AT_RISK);
  return {
    keys: await Promise.all(listed.map((key) => described(key, aliases, settings))),
    notListed: keys.length - listed.length,
    severity: notSeen.length > 0 ? graver(severity, 'high') : severity,
    found: { severity, whole: notSeen.length === 0 },
    unavailable: notSeenOf(pending.value),
  };
}

/** Why nothing is known of the keys; undefined: something is. */
function reasonUnread(pending: Fact<PendingKeys>): string | undefined {
  if (!pending.known) return pending.reason;
  const { regions, keys, notSeen } = pending.value;
  if (regions.length > 0 || keys.length > 0 || notSeen.length === 0) return undefined;
  return notSeen[0]?.reason;
}

function notSeenOf({ notSeen }: PendingKeys): readonly Unavailable[] {
  const [first] = notSeen;
  if (first === undefined) return [];
  const others = notSeen.length > 1 ? ` and ${count(notSeen.length - 1, 'other')}` : '';
  return [{ part: 'atRisk.notSeen', reason: forJson(`${first.what}${others}: ${first.reason}`) }];
}

function severityOf({ deletionDate, state }: PendingKey, now: Date): Severity {
  switch (timeLeftUntil(deletionDate?.getTime(), state, now.getTime())) {
    case 'up-to-72-hours':
      return 'critical';
    case 'up-to-7-days':
    case 'more-than-7-days':
    case 'unknown':
      return 'high';
  }
}

async function described(key: PendingKey, aliases: Aliases, settings: AlertSettings): Promise<AtRiskKey> {
  const { arn, accountId, region, state, deletionDate } = key;
  // A name is worth asking for, not worth losing the alert.
  const names = await aliases(key).catch(() => undefined);
  const alias = names?.known === true ? names.value[0] : undefined;
  return {
    arn: forJson(arn),
    accountId: forJson(accountId),
    region: forJson(region),
    state: forJson(state),
    ...knownTexts({
      alias,
      accountName: accountNameOf(accountId, settings),
      deletionDate: deletionDate?.toISOString(),
    }),
  };
}
