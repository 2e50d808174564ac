import { containerMemory } from '../../../functions/notify-slack/memory.ts';
import { type BatchResponse, notifySlack } from '../../../functions/notify-slack/notify-slack.ts';
import type { Tools } from '../../../functions/notify-slack/tools.ts';
import type { SlackAnswer, SlackPoster } from '../../../shared/alert/slack/poster.ts';
import { known } from '../../../shared/kms/key-details.ts';
import { alertOf, knownDetails, NOW } from '../../builders/alert.ts';
import { aRefusal } from '../../builders/record.ts';
import { type QueueInMemory, type QueueRecord, queueInMemory } from '../../fakes/sqs-queue-in-memory.ts';
import { chance, type VirtualTime, virtualTime } from '../../fakes/virtual-time.ts';
import { published } from './envelope.ts';

/** As the stack deploys it. */
const QUEUE = { visibilityMs: 360_000, maxReceiveCount: 50, retentionMs: 4 * 86_400_000 };
const BATCH = 5;
const CONCURRENCY = 2;
export const START = NOW.getTime();

export interface World {
  readonly time: VirtualTime;
  readonly queue: QueueInMemory;
  /** Numbers of the alerts that Slack took, with when. */
  readonly taken: readonly { readonly alert: number; readonly at: number }[];
  readonly keptAside: readonly string[];
  /** How long the longest invocation took, in milliseconds. */
  readonly longestMs: number;
  /** Lets time pass until the queue is empty; rejects when it is not by then. */
  run(until: number): Promise<void>;
}

export interface WorldOptions {
  readonly alerts: number;
  readonly seed?: number;
  /** What Slack answers at that moment in place of taking one message a second; `lost`: it takes the message, and its answer is lost. */
  readonly trouble?: (at: number, random: () => number) => SlackAnswer | 'lost' | undefined;
  /** How likely an invocation is killed at some moment. */
  readonly killed?: number;
  readonly twice?: number;
}

const storyOf = (alert: number): string => `storm-${String(alert).padStart(4, '0')}`;

/** An alert that can be told from others wherever its id or its key's name is shown. */
function bodyOf(alert: number): string {
  const made = alertOf([aRefusal()], knownDetails({ aliases: known([`alias/${storyOf(alert)}`]) }));
  return published({ ...made, id: storyOf(alert) });
}

const numberIn = (message: unknown): number => Number(/storm-(\d{4})/.exec(JSON.stringify(message))?.[1] ?? Number.NaN);

/** Slack, the queue full of alerts, and the function as an event source mapping invokes it. Nothing of it is real, time included. */
export function stormWorld({ alerts, seed = 1, trouble, killed = 0, twice = 0 }: WorldOptions): World {
  const random = chance(seed);
  const time = virtualTime(START);
  const queue = queueInMemory({ ...QUEUE, twice }, time.now, random);
  const taken: { alert: number; at: number }[] = [];
  const keptAside: string[] = [];
  let longestMs = 0;
  const post: SlackPoster = async (message) => {
    await time.wait(150 + 100 * random());
    const at = time.now().getTime();
    const answer = trouble?.(at, random);
    if (answer !== undefined && answer !== 'lost') return answer;
    if (at - (taken.at(-1)?.at ?? 0) < 1000) return { kind: 'wait', ms: 1000, reason: 'once a second' };
    taken.push({ alert: numberIn(message), at });
    if (answer === undefined) return { kind: 'taken' };
    await time.wait(8000);
    return { kind: 'later', reason: 'no answer within 8 s' };
  };

  /** A container that may be killed at any moment: what it would have done after that is not done. */
  const invoke = async (event: unknown, memory: Tools['memory']): Promise<BatchResponse | 'killed'> => {
    const never = new Promise<never>(() => undefined);
    const lives = { now: true };
    const whileAlive = async <T>(work: () => T | Promise<T>): Promise<T> => (lives.now ? work() : never);
    const tools: Tools = {
      settings: { mention: 'none' },
      guard: { stack: 'KmsDeletionGuard', region: 'eu-west-1' },
      memory,
      post: (message) => whileAlive(() => post(message)).then((answer) => (lives.now ? answer : never)),
      handBack: (receipt, seconds) => whileAlive(() => queue.changeVisibility(receipt, seconds)),
      keep: (body) => whileAlive(() => void keptAside.push(body)),
      now: time.now,
      wait: time.wait,
      random,
      log: () => undefined,
    };
    const work = notifySlack(event, tools);
    if (random() >= killed) return work;
    const kill = time.wait(random() * 8000).then((): 'killed' => {
      lives.now = false;
      return 'killed';
    });
    return Promise.race([work, kill]);
  };

  const handle = async (records: readonly QueueRecord[], memory: Tools['memory']): Promise<Tools['memory']> => {
    const began = time.now().getTime();
    const answer = await invoke({ Records: records }, memory);
    longestMs = Math.max(longestMs, time.now().getTime() - began);
    if (answer === 'killed') return containerMemory();
    const failed = new Set(answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    for (const { messageId, receiptHandle } of records) if (!failed.has(messageId)) queue.remove(receiptHandle);
    return memory;
  };

  const poll = async () => {
    let memory = containerMemory();
    while (queue.nextAt() < Number.POSITIVE_INFINITY) {
      const records = queue.receive(BATCH);
      if (records.length > 0) memory = await handle(records, memory);
      else await time.wait(Math.max(10, Math.min(20_000, queue.nextAt() - time.now().getTime())));
    }
  };

  for (let alert = 1; alert <= alerts; alert += 1) queue.send(bodyOf(alert));
  return {
    time,
    queue,
    taken,
    keptAside,
    get longestMs() {
      return longestMs;
    },
    run: async (until) => {
      await time.run(Promise.all(Array.from({ length: CONCURRENCY }, poll)), until);
    },
  };
}
