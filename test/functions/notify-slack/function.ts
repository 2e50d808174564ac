import { containerMemory } from '../../../functions/notify-slack/memory.ts';
import { type BatchResponse, notifySlack } from '../../../functions/notify-slack/notify-slack.ts';
import type { Tools } from '../../../functions/notify-slack/tools.ts';
import type { Alert } from '../../../shared/alert/alert.ts';
import type { SlackMessage } from '../../../shared/alert/slack/message.ts';
import type { SlackAnswer } from '../../../shared/alert/slack/poster.ts';
import { createLog } from '../../../shared/log.ts';
import { alertOf, knownDetails, NOW } from '../../builders/alert.ts';
import { aRefusal } from '../../builders/record.ts';
import type { QueueRecord } from '../../fakes/sqs-queue-in-memory.ts';
import { virtualTime } from '../../fakes/virtual-time.ts';
import { published } from './envelope.ts';

/** An alert with this id. */
export const anAlert = (id: string): Alert => ({ ...alertOf([aRefusal()], knownDetails()), id });

/** A message of the queue: the alert of this id, received for the first time just after it was sent. */
export const received = (id: string, overrides: Partial<QueueRecord> = {}, count = 1): QueueRecord => ({
  messageId: `message-${id}`,
  receiptHandle: `receipt-${id}`,
  body: published(anAlert(id)),
  attributes: { ApproximateReceiveCount: String(count), SentTimestamp: String(NOW.getTime() - 1000) },
  ...overrides,
});

export const TAKEN: SlackAnswer = { kind: 'taken' };
export const LATER: SlackAnswer = { kind: 'later', reason: 'HTTP status 503' };
export const REFUSED: SlackAnswer = { kind: 'refused', reason: 'invalid_blocks' };
export const wait = (ms: number | undefined): SlackAnswer => ({ kind: 'wait', ms, reason: 'HTTP status 429' });

/** The figures of a line, and what else is in it. */
export type Line = Readonly<Record<string, unknown>>;

/** What invocations of a container came to; times in milliseconds since the first began. */
export interface World {
  readonly posts: readonly { readonly at: number; readonly message: SlackMessage }[];
  readonly handedBack: readonly { readonly receipt: string; readonly seconds: number; readonly at: number }[];
  readonly kept: readonly { readonly body: string; readonly reason: string }[];
  readonly lines: readonly Line[];
  invoke(...records: readonly QueueRecord[]): Promise<BatchResponse>;
  /** The same for an event of any shape. */
  invokeBy(event: unknown): Promise<BatchResponse>;
}

/**
 * A container of the function whose Slack gives these answers, one after the other, then the last again. Each takes 200 ms, but for
 * those that `slowMs` says; chance is always one half.
 */
export function aContainer(
  answers: readonly SlackAnswer[] = [TAKEN],
  overrides: Partial<Tools> = {},
  slowMs: (nth: number) => number = () => 200,
): World {
  const time = virtualTime(NOW.getTime());
  const since = () => time.now().getTime() - NOW.getTime();
  const posts: { at: number; message: SlackMessage }[] = [];
  const handedBack: { receipt: string; seconds: number; at: number }[] = [];
  const kept: { body: string; reason: string }[] = [];
  const lines: Line[] = [];
  const tools: Tools = {
    settings: { mention: 'none' },
    guard: { stack: 'KmsDeletionGuard', region: 'eu-west-1' },
    memory: containerMemory(),
    async post(message) {
      const nth = posts.push({ at: since(), message }) - 1;
      await time.wait(slowMs(nth));
      return answers[nth] ?? answers.at(-1) ?? TAKEN;
    },
    handBack: async (receipt, seconds) => void handedBack.push({ receipt, seconds, at: since() }),
    keep: async (body, reason) => void kept.push({ body, reason }),
    now: time.now,
    wait: time.wait,
    random: () => 0.5,
    log: createLog((line) => void lines.push(JSON.parse(line)), 'KmsDeletionGuard', time.now),
    ...overrides,
  };
  const invokeBy = (event: unknown) => time.run(notifySlack(event, tools));
  return { posts, handedBack, kept, lines, invokeBy, invoke: (...Records) => invokeBy({ Records }) };
}

/** The ids that are reported as failures. */
export const failedIn = ({ batchItemFailures }: BatchResponse): readonly string[] =>
  batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
