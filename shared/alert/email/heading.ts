import type { AlertOfKey } from '../alert.ts';
import { forEmail } from '../inert.ts';
import type { Situation } from '../situation.ts';
import { count, dayAndTime, elapsed, span } from '../time.ts';
import { wrap } from './layout.ts';

/** The first lines of a mail: what happens to which kind of key, and when. What a sleepy reader takes in before anything else. */
export function heading(alert: AlertOfKey, situation: Situation, now: Date): string[] {
  switch (situation) {
    case 'unreadable':
      return [
        'A RECORD ABOUT A KEY PENDING DELETION COULD NOT BE READ',
        ...wrap(
          'It says that a key is pending deletion, and that is all that is sure. What could be read of it stands below; look at the record itself.',
        ),
      ];
    case 'unconfirmed':
      return [
        'A MESSAGE SAYS THAT A KEY PENDING DELETION WAS USED: CHECK IT',
        ...wrap(
          'The words stand inside a longer message, which may repeat what a caller wrote: KMS itself may have said no such thing.',
        ),
      ];
    case 'not-pending':
      return [
        `NO LONGER PENDING DELETION: THE KEY IS ${forEmail(alert.key.state ?? 'in another state', 30).toUpperCase()} NOW`,
        ...wrap(sinceThen(alert.key.state)),
      ];
    default:
      return [...fateHeading(alert, alert.kind === 'reminder' ? 'A KEY THAT WAS STILL CALLED' : what(situation), now)];
  }
}

function sinceThen(state: string | undefined): string {
  if (state === 'Enabled') return 'Its deletion has been cancelled since the call below, and it works again.';
  if (state === 'Disabled') return 'Its deletion has been cancelled since. Callers keep failing until it is enabled.';
  return 'It was read in that state after the call below; the CancelKeyDeletion record in CloudTrail says who changed it.';
}

function what(situation: Situation): string {
  if (situation === 'inventory') return 'A KEY THAT STILL PROTECTS SOMETHING';
  return situation === 'delegation' ? 'A KEY THAT SOMEBODY STILL WANTS TO USE' : 'A KEY THAT IS STILL IN USE';
}

function fateHeading({ key }: AlertOfKey, subject: string, now: Date): string[] {
  const after = afterThat(key);
  if (key.state === 'PendingReplicaDeletion') {
    const window = key.pendingWindowInDays === undefined ? '' : ` of ${count(key.pendingWindowInDays, 'day')}`;
    return [
      `${subject} IS WAITING FOR ITS REPLICAS TO BE DELETED`,
      ...wrap(`Its waiting period${window} has not started: it starts when the last replica key is deleted. ${after}`),
    ];
  }
  if (key.deletionDate === undefined) {
    return [
      `${subject} IS PENDING DELETION`,
      ...wrap(
        `When it will be destroyed is not known to us; a waiting period lasts 7 to 30 days from its scheduling. ${after}`,
      ),
    ];
  }
  const date = new Date(key.deletionDate);
  const left = date.getTime() - now.getTime();
  if (left <= -DAY_MS) {
    return [
      `${subject} SHOULD BE GONE BY NOW`,
      ...wrap(
        `Its waiting period ended ${dayAndTime(date)}, ${elapsed(-left)} ago, and AWS takes at most 24 hours more: see whether it is still there. ${after}`,
      ),
    ];
  }
  if (left <= 0) {
    return [
      `${subject} MAY BE DESTROYED AT ANY MOMENT`,
      ...wrap(
        `Its waiting period ended ${dayAndTime(date)}, ${elapsed(-left)} ago; AWS may take up to 24 hours more. ${after}`,
      ),
    ];
  }
  return [
    `${subject} WILL BE DESTROYED IN ${inHeading(span(left))}`,
    ...wrap(`not before ${dayAndTime(date)}. ${after}`),
  ];
}

const DAY_MS = 24 * 3_600_000;

const inHeading = (left: string) =>
  left
    .toUpperCase()
    .replace(/\b1 H$/, '1 HOUR')
    .replace(/ H$/, ' HOURS');

/** A replica holds the same key material as its primary, which outlives it (KMS Developer Guide, "Deleting multi-Region keys"). */
function afterThat({ multiRegion, state }: AlertOfKey['key']): string {
  return multiRegion === true && state !== 'PendingReplicaDeletion'
    ? 'After that only a related multi-Region key in another Region, if there is one, can read what it encrypted.'
    : 'After that nobody, AWS included, can read what it encrypted.';
}
