import type { AlertOfKey, AutomaticRemediation, RemediationWrite } from './alert.ts';
import { EMAIL, type Medium } from './medium.ts';
import { automaticOf, standingOf } from './rescue-standing.ts';

/** What the guard did in particular, each under its label: why, what the key was before, what it was read as since. */
export function rescueFacts(alert: AlertOfKey, now: Date, medium: Medium = EMAIL): [label: string, text: string][] {
  const done = automaticOf(alert);
  if (done === undefined || standingOf(alert) === undefined) return [];
  const { write } = done;
  const isCancelStep = done.outcome !== 'nothing-done';
  return [
    ...(isCancelStep
      ? pair('Saved for', `${medium.text(done.reason, 120)} (mode ${done.modeOfKey ?? done.mode})`)
      : []),
    ...(write === undefined ? [] : pair('Before', stateBefore(write, medium))),
    ...(write === undefined ? [] : enabling(done, write, medium)),
    ...(write === undefined ? [] : pair('Read back', readBack(write, now, medium))),
    ...(alert.key.multiRegion === true ? pair('Replicas', REPLICAS) : []),
  ];
}

const pair = (label: string, text: string): [label: string, text: string][] => [[label, text]];

const REPLICAS =
  'related multi-Region keys are cancelled each on its own: if one is pending deletion too, that goes on';

function stateBefore({ before }: RemediationWrite, { text }: Medium): string {
  const how = text(before.reason, 150);
  if (before.state === 'Enabled') return `Enabled when its deletion was scheduled (${how})`;
  return before.state === 'Disabled'
    ? `already Disabled when its deletion was scheduled, perhaps on purpose (${how})`
    : `whether it was Enabled when its deletion was scheduled is unknown: ${how}`;
}

/** Why a key is Disabled still that might have been enabled as well. */
function enabling(
  { triedAgain, modeOfKey }: AutomaticRemediation,
  { enable }: RemediationWrite,
  { text }: Medium,
): [label: string, text: string][] {
  if (enable?.outcome === 'enabled') return [];
  if (enable === undefined)
    return modeOfKey === 'cancel-and-enable'
      ? pair('Enabling', 'not done: the guard enables only what is shown to have been Enabled before')
      : [];
  const tried = enable.outcome === 'refused' ? 'tried, and it failed' : 'not tried';
  const why = enable.reason === '' ? '' : `: ${text(enable.reason, 150)}`;
  return pair('Enabling', `${tried}${why}; ${triedAgain ? 'tried again within minutes' : 'not tried again'}`);
}

/** "today 03:12:03 UTC: Disabled, no deletion date". Told as read, never better. */
function readBack({ readBack: read }: RemediationWrite, now: Date, { text, time }: Medium): string {
  if (read.state === undefined) return `could not be read (${text(read.unread ?? 'no reason given', 120)})`;
  const at = read.time === undefined ? '' : `${time(new Date(read.time), now)}: `;
  const date =
    read.deletionDate === undefined ? 'no deletion date' : `deletion date ${time(new Date(read.deletionDate), now)}`;
  return `${at}${text(read.state, 30)}, ${date}`;
}

/** By which CloudTrail tells the guard's own call apart; undefined where it made none. */
export function auditOf(alert: AlertOfKey, { text }: Medium = EMAIL): string | undefined {
  const write = automaticOf(alert)?.write;
  if (write === undefined) return undefined;
  const request = write.requestId === undefined ? '' : `, request ${text(write.requestId, 40)}`;
  return `Audit: look in CloudTrail for CancelKeyDeletion with ${text(`rescue/${write.id}`, 60)} in its user agent${request}.`;
}
