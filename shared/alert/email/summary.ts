import type { SummaryAlert, SummaryKey } from '../alert.ts';
import { forEmail } from '../inert.ts';
import { NOT_SURE } from '../particulars.ts';
import { summaryAutomatic, summaryRescue } from '../rescue-summary.ts';
import {
  SUMMARY_ADVICE,
  savingOf,
  silencesAdvice,
  summaryGoes,
  summaryHidden,
  summaryKeyName,
  summaryOpening,
  summaryRefused,
  summarySeen,
} from '../summary-words.ts';
import { count } from '../time.ts';
import { field, wrap } from './layout.ts';
import { labelled, origin } from './parts.ts';

/** Keys that are told in full; the rest is named, with when it goes. */
const MOST_KEYS = 30;

/** The body for many keys at once: each with when it goes, how often it was refused, to whom, and what saves it. */
export function summaryBody(alert: SummaryAlert, now: Date): string[] {
  const shown = alert.keys.slice(0, MOST_KEYS);
  const brief = alert.keys.slice(MOST_KEYS);
  const rest = alert.keysNotListed;
  const { heading, text } = summaryOpening(alert);
  return [
    ...wrap(heading.toUpperCase()),
    ...wrap(text),
    '',
    'WHAT TO DO',
    ...(alert.reason === 'weekly' ? weeklyAdvice(alert) : ADVICE),
    '',
    ...shown.flatMap((key) => [...entry(key, alert, now), '']),
    ...(brief.length > 0
      ? ['ALSO, MORE BRIEFLY', ...brief.flatMap((key) => wrap(`${summaryKeyName(key)}: ${summaryGoes(key, now)}`)), '']
      : []),
    ...wrap(summaryAutomatic(alert) ?? ''),
    ...(rest > 0 ? [...wrap(`And ${count(rest, 'key')} more, which the JSON of this alert names.`), ''] : []),
    ...origin(alert),
  ];
}

function entry(key: SummaryKey, { reason }: SummaryAlert, now: Date): string[] {
  const [often, ...who] = summaryRefused(key);
  return [
    ...wrap(summaryKeyName(key)),
    ...field('Goes', summaryGoes(key, now)),
    ...(reason === 'weekly'
      ? summaryHidden(key).flatMap((line) => field('Hidden', line))
      : [...field(key.confirmed ? 'Refused' : 'Reported', often), ...who.flatMap((line) => field('', line))]),
    ...labelled('Seen', summarySeen(key, now)),
    ...(reason === 'weekly' ? [] : labelled('Guard', summaryRescue(key, now))),
    ...(reason === 'weekly' ? [] : saving(key)),
  ];
}

function saving(key: SummaryKey): string[] {
  const what = savingOf(key);
  switch (what?.kind) {
    case undefined:
      return [];
    case 'command':
    case 'enable':
      return [what.command];
    case 'tell-owner':
      return [...field('Do', `tell account ${forEmail(what.accountId)}: only they can cancel`), what.arn];
    case 'look-up':
      return ['  Key', forEmail(what.arn, 256)];
  }
}

const ADVICE = wrap(`${NOT_SURE} ${SUMMARY_ADVICE}`);

function weeklyAdvice(alert: SummaryAlert): string[] {
  const { text, command } = silencesAdvice(alert);
  return [...wrap(text), command];
}
