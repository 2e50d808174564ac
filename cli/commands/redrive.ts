import { count } from '../../shared/alert/time.ts';
import { callFailure } from '../../shared/aws/call-failure.ts';
import type { Invocation } from '../../shared/aws/deployed-stack.ts';
import type { FailureQueue, HeldMessage } from '../../shared/aws/failure-queue.ts';
import { messageOf } from '../../shared/errors.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { type FailedInvocation, failedInvocationIn } from '../failed-invocation.ts';
import { paragraph } from '../output/layout.ts';
import { adviceOf, linesOf, type Outcome, reasonOf, sumsOf } from '../output/redrive-text.ts';
import { createStatusLine } from '../output/status-line.ts';
import { type Terminal, write } from '../terminal.ts';

/** What a redrive talks to. */
export interface RedrivePorts {
  readonly functionName: string;
  /** As whom AWS is asked, for what is said when it refuses. */
  readonly profile: string | undefined;
  readonly queue: FailureQueue;
  /** Invokes the function and waits for its answer. */
  readonly invoke: (payload: unknown) => Promise<Invocation>;
}

/** So often in a row a queue may give nothing but what was handled before; then all that is left was tried. */
const MOST_IDLE = 10;

/** What has been seen so far, by the id of the message. */
interface Seen {
  readonly outcomes: Map<string, Outcome>;
  /** What is ours for a while and not removed. */
  readonly held: Map<string, HeldMessage>;
}

/**
 * Hands every message of the failure queue to the function once more and waits for its answer, so that a failure is seen. Removes
 * what the function took and nothing else; the rest is put back at the end, or comes back by itself when this is interrupted.
 */
export async function redrive(dryRun: boolean, ports: RedrivePorts, terminal: Terminal): Promise<ExitCode> {
  const seen: Seen = { outcomes: new Map(), held: new Map() };
  const status = createStatusLine(terminal);
  const told = async (line: string) => {
    status.clear();
    await write(terminal.stdout, line);
  };
  const next = () => {
    status.show(`${count(seen.outcomes.size, 'message')}: asking for more`);
    return receiveFrom(ports);
  };
  try {
    for (let messages = await next(), idle = 0; messages.length > 0 && idle < MOST_IDLE; messages = await next()) {
      idle = messages.some(({ id }) => !seen.outcomes.has(id)) ? 0 : idle + 1;
      for (const message of messages) seen.held.set(message.id, message);
      for (const message of messages) {
        const position = seen.outcomes.size + 1;
        status.show(`message ${position.toLocaleString('en-US')}: waiting for the function`);
        await handle(message, seen, dryRun, ports, told);
      }
    }
  } finally {
    status.show(`putting ${count(seen.held.size, 'message')} back`);
    const lost = await releaseAll(ports.queue, seen.held.values());
    status.clear();
    if (lost > 0)
      await write(terminal.stderr, `${count(lost, 'message')} could not be put back: there again within 15 minutes.\n`);
  }
  const outcomes = [...seen.outcomes.values()];
  await write(terminal.stdout, paragraph(sumsOf(outcomes)));
  const advice = adviceOf(outcomes);
  if (advice !== '') await write(terminal.stdout, paragraph(advice));
  if (dryRun) await write(terminal.stdout, 'Nothing was invoked or removed.\n');
  const allDone = dryRun || outcomes.every(({ kind }) => kind === 'delivered');
  return allDone ? EXIT.done.code : EXIT.checkFailed.code;
}

/** Handles one message, but none twice: SQS may give one again, and one that is held for too long. */
async function handle(
  message: HeldMessage,
  { outcomes, held }: Seen,
  dryRun: boolean,
  ports: RedrivePorts,
  told: (line: string) => Promise<void>,
): Promise<void> {
  const known = outcomes.get(message.id);
  if (known?.kind === 'delivered') {
    await ports.queue.remove(message).catch(() => undefined);
    held.delete(message.id);
  }
  if (known !== undefined) return;
  const failed = failedInvocationIn(message.body, ports.functionName);
  const outcome = failed.ok
    ? dryRun
      ? ({ kind: 'would-be-tried' } as const)
      : await tried(message, failed.value, ports)
    : ({ kind: 'cannot-be-tried', reason: failed.error.fault } as const);
  outcomes.set(message.id, outcome);
  if (outcome.kind === 'delivered') held.delete(message.id);
  await told(linesOf(message.id, failed.ok ? failed.value : failed.error.label, outcome));
}

async function tried(message: HeldMessage, { payload }: FailedInvocation, ports: RedrivePorts): Promise<Outcome> {
  const answer = await ports.invoke(payload);
  if (answer.kind !== 'answered') return { kind: 'failed', reason: reasonOf(answer.reason) };
  try {
    await ports.queue.remove(message);
    return { kind: 'delivered' };
  } catch (thrown) {
    return { kind: 'failed', reason: `the function took it, but it could not be removed (${messageOf(thrown)})` };
  }
}

async function receiveFrom({ queue, profile }: RedrivePorts): Promise<readonly HeldMessage[]> {
  try {
    return await queue.receive();
  } catch (thrown) {
    const asked = { what: 'the failure queue', right: 'sqs:ReceiveMessage', profile };
    throw callFailure(thrown, { ...asked, otherwise: 'queue-unreachable' });
  }
}

/** Gives back what is held; answers how much could not be. */
async function releaseAll(queue: FailureQueue, held: Iterable<HeldMessage>): Promise<number> {
  let failed = 0;
  for (const message of held) {
    await queue.release(message).catch(() => {
      failed += 1;
    });
  }
  return failed;
}
