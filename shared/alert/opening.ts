import type { AlertOfKey } from './alert.ts';
import { fateOf, goesWhen, ofDays } from './fate.ts';
import { EMAIL, type Medium } from './medium.ts';
import { automaticOf } from './rescue-standing.ts';
import { openingOfRescued } from './rescue-words.ts';
import type { Situation } from './situation.ts';
import { dayAndTime, elapsed, span } from './time.ts';

/** What a sleepy reader takes in before anything else. */
export interface Opening {
  /** What happens to which kind of key, and when; without a full stop. */
  readonly heading: string;
  readonly text: string;
}

/** How a message about a key begins. */
export function openingOf(alert: AlertOfKey, situation: Situation, now: Date, medium: Medium = EMAIL): Opening {
  switch (situation) {
    case 'rescued':
      return openingOfRescued(alert, now, medium);
    case 'unreadable':
      return {
        heading: 'A record about a key pending deletion could not be read',
        text: 'It says that a key is pending deletion, and that is all that is sure. What could be read of it stands below; look at the record itself.',
      };
    case 'unconfirmed':
      return {
        heading: 'A message says that a key pending deletion was used: check it',
        text: 'The words stand inside a longer message, which may repeat what a caller wrote: KMS itself may have said no such thing.',
      };
    case 'not-pending':
      return {
        heading: `No longer pending deletion: the key is ${medium.text(alert.key.state ?? 'in another state', 30)} now`,
        text: `${sinceThen(alert.key.state)}${bySomebodyElse(alert, now, medium)}`,
      };
    default:
      return openingOfFate(alert, alert.kind === 'reminder' ? 'A key that was still called' : what(situation), now);
  }
}

function sinceThen(state: string | undefined): string {
  if (state === 'Enabled') return 'Its deletion has been cancelled since the call below, and it works again.';
  if (state === 'Disabled') return 'Its deletion has been cancelled since. Callers keep failing until it is enabled.';
  return 'It was read in that state after the call below; the CancelKeyDeletion record in CloudTrail says who changed it.';
}

/** Where the guard came to cancel it: that it found the key saved, or cannot tell by whom. */
function bySomebodyElse(alert: AlertOfKey, now: Date, { time }: Medium): string {
  const done = automaticOf(alert);
  const tried = done?.write === undefined ? '' : ` ${time(new Date(done.write.time), now)}`;
  switch (done?.outcome) {
    case 'unclear':
      return ` The guard tried that${tried} and heard no answer: whether it was the guard, the CancelKeyDeletion record in CloudTrail says.`;
    case 'not-pending':
      return done.write !== undefined && done.cancelledAt === done.write.time
        ? ` The guard tried that${tried} and heard no answer: it may have been the guard or a person; the CancelKeyDeletion record in CloudTrail says who.`
        : ` When the guard came${tried}, it was not pending any more: the CancelKeyDeletion record in CloudTrail says who cancelled it.`;
    case 'refused':
      return ` It was not the guard, whose own try failed${tried}; the CancelKeyDeletion record in CloudTrail says who.`;
    default:
      return '';
  }
}

function what(situation: Situation): string {
  if (situation === 'inventory') return 'A key that still protects something';
  return situation === 'delegation' ? 'A key that somebody still wants to use' : 'A key that is still in use';
}

function openingOfFate({ key }: AlertOfKey, subject: string, now: Date): Opening {
  const after = afterThat(key);
  const fate = fateOf(key, now);
  switch (fate.kind) {
    case 'waits-for-replicas':
      return {
        heading: `${subject} is waiting for its replicas to be deleted`,
        text: `Its waiting period${ofDays(key.pendingWindowInDays)} has not started: it starts when the last replica key is deleted. ${after}`,
      };
    case 'unknown':
      return {
        heading: `${subject} is pending deletion`,
        text: `When it will be destroyed is not known to us; a waiting period lasts 7 to 30 days from its scheduling. ${after}`,
      };
    case 'past':
      return {
        heading: `${subject} should be gone by now`,
        text: `Its waiting period ended ${dayAndTime(fate.date)}, ${elapsed(fate.ago)} ago, and AWS takes at most 24 hours more: see whether it is still there. ${after}`,
      };
    case 'due':
      return {
        heading: `${subject} may be destroyed at any moment`,
        text: `Its waiting period ended ${dayAndTime(fate.date)}, ${elapsed(fate.ago)} ago; AWS may take up to 24 hours more. ${after}`,
      };
    case 'ahead':
      return {
        heading: `${subject} will be destroyed in ${inHeading(span(fate.left))}`,
        text: `not before ${dayAndTime(fate.date)}. ${after}`,
      };
  }
}

const inHeading = (left: string) => left.replace(/\b1 h$/, '1 hour').replace(/ h$/, ' hours');

/** A replica holds the same key material as its primary, which outlives it (KMS Developer Guide, "Deleting multi-Region keys"). */
function afterThat({ multiRegion, state }: AlertOfKey['key']): string {
  return multiRegion === true && state !== 'PendingReplicaDeletion'
    ? 'After that only a related multi-Region key in another Region, if there is one, can read what it encrypted.'
    : 'After that nobody, AWS included, can read what it encrypted.';
}

/** When a key goes and what that means, for a label: "in 6 days, not before Sat 28 Nov 2026 14:02 UTC. After that nobody ...". */
export function goesAndThen(key: AlertOfKey['key'], now: Date): string {
  const when = goesWhen(key, now);
  const after = afterThat(key);
  switch (fateOf(key, now).kind) {
    case 'waits-for-replicas':
      return `${when}. Its waiting period${ofDays(key.pendingWindowInDays)} has not started: it starts when the last replica key is deleted. ${after}`;
    case 'unknown':
      return `${when}; a waiting period lasts 7 to 30 days from its scheduling. ${after}`;
    case 'due':
      return `${when}; AWS may take up to 24 hours more. ${after}`;
    case 'past':
      return `${when}, and AWS takes at most 24 hours more. ${after}`;
    case 'ahead':
      return `${when}. ${after}`;
  }
}
