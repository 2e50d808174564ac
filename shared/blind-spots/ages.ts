const MINUTE = 60_000;

export const HOUR_MS = 60 * MINUTE;
export const DAY_MS = 24 * HOUR_MS;

/** Milliseconds from then to now; endless where nobody knows when. */
export const ageOf = (then: Date | undefined, now: Date): number =>
  then === undefined ? Number.POSITIVE_INFINITY : now.getTime() - then.getTime();

/** Whether it is less old than that; what is not known is not young. */
export const isYounger = (then: Date | undefined, now: Date, thanMs: number): boolean => ageOf(then, now) < thanMs;

/**
 * CloudTrail delivers to CloudWatch Logs on average within about 5 minutes, without a guarantee (CloudTrail User Guide, "Monitoring
 * CloudTrail Log Files with Amazon CloudWatch Logs"), and CloudWatch Logs brings the time of the newest record up to date within about
 * an hour (CloudWatch Logs API Reference, LogStream): differences of less than this mean nothing.
 */
export const SLACK_MS = 2 * HOUR_MS;

/** How long what was just started or deployed is given before it is missed. */
export const START_MS = HOUR_MS;

/** The latest of some times; undefined when there is none. */
export const latest = (times: readonly (Date | undefined)[]): Date | undefined =>
  times.reduce((one, other) => (other !== undefined && (one === undefined || other > one) ? other : one), undefined);
