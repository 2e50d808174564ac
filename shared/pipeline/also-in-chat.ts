import type { Alert } from '../alert/alert.ts';
import type { AlertPublisher } from '../alert/publisher.ts';
import { messageOf } from '../errors.ts';
import type { Log } from '../log.ts';

/** The chat of one invocation. */
export interface Chat {
  /** As that publisher, and besides, each alert goes to the chat once, whatever became of it there. */
  readonly beside: (publish: AlertPublisher) => AlertPublisher;
  /** Waits for what is under way, and logs what the chat did not take. Never rejects. To be called before the invocation ends. */
  readonly finish: (log: Log) => Promise<void>;
}

/** When there is no chat. */
const NO_CHAT: Chat = { beside: (publish) => publish, finish: async () => undefined };

/**
 * The chat beside the topics. It fails no alert and holds none back: an alert goes to its topic first, then to the chat, and the next one
 * does not wait for that. Nothing is begun after `before`, in milliseconds since 1970, so that the invocation ends in time; `chat` has a
 * budget of its own. What it did not take is not tried again, unless the alert is.
 */
export function alsoInChat(chat: AlertPublisher | undefined, now: () => Date, before: number): Chat {
  if (chat === undefined) return NO_CHAT;
  const tries = new Map<string, Promise<string | undefined>>();
  const tell = async (alert: Alert): Promise<string | undefined> => {
    if (now().getTime() >= before) return 'no time left in this invocation';
    return chat(alert).then(
      () => undefined,
      (thrown: unknown) => messageOf(thrown) || 'it was not taken',
    );
  };
  return {
    beside: (publish) => async (alert) => {
      try {
        return await publish(alert);
      } finally {
        if (!tries.has(alert.id)) tries.set(alert.id, tell(alert));
      }
    },
    async finish(log) {
      const outcomes = await Promise.all([...tries].map(async ([id, outcome]) => [id, await outcome] as const));
      const failures = outcomes.flatMap(([id, reason]) => (reason === undefined ? [] : [`${id}: ${reason}`]));
      if (failures.length === 0) return;
      log('chat', { level: 'error', chatNotSent: failures.length, failures }, { chatNotSent: failures.length });
    },
  };
}
