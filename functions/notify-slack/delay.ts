/** Without a word of Slack's, a message is held back no longer than this, so that all of them are there within the hour when Slack is. */
const LONGEST_SECONDS = 2700;
const FIRST_SECONDS = 30;

/**
 * With one, no longer than this, far less than the 12 hours that SQS could: fifty of them are two days, and a message that is in the queue
 * for four expires without a word, as SQS puts what expires into no other queue. A Slack that is asked too soon just says 429 again.
 * Sources: SQS API Reference, ChangeMessageVisibility and SetQueueAttributes (MessageRetentionPeriod).
 */
const MOST_SECONDS = 3600;
const JITTER_SECONDS = 10;

/** Receives in which what Slack asks for is all that a message waits. */
const EARLY_RECEIVES = 3;

/**
 * Seconds until a message is given out again that Slack did not take: 30 s, then twice as long each time, up to 45 minutes; a quarter
 * less by chance, so that not all come at once. Fifty of them last for 25 hours at least: an outage of a day loses nothing.
 * @param receiveCount how often it has been received, this time included
 * @param random from 0 to 1
 */
export function delayAfter(receiveCount: number, random: number): number {
  const doubled = FIRST_SECONDS * 2 ** Math.max(0, receiveCount - 1);
  return Math.round(Math.min(LONGEST_SECONDS, doubled) * (0.75 + random / 4));
}

/**
 * The same where Slack says how long to wait, up to an hour. From the fourth time on not less than {@link delayAfter}: a Slack that puts
 * off for a day, half a minute at a time, would use up the receives of a message within hours.
 */
export function delayAsAsked(retryAfterMs: number, receiveCount: number, random: number): number {
  const asked = Math.ceil(Math.max(0, retryAfterMs) / 1000 + JITTER_SECONDS * random);
  const least = receiveCount > EARLY_RECEIVES ? delayAfter(receiveCount, random) : 0;
  return Math.min(MOST_SECONDS, Math.max(asked, least));
}
