import type { SlackMessage } from '../../shared/alert/slack/message.ts';
import type { SlackAnswer } from '../../shared/alert/slack/poster.ts';
import type { Tools } from './tools.ts';
import { type Step, TRY_MS, whatToDo } from './what-to-do.ts';

/** Slack takes about one message a second. Source: Slack developer documentation, "Rate limits". */
const SPACING_MS = 1200;

/** What came of a message in this invocation. */
export type Sent = Exclude<Step, { readonly do: 'try-again' }> | { readonly do: 'no-time' };

/** When to stop, in milliseconds since 1970: no try that may end after `sendUntil`, and none is waited for after `answerBy`. */
export interface Deadlines {
  readonly sendUntil: number;
  readonly answerBy: number;
}

/** Tries a message until Slack has taken it, or there is nothing more to do in this invocation. */
export async function send(message: SlackMessage, deadlines: Deadlines, tools: Tools): Promise<Sent> {
  const { memory, now, wait, random } = tools;
  const time = () => now().getTime();
  for (let failures = 0, pauseMs = 0; ; ) {
    // A clock that was set back makes nobody wait longer.
    const sinceLast = Math.max(0, time() - (memory.lastTryAt ?? -SPACING_MS));
    const waitMs = Math.max(pauseMs, SPACING_MS - sinceLast);
    if (time() + waitMs + TRY_MS > deadlines.sendUntil) return { do: 'no-time' };
    if (waitMs > 0) await wait(waitMs);
    memory.lastTryAt = time();
    const answer = await answerInTime(message, deadlines.answerBy - time(), tools);
    if (answer.kind === 'later' || (answer.kind === 'wait' && answer.ms === undefined)) failures += 1;
    const step = whatToDo(answer, { failures, leftMs: deadlines.sendUntil - time(), random: random() });
    if (step.do !== 'try-again') return step;
    pauseMs = step.inMs;
  }
}

/**
 * A webhook that must be read first, and again, may take longer than one try: what has not come when messages must be handed back is not
 * waited for. Slack may still take it, and the next try is a duplicate then.
 */
async function answerInTime(message: SlackMessage, ms: number, { post, wait }: Tools): Promise<SlackAnswer> {
  const answered = new AbortController();
  const late: SlackAnswer = { kind: 'later', reason: 'no answer before the invocation had to end' };
  try {
    return await Promise.race([post(message), wait(ms, answered.signal).then(() => late)]);
  } finally {
    answered.abort();
  }
}
