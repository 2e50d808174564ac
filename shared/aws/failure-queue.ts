import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { Patience } from './clients.ts';
import { ASK, clientOptions, type Place } from './deployed-stack.ts';

/** A message that was received: nobody else is given it for {@link HELD_SECONDS}. */
export interface HeldMessage {
  /** The same each time that the message is received. */
  readonly id: string;
  readonly body: string;
  /** Names this receiving of it. */
  readonly receipt: string;
}

/** The queue of what the function could not handle. Rejects with whatever AWS answered. */
export interface FailureQueue {
  /** At most ten; none: the queue is empty, but for what is held. */
  receive(): Promise<readonly HeldMessage[]>;
  remove(message: HeldMessage): Promise<void>;
  /** Lets others have it again at once. */
  release(message: HeldMessage): Promise<void>;
}

/** Longer than ten invocations of a minute each, one after the other. */
const HELD_SECONDS = 900;
/**
 * Waits for messages, so that all of SQS's servers are asked: without, some look empty that are not. Source: SQS Developer Guide,
 * "Amazon SQS short and long polling".
 */
const WAIT_SECONDS = 3;

/** What SQS waits for messages comes on top of what an answer takes. */
export const ASK_QUEUE: Patience = { ...ASK, requestTimeout: ASK.requestTimeout + WAIT_SECONDS * 1000 };

/** The failure queue at an address, for a person who redrives it. */
export const failureQueueAt = (
  url: string,
  place: Pick<Place, 'region' | 'profile'>,
  patience: Patience = ASK_QUEUE,
): FailureQueue => failureQueue(new SQSClient(clientOptions(place, patience)), url);

/** The failure queue by a client of SQS. */
export function failureQueue(sqs: SQSClient, url: string): FailureQueue {
  return {
    async receive() {
      const { Messages: messages = [] } = await sqs.send(
        new ReceiveMessageCommand({
          QueueUrl: url,
          MaxNumberOfMessages: 10,
          WaitTimeSeconds: WAIT_SECONDS,
          VisibilityTimeout: HELD_SECONDS,
        }),
      );
      return messages.flatMap(heldOf);
    },
    async remove({ receipt }) {
      await sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: receipt }));
    },
    async release({ receipt }) {
      await sqs.send(
        new ChangeMessageVisibilityCommand({ QueueUrl: url, ReceiptHandle: receipt, VisibilityTimeout: 0 }),
      );
    },
  };
}

/** Without these no message can be told from another, nor deleted: SQS always gives them. */
const heldOf = ({ MessageId: id, ReceiptHandle: receipt, Body: body = '' }: Message): HeldMessage[] =>
  id === undefined || receipt === undefined ? [] : [{ id, receipt, body }];
