import type { AtRiskKey, BlindSpotAlert } from './alert.ts';
import { fateOf } from './fate.ts';
import { EMAIL, type Medium } from './medium.ts';
import { count, span } from './time.ts';

/** Keys that are named; the rest is a number. */
const MOST_KEYS = 3;

/** How a message about a check that has turned begins. `own` shows texts of our own code. */
export function blindSpotOpening(
  alert: BlindSpotAlert,
  now: Date,
  own: (text: string, most: number) => string,
  medium: Medium = EMAIL,
): { heading: string; text: string } {
  const { state, concerns, meaning, stillFailing } = alert;
  const { failed, again, lost } = WORDS[concerns];
  if (state === 'failed') return { heading: failed, text: own(meaning, 400) };
  if (stillFailing.length > 0)
    return {
      heading: 'One check is well again, not all',
      text: `${count(stillFailing.length, 'other check')} still ${stillFailing.length === 1 ? 'fails' : 'fail'}: ${own(stillFailing.join(', '), 300)}.`,
    };
  return { heading: again, text: `${lost} ${between(alert, now, medium)}.` };
}

const WORDS: Readonly<Record<BlindSpotAlert['concerns'], Readonly<Record<'failed' | 'again' | 'lost', string>>>> = {
  seeing: {
    failed: 'KMS Deletion Guard cannot see',
    again: 'KMS Deletion Guard sees again',
    lost: 'Use of a key pending deletion may not have been seen',
  },
  telling: {
    failed: 'Alerts may reach nobody',
    again: 'Alerts arrive again',
    lost: 'Alerts may have reached nobody',
  },
  acting: {
    failed: 'KMS Deletion Guard cannot cancel',
    again: 'KMS Deletion Guard may cancel again',
    lost: 'Deletions that it was to cancel may have gone on',
  },
};

/** The time in which it may have failed: from when it was last well. */
function between({ lastWell }: BlindSpotAlert, now: Date, { time }: Medium): string {
  const from = lastWell === undefined ? '' : `from ${time(new Date(lastWell), now)} `;
  return `${from}until ${time(now, now)}`;
}

/** When it was first found failing, and last found well. */
export function whenFound({ since, lastWell }: BlindSpotAlert, now: Date, { time }: Medium = EMAIL): string {
  const well = lastWell === undefined ? 'never found well before' : `well until ${time(new Date(lastWell), now)}`;
  return `found ${time(new Date(since), now)}; ${well}`;
}

/** Who may have caused it, where that is known. */
export function changedBy(
  { changedBy: change }: BlindSpotAlert,
  now: Date,
  medium: Medium = EMAIL,
): string | undefined {
  if (change === undefined) return undefined;
  const call = `${medium.text(change.event, 60)}, ${medium.time(new Date(change.time), now)}`;
  return `by ${medium.text(change.principal, 80)}: ${call}`;
}

/** Keys whose use may not be seen: how many, then a line for each that is named; none where that is not known. */
export function keysAtRisk(alert: BlindSpotAlert, now: Date, medium: Medium = EMAIL): string[] {
  const { atRisk: keys, atRiskNotListed, unavailable } = alert;
  if (unavailable.some(({ part }) => part === 'atRisk')) return [];
  const all = keys.length + atRiskNotListed;
  if (all === 0) {
    const far = unavailable.some(({ part }) => part === 'atRisk.notSeen') ? ', as far as could be looked' : '';
    return [`no key of this account is pending deletion now${far}`];
  }
  const [first] = keys;
  const goes = first === undefined ? '' : `, the first ${endOf(first, now)}`;
  const more = all - Math.min(keys.length, MOST_KEYS);
  return [
    `${count(all, 'key')} pending deletion now${goes}`,
    ...keys.slice(0, MOST_KEYS).map((key) => `${nameOf(key, medium)}, ${endOf(key, now)}`),
    ...(more > 0 ? [`and ${more.toLocaleString('en-US')} more`] : []),
  ];
}

const nameOf = ({ alias, arn, region }: AtRiskKey, { text }: Medium): string =>
  `${text(alias ?? arn.split('/').at(-1) ?? arn, 60)} (${text(region, 30)})`;

function endOf(key: AtRiskKey, now: Date): string {
  const fate = fateOf(key, now);
  switch (fate.kind) {
    case 'waits-for-replicas':
      return 'waits for its replicas to be deleted';
    case 'unknown':
      return 'destroyed at a time that is not known';
    case 'ahead':
      return `destroyed in ${span(fate.left)}`;
    case 'past':
      return 'should be gone by now';
    case 'due':
      return 'may be destroyed at any moment';
  }
}

const PART_NAMES: Readonly<Record<string, string>> = {
  atRisk: 'keys at risk',
  'atRisk.notSeen': 'keys at risk elsewhere',
  'atRisk.otherAccounts': 'keys at risk in other accounts',
  changedBy: 'who changed it',
  watch: 'what was told before',
};

/** "keys at risk (no right kms:ListKeys)". */
export const unknownPartsOfCheck = ({ unavailable }: BlindSpotAlert, { text }: Medium = EMAIL): string[] =>
  unavailable.flatMap(({ part, reason }) =>
    Object.hasOwn(PART_NAMES, part) ? [`${PART_NAMES[part]} (${text(reason, 160)})`] : [],
  );
