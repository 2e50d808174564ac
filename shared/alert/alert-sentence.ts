import { namesEverybody } from './about-key.ts';
import type { AlertOfKey } from './alert.ts';
import { forEmail } from './inert.ts';
import { besides } from './particulars.ts';
import { rescueClause } from './rescue-words.ts';
import { doubtOf } from './situation.ts';
import { count, dayAndTime } from './time.ts';
import { whatFor } from './wording.ts';

/** One sentence: who was refused what, when, how often; that it is not confirmed, or a drill, where it is. Inert. */
export function sentenceOf(alert: AlertOfKey): string {
  const drill = alert.kind === 'test' ? 'A drill, no key is in danger; a real alert would say: ' : '';
  return `${drill}${[toldCall(alert), ...howOften(alert), ...rescueClause(alert)].join('; ')}.`;
}

function toldCall(alert: AlertOfKey): string {
  const { caller, event } = alert;
  const via = caller.via === undefined ? '' : ` (${forEmail(caller.via, 60)})`;
  const who = `${forEmail(caller.name, 60)}${via}`;
  const when = event.time === undefined ? 'at an unknown time' : `on ${dayAndTime(new Date(event.time))}`;
  switch (doubtOf(alert)) {
    case 'unreadable':
      return `unconfirmed: a record that could not be read calls a key pending deletion (${whatFor(alert)} by ${who} ${when})`;
    case 'unconfirmed':
      return `unconfirmed: an error message about ${whatFor(alert)} by ${who} ${when} calls a key pending deletion`;
    case undefined:
      return `${who} was refused ${whatFor(alert)} ${when}`;
  }
}

/** What is counted since the last alert, and in all. Counted, since records may come late: the calls may be older than that. */
function howOften(alert: AlertOfKey): string[] {
  const { count: fresh, since, total = fresh, unconfirmed } = alert.occurrences;
  const what = alert.operation.confirmed && unconfirmed === 0 ? 'refusal' : 'report';
  const from = since === undefined ? '' : ` since ${dayAndTime(new Date(since))}`;
  const who = byWhom(alert);
  // A last chance names everybody who was ever refused, the others those whom they count.
  const ofAll = namesEverybody(alert) && total !== fresh;
  return [
    `${fresh === 0 ? 'none' : count(fresh, what)} counted${from}${ofAll ? '' : who}`,
    ...(total === fresh ? [] : [`${total.toLocaleString('en-US')} in all${ofAll ? who : ''}`]),
    ...besides(alert),
  ];
}

function byWhom(alert: AlertOfKey): string {
  const { occurrences } = alert;
  const { callers, callersNotListed, callsNotListed } = occurrences;
  const listed = callers.filter((caller) => (namesEverybody(alert) ? caller.total : caller.count) > 0);
  const number = listed.length + callersNotListed;
  const atLeast = callsNotListed > 0 ? 'at least ' : '';
  return number > 1 ? `, by ${atLeast}${number.toLocaleString('en-US')} callers or operations` : '';
}
