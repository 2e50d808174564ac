import type { OperationClass } from '../kms/operation-class.ts';

/** What an owner has decided not to be told of for a while. A part that is left out covers everything of its kind. */
export interface Silence {
  /** The last part of the parameter that holds it. */
  readonly name: string;
  /** A whole key ARN, or a key id, which for a multi-Region key means all of its Regions. */
  readonly key: string | undefined;
  /** Account of the key, 12 digits. */
  readonly account: string | undefined;
  readonly class: OperationClass | undefined;
  /** A glob over what {@link shownCaller} gives. */
  readonly caller: string | undefined;
  /** From this moment on it hides nothing. */
  readonly until: Date;
  /** Hides cryptographic use and delegation to the very end of the key, not only until 72 hours before it. */
  readonly untilDeletion: boolean;
  readonly reason: string;
  /** Who answers for it, in words. */
  readonly by: string;
  /** When this version of it was written. */
  readonly writtenAt: Date;
}

const DAY_MS = 24 * 3_600_000;

/** How long a silence may last from when it was written: as long as the longest waiting period of a key. */
export const LONGEST_SILENCE_MS = 30 * DAY_MS;

/** So long before the end of a key a silence on its use stops working, so that somebody is told while the key can be saved. */
export const LAST_CHANCE_MS = 3 * DAY_MS;

/** Whether it is over. */
export const isExpired = ({ until }: Pick<Silence, 'until'>, now: Date): boolean => until.getTime() <= now.getTime();
