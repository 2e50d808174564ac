import type { SummaryAlert, SummaryKey } from '../alert.ts';
import { NOT_SURE } from '../particulars.ts';
import { summaryAutomatic, summaryRescue } from '../rescue-summary.ts';
import { summaryGoes, summaryHidden, summaryKeyName, summaryOpening, summaryRefused } from '../summary-words.ts';
import { count } from '../time.ts';
import { CHAT } from './medium.ts';
import { closing, linkItems } from './words.ts';

/** Keys that are told; the rest is a number. So many fit into a description with names of common length. */
const MOST_KEYS = 8;

/** Of what hides the calls of a key; the rest is a number. */
const MOST_HIDING = 2;

const RESTORING = 'A key that is saved becomes Disabled: enable-key with the same ARN restores service.';

/** Many keys at once: each on a line, with when it goes, how often it was refused, and to whom. */
export function aboutMany(alert: SummaryAlert, now: Date): string[] {
  const { keys, keysNotListed, reason } = alert;
  const { heading, text } = summaryOpening(alert);
  const automatic = summaryAutomatic(alert);
  const rest = Math.max(0, keys.length - MOST_KEYS) + keysNotListed;
  return [
    `${heading}. ${text}`,
    ...(reason === 'weekly' ? [] : [`${NOT_SURE} ${RESTORING}`]),
    '',
    ...keys.slice(0, MOST_KEYS).map((key) => lineOf(key, reason, now)),
    ...(rest > 0 ? [`- and ${count(rest, 'key')} more`] : []),
    ...linkItems(alert),
    '',
    ...(automatic === undefined ? [] : [automatic]),
    ...closing(alert),
  ];
}

function lineOf(key: SummaryKey, reason: SummaryAlert['reason'], now: Date): string {
  const whose = key.otherAccount ? ' of ANOTHER account' : '';
  const rescue = reason === 'weekly' ? undefined : summaryRescue(key, now, CHAT);
  const what = reason === 'weekly' ? hidden(key) : [refused(key), ...(rescue === undefined ? [] : [rescue])].join('; ');
  return `- ${summaryKeyName(key, CHAT)}${whose}: ${summaryGoes(key, now, CHAT)}; ${what}`;
}

function refused(key: SummaryKey): string {
  const { confirmed, callers, callersNotListed } = key;
  const [often] = summaryRefused(key, CHAT);
  const [first] = callers;
  const more = callers.length - 1 + callersNotListed;
  const others = more > 0 ? ` and at least ${more.toLocaleString('en-US')} more` : '';
  const who = first === undefined ? '' : `, by ${CHAT.text(first.caller, 40)}${others}`;
  return `${confirmed ? 'refused' : 'reported'} ${often}${who}`;
}

function hidden(key: SummaryKey): string {
  const all = summaryHidden(key, CHAT);
  const more = all.length - MOST_HIDING;
  const rest = more > 0 ? [`and ${more.toLocaleString('en-US')} more`] : [];
  return `hidden: ${[...all.slice(0, MOST_HIDING), ...rest].join(', ')}`;
}
