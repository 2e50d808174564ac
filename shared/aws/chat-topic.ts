import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import { renderChat } from '../alert/chat/render-chat.ts';
import type { AlertPublisher } from '../alert/publisher.ts';
import type { Patience } from './clients.ts';

/** How long one alert's way into the chat may take in all, in milliseconds: it is an extra, and no alert waits for it. */
export const CHAT_BUDGET_MS = 3000;

/** For the client: twice within {@link CHAT_BUDGET_MS}. */
export const CHAT_PATIENCE: Patience = { maxAttempts: 2, connectionTimeout: 1000, requestTimeout: 1400 };

/**
 * The topic that Amazon Q Developer reads, and its memory for as long as the container lives. Publishes the notification as it stands,
 * as its own JSON is all that Amazon Q Developer takes. Rejects when SNS did not take it within the budget; sends the same alert once.
 */
export function chatTopic(
  sns: SNSClient,
  topicArn: string,
  now: () => Date,
  budgetMs: number = CHAT_BUDGET_MS,
): AlertPublisher {
  const sent = new Set<string>();
  return async (alert) => {
    if (sent.has(alert.id)) return 'sent-before';
    const message = JSON.stringify(renderChat(alert, now()));
    const budget = AbortSignal.timeout(budgetMs);
    try {
      await sns.send(new PublishCommand({ TopicArn: topicArn, Message: message }), { abortSignal: budget });
    } catch (thrown) {
      throw budget.aborted ? new Error(`no answer within ${budgetMs} ms`, { cause: thrown }) : thrown;
    }
    if (sent.size >= MOST_REMEMBERED) sent.clear();
    sent.add(alert.id);
    return 'sent';
  };
}

const MOST_REMEMBERED = 1000;
