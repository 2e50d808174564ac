import type { AlertOfKey, AutomaticRemediation } from './alert.ts';
import { EMAIL, type Medium } from './medium.ts';
import { automaticOf, isRefusedSince, isStateRead, standingOf } from './rescue-standing.ts';
import { count, dayAndTime } from './time.ts';

/** The title of an alert about a key whose deletion the guard cancelled; undefined where that is not what it is about. */
export function titleOfRescued(name: string, alert: AlertOfKey, { text }: Medium = EMAIL): string | undefined {
  const standing = standingOf(alert);
  switch (standing) {
    case undefined:
      return undefined;
    case 'disabled': {
      const times = alert.kind === 'digest' ? `, ${count(alert.occurrences.count, 'refusal')}` : '';
      return isRefusedSince(alert)
        ? `still down: ${name} is Disabled since the guard's cancel${times}`
        : `SAVED but DISABLED: ${name}, service still down`;
    }
    case 'works':
      return automaticOf(alert)?.outcome === 'restored'
        ? `SAVED and restored: ${name} is Enabled again`
        : `SAVED: ${name} is Enabled again`;
    case 'other-state':
      return `cancelled by the guard, not usable: ${name} is ${text(stateOf(alert) ?? '', 30)}`;
    case 'still-shown-pending':
      return `LOOK NOW: ${name}, cancelled by the guard, still shown as pending deletion`;
    case 'unread':
      return `cancelled by the guard, but not read since: ${name}`;
  }
}

/** The first words about such a key: what was done, who still fails. The heading without a full stop. */
export function openingOfRescued(
  alert: AlertOfKey,
  now: Date,
  medium: Medium = EMAIL,
): { heading: string; text: string } {
  const standing = standingOf(alert);
  const done = automaticOf(alert);
  const cancelled = `KMS Deletion Guard cancelled the deletion of this key${cancelledWhen(done, now, medium)}.`;
  const lost = `KMS Deletion Guard cancelled the deletion of this key${cancelledWhen(done, now, medium)} (its answer was lost; the key was read since).`;
  const did = done?.outcome === 'answer-lost' ? lost : cancelled;
  switch (standing) {
    case undefined:
    case 'disabled':
      return isRefusedSince(alert)
        ? {
            heading: "Still down: the key is Disabled since the guard's cancel",
            text: `${did} The data is safe, but${who(alert, medium)} KEEPS FAILING until the key is enabled.`,
          }
        : {
            heading: 'Saved, but the key is disabled',
            text: `${did} The data is safe. THE KEY IS DISABLED:${who(alert, medium)} KEEPS FAILING, as does whatever else needs it, until you enable it.${disabledSince(done)}`,
          };
    case 'works':
      return done?.outcome === 'restored'
        ? {
            heading: 'Saved and restored: the key is Enabled again',
            text: `${did} Then it enabled the key, which was Enabled before its deletion was scheduled.`,
          }
        : { heading: 'Saved: the key is Enabled again', text: `${did} It was read as Enabled since: it works again.` };
    case 'other-state':
      return {
        heading: 'Its deletion is cancelled, but the key cannot be used',
        text: `${did} It was read as ${medium.text(stateOf(alert) ?? '', 30)} since. ${whyUnusable(stateOf(alert))}${who(alert, medium)} KEEPS FAILING until then.`,
      };
    case 'still-shown-pending':
      return {
        heading: 'Cancelled by the guard, but still shown as pending deletion: look now',
        text: `${did} KMS may show that a few minutes late. As long as it shows the key as pending, do not count on it${end(alert)}.`,
      };
    case 'unread':
      return {
        heading: 'Cancelled by the guard, but the key could not be read since',
        text: `${did} A cancelled key is Disabled: expect that${who(alert, medium)} KEEPS FAILING until it is enabled.`,
      };
  }
}

/** When it goes if it is pending all the same. */
const end = ({ key }: AlertOfKey): string =>
  key.deletionDate === undefined ? '' : `: it would go ${dayAndTime(new Date(key.deletionDate))}`;

/** What a cancel leaves behind, but for Disabled. Source: KMS Developer Guide, "Key states of AWS KMS keys". */
function whyUnusable(state: string | undefined): string {
  if (state === 'PendingImport') return 'Its imported key material is gone: import the same material again.';
  if (state === 'Unavailable')
    return 'Its key store is not connected, or the key behind it is not there: mend that first.';
  return 'See what that state asks for.';
}

/** Somebody has disabled it after the guard had restored it. */
const disabledSince = (done: AutomaticRemediation | undefined): string =>
  done?.outcome === 'restored' ? ' The guard had enabled it: somebody or something disabled it since.' : '';

/** Joined to our own word before it, so that no line of an e-mail begins with a name. */
const who = ({ caller }: AlertOfKey, { text }: Medium): string => `\u00a0${text(caller.name, 40)}`;

/** As read for this alert, or by the guard after its write. */
const stateOf = (alert: AlertOfKey): string | undefined =>
  isStateRead(alert) ? alert.key.state : automaticOf(alert)?.write?.readBack.state;

function cancelledWhen(done: AutomaticRemediation | undefined, now: Date, { time }: Medium): string {
  const at = done?.cancelledAt ?? done?.write?.time;
  return at === undefined ? '' : ` ${time(new Date(at), now)}`;
}

/** The same in one clause, for the one sentence of an alert; none where the guard has not cancelled. Inert. */
export function rescueClause(alert: AlertOfKey): string[] {
  const at = automaticOf(alert)?.cancelledAt ?? automaticOf(alert)?.write?.time;
  if (standingOf(alert) === undefined || at === undefined) return [];
  const state = stateOf(alert);
  const is = state === undefined ? 'not read since' : `read as ${EMAIL.text(state, 30)} since`;
  return [`its deletion was cancelled by the guard on ${dayAndTime(new Date(at))}, the key was ${is}`];
}
