/** What a function is handed of a message. Source: Lambda Developer Guide, "Using Lambda with Amazon SQS". */
export interface QueueRecord {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly body: string;
  readonly attributes: { readonly ApproximateReceiveCount: string; readonly SentTimestamp: string };
}

/** A standard queue of SQS as its developer guide describes it, with a dead-letter queue and an end of retention. */
export interface QueueInMemory {
  send(body: string): void;
  /** At most so many, in no order; each is hidden for the queue's visibility timeout. */
  receive(most: number): readonly QueueRecord[];
  remove(receiptHandle: string): void;
  /** Throws what SQS refuses. */
  changeVisibility(receiptHandle: string, seconds: number): void;
  /** When there is something to receive, in milliseconds since 1970; infinite when the queue is empty. */
  nextAt(): number;
  readonly bodies: readonly string[];
  /** Bodies of messages that were received too often. */
  readonly deadLetters: readonly string[];
  /** Bodies of messages that were there for too long. */
  readonly expired: readonly string[];
  /** The greatest number of times that a message was received. */
  readonly mostReceived: number;
}

export interface QueueOptions {
  readonly visibilityMs: number;
  readonly maxReceiveCount: number;
  readonly retentionMs: number;
  /** How likely a message that is received stays visible: a standard queue may deliver twice. */
  readonly twice?: number;
}

interface Stored {
  readonly id: string;
  readonly body: string;
  readonly sentAt: number;
  received: number;
  visibleAt: number;
  receipt: string;
}

/** Makes an empty one. */
export function queueInMemory(
  { visibilityMs, maxReceiveCount, retentionMs, twice = 0 }: QueueOptions,
  now: () => Date,
  random: () => number,
): QueueInMemory {
  let stored: Stored[] = [];
  let numbers = 0;
  let mostReceived = 0;
  const deadLetters: string[] = [];
  const expired: string[] = [];
  const number = () => String(++numbers);
  const take = (message: Stored): QueueRecord[] => {
    const time = now().getTime();
    const isDead = message.received >= maxReceiveCount;
    if (isDead || time - message.sentAt > retentionMs) {
      stored = stored.filter((one) => one !== message);
      (isDead ? deadLetters : expired).push(message.body);
      return [];
    }
    message.received += 1;
    mostReceived = Math.max(mostReceived, message.received);
    if (random() >= twice) message.visibleAt = time + visibilityMs;
    message.receipt = `${message.id}/${number()}`;
    return [
      {
        messageId: message.id,
        receiptHandle: message.receipt,
        body: message.body,
        attributes: {
          ApproximateReceiveCount: String(message.received),
          SentTimestamp: String(message.sentAt),
        },
      },
    ];
  };
  // An earlier receipt still names the message.
  const named = (receipt: string) => stored.find(({ id }) => receipt.startsWith(`${id}/`));
  return {
    send(body) {
      const time = now().getTime();
      stored.push({ id: `m${number()}`, body, sentAt: time, received: 0, visibleAt: time, receipt: '' });
    },
    receive(most) {
      const time = now().getTime();
      const visible = stored.filter(({ visibleAt }) => visibleAt <= time);
      const from = Math.floor(random() * visible.length);
      return [...visible.slice(from), ...visible.slice(0, from)].slice(0, most).flatMap(take);
    },
    remove(receipt) {
      const gone = named(receipt);
      stored = stored.filter((message) => message !== gone);
    },
    changeVisibility(receipt, seconds) {
      // Source: SQS API Reference, ChangeMessageVisibility.
      if (!Number.isInteger(seconds) || seconds < 0 || seconds > 43_200) throw new Error('InvalidParameterValue');
      const message = named(receipt);
      if (message !== undefined) message.visibleAt = now().getTime() + seconds * 1000;
    },
    nextAt: () => stored.reduce((least, { visibleAt }) => Math.min(least, visibleAt), Number.POSITIVE_INFINITY),
    get bodies() {
      return stored.map(({ body }) => body);
    },
    deadLetters,
    expired,
    get mostReceived() {
      return mostReceived;
    },
  };
}
