import { digest } from '../../shared/incident/incident.ts';
import type { Notification } from '../../shared/notification/notification.ts';
import { parseNotification } from '../../shared/notification/parse.ts';
import { slackMessageOf } from '../../shared/notification/slack.ts';
import { mentionsFor } from './mentions.ts';
import type { Received } from './queue-batch.ts';
import { type Deadlines, type Sent, send } from './send.ts';
import type { Tools } from './tools.ts';

/** What came of a message. */
export type Outcome =
  | { readonly kind: 'sent' }
  /** Slack took it in an earlier invocation of this container, or earlier in this one. */
  | { readonly kind: 'sent-before' }
  /** Slack will never take it: it lies in the failure queue. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** To be given out again, where Slack said so after `askedMs` at the earliest. */
  | Back;

interface Back {
  readonly kind: 'back';
  readonly askedMs: number | undefined;
  readonly reason: string;
}

/** A message with what came of it. */
export type Handled = readonly [message: Received, outcome: Outcome];

/** So many messages in a row without an answer of use, and the rest of the batch is not tried. */
const MOST_IN_A_ROW = 2;

/** Sends the messages of a batch in their order, for as long as there is time and Slack answers. */
export async function sendBatch(
  batch: readonly Received[],
  deadlines: Deadlines,
  tools: Tools,
): Promise<readonly Handled[]> {
  const handled: Handled[] = [];
  let failedInARow = 0;
  let stopped: Back | undefined;
  for (const message of batch) {
    const outcome = await sendOne(message, stopped, deadlines, tools);
    handled.push([message, outcome]);
    if (outcome.kind === 'sent' || outcome.kind === 'refused') failedInARow = 0;
    if (outcome.kind !== 'back' || stopped !== undefined) continue;
    failedInARow += 1;
    const isAsked = outcome.askedMs !== undefined;
    if (isAsked || failedInARow >= MOST_IN_A_ROW)
      stopped = { ...outcome, reason: isAsked ? outcome.reason : 'not tried, as those before it were not taken' };
  }
  return handled;
}

async function sendOne(
  received: Received,
  stopped: Back | undefined,
  deadlines: Deadlines,
  tools: Tools,
): Promise<Outcome> {
  const { memory, now } = tools;
  const notification = parseNotification(received.body);
  const id = idOf(notification, received);
  if (memory.wasTaken(id)) return { kind: 'sent-before' };
  if (stopped !== undefined) return stopped;
  const message = slackMessageOf(notification, now(), mentionsFor(notification, tools));
  const sent = await send(message, deadlines, tools);
  if (sent.do === 'finish') memory.taken(id);
  return outcomeOf(sent, received, tools);
}

async function outcomeOf(sent: Sent, { body }: Received, { keep }: Tools): Promise<Outcome> {
  switch (sent.do) {
    case 'finish':
      return { kind: 'sent' };
    case 'hand-back':
      return { kind: 'back', askedMs: sent.askedMs, reason: sent.reason };
    case 'no-time':
      return { kind: 'back', askedMs: undefined, reason: 'no time left in this invocation' };
    case 'put-aside': {
      const { reason } = sent;
      try {
        await keep(body, reason);
        return { kind: 'refused', reason };
      } catch (thrown) {
        const error = thrown instanceof Error ? thrown.name : 'unknown';
        return { kind: 'back', askedMs: undefined, reason: `${reason}; not put aside (${error})` };
      }
    }
  }
}

/**
 * The same for the same alert, whichever topic it came from and however often. Its id alone would not do: whoever may publish could have
 * another alert taken for one that was sent, and so kept from the channel.
 */
const idOf = (notification: Notification, { messageId }: Received): string =>
  notification.kind === 'alert'
    ? `alert ${notification.alert.id} ${digest(JSON.stringify(notification.alert), 43)}`
    : `message ${messageId}`;
