import { MESSAGE_SPACING_MS, type MessagePace } from './pace.ts';

/** A pace that only this process keeps, for when nobody can say what the others send: at most one message a second. */
export function createOwnPace(): MessagePace {
  let nextAt = Number.NEGATIVE_INFINITY;
  return {
    async next(now, latest) {
      // Moments that a clock gave which has been set back since hold nobody up.
      const at = Math.max(now, nextAt > now + FURTHEST_MS + MESSAGE_SPACING_MS ? now : nextAt);
      if (at > Math.min(latest, now + FURTHEST_MS)) return undefined;
      nextAt = at + MESSAGE_SPACING_MS;
      return at;
    },
  };
}

/** Nobody waits that long; a moment further ahead was reserved by a clock that was wrong. */
const FURTHEST_MS = 4 * 60_000;
