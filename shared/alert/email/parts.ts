import type { Alert, AlertOfKey } from '../alert.ts';
import { forEmail } from '../inert.ts';
import { meantToGo as wordsOfMeantToGo } from '../meant-to-go.ts';
import { lastUse, lateness, scheduledBy, unknownParts } from '../particulars.ts';
import { clockWithSeconds } from '../time.ts';
import { field, hanging, wrap } from './layout.ts';

/** What to do where the key is meant to go, where there is something to say; the command unwrapped and flush left. */
export function meantToGo(alert: AlertOfKey, now: Date): string[] {
  const what = wordsOfMeantToGo(alert, now);
  if (what === undefined) return [];
  return what.command === undefined ? wrap(what.words) : [...wrap(`${what.words}:`), what.command];
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
