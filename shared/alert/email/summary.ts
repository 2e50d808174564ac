import { parseStrictKeyArn } from '../../kms/key-arn.ts';
import { isPendingState } from '../../kms/key-state.ts';
import type { SummaryAlert, SummaryKey } from '../alert.ts';
import { forEmail } from '../inert.ts';
import { kmsCommand } from '../next-steps.ts';
import { count, dayAndTime, span, timeSeenFrom } from '../time.ts';
import { field, wrap } from './layout.ts';
import { AUTOMATIC_CANCEL_OFF, origin } from './parts.ts';

/** Keys that are told in full; the rest is named, with when it goes. */
const MOST_KEYS = 30;

/** The body for many keys at once: each with when it goes, how often it was refused, to whom, and what saves it. */
export function summaryBody(alert: SummaryAlert, now: Date): string[] {
  const shown = alert.keys.slice(0, MOST_KEYS);
  const brief = alert.keys.slice(MOST_KEYS);
  const rest = alert.keysNotListed;
  return [
    ...(alert.reason === 'weekly' ? weeklyOpening(alert) : manyOpening(alert)),
    '',
    'WHAT TO DO',
    ...(alert.reason === 'weekly' ? weeklyAdvice(alert) : ADVICE),
    '',
    ...shown.flatMap((key) => [...entry(key, alert, now), '']),
    ...(brief.length > 0
      ? ['ALSO, MORE BRIEFLY', ...brief.flatMap((key) => wrap(`${nameOf(key)}: ${goes(key, now)}`)), '']
      : []),
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
  return [
    ...wrap(nameOf(key)),
    ...field('Goes', goes(key, now)),
    ...(reason === 'weekly' ? hidden(key) : refused(key)),
    ...seen(key, now),
    ...(reason === 'weekly' ? [] : saving(key)),
  ];
}

/** "alias/ledger-prod (payments-prod 111122223333, eu-west-1)". */
function nameOf({ alias, arn, name, accountName, accountId, region }: SummaryKey): string {
  const key = forEmail(alias ?? arn?.split('/').at(-1) ?? name ?? '(not named in the record)', 60);
  const account = accountName === undefined ? '' : `${forEmail(accountName, 40)} `;
  return `${key} (${account}${forEmail(accountId ?? 'account unknown')}, ${forEmail(region ?? 'Region unknown')})`;
}

/**
 * The command that saves it, of an ARN of the strict grammar, where it is ours to save and still to be saved; of any other the ARN,
 * unbroken, to look it up.
 */
function saving({ arn, state, otherAccount, confirmed, accountId }: SummaryKey): string[] {
  const strict = parseStrictKeyArn(arn);
  if (arn === undefined || (state !== undefined && !isPendingState(state))) return [];
  if (strict === undefined) return ['  Key', forEmail(arn, 256)];
  if (otherAccount) return [...field('Do', `tell account ${forEmail(accountId ?? '')}: only they can cancel`), arn];
  return [kmsCommand(confirmed ? 'cancel-key-deletion' : 'describe-key', strict)];
}

function goes({ deletionDate, state }: SummaryKey, now: Date): string {
  if (state !== undefined && !isPendingState(state)) return `no longer pending deletion: ${forEmail(state, 30)}`;
  if (state === 'PendingReplicaDeletion') return 'waits for its replicas to be deleted';
  if (deletionDate === undefined) return 'when is not known';
  const left = new Date(deletionDate).getTime() - now.getTime();
  const date = dayAndTime(new Date(deletionDate));
  return left > 0 ? `in ${span(left)}, not before ${date}` : `at any moment: its waiting period ended ${date}`;
}

function refused({ count: fresh, total, callers, callersNotListed, severity, due, confirmed }: SummaryKey): string[] {
  const lastChance = due.includes('reminder') ? ', LAST CHANCE' : '';
  const more = fresh === 0 ? 'not again' : `${count(fresh, 'time')} more`;
  const times = fresh === total ? count(total, 'time') : `${more}, ${count(total, 'time')} in all`;
  const rest =
    callersNotListed > 0
      ? [`and at least ${count(callersNotListed, 'more caller or operation', 'more callers or operations')}`]
      : [];
  const who = callers.map(
    ({ caller, operation, count: times }) =>
      `${forEmail(caller, 60)}, ${forEmail(operation, 40)}, ${count(times, 'time')}`,
  );
  return [
    ...field(confirmed ? 'Refused' : 'Reported', `${times} (${severity}${lastChance})`),
    ...[...who, ...rest].flatMap((line) => field('', line)),
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
