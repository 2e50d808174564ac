/** Waits until another message may be sent; rejects when that would be too many in a minute. */
export type Pacer = () => Promise<void>;

/** The clock of a pacer. */
export interface PacerClock {
  /** Milliseconds since any fixed moment. */
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
}

const SPACING_MS = 200;
const MOST_A_MINUTE = 60;
const MINUTE_MS = 60_000;

/**
 * At most 5 messages a second and 60 a minute. Above 10 a second to an e-mail address SNS sets the subscription back to pending
 * and deletes it after 48 hours: a storm would silence the alarm. Source: SNS Developer Guide, "Email notifications".
 */
export function createPacer({ now, sleep }: PacerClock): Pacer {
  const sent: number[] = [];
  let next = Number.NEGATIVE_INFINITY;
  return async () => {
    while (sent[0] !== undefined && sent[0] <= now() - MINUTE_MS) sent.shift();
    if (sent.length >= MOST_A_MINUTE) throw new Error(`${MOST_A_MINUTE} messages were sent within a minute`);
    const at = Math.max(now(), next);
    next = at + SPACING_MS;
    sent.push(at);
    if (at > now()) await sleep(at - now());
  };
}
