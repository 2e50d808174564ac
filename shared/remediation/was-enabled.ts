import type { StateBefore } from '../incident/rescue.ts';
import type { LastUsage, Part, ScheduledBy } from '../kms/key-details.ts';

/** Calls that decide whether a key that is not pending deletion can be used. */
export const STATE_CALLS = ['EnableKey', 'DisableKey', 'CancelKeyDeletion'] as const;
export type StateCall = (typeof STATE_CALLS)[number];

/** Those of one key that succeeded, from CloudTrail's event history. */
export interface StateHistory {
  /** From here on none is missing, but for what CloudTrail has not delivered yet. */
  readonly since: Date;
  /** In any order. */
  readonly calls: readonly { readonly name: StateCall; readonly time: Date }[];
}

/** What can show in which state a key was when its deletion was scheduled. */
export interface StateFacts {
  readonly now: Date;
  readonly scheduledBy: Part<ScheduledBy>;
  readonly lastUsage: Part<LastUsage>;
  readonly history: Part<StateHistory>;
}

/** Source: CloudTrail User Guide, "Working with CloudTrail event history": events appear within about 15 minutes. */
const DELIVERED_WITHIN_MS = 15 * 60_000;

const unknown = (reason: string): StateBefore => ({ state: 'unknown', reason });

/**
 * Whether a key was Enabled when its deletion was scheduled: the last call that changed its state says so, or a successful use after
 * which no call did. Somebody may have disabled it on purpose, so that whatever is not shown is unknown. CancelKeyDeletion leaves a
 * key Disabled. Source: KMS API Reference, CancelKeyDeletion.
 */
export function wasEnabled({ now, scheduledBy, lastUsage, history }: StateFacts): StateBefore {
  if (scheduledBy.status === 'unavailable')
    return unknown(`when its deletion was scheduled is not known (${scheduledBy.reason})`);
  const scheduledAt = scheduledBy.value.time;
  if (now.getTime() - scheduledAt.getTime() < DELIVERED_WITHIN_MS)
    return unknown('its deletion was scheduled a moment ago, and CloudTrail may not show yet what went before');
  if (history.status === 'unavailable')
    return unknown(`CloudTrail's event history could not be read (${history.reason})`);
  const { since, calls } = history.value;
  if (calls.some(({ time }) => time > scheduledAt))
    return unknown('CloudTrail shows calls that changed its state after that, so that it was scheduled more than once');
  // An older one may have been followed by one that was not read.
  const seen = calls.filter(({ time }) => time >= since);
  const inOrder = [...seen].sort((one, other) => one.time.getTime() - other.time.getTime());
  const last = inOrder.at(-1);
  if (last === undefined) return byUse(lastUsage, since);
  // CloudTrail's times are whole seconds: of two calls in one second nobody knows which was the last.
  if (calls.some(({ name, time }) => name !== last.name && time.getTime() === last.time.getTime()))
    return unknown('two calls changed its state in the same second');
  const reason = `CloudTrail: the last call that changed its state before that was ${last.name}`;
  return { state: last.name === 'EnableKey' ? 'Enabled' : 'Disabled', reason };
}

/** Without such a call, a successful use since when none is missing. Source: KMS API Reference, GetKeyLastUsage. */
function byUse(lastUsage: Part<LastUsage>, since: Date): StateBefore {
  if (lastUsage.status === 'unavailable')
    return unknown(
      `CloudTrail shows no call that changed its state, and its last use could not be read (${lastUsage.reason})`,
    );
  if (!lastUsage.value.used)
    return unknown('CloudTrail shows no call that changed its state, and no successful use of it is known');
  return lastUsage.value.time < since
    ? unknown('its last successful use was longer ago than what was read of CloudTrail')
    : {
        state: 'Enabled',
        reason: 'it was used successfully, and CloudTrail shows no call since that could have disabled it',
      };
}
