import { parseStrictKeyArn } from '../kms/key-arn.ts';
import { isPendingState } from '../kms/key-state.ts';
import type { SummaryAlert, SummaryKey } from './alert.ts';
import { goesWhen } from './fate.ts';
import { kmsCommand } from './kms-command.ts';
import { isRegion } from './links.ts';
import { EMAIL, type Medium } from './medium.ts';
import { count } from './time.ts';

/** How a summary of keys begins. */
export function summaryOpening({ reason, keys, keysNotListed }: SummaryAlert): { heading: string; text: string } {
  const all = keys.length + keysNotListed;
  if (reason === 'dry-run')
    return {
      heading: 'Dry run: what the guard would have saved',
      text: `In a mode that acts it would have cancelled the deletion of ${count(all, 'key')} since the last summary. NOTHING WAS DONE. The key that goes first stands first.`,
    };
  return reason === 'weekly'
    ? {
        heading: 'Hidden calls of the week',
        text: `Calls to ${count(all, 'key')} pending deletion were refused and only counted, as silences and settings say.`,
      }
    : {
        heading: `${count(all, 'key')} called while pending deletion`,
        text: 'Each is due for a message of its own. There are so many that they come in this one. The key that goes first stands first.',
      };
}

export const SUMMARY_ADVICE =
  'The command below each key stops its deletion; the key becomes Disabled, and enable-key with the same ARN restores service.';

/** Which silence hides what: the words, and the command that tells. */
export const silencesAdvice = ({ guard: { region } }: SummaryAlert): { text: string; command: string } => ({
  text: 'See that they are still meant to be hidden. Which silence, by whom and why:',
  // An alert that somebody else published may have anything there.
  command: `kms-deletion-guard silence list${isRegion(region) ? ` --region ${region}` : ''}`,
});

/** "alias/ledger-prod (payments-prod 111122223333, eu-west-1)". */
export function summaryKeyName(key: SummaryKey, medium: Medium = EMAIL): string {
  const { accountName, accountId, region } = key;
  const { text } = medium;
  const account = accountName === undefined ? '' : `${text(accountName, 40)} `;
  return `${summaryKeyShort(key, medium)} (${account}${text(accountId ?? 'account unknown')}, ${text(region ?? 'Region unknown')})`;
}

/** "alias/ledger-prod": what people call the key. */
export const summaryKeyShort = ({ alias, arn, name }: SummaryKey, { text }: Medium = EMAIL): string =>
  text(alias ?? arn?.split('/').at(-1) ?? name ?? '(not named in the record)', 60);

/** When it goes, or that it no longer does. */
export const summaryGoes = (key: SummaryKey, now: Date, { text }: Medium = EMAIL): string =>
  key.state !== undefined && !isPendingState(key.state)
    ? `no longer pending deletion: ${text(key.state, 30)}`
    : goesWhen(key, now);

/** What to do about one key of a summary. */
export type Saving =
  /** Made of an ARN of the strict grammar, where the key is ours to save and still to be saved. */
  | { readonly kind: 'command'; readonly command: string }
  /** The guard cancelled its deletion, and the key is Disabled since. */
  | { readonly kind: 'enable'; readonly command: string }
  | { readonly kind: 'tell-owner'; readonly accountId: string; readonly arn: string }
  /** An ARN of no known form, to look it up. */
  | { readonly kind: 'look-up'; readonly arn: string };

export function savingOf(key: SummaryKey): Saving | undefined {
  const { arn, state, otherAccount, confirmed, accountId } = key;
  const strict = parseStrictKeyArn(arn);
  if (strict !== undefined && state === 'Disabled' && wasCancelled(key))
    return { kind: 'enable', command: kmsCommand('enable-key', strict) };
  if (arn === undefined || (state !== undefined && !isPendingState(state))) return undefined;
  if (strict === undefined) return { kind: 'look-up', arn };
  if (otherAccount) return { kind: 'tell-owner', accountId: accountId ?? '', arn };
  return { kind: 'command', command: kmsCommand(confirmed ? 'cancel-key-deletion' : 'describe-key', strict) };
}

const wasCancelled = ({ remediation }: SummaryKey): boolean =>
  remediation?.outcome === 'cancelled' || remediation?.outcome === 'answer-lost' || remediation?.outcome === 'restored';

/** How often, and by whom: the number first, then a line for each caller that is named. */
export function summaryRefused(key: SummaryKey, { text }: Medium = EMAIL): readonly [often: string, ...who: string[]] {
  const { count: fresh, total, callers, callersNotListed, severity, due } = key;
  const lastChance = due.includes('reminder') ? ', LAST CHANCE' : '';
  const more = fresh === 0 ? 'not again' : `${count(fresh, 'time')} more`;
  const isAll = fresh === total || (fresh === 0 && due.every((one) => one === 'dry-run'));
  const times = isAll ? count(total, 'time') : `${more}, ${count(total, 'time')} in all`;
  const rest =
    callersNotListed > 0
      ? [`and at least ${count(callersNotListed, 'more caller or operation', 'more callers or operations')}`]
      : [];
  const who = callers.map(
    ({ caller, operation, count: often }) => `${text(caller, 60)}, ${text(operation, 40)}, ${count(often, 'time')}`,
  );
  return [`${times} (${severity}${lastChance})`, ...who, ...rest];
}

/** When the first and the last of them was. */
export function summarySeen(
  { firstSeen, lastSeen }: SummaryKey,
  now: Date,
  { time }: Medium = EMAIL,
): string | undefined {
  if (firstSeen === undefined || lastSeen === undefined) return undefined;
  return `${time(new Date(firstSeen), now)} to ${time(new Date(lastSeen), now)}`;
}

/** What hid how many. */
export const summaryHidden = ({ hidden: sums }: SummaryKey, { text }: Medium = EMAIL): string[] =>
  sums.map(({ by, class: ofClass, count: times }) => `${count(times, `${ofClass} call`)} by ${text(by, 80)}`);
