import type { AtRiskKey, BlindSpotAlert } from '../alert.ts';
import { goesWhen } from '../fate.ts';
import { forChatCode, forChatText } from '../inert-chat.ts';
import { count, minuteSeenFrom } from '../time.ts';
import { closing, item, linkItems } from './words.ts';

const MOST_KEYS = 3;

/** A check that has turned: what it means, why, since when, by whom, which keys are at risk. */
export function aboutBlindSpot(alert: BlindSpotAlert, now: Date): string[] {
  const { state, found, check, since, lastWell } = alert;
  const at = (time: string) => minuteSeenFrom(new Date(time), now);
  const well = lastWell === undefined ? 'never found well before' : `well until ${at(lastWell)}`;
  return [
    opening(alert),
    '',
    ...item(state === 'failed' ? 'Why' : 'Found now', forChatCode(found, 400)),
    ...item('Check', forChatCode(`${check.title} (${check.id})`, 150)),
    ...item(
      'Guard of',
      forChatCode(alert.accountName === undefined ? alert.accountId : `${alert.accountName} (${alert.accountId})`),
    ),
    ...item(state === 'failed' ? 'Since' : 'Failed', `found ${at(since)}; ${well}`),
    ...item('Changed by', changedBy(alert, now)),
    ...atRisk(alert, now),
    ...linkItems(alert),
    '',
    ...alert.unavailable
      .filter(({ part }) => part !== 'atRisk' && part !== 'changedBy')
      .map(({ reason }) => `Not known besides: ${forChatCode(reason, 160)}.`),
    ...closing(alert),
  ];
}

function opening({ state, concerns, meaning, stillFailing }: BlindSpotAlert): string {
  const isSight = concerns === 'seeing';
  if (state === 'failed') return forChatText(meaning, 400);
  if (stillFailing.length > 0)
    return `One check is well again, not all: ${forChatText(stillFailing.join(', '), 300)} still ${stillFailing.length === 1 ? 'fails' : 'fail'}.`;
  return isSight
    ? 'KMS Deletion Guard sees again. Use of a key pending deletion may not have been seen meanwhile.'
    : 'Alerts arrive again. Some may have reached nobody meanwhile.';
}

const reasonOf = ({ unavailable }: BlindSpotAlert, part: string): string | undefined => {
  const missing = unavailable.find((one) => one.part === part);
  return missing && `not known (${forChatCode(missing.reason, 160)})`;
};

function changedBy(alert: BlindSpotAlert, now: Date): string | undefined {
  if (alert.changedBy === undefined) return reasonOf(alert, 'changedBy');
  const { principal, event, time } = alert.changedBy;
  return `${forChatCode(principal, 80)}: ${forChatCode(event, 60)}, ${minuteSeenFrom(new Date(time), now)}`;
}

function atRisk(alert: BlindSpotAlert, now: Date): string[] {
  const { atRisk: keys, atRiskNotListed } = alert;
  const unread = reasonOf(alert, 'atRisk');
  if (unread !== undefined) return item('At risk', unread);
  const all = keys.length + atRiskNotListed;
  if (all === 0) return item('At risk', 'no key that could be looked at is pending deletion now');
  const rest = all - Math.min(keys.length, MOST_KEYS);
  return [
    ...item('At risk', `${count(all, 'key')} pending deletion now`),
    ...keys.slice(0, MOST_KEYS).flatMap((key) => item(labelOf(key), goesWhen(key, now))),
    ...(rest > 0 ? [`- and ${count(rest, 'key')} more`] : []),
  ];
}

const labelOf = ({ alias, arn, region }: AtRiskKey): string =>
  `${forChatCode(alias ?? arn.split('/').at(-1) ?? arn, 60)} (${forChatCode(region, 30)})`;
