import type { Finding } from '../finding/finding.ts';
import { useOf } from '../finding/severity.ts';
import type { OperationClass } from '../kms/operation-class.ts';
import { coversCaller, shownCaller } from './caller-glob.ts';
import type { IgnoredCaller } from './ignore-callers.ts';
import { isExpired, LAST_CHANCE_MS, type Silence } from './silence.ts';

/** What of a finding decides whether it may be hidden. */
export interface Subject {
  /** The key, where it is known by its ARN; undefined: only what covers every key can hide the finding. */
  readonly key: { readonly arn: string; readonly keyId: string; readonly accountId: string } | undefined;
  readonly class: OperationClass;
  /** As {@link shownCaller} gives it. */
  readonly caller: string | undefined;
  /** Administration, confirmed by KMS, that saves no key: what the setting `managementCalls=ignore` is about. */
  readonly plainManagement: boolean;
  /** The record was read whole. One that was not is never hidden. */
  readonly readable: boolean;
}

/** What the owner's settings hide for good. */
export interface IgnoreSettings {
  readonly ignoreCallers: readonly IgnoredCaller[];
  readonly managementCalls: 'notify' | 'ignore';
}

/** Why a finding may be hidden, and all that decides later whether it is. */
export type Hiding =
  | {
      readonly kind: 'silence';
      /** Name of the silence. */
      readonly by: string;
      /** Class of the finding. */
      readonly class: OperationClass;
      readonly untilDeletion: boolean;
    }
  | { readonly kind: 'ignored'; readonly by: 'ignoreCallers' | 'managementCalls'; readonly class: OperationClass };

/** The subject of a finding. */
export function subjectOf(finding: Finding): Subject {
  const { key, operation, caller, rejection } = finding;
  return {
    key: key.kind === 'arn' ? key.key : undefined,
    class: operation.class,
    caller: shownCaller(caller),
    plainManagement: useOf(finding) === 'other management',
    readable: rejection === undefined,
  };
}

/**
 * What may hide a finding, as far as that can be said before the end of its key is known; {@link stillHides} has the last word. Of
 * several the one that hides longest: a setting before a silence, one until the deletion before one that is not, the later end.
 */
export function couldBeHiddenBy(
  subject: Subject,
  silences: readonly Silence[],
  settings: IgnoreSettings,
  now: Date,
): Hiding | undefined {
  if (!subject.readable) return undefined;
  const { class: ofClass } = subject;
  if (
    settings.ignoreCallers.some((ignored) => ignored.class === ofClass && coversCaller(ignored.caller, subject.caller))
  )
    return { kind: 'ignored', by: 'ignoreCallers', class: ofClass };
  if (settings.managementCalls === 'ignore' && subject.plainManagement)
    return { kind: 'ignored', by: 'managementCalls', class: ofClass };
  const [longest] = silences
    .filter((silence) => !isExpired(silence, now) && covers(silence, subject))
    .sort(longestFirst);
  return longest && { kind: 'silence', by: longest.name, class: ofClass, untilDeletion: longest.untilDeletion };
}

/**
 * Whether it hides the finding, now that the end of the key is known, or is not: a silence on use or delegation works while more
 * than 72 hours are left for certain, unless it was made to hold until the deletion.
 */
export function stillHides(hiding: Hiding, end: Date | undefined, now: Date): boolean {
  switch (hiding.kind) {
    case 'ignored':
      return true;
    case 'silence':
      return hiding.untilDeletion || hiding.class === 'management' || isFarFrom(end, now);
  }
}

const isFarFrom = (end: Date | undefined, now: Date): boolean =>
  end !== undefined && end.getTime() - now.getTime() > LAST_CHANCE_MS;

/** Whether a silence is about a finding, whatever the time. */
export function covers(silence: Silence, { key, class: ofClass, caller }: Subject): boolean {
  return (
    (silence.key === undefined || silence.key === key?.arn || silence.key === key?.keyId) &&
    (silence.account === undefined || silence.account === key?.accountId) &&
    (silence.class === undefined || silence.class === ofClass) &&
    (silence.caller === undefined || coversCaller(silence.caller, caller))
  );
}

const longestFirst = (one: Silence, other: Silence): number =>
  Number(other.untilDeletion) - Number(one.untilDeletion) ||
  other.until.getTime() - one.until.getTime() ||
  (one.name < other.name ? -1 : Number(one.name > other.name));
