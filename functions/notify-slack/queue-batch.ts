import * as v from 'valibot';

/** A message of the queue as this invocation received it. */
export interface Received {
  readonly messageId: string;
  /** Names this receiving of it. */
  readonly receiptHandle: string;
  readonly body: string;
  /** How often it has been received, this time included. */
  readonly receiveCount: number;
  /** When it came into the queue, in milliseconds since 1970. */
  readonly sentAt: number;
}

const digits = v.pipe(v.string(), v.regex(/^\d{1,15}$/), v.transform(Number));

/** Source: Lambda Developer Guide, "Using Lambda with Amazon SQS"; SQS API Reference, Message. */
const Batch = v.object({
  Records: v.array(
    v.object({
      messageId: v.string(),
      receiptHandle: v.string(),
      body: v.string(),
      attributes: v.object({ ApproximateReceiveCount: digits, SentTimestamp: digits }),
    }),
  ),
});

/** Reads the event that Lambda hands over. Throws when it is none of SQS's: the whole batch stays in the queue then. */
export function receivedIn(event: unknown): readonly Received[] {
  const read = v.safeParse(Batch, event);
  if (!read.success) {
    const [issue] = read.issues;
    throw new Error(`got an event whose ${v.getDotPath(issue) ?? 'whole'} is not as SQS has it, wanted its messages`);
  }
  return read.output.Records.map(({ messageId, receiptHandle, body, attributes }) => ({
    messageId,
    receiptHandle,
    body,
    receiveCount: attributes.ApproximateReceiveCount,
    sentAt: attributes.SentTimestamp,
  }));
}
