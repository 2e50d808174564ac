import type { AtRiskKey, BlindSpotAlert } from '../alert.ts';
import { forEmail } from '../inert.ts';
import { count, span, timeSeenFrom } from '../time.ts';
import { field, hanging, wrap } from './layout.ts';
import { nextMessage, origin } from './parts.ts';

/** Keys that are named; the rest is a number. */
const MOST_KEYS = 3;

/** The body for a check that has turned: what it means, why, since when, by whom, which keys are at risk, and what mends it. */
export function blindSpotBody(alert: BlindSpotAlert, now: Date): string[] {
  return [
    ...opening(alert, now),
    '',
    ...field(alert.state === 'failed' ? 'Why' : 'Found now', forEmail(alert.found, 400)),
    ...field('Check', `${forEmail(alert.check.title, 100)} (${forEmail(alert.check.id, 40)})`),
    ...when(alert, now),
    ...by(alert, now),
    ...atRisk(alert, now),
    '',
    'WHAT TO DO',
    ...steps(alert),
    ...eventLink(alert),
    '',
    ...notKnown(alert),
    ...nextMessage(alert),
    ...origin(alert),
  ];
}

function opening(alert: BlindSpotAlert, now: Date): string[] {
  const { state, concerns, meaning, stillFailing } = alert;
  const isSight = concerns === 'seeing';
  if (state === 'failed')
    return [isSight ? 'KMS DELETION GUARD CANNOT SEE' : 'ALERTS MAY REACH NOBODY', ...wrap(plain(meaning, 400))];
  if (stillFailing.length > 0)
    return [
      'ONE CHECK IS WELL AGAIN, NOT ALL',
      ...wrap(
        `${count(stillFailing.length, 'other check')} still ${stillFailing.length === 1 ? 'fails' : 'fail'}: ${plain(stillFailing.join(', '), 300)}.`,
      ),
    ];
  const lost = isSight ? 'Use of a key pending deletion may not have been seen' : 'Alerts may have reached nobody';
  return [
    isSight ? 'KMS DELETION GUARD SEES AGAIN' : 'ALERTS ARRIVE AGAIN',
    ...wrap(`${lost} ${between(alert, now)}.`),
  ];
}

/** The time in which it may have failed: from when it was last well. */
function between({ lastWell }: BlindSpotAlert, now: Date): string {
  const from = lastWell === undefined ? '' : `from ${timeSeenFrom(new Date(lastWell), now)} `;
  return `${from}until ${timeSeenFrom(now, now)}`;
}

function when({ state, since, lastWell }: BlindSpotAlert, now: Date): string[] {
  const well =
    lastWell === undefined ? 'never found well before' : `well until ${timeSeenFrom(new Date(lastWell), now)}`;
  const label = state === 'failed' ? 'Since' : 'Failed';
  return field(label, `found ${timeSeenFrom(new Date(since), now)}; ${well}`);
}

function by({ changedBy }: BlindSpotAlert, now: Date): string[] {
  if (changedBy === undefined) return [];
  const { principal, event, time } = changedBy;
  const call = `${forEmail(event, 60)}, ${timeSeenFrom(new Date(time), now)}`;
  return field('Changed', `by ${forEmail(principal, 80)}: ${call}`);
}

function atRisk(alert: BlindSpotAlert, now: Date): string[] {
  const { atRisk: keys, atRiskNotListed, unavailable } = alert;
  if (unavailable.some(({ part }) => part === 'atRisk')) return [];
  const all = keys.length + atRiskNotListed;
  if (all === 0) {
    const far = unavailable.some(({ part }) => part === 'atRisk.notSeen') ? ', as far as could be looked' : '';
    return field('At risk', `no key of this account is pending deletion now${far}`);
  }
  const [first] = keys;
  const goes = first === undefined ? '' : `, the first ${fate(first, now)}`;
  const more = all - Math.min(keys.length, MOST_KEYS);
  return [
    ...field('At risk', `${count(all, 'key')} pending deletion now${goes}`),
    ...keys.slice(0, MOST_KEYS).flatMap((key) => field('', `${nameOf(key)}, ${fate(key, now)}`)),
    ...(more > 0 ? field('', `and ${more.toLocaleString('en-US')} more`) : []),
  ];
}

const nameOf = ({ alias, arn, region }: AtRiskKey): string =>
  `${forEmail(alias ?? arn.split('/').at(-1) ?? arn, 60)} (${forEmail(region, 30)})`;

function fate({ deletionDate, state }: AtRiskKey, now: Date): string {
  if (state === 'PendingReplicaDeletion') return 'waits for its replicas to be deleted';
  if (deletionDate === undefined) return 'destroyed at a time that is not known';
  const left = new Date(deletionDate).getTime() - now.getTime();
  return left > 0 ? `destroyed in ${span(left)}` : 'may be destroyed at any moment';
}

/** As in alerts about keys, but that titles hold names, so that no line after the first may be flush left. */
const steps = ({ nextSteps }: BlindSpotAlert): string[] =>
  nextSteps.flatMap(({ title, command, url }, at) => [
    ...hanging(`${at + 1}. ${title}${command === undefined && url === undefined ? '.' : ':'}`),
    ...(command === undefined ? [] : [command]),
    ...(url === undefined ? [] : [url]),
  ]);

function eventLink({ links }: BlindSpotAlert): string[] {
  const link = links.find(({ title }) => title === 'Event');
  return link === undefined ? [] : ['The call that changed it:', link.url];
}

const PART_NAMES: Readonly<Record<string, string>> = {
  atRisk: 'keys at risk',
  'atRisk.notSeen': 'keys at risk elsewhere',
  'atRisk.otherAccounts': 'keys at risk in other accounts',
  changedBy: 'who changed it',
  watch: 'what was told before',
};

function notKnown({ unavailable }: BlindSpotAlert): string[] {
  const parts = unavailable.flatMap(({ part, reason }) =>
    Object.hasOwn(PART_NAMES, part) ? [`${PART_NAMES[part]} (${forEmail(reason, 160)})`] : [],
  );
  return parts.length === 0 ? [] : hanging(`Not known: ${parts.join('; ')}.`);
}

/** Our own words, which may break anywhere. */
const plain = (text: string, most: number): string => forEmail(text, most).replaceAll('\u00a0', ' ');
