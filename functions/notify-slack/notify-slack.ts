import { delayAfter, delayAsAsked } from './delay.ts';
import { logBatch } from './log-batch.ts';
import { receivedIn } from './queue-batch.ts';
import { type Handled, sendBatch } from './send-batch.ts';
import type { Tools } from './tools.ts';

/** Messages that are given out again, by their ids. Source: Lambda Developer Guide, "Handling errors for an SQS event source". */
export interface BatchResponse {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

// The function has 60 s: what is left at the end goes for putting aside and handing back, each of which may take 5 s.
const SEND_FOR_MS = 45_000;
const ANSWER_WITHIN_MS = 50_000;

/**
 * Sends a batch of the queue to Slack, one message after the other, logs one line, and reports those that are to be given out again.
 * Throws only for an event that is no batch.
 */
export async function notifySlack(event: unknown, tools: Tools): Promise<BatchResponse> {
  const started = tools.now().getTime();
  const batch = receivedIn(event);
  const deadlines = { sendUntil: started + SEND_FOR_MS, answerBy: started + ANSWER_WITHIN_MS };
  const handled = await sendBatch(batch, deadlines, tools);
  const notHandedBack = await handBackAll(handled, tools);
  logBatch(handled, notHandedBack, started, tools);
  const back = handled.filter(([, { kind }]) => kind === 'back');
  const ids = new Set(back.map(([{ messageId }]) => messageId));
  return { batchItemFailures: [...ids].map((itemIdentifier) => ({ itemIdentifier })) };
}

/**
 * Hides each for as long as it should wait. Where that fails, the time applies that the queue hides messages for; those are reported as
 * failures all the same. Gives why it failed.
 */
async function handBackAll(handled: readonly Handled[], { handBack, random }: Tools): Promise<readonly string[]> {
  const failures = await Promise.all(
    handled.map(async ([{ receiptHandle, receiveCount }, outcome]) => {
      if (outcome.kind !== 'back') return [];
      const seconds =
        outcome.askedMs === undefined
          ? delayAfter(receiveCount, random())
          : delayAsAsked(outcome.askedMs, receiveCount, random());
      try {
        await handBack(receiptHandle, seconds);
        return [];
      } catch (thrown) {
        return [`not handed back (${thrown instanceof Error ? thrown.name : 'unknown'})`];
      }
    }),
  );
  return failures.flat();
}
