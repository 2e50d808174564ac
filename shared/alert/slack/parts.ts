import type { KnownBlock } from '@slack/types';
import { isAboutKey, isCount } from '../about-key.ts';
import type { Alert, AlertOfKey } from '../alert.ts';
import { forSlackCode, forSlackText } from '../inert.ts';
import type { Medium } from '../medium.ts';
import { lateness, unknownParts } from '../particulars.ts';
import { minuteSeenFrom } from '../time.ts';
import { keyName, titleWith } from '../wording.ts';
import { context, fitting, link, section } from './blocks.ts';
import { SLACK_LIMITS } from './message.ts';

/** Slack's markup: what is not our own words stands in code spans. */
export const SLACK: Medium = {
  text: (text, most = 96) => forSlackCode(text, most),
  data: (type, id) => forSlackCode(`${type} ${id}`, 100),
  time: minuteSeenFrom,
};

/** To the minute, a first and a last time are often the same one. */
export const onceIfSame = (text: string): string => text.replace(/(today \S+ UTC|\w{3} \d[^,]* UTC) to \1$/, '$1');

/** What comes before everything: "CRITICAL", or that it is a drill. */
export const severityWord = ({ kind, severity }: Alert): string => (kind === 'test' ? 'TEST' : severity.toUpperCase());

const SHORTEST_NAME = 12;

/** "HIGH - KMS key alias/ledger-prod still in use, destroyed in 6 days". Too long, it loses of the key's name, not of when. */
export function titleOfKey(alert: AlertOfKey, now: Date): string {
  for (let most = 60; ; most -= 8) {
    const title = `${severityWord(alert)} - ${titleWith(keyName(alert, most), alert, now)}`;
    if (most <= SHORTEST_NAME || forSlackText(title, 400).length <= SLACK_LIMITS.header) return title;
  }
}

/** What stands in notifications: the title, and whose account it is. */
export function notificationOf(title: string, ...whose: readonly string[]): string {
  const place = whose.map((one) => forSlackText(one, 60)).join(', ');
  return `${forSlackText(title, 240)}${place === '' ? '' : ` - ${place}`}`;
}

/** Whose account the notification names: ours as well, where the key is another's. */
export function whoseOf({ key, caller, event }: AlertOfKey): string[] {
  const owner = key.accountName ?? key.accountId;
  if (!key.otherAccount) return owner === undefined ? [] : [owner];
  const ours = caller.accountName ?? caller.accountId ?? event.recipientAccountId;
  return [...(ours === undefined ? [] : [ours]), ...(owner === undefined ? [] : [`key of ${owner}`])];
}

/** The links in one line, as far as they fit. The console of our account does not find a key of another. */
export function linkLine(alert: Alert): string[] {
  const isForeign = isAboutKey(alert) && alert.key.otherAccount;
  const links = alert.links.filter(({ title }) => !isForeign || title !== 'Open the key');
  const shown = links.flatMap(({ title, url }) => link(title, url)).slice(0, MOST_LINKS);
  return shown.length === 0 ? [] : [shown.join(' | ')];
}

// The key, the event, the runbook. So many of the greatest length fit into a section.
const MOST_LINKS = 3;

export const linksOf = (alert: Alert): KnownBlock[] => linkLine(alert).map((line) => section(line));

const SMALL_PRINT = 2000;

/** The small print of an alert about a key; the last line, with its ids, always stands. */
export const smallPrint = (alert: AlertOfKey, now: Date, ...first: readonly string[]): KnownBlock =>
  context(...fittingAbove([...first, ...following(alert)], idsOf(alert, now), SMALL_PRINT));

/** What is not known of a key, and what follows. */
export const following = (alert: AlertOfKey): string[] => [
  ...unknownParts(alert, SLACK).map((part) => `Not known: ${part}`),
  ...nextOf(alert),
];

/** When people hear of it again. */
export const nextOf = ({ nextMessage }: Alert): string[] =>
  nextMessage === undefined ? [] : [forSlackText(nextMessage, 400)];

/** Which event, how late, which alert. A count has many events. */
export function idsOf(alert: AlertOfKey, now: Date): string {
  if (isCount(alert)) return idOf(alert);
  const { id } = alert.event;
  const late = lateness(alert, now);
  const event = id === undefined ? 'Event without id' : `Event ${forSlackCode(id, 40)}`;
  return `${event}${late === undefined ? '' : `, ${late}`}. ${idOf(alert)}`;
}

/** By which a message that comes twice is known. */
export const idOf = ({ id }: Alert): string => `Alert ${forSlackCode(id, 64)}`;

/** Lines that give way to the last one. */
export const fittingAbove = (lines: readonly string[], last: string, most: number): string[] =>
  lines.length === 0 ? [last] : [fitting(lines, most - last.length - 1), last];
