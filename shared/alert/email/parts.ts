import { parseStrictKeyArn } from '../../kms/key-arn.ts';
import type { Alert, AlertOfKey } from '../alert.ts';
import { forEmail } from '../inert.ts';
import { lastUse, lateness, MEANT_TO_GO, scheduledBy, unknownParts } from '../particulars.ts';
import { clockWithSeconds } from '../time.ts';
import { field, hanging, wrap } from './layout.ts';

const LAST_CHANCE_MS = 72 * 3_600_000;

/** What to do where the key is meant to go; with the command that silences it, where a silence would work. */
export function meantToGo(alert: AlertOfKey, now: Date): string[] {
  const { key, guard, operation } = alert;
  const management = operation.class === 'management';
  // A silence on use ends 72 hours before the key does; nothing of a replay can be silenced; a key of no known form stands in no command.
  const left = key.deletionDate === undefined ? 0 : new Date(key.deletionDate).getTime() - now.getTime();
  const works = management || left > LAST_CHANCE_MS;
  const silenceable = guard.stack !== 'replay' && alert.kind !== 'test' && parseStrictKeyArn(key.arn) !== undefined;
  if (!works || !silenceable) return management ? [] : wrap(MEANT_TO_GO);
  const region = guard.region === undefined ? '' : ` --region ${guard.region}`;
  const scope = management ? ' --class management --for 21d' : ' --for 24h';
  return [
    ...(management
      ? wrap('Not to hear of these calls for a while:')
      : wrap(`${MEANT_TO_GO} Then, not to hear of it for a while:`)),
    `kms-deletion-guard silence add${region} --key ${key.arn}${scope} --reason "..."`,
  ];
}

/** Who asked for the deletion, where that is known. */
export const scheduled = (alert: AlertOfKey, now: Date): string[] => labelled('Scheduled', scheduledBy(alert, now));

/** When the key was last of use to somebody, where that is known. */
export const lastUsed = (alert: AlertOfKey, now: Date): string[] =>
  labelled('Last used successfully', lastUse(alert, now));

/** A field, where there is something to say. */
export const labelled = (label: string, text: string | undefined): string[] =>
  text === undefined ? [] : field(label, text);

/** When people hear of it again. */
export const nextMessage = ({ nextMessage: sentence }: Alert): string[] =>
  sentence === undefined ? [] : wrap(sentence);

/** What must be done, each step with its command on a line of its own, unwrapped and flush left. */
export function steps(alert: AlertOfKey): string[] {
  return alert.nextSteps.flatMap(({ title, command }, at) => [
    ...wrap(`${at + 1}. ${title}${command === undefined ? '.' : ':'}`),
    ...(command === undefined ? [] : [command]),
  ]);
}

/** The link to the key, with the words above it. */
export function keyLink(alert: AlertOfKey): string[] {
  const link = alert.links.find(({ title }) => title === 'Open the key');
  if (link === undefined) return [];
  const where = alert.key.accountName ?? alert.key.accountId ?? 'the account';
  return [...wrap(`Sign in to ${forEmail(where, 40)} and open the key:`), link.url];
}

/** "Not known: tags (no right kms:ListResourceTags)." */
export function notKnown(alert: AlertOfKey): string[] {
  const parts = unknownParts(alert);
  return parts.length === 0 ? [] : hanging(`Not known: ${parts.join('; ')}.`);
}

/** The line that proves where this came from: event, its time, how late we are, the runbook. */
export function footer(alert: AlertOfKey, now: Date): string[] {
  const { id, time } = alert.event;
  const when = time === undefined ? '' : ` ${clockWithSeconds(new Date(time))} UTC`;
  const late = lateness(alert, now);
  const told = late === undefined ? '' : `, ${late}`;
  return [...wrap(`Event ${forEmail(id ?? 'without id', 40)}${when}${told}.`), ...origin(alert)];
}

/** Which alert this is, and where to read on. */
export function origin({ id, links }: Alert): string[] {
  const runbook = links.find(({ title }) => title === 'Runbook');
  return [`Alert ${id}.`, ...(runbook === undefined ? [] : ['Runbook:', runbook.url])];
}
