import { kmsCommand } from '../../shared/alert/kms-command.ts';
import { count, dayAndTime, span, timeSeenFrom } from '../../shared/alert/time.ts';
import { parseStrictKeyArn } from '../../shared/kms/key-arn.ts';
import type { RescuedKey, RescueReport } from '../reports/rescue.ts';
import { labelled, paragraph } from './layout.ts';
import { shown } from './shown.ts';

const row = (label: string, text: string): string => labelled(label, text, 11);

/** What is known of a key before anything is done. */
export function foundText(key: RescuedKey, now: Date): string {
  const { aliases = [], tags, scheduledBy, lastUsed, before, description } = key;
  const seen = (time: string) => timeSeenFrom(new Date(time), now);
  const why = (part: string) => {
    const reason = key.notKnown.find((one) => one.part === part)?.reason;
    return reason === undefined ? 'none' : `not known: ${shown(reason)}`;
  };
  return [
    paragraph(`Key ${shown(aliases[0] ?? 'without an alias that is known', 60)}`),
    `  ${shown(key.arn)}\n`,
    row('state', shown(key.state, 40)),
    row('deleted', endOf(key, now)),
    row('aliases', aliases.length === 0 ? why('aliases') : shown(aliases.join(', '))),
    row('tags', tags === undefined ? why('tags') : shown(tagsOf(tags))),
    row(
      'scheduled',
      scheduledBy === undefined
        ? why('scheduledBy')
        : `${seen(scheduledBy.time)} by ${shown(scheduledBy.principal, 120)}`,
    ),
    row('last used', lastUsed === undefined ? why('lastUsed') : lastUse(lastUsed, seen)),
    row('before', beforeOf(before)),
    description === undefined ? '' : row('about', shown(description, 120)),
  ].join('');
}

function endOf({ deletionDate, state, pendingWindowInDays: days }: RescuedKey, now: Date): string {
  if (deletionDate !== undefined) {
    const left = Date.parse(deletionDate) - now.getTime();
    return `${dayAndTime(new Date(deletionDate))} (${left > 0 ? `${span(left)} left` : 'due'})`;
  }
  if (state !== 'PendingReplicaDeletion') return 'no date';
  return `${days === undefined ? 'some time' : count(days, 'day')} after its last replica is gone`;
}

const tagsOf = (tags: Readonly<Record<string, string>>): string =>
  Object.entries(tags)
    .map(([name, value]) => `${name}=${value}`)
    .join(', ') || 'none';

const lastUse = (
  { used, operation = '', time }: NonNullable<RescuedKey['lastUsed']>,
  seen: (time: string) => string,
) =>
  used && time !== undefined ? `${seen(time)} (${shown(operation, 40)})` : 'no good use on record; that is not never';

function beforeOf({ state, reason }: RescuedKey['before']): string {
  switch (state) {
    case 'Enabled':
      return `Enabled when its deletion was scheduled: ${shown(reason)}`;
    case 'Disabled':
      return `DISABLED ALREADY when its deletion was scheduled, perhaps on purpose: ${shown(reason)}`;
    case 'unknown':
      return `not known whether it was Enabled when its deletion was scheduled: ${shown(reason)}`;
  }
}

/** What will be done, which is then asked about. */
export function planText({ state, before }: RescuedKey, plan: { cancel: boolean; enable: boolean }): string {
  const careful =
    plan.enable && before.state !== 'Enabled'
      ? ' Nothing shows that it was: somebody may have disabled it on purpose.'
      : '';
  if (!plan.cancel) return `\n${paragraph(`This enables the key, which is not pending deletion.${careful}`)}`;
  const after = plan.enable
    ? `Then it enables the key, for everybody who may use it.${careful}`
    : 'The key is then Disabled: whoever uses it KEEPS FAILING until it is enabled (--enable).';
  const replicas =
    state === 'PendingReplicaDeletion' ? ' Its replicas are keys of their own, and are not touched.' : '';
  return `\n${paragraph(`This cancels the deletion of the key. ${after}${replicas}`)}`;
}

/** What came of it, as KMS answered and the key was read. */
export function resultText(report: RescueReport): string {
  return [
    '\n',
    ...[cancelText(report), enableText(report), readText(report)]
      .filter((text) => text !== '')
      .map((text) => paragraph(text)),
    report.writeId === undefined ? '' : paragraph(`In CloudTrail: rescue/${report.writeId} in the user agent.`),
    commandFor(report),
  ].join('');
}

function cancelText({ cancel, key, reason, writeId, enable }: RescueReport): string {
  const why = reason === '' ? '' : `: ${shown(reason)}`;
  switch (cancel) {
    case 'nothing-done':
      return `Nothing was done${why}.`;
    case 'cancelled':
      return 'CANCELLED: KMS answered that the deletion is cancelled.';
    case 'answer-lost':
      return "CANCELLED, it seems: KMS's answer was lost, and the key was read as not pending deletion since.";
    case 'refused':
      return `FAILED${why}. THE DELETION GOES ON, as far as that was read. It takes the right kms:CancelKeyDeletion.`;
    case 'unclear':
      return `NOT KNOWN whether the deletion was cancelled${why}. Look at the key again.`;
    case 'not-pending':
      if (writeId !== undefined && enable === undefined)
        return `Somebody else was faster: it is not pending deletion any more${why}.`;
      if (enable === 'not-tried')
        return `It is not pending deletion any more, by somebody else, and was not enabled${why}.`;
      return writeId === undefined
        ? `It is not pending deletion: it is ${shown(key.state, 40)}. Nothing was done.${key.state === 'Disabled' ? ' To enable it, add --enable.' : ''}`
        : '';
  }
}

function enableText({ enable, cancel, reason }: RescueReport): string {
  const why = reason === '' ? '' : `: ${shown(reason)}`;
  switch (enable) {
    case 'enabled':
      return 'ENABLED: KMS answered so, or it was read so.';
    case 'refused':
      return `NOT ENABLED${why}. Whoever uses it keeps failing. It takes the right kms:EnableKey.`;
    case 'not-tried':
      return cancel === 'cancelled' || cancel === 'answer-lost'
        ? `NOT ENABLED${why}. Whoever uses it keeps failing.`
        : '';
    default:
      return '';
  }
}

function readText({ readBack }: RescueReport): string {
  if (readBack === undefined) return '';
  if (readBack.state === undefined)
    return `It could not be read since: ${shown(readBack.unread ?? 'no reason given')}.`;
  const date = readBack.deletionDate;
  const goes = date === undefined ? '' : `, deleted ${dayAndTime(new Date(date))}`;
  return `The key was read as ${shown(readBack.state, 40)}${goes}.`;
}

/** What is left to do, for a shell. */
function commandFor({ readBack, enable, cancel, key }: RescueReport): string {
  const strict = parseStrictKeyArn(key.arn);
  if (strict === undefined || enable === 'enabled' || readBack?.state !== 'Disabled') return '';
  if (cancel !== 'cancelled' && cancel !== 'answer-lost' && enable !== 'refused') return '';
  return `${paragraph('To enable it:')}${kmsCommand('enable-key', strict)}\n`;
}
