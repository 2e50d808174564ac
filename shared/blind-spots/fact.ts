/** What was read, or why it could not be. A check that needs a fact which is not known is `unknown`, never failed. */
export type Fact<T> = KnownFact<T> | UnknownFact;

export interface KnownFact<T> {
  readonly known: true;
  readonly value: T;
}

export interface UnknownFact {
  readonly known: false;
  /** Why, in words. */
  readonly reason: string;
  /** The right that is missing, such as `cloudtrail:GetTrailStatus`, where that is why. */
  readonly right?: string;
}

/** A fact that was read. */
export const fact = <T>(value: T): KnownFact<T> => ({ known: true, value });

/** A fact that could not be. */
export const notKnown = (reason: string, right?: string): UnknownFact =>
  right === undefined ? { known: false, reason } : { known: false, reason, right };
