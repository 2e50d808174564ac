import type { SlackAnswer } from '../../shared/alert/slack/poster.ts';

/** What follows from an answer of Slack's. */
export type Step =
  | { readonly do: 'finish' }
  /** In this invocation, so many milliseconds from now. */
  | { readonly do: 'try-again'; readonly inMs: number }
  /** To the queue. With `askedMs`, Slack takes none before: the rest of the batch goes back as well. */
  | { readonly do: 'hand-back'; readonly askedMs: number | undefined; readonly reason: string }
  | { readonly do: 'put-aside'; readonly reason: string };

/** How long one try may take, by the limits of the webhook. */
export const TRY_MS = 8000;

/** Tries of a message in one invocation that may end without an answer of use. */
const MOST_FAILURES = 3;
const SHORTEST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 4000;

/** What is left for a message: how often it failed, this time included, the time for sending in milliseconds, and chance from 0 to 1. */
export interface Chances {
  readonly failures: number;
  readonly leftMs: number;
  readonly random: number;
}

/** Decides it. A pause in which there would be no time left for another try is not begun. */
export function whatToDo(answer: SlackAnswer, { failures, leftMs, random }: Chances): Step {
  if (answer.kind === 'taken') return { do: 'finish' };
  const { reason } = answer;
  if (answer.kind === 'refused') return { do: 'put-aside', reason };
  const askedMs = answer.kind === 'wait' ? answer.ms : undefined;
  const inMs = askedMs ?? SHORTEST_PAUSE_MS + random * (LONGEST_PAUSE_MS - SHORTEST_PAUSE_MS);
  const mayTry = askedMs !== undefined || failures < MOST_FAILURES;
  return mayTry && inMs + TRY_MS <= leftMs ? { do: 'try-again', inMs } : { do: 'hand-back', askedMs, reason };
}
