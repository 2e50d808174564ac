import { MESSAGE_SPACING_MS, type MessagePace } from '../../shared/incident/pace.ts';

/** Faults of a pace, asked for each time. */
export interface PaceFaults {
  /** Nobody can say. */
  readonly failing?: () => boolean;
  /** A moment is reserved, and nobody learns of it. */
  readonly answerLost?: () => boolean;
}

/** What a {@link fakeMessagePace} shows beside its port. */
export interface FakeMessagePace extends MessagePace {
  /** Every moment that was handed out, in order. */
  readonly granted: readonly number[];
  /** How often a moment was refused. */
  readonly refused: number;
  /** Sets the next free moment, as a clock that is wrong might. */
  setNext(nextAt: number): void;
}

const FURTHEST_MS = 4 * 60_000;
const WRONG_CLOCK_MS = 5 * 60_000;

/** The pace of messages, in memory. */
export function fakeMessagePace({ failing = () => false, answerLost = () => false }: PaceFaults = {}): FakeMessagePace {
  const granted: number[] = [];
  let refused = 0;
  let nextAt: number | undefined;
  return {
    granted,
    get refused() {
      return refused;
    },
    setNext(at) {
      nextAt = at;
    },
    async next(now, latest) {
      await Promise.resolve();
      if (failing()) throw new Error('the table does not answer');
      const isFree = nextAt === undefined || nextAt <= now || nextAt > now + WRONG_CLOCK_MS;
      const moment = isFree ? now : (nextAt ?? now);
      if (moment > Math.min(latest, now + FURTHEST_MS)) {
        refused += 1;
        return undefined;
      }
      nextAt = moment + MESSAGE_SPACING_MS;
      if (answerLost()) throw new Error('the answer of the table is lost');
      granted.push(moment);
      return moment;
    },
  };
}
