import type { AlertOfKey } from './alert.ts';
import { EMAIL, type Medium } from './medium.ts';
import { accountOf, ourCaller } from './wording.ts';

/** Who of us needs which key of another account. */
export function foreignKeyNeeded(alert: AlertOfKey, medium: Medium = EMAIL): string {
  const { key, caller } = alert;
  const { text } = medium;
  const name = caller.accountName === undefined ? '' : `${text(caller.accountName, 40)}, `;
  const ours = caller.accountId === undefined ? '' : ` of ${name}account ${text(caller.accountId)}`;
  const via = caller.via === undefined ? '' : ` (${text(caller.via, 60)})`;
  const who = `${ourCaller(alert, medium).replace(/^our/, 'Our')}${ours}${via}`;
  const region = text(key.region ?? 'Region unknown');
  return `${who} was refused ${text(alert.operation.name, 40)} by a key that belongs to ANOTHER account: ${accountOf(alert, medium)}, ${region}.`;
}

export const END_NOT_KNOWN_TO_US = 'The key is pending deletion. When it ends is not known to us (not our account).';

/** Whose it is to save. */
export const onlyOwnerCancels = ({ key }: AlertOfKey, { text }: Medium = EMAIL): string =>
  `You cannot save it from here. Only account ${text(key.accountId ?? '')} can cancel.`;

/** What to write to the owner. */
export function textForOwner({ key, caller }: AlertOfKey, { text }: Medium = EMAIL): string {
  const from = caller.accountId === undefined ? '' : ` from account ${text(caller.accountId)}`;
  const which = `${text(key.id ?? '')} (${text(key.region ?? 'Region unknown')})`;
  return `"Your KMS key ${which} is pending deletion, and we use it${from}. Please cancel its deletion, or tell us by when we must have moved."`;
}
