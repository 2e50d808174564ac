import { couldBeHiddenBy, type IgnoreSettings, type Subject, stillHides } from './hiding.ts';
import type { Silence } from './silence.ts';

/** Findings of one caller and operation on one key, as the guard remembers them. */
export interface FoundLately {
  readonly subject: Subject;
  /** The key, the caller and the operation, as people are shown them. */
  readonly key: string;
  readonly caller: string;
  readonly operation: string;
  readonly count: number;
  readonly lastSeen: Date | undefined;
  /** When the key will be deleted, as far as is known. */
  readonly end: Date | undefined;
}

/** All that the guard remembers of its findings. */
export interface Remembered {
  /** What was told, or is to be. */
  readonly found: readonly FoundLately[];
  /** What was hidden, in findings by the name of the silence. */
  readonly hiddenBy: ReadonlyMap<string, number>;
}

/** What a silence would have done. */
export interface Trial {
  readonly hidden: readonly FoundLately[];
  /** What it covers and yet would not have hidden, since the end of the key is near, or not known. */
  readonly toldAllTheSame: readonly FoundLately[];
}

const NO_SETTINGS: IgnoreSettings = { ignoreCallers: [], managementCalls: 'notify' };

/** Tries a silence on what was found lately, as if it had all been found now; the most frequent first. */
export function trialOf(silence: Silence, found: readonly FoundLately[], now: Date): Trial {
  const hidden: FoundLately[] = [];
  const toldAllTheSame: FoundLately[] = [];
  for (const finding of found.toSorted((one, other) => other.count - one.count)) {
    const hiding = couldBeHiddenBy(finding.subject, [silence], NO_SETTINGS, now);
    if (hiding !== undefined) (stillHides(hiding, finding.end, now) ? hidden : toldAllTheSame).push(finding);
  }
  return { hidden, toldAllTheSame };
}
