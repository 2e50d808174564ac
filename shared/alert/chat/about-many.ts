import { isPendingState } from '../../kms/key-state.ts';
import type { SummaryAlert, SummaryKey } from '../alert.ts';
import { goesWhen } from '../fate.ts';
import { forChatCode } from '../inert-chat.ts';
import { count } from '../time.ts';
import { closing, linkItems } from './words.ts';

/** Keys that are told; the rest is a number. So many fit into a description with names of common length. */
const MOST_KEYS = 8;

/** Many keys at once: each on a line, with when it goes and how often it was refused. */
export function aboutMany(alert: SummaryAlert, now: Date): string[] {
  const { keys, keysNotListed, reason } = alert;
  const rest = Math.max(0, keys.length - MOST_KEYS) + keysNotListed;
  return [
    reason === 'weekly'
      ? `Calls to ${count(keys.length + keysNotListed, 'key')} pending deletion were refused this week and only counted, as silences and settings say.`
      : `${count(keys.length + keysNotListed, 'key')} called while pending deletion. The key that goes first stands first; the e-mail has the command for each.`,
    '',
    ...keys.slice(0, MOST_KEYS).map((key) => lineOf(key, reason, now)),
    ...(rest > 0 ? [`- and ${count(rest, 'key')} more`] : []),
    ...linkItems(alert),
    '',
    ...closing(alert),
  ];
}

function lineOf(key: SummaryKey, reason: SummaryAlert['reason'], now: Date): string {
  const { alias, arn, name, accountName, accountId, region, otherAccount } = key;
  const called = forChatCode(alias ?? arn?.split('/').at(-1) ?? name ?? '(not named in the record)', 60);
  const account = forChatCode(accountName ?? accountId ?? 'account unknown', 40);
  const place = `${otherAccount ? 'ANOTHER account, ' : ''}${account}, ${forChatCode(region ?? 'Region unknown', 30)}`;
  return `- ${called} (${place}): ${goes(key, now)}; ${reason === 'weekly' ? hidden(key) : refused(key)}`;
}

const goes = (key: SummaryKey, now: Date): string =>
  key.state === undefined || isPendingState(key.state)
    ? goesWhen(key, now)
    : `no longer pending deletion: ${forChatCode(key.state, 30)}`;

function refused({ count: fresh, severity, due, confirmed }: SummaryKey): string {
  const chance = due.includes('reminder') ? ', LAST CHANCE' : '';
  return `${confirmed ? 'refused' : 'reported'} ${fresh === 0 ? 'not again' : count(fresh, 'time')} (${severity}${chance})`;
}

const hidden = ({ hidden: sums }: SummaryKey): string =>
  sums
    .slice(0, 2)
    .map(
      ({ by, class: ofClass, count: times }) => `${count(times, `${ofClass} call`)} hidden by ${forChatCode(by, 60)}`,
    )
    .join(', ') || 'hidden';
