import { REMEDIATION_TAG, type RemediationMode } from '../contract/remediation.ts';
import { evidenceOf } from '../finding/evidence.ts';
import { isDrillKey } from '../kms/drill-key.ts';
import { isPendingState } from '../kms/key-state.ts';
import type { Cause, DecisionFacts } from './facts.ts';
import { lower, neverEntryOf, parseTag } from './policy.ts';

/** What one rule says: nothing against it, no, or that it cannot tell. */
export type Verdict =
  | { readonly kind: 'fine' }
  | { readonly kind: 'no' | 'unknown'; readonly cause: Cause; readonly reason: string };

/** One thing that must be so before a deletion is cancelled. */
export type Rule = (facts: DecisionFacts) => Verdict;

const FINE: Verdict = { kind: 'fine' };
const no = (cause: Cause, reason: string): Verdict => ({ kind: 'no', cause, reason });
const unknown = (cause: Cause, reason: string): Verdict => ({ kind: 'unknown', cause, reason });

const modeIsOn: Rule = ({ policy }) => (policy.mode === 'off' ? no('mode-off', 'automatic cancel is off') : FINE);

const killSwitchAllows: Rule = ({ killSwitch }) => {
  if (killSwitch.status === 'unavailable')
    return unknown(
      'kill-switch-unread',
      `the kill switch could not be read (${killSwitch.reason}), which counts as off`,
    );
  return killSwitch.value === 'off' ? no('kill-switch', 'the kill switch is set to off') : FINE;
};

const useIsEvidence: Rule = ({ evidence }) => {
  const judged = evidenceOf(evidence);
  return judged.kind === 'evidence' ? FINE : no('no-evidence', judged.reason);
};

const DAY_MS = 24 * 3_600_000;
/** Source: KMS API Reference, ScheduleKeyDeletion, PendingWindowInDays: 7 to 30. */
const [LEAST_DAYS, MOST_DAYS] = [7, 30];
/** A record's time is in whole seconds, and the dates of one key may be rounded, each in its own way. */
const ROUNDING_MS = 60_000;

/** Whether the refused use is of the waiting period that the key is in. */
export type PeriodOfUse = 'this' | 'earlier' | 'unclear';

/**
 * A use of an earlier waiting period says nothing of this one, and what CloudTrail tells of the scheduling may be late. It is of this
 * one where the date is the one that was bound to it before; else where it is not older than the last moment at which a deletion with that
 * date can have been scheduled, so many whole days before it, or than a scheduling that fits the date.
 */
export function periodOfUse({ evidence, metadata, scheduledAt, period, now }: DecisionFacts): PeriodOfUse {
  const time = evidence.event.time?.getTime();
  if (scheduledAt !== undefined && time !== undefined && time < scheduledAt.getTime()) return 'earlier';
  const end = metadata.status === 'known' ? metadata.value.deletionDate?.getTime() : undefined;
  // Waiting for its replicas, a key has no date to tell by.
  if (end === undefined || time === undefined) return 'this';
  if (period !== undefined) return period === end ? 'this' : 'earlier';
  if (time < end - MOST_DAYS * DAY_MS - ROUNDING_MS) return 'earlier';
  const days = Math.max(LEAST_DAYS, Math.ceil((end - now.getTime()) / DAY_MS));
  if (time >= end - days * DAY_MS - ROUNDING_MS) return 'this';
  return scheduledAt !== undefined && fits(end - scheduledAt.getTime()) ? 'this' : 'unclear';
}

/** Whether a time is a waiting period: whole days, to within a minute. */
function fits(ms: number): boolean {
  const days = Math.round(ms / DAY_MS);
  return days >= LEAST_DAYS && days <= MOST_DAYS && Math.abs(ms - days * DAY_MS) <= ROUNDING_MS;
}

const evidenceIsOfThisPeriod: Rule = (facts) => {
  switch (periodOfUse(facts)) {
    case 'this':
      return FINE;
    case 'earlier':
      return no('evidence-outdated', 'the refused use is older than this scheduling of the deletion');
    case 'unclear':
      return unknown('period-unclear', 'its deletion may have been scheduled again since the refused use');
  }
};

const keyIsOurs: Rule = ({ ownAccount, evidence: { key } }) => {
  if (ownAccount === undefined) return unknown('own-account-unknown', 'which account this is, is not known');
  if (key.kind !== 'arn') return no('no-evidence', 'the record does not name the key by its ARN');
  return key.key.accountId === ownAccount
    ? FINE
    : no('other-account', `the key belongs to account ${key.key.accountId}: only that account can cancel its deletion`);
};

const keyIsRead: Rule = ({ metadata }) =>
  metadata.status === 'known' ? FINE : unknown('key-unread', `the key could not be read (${metadata.reason})`);

const keyIsPending: Rule = ({ metadata }) =>
  metadata.status === 'unavailable' || isPendingState(metadata.value.state)
    ? FINE
    : no('not-pending', `the key was read as ${metadata.value.state}, not pending deletion`);

const keyIsCustomers: Rule = ({ metadata }) => {
  if (metadata.status === 'unavailable' || metadata.value.manager === 'CUSTOMER') return FINE;
  return metadata.value.manager === undefined
    ? unknown('key-unread', 'who manages the key is not known')
    : no('not-a-customer-key', 'the key is not a customer managed key');
};

/** `drill --real` schedules the deletion of a key that it made, and uses it: that one is to go. */
const notForDrill: Rule = (facts) => (isDrillKey(facts) ? no('drill-key', 'the key was made for a drill') : FINE);

/** What DescribeKey says may be older than our cancel for so long. */
const EVENTUALLY_MS = 5 * 60_000;

const notScheduledAgain: Rule = ({ cancelled, metadata, now }) => {
  if (cancelled === undefined || metadata.status === 'unavailable' || !isPendingState(metadata.value.state))
    return FINE;
  const isSame = cancelled.period === metadata.value.deletionDate?.getTime();
  return isSame && now.getTime() - cancelled.at < EVENTUALLY_MS
    ? unknown('key-unread', 'the guard cancelled the deletion a moment ago, and KMS does not show it yet')
    : no('scheduled-again', 'its deletion was scheduled again after the guard had cancelled it, and that is respected');
};

const notListed: Rule = ({ policy, neverNow, evidence: { key }, aliases }) => {
  if (key.kind !== 'arn') return FINE;
  const read = aliases.status === 'known' ? aliases.value : undefined;
  const entries = [...policy.never, ...(neverNow.status === 'known' ? neverNow.value : [])];
  const entry = neverEntryOf(entries, key.key, read);
  if (entry !== undefined && entry !== 'by-alias-unknown')
    return no('never-listed', `${entry} is on the list of what is left alone`);
  if (neverNow.status === 'unavailable')
    return unknown('never-list-unread', `the list of what is left alone could not be read (${neverNow.reason})`);
  return entry === undefined
    ? FINE
    : unknown(
        'aliases-unread',
        'aliases are on the list of what is left alone, and those of the key could not be read',
      );
};

const tagAllows: Rule = ({ policy, tags }) => {
  if (tags.status === 'unavailable')
    return unknown('tags-unread', `the tags of the key could not be read (${tags.reason})`);
  const text = Object.hasOwn(tags.value, REMEDIATION_TAG) ? tags.value[REMEDIATION_TAG] : undefined;
  if (text === undefined)
    return policy.scope === 'all'
      ? FINE
      : no('not-tagged', `the key has no tag ${REMEDIATION_TAG}, which the setting remediationScope asks for`);
  const value = parseTag(text);
  if (!value.ok) return unknown('tag-unclear', `tag ${REMEDIATION_TAG}: ${value.error}`);
  return value.value === 'never' ? no('tag-never', `its tag ${REMEDIATION_TAG} says never`) : FINE;
};

const nobodyHidesIt: Rule = ({ hiddenBy }) => {
  if (hiddenBy.status === 'unavailable')
    return unknown('silences-unread', `whether somebody silenced it could not be read (${hiddenBy.reason})`);
  return hiddenBy.value === undefined
    ? FINE
    : no('silenced', `${hiddenBy.value} hides this use: somebody has decided about it`);
};

/** All that must be so, each under what it asks, in the order in which the first that is not gives the reason. */
export const RULES_BY_NAME: Readonly<Record<string, Rule>> = {
  'the mode is on': modeIsOn,
  'the refused call is a use that counts': useIsEvidence,
  'the key is of this account': keyIsOurs,
  'the kill switch allows it': killSwitchAllows,
  'the key could be read': keyIsRead,
  'the key is pending deletion': keyIsPending,
  'the key is customer managed': keyIsCustomers,
  'the key was not made for a drill': notForDrill,
  'it was not scheduled again': notScheduledAgain,
  'the use is of this scheduling': evidenceIsOfThisPeriod,
  'the key is not to be left alone': notListed,
  'the tags allow it': tagAllows,
  'nothing hides the use': nobodyHidesIt,
};

/** What the owner of the key may have decided since: asked again before anything more is done. */
export const ownerAllows = (facts: DecisionFacts): boolean =>
  [notListed, tagAllows, nobodyHidesIt].every((rule) => rule(facts).kind === 'fine');

/** All of {@link RULES_BY_NAME}. */
export const RULES: readonly Rule[] = Object.values(RULES_BY_NAME);

/** The mode that holds for this key: that of the deployment, lowered by what is known of kill switch and tag. */
export function modeFor({ policy, killSwitch, tags }: DecisionFacts): RemediationMode {
  const text =
    tags.status === 'known' && Object.hasOwn(tags.value, REMEDIATION_TAG) ? tags.value[REMEDIATION_TAG] : undefined;
  const tag = text === undefined ? undefined : parseTag(text);
  const byTag = tag === undefined ? policy.mode : !tag.ok || tag.value === 'never' ? 'off' : tag.value;
  const bySwitch = killSwitch.status === 'unavailable' ? 'off' : (killSwitch.value ?? policy.mode);
  return lower(policy.mode, lower(byTag, bySwitch));
}
