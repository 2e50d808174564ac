import { parseStrictKeyArn } from '../../kms/key-arn.ts';
import type { SummaryAlert, SummaryKey } from '../alert.ts';
import { forEmail } from '../inert.ts';
import { kmsCommand } from '../next-steps.ts';
import { count, dayAndTime, span, timeSeenFrom } from '../time.ts';
import { field, wrap } from './layout.ts';
import { AUTOMATIC_CANCEL_OFF, origin } from './parts.ts';

/** SNS's footer and the patience of readers; the JSON alert names more. */
const MOST_KEYS = 30;

/** The body for many keys at once: each with when it goes, how often it was refused, to whom, and what saves it. */
export function summaryBody(alert: SummaryAlert, now: Date): string[] {
  const shown = alert.keys.slice(0, MOST_KEYS);
  const rest = alert.keys.length - shown.length + alert.keysNotListed;
  return [
    ...(alert.reason === 'weekly' ? weeklyOpening(alert) : manyOpening(alert)),
    '',
    'WHAT TO DO',
    ...(alert.reason === 'weekly' ? weeklyAdvice(alert) : ADVICE),
    '',
    ...shown.flatMap((key) => [...entry(key, alert, now), '']),
    ...(alert.reason === 'weekly' ? [] : [AUTOMATIC_CANCEL_OFF]),
    ...(rest > 0 ? [...wrap(`And ${count(rest, 'key')} more, which the JSON of this alert names.`), ''] : []),
    ...origin(alert),
  ];
}

const manyOpening = ({ keys, keysNotListed }: SummaryAlert): string[] => [
  ...wrap(`${count(keys.length + keysNotListed, 'key')} called while pending deletion`.toUpperCase()),
  ...wrap(
    'Each is due for a message of its own. There are so many that they come in this one. The key that goes first stands first.',
  ),
];

const weeklyOpening = ({ keys, keysNotListed }: SummaryAlert): string[] => [
  ...wrap('HIDDEN CALLS OF THE WEEK'),
  ...wrap(
    `Calls to ${count(keys.length + keysNotListed, 'key')} pending deletion were refused and only counted, as silences and settings say.`,
  ),
];

function entry(key: SummaryKey, { reason }: SummaryAlert, now: Date): string[] {
  const name = forEmail(key.alias ?? key.arn?.split('/').at(-1) ?? key.name ?? '(not named in the record)', 60);
  const account = key.accountName === undefined ? '' : `${forEmail(key.accountName, 40)} `;
  const place = `${account}${forEmail(key.accountId ?? 'account unknown')}, ${forEmail(key.region ?? 'Region unknown')}`;
  return [
    ...wrap(`${name} (${place})`),
    ...field('Goes', goes(key, now)),
    ...(reason === 'weekly' ? hidden(key) : refused(key)),
    ...seen(key, now),
    ...(reason === 'weekly' ? [] : saving(key)),
  ];
}

/** The command that saves it, of an ARN of the strict grammar; of any other the ARN, unbroken, to look it up. */
function saving({ arn }: SummaryKey): string[] {
  const strict = parseStrictKeyArn(arn);
  if (strict !== undefined) return [kmsCommand('cancel-key-deletion', strict)];
  return arn === undefined ? [] : ['  Key', forEmail(arn, 256)];
}

function goes({ deletionDate, state }: SummaryKey, now: Date): string {
  if (state !== undefined && state !== 'PendingDeletion' && state !== 'PendingReplicaDeletion')
    return `no longer pending deletion: ${forEmail(state, 30)}`;
  if (state === 'PendingReplicaDeletion') return 'waits for its replicas to be deleted';
  if (deletionDate === undefined) return 'when is not known';
  const left = new Date(deletionDate).getTime() - now.getTime();
  const date = dayAndTime(new Date(deletionDate));
  return left > 0 ? `in ${span(left)}, not before ${date}` : `at any moment: its waiting period ended ${date}`;
}

function refused({ count: fresh, total, callers, callersNotListed, severity, due }: SummaryKey): string[] {
  const lastChance = due.includes('reminder') ? ', LAST CHANCE' : '';
  const times = fresh === total ? count(total, 'time') : `${count(fresh, 'time')} more, ${count(total, 'time')} in all`;
  const more =
    callersNotListed > 0
      ? [`and ${count(callersNotListed, 'more caller or operation', 'more callers or operations')}`]
      : [];
  const who = callers.map(
    ({ caller, operation, count: times }) =>
      `${forEmail(caller, 60)}, ${forEmail(operation, 40)}, ${count(times, 'time')}`,
  );
  return [
    ...field('Refused', `${times} (${severity}${lastChance})`),
    ...[...who, ...more].flatMap((line) => field('', line)),
  ];
}

function seen({ firstSeen, lastSeen }: SummaryKey, now: Date): string[] {
  if (firstSeen === undefined || lastSeen === undefined) return [];
  return field('Seen', `${timeSeenFrom(new Date(firstSeen), now)} to ${timeSeenFrom(new Date(lastSeen), now)}`);
}

const hidden = ({ hidden: sums }: SummaryKey): string[] =>
  sums.flatMap(({ by, class: ofClass, count: times }) =>
    field('Hidden', `${count(times, `${ofClass} call`)} by ${forEmail(by, 80)}`),
  );

const ADVICE = wrap(
  'Not sure? Save the key: that can be undone at any time, deletion cannot. The command below each key stops its deletion; the key becomes Disabled, and enable-key with the same ARN restores service.',
);

const weeklyAdvice = ({ guard: { region } }: SummaryAlert): string[] => [
  ...wrap('See that they are still meant to be hidden. Which silence, by whom and why:'),
  `kms-deletion-guard silence list${region === undefined ? '' : ` --region ${region}`}`,
];
