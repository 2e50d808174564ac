import type { KeyDetails } from '../kms/key-details.ts';
import { isPendingState } from '../kms/key-state.ts';
import { bounded } from './bounded.ts';
import type { IncidentItem, Learned } from './item.ts';
import { marksPassedAt, remindersAt } from './lifetime.ts';
import { severityOfItem } from './reduce.ts';
import { knownAfter, withoutEvidence } from './rescue.ts';

/** What became of claims, and what was read of the key meanwhile. */
export interface Settlement {
  /** Alerts that are out. */
  readonly sent: readonly string[];
  /** Alerts that are not: whoever comes next may try. */
  readonly released: readonly string[];
  /** Undefined: the key was not read. */
  readonly details: KeyDetails | undefined;
  /** People have just been told with these details, not earlier or not at all. */
  readonly isTold: boolean;
  /** What they were told of saving the key, as {@link newsOf} names it. */
  readonly toldRescue?: string | undefined;
}

/**
 * Takes what was sent out of the outbox and remembers what was learned. The very item that was given where nothing changes. A
 * deletion date that is new starts the reminders anew; those whose time has passed are covered by what was just told, if anything was.
 */
export function settle(bare: IncidentItem, settlement: Settlement, now: number): IncidentItem {
  const { sent, released, details, isTold } = settlement;
  const item = withTold(bare, settlement);
  const outbox = item.outbox
    .filter(({ id }) => !sent.includes(id))
    .map((claim) => (released.includes(claim.id) && !claim.released ? { ...claim, released: true } : claim));
  const changed = outbox.length !== item.outbox.length || outbox.some((claim, at) => claim !== item.outbox[at]);
  const settled = changed ? { ...item, outbox } : item;
  return details === undefined ? settled : learn(settled, details, isTold, now);
}

function withTold(item: IncidentItem, { isTold, toldRescue }: Settlement): IncidentItem {
  if (!isTold || toldRescue === undefined || item.rescue === undefined) return item;
  const told = knownAfter(item.rescue.told, toldRescue);
  return told === item.rescue.told ? item : { ...item, rescue: { ...item.rescue, told } };
}

/** Whether the key was read in a state that is not pending: its deletion has been cancelled. */
export const isCancelled = ({ metadata }: KeyDetails): boolean =>
  metadata.status === 'known' && !isPendingState(metadata.value.state);

function learn(item: IncidentItem, details: KeyDetails, isTold: boolean, now: number): IncidentItem {
  const learned = merged(item.learned, details, now);
  const next = { ...item, learned };
  if (isCancelled(details))
    return { ...next, closedAt: item.closedAt ?? now, rescue: item.rescue && withoutEvidence(item.rescue) };
  const isPending = details.metadata.status === 'known';
  const reopened = isPending && item.closedAt !== undefined;
  if (!reopened && learned.deletionDate === item.learned.deletionDate) return next;
  const dated = {
    ...next,
    closedAt: isPending ? undefined : item.closedAt,
    marksPassed: marksPassedAt(learned.deletionDate, now),
    reminded: isTold ? remindersAt(learned.deletionDate, now) : [],
  };
  return { ...dated, severity: severityOfItem(dated, now) };
}

/** What was read this time, and what was read before for the parts that were not. */
function merged(before: Learned, { metadata, aliases, scheduledBy }: KeyDetails, now: number): Learned {
  const isRead = metadata.status === 'known';
  const scheduled = scheduledBy.status === 'known' ? scheduledBy.value : undefined;
  return {
    at: now,
    readAt: isRead ? now : before.readAt,
    state: isRead ? metadata.value.state : before.state,
    deletionDate: isRead ? metadata.value.deletionDate?.getTime() : before.deletionDate,
    scheduledBy: scheduled
      ? { principal: bounded(scheduled.principal), time: scheduled.time.getTime() }
      : before.scheduledBy,
    alias: aliases.status === 'known' ? bounded(aliases.value[0]) : before.alias,
  };
}
