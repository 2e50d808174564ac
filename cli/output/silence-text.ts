import { forTerminal } from '../../shared/alert/inert.ts';
import { dayAndTime, span } from '../../shared/alert/time.ts';
import { isExpired, type Silence } from '../../shared/silence/silence.ts';

/** What a silence covers, as in "management calls on every key by role crossplane-*". Inert. */
export function coverageOf({ key, account, class: ofClass, caller }: Silence): string {
  const calls =
    ofClass === undefined ? 'all calls' : ofClass === 'delegation' ? 'delegating calls' : `${ofClass} calls`;
  return [
    `${calls} on ${key === undefined ? 'every key' : `key ${forTerminal(key)}`}`,
    account === undefined ? '' : ` of account ${forTerminal(account)}`,
    caller === undefined ? '' : ` by ${forTerminal(caller, 300)}`,
  ].join('');
}

/** "Tue 1 Dec 2026 00:00 UTC (8 days left)". */
export const endOf = ({ until }: Silence, now: Date): string =>
  `${dayAndTime(until)} (${isExpired({ until }, now) ? 'over' : `${span(until.getTime() - now.getTime())} left`})`;

/** Whether the last 72 hours of a key make a difference to it. */
export const endsBeforeDeletion = ({ class: ofClass, untilDeletion }: Silence): boolean =>
  ofClass !== 'management' && !untilDeletion;
