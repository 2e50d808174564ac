import type { ReadBack } from '../../shared/incident/rescue.ts';
import type { KeyArn } from '../../shared/kms/key-arn.ts';
import { isPendingState } from '../../shared/kms/key-state.ts';
import { type Answer, outcomeOfCancel } from '../../shared/remediation/write.ts';
import type { RescueReport } from '../reports/rescue.ts';
import type { RescuePorts } from './ports.ts';

/** What came of the writes, as KMS answered and as the key was read after them. */
export interface Written {
  readonly cancel: RescueReport['cancel'];
  readonly enable: RescueReport['enable'];
  readonly reason: string;
  readonly readBack: ReadBack;
}

/** What is to be written. */
export interface Plan {
  readonly cancel: boolean;
  readonly enable: boolean;
  /** Deletion date of the waiting period, in milliseconds since 1970. */
  readonly period: number | undefined;
}

/** KMS is eventually consistent: right after a write it may show and judge the key as before. Milliseconds between tries. */
const PAUSES = [500, 1000, 2000];

/** Cancels the deletion, enables the key where that was asked for, and reads it back. */
export async function writeKey(
  key: KeyArn,
  plan: Plan,
  ports: RescuePorts,
  interrupted: AbortSignal,
): Promise<Written> {
  if (!plan.cancel) return enableKey(key, 'not-pending', ports);
  const answer = await ports.cancel(key);
  const isDone = answer.kind === 'done';
  const readBack = await readUntil(key, (state) => !isDone || !isPendingState(state), ports);
  const cancel = cancelOf(answer, readBack, plan.period);
  const cancelled: Written = { cancel, enable: undefined, reason: reasonOf(answer), readBack };
  if (!plan.enable) return cancelled;
  if (cancel !== 'cancelled' && cancel !== 'answer-lost')
    return { ...cancelled, enable: 'not-tried', reason: cancelled.reason || 'its deletion was not cancelled by you' };
  if (interrupted.aborted) return { ...cancelled, enable: 'not-tried', reason: 'interrupted' };
  return enableKey(key, cancel, ports);
}

/** A cancel of a person's has no other outcome: the type says so. */
function cancelOf(answer: Answer, readBack: ReadBack, period: number | undefined): Written['cancel'] {
  const outcome = outcomeOfCancel(answer, readBack, period);
  switch (outcome) {
    case 'restored':
    case 'would-cancel':
      return 'unclear';
    default:
      return outcome;
  }
}

async function enableKey(key: KeyArn, cancel: Written['cancel'], ports: RescuePorts): Promise<Written> {
  let answer = await ports.enable(key);
  for (const pause of PAUSES) {
    if (answer.kind !== 'refused' || !answer.again) break;
    await ports.wait(pause);
    answer = await ports.enable(key);
  }
  const isDone = answer.kind === 'done';
  const readBack = await readUntil(key, (state) => !isDone || state === 'Enabled', ports);
  const isRead = readBack.kind === 'read' && readBack.state === 'Enabled';
  return { cancel, enable: isDone || isRead ? 'enabled' : 'refused', reason: isRead ? '' : reasonOf(answer), readBack };
}

/** Reads the key, a few times where it is not yet what KMS answered. */
async function readUntil(key: KeyArn, isWanted: (state: string) => boolean, ports: RescuePorts): Promise<ReadBack> {
  let read = await ports.readState(key);
  for (const pause of PAUSES) {
    if (read.kind === 'unread' || isWanted(read.state)) break;
    await ports.wait(pause);
    read = await ports.readState(key);
  }
  return read;
}

const reasonOf = (answer: Answer): string => (answer.kind === 'done' ? '' : answer.reason);
