/** Milliseconds between two messages of a deployment, over all invocations: 60 a minute. */
export const MESSAGE_SPACING_MS = 1000;

/**
 * Says when the next message may go, over all invocations of a deployment: no two moments that it hands out are closer than
 * {@link MESSAGE_SPACING_MS}, so that no minute holds more than 60. Above 10 a second to an e-mail address SNS sets the
 * subscription back to pending and deletes it after 48 hours: a storm would silence the alarm. Source: SNS Developer Guide,
 * "Email notifications".
 */
export interface MessagePace {
  /**
   * Reserves the next free moment, in milliseconds since 1970, never before `now`; `undefined`, with nothing reserved, when that
   * would be after `latest`. Rejects when nobody can say.
   */
  next(now: number, latest: number): Promise<number | undefined>;
}
