import { isAboutKey } from '../about-key.ts';
import type { Alert, AlertOfKey, BlindSpotAlert } from '../alert.ts';
import { forSubject } from '../inert.ts';
import { situationOf } from '../situation.ts';
import { shortKeyName, titleWith } from '../wording.ts';

/** SNS takes fewer than 100 characters, without line breaks or control characters. Source: SNS API Reference, Publish. */
const MOST = 99;
const SHORTEST_NAME = 12;
const SHORTEST_ACCOUNT = 6;

/** The subject: severity, title, account. Too long, it loses the account's name first, then the end of the key's, never when. */
export function subjectOf(alert: Alert, now: Date): string {
  if (isAboutKey(alert)) return subjectOfKey(alert, now);
  const text = `[${alert.severity.toUpperCase()}] ${alert.title}`;
  return alert.kind === 'summary' ? forSubject(text, MOST) : subjectOfCheck(forSubject(text, 400), alert);
}

/** Whose guard is blind matters more than the end of why: the body has that. */
function subjectOfCheck(titled: string, { accountName, accountId }: BlindSpotAlert): string {
  const place = ` - ${forSubject(accountName ?? accountId, 24)}`;
  const room = MOST - place.length;
  return titled.length <= room ? `${titled}${place}` : `${titled.slice(0, room - 2).trimEnd()}..${place}`;
}

function subjectOfKey(alert: AlertOfKey, now: Date): string {
  const severity = alert.kind === 'test' ? '[TEST]' : `[${alert.severity.toUpperCase()}]`;
  const account = situationOf(alert) === 'other-account' ? undefined : (alert.key.accountName ?? alert.key.accountId);
  const titled = (name: string) => forSubject(`${severity} ${titleWith(name, alert, now)}`, 400);

  const name = shortKeyName(alert);
  const withName = titled(name);
  const room = MOST - withName.length - ' - '.length;
  if (account !== undefined) {
    const tail = forSubject(account, 64);
    if (tail.length <= room) return `${withName} - ${tail}`;
    // Half an account number says nothing, half a name may.
    if (room >= SHORTEST_ACCOUNT && alert.key.accountName !== undefined)
      return `${withName} - ${tail.slice(0, room - 2)}..`;
  }
  if (withName.length <= MOST) return withName;
  const keep = Math.max(SHORTEST_NAME, forSubject(name, 256).length - (withName.length - MOST) - 2);
  return forSubject(titled(`${forSubject(name, 256).slice(0, keep)}..`), MOST);
}
