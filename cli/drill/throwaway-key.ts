import { forTerminal } from '../../shared/alert/inert.ts';
import { dayAndTime } from '../../shared/alert/time.ts';
import type { WhenThere } from '../../shared/aws/drill-key.ts';
import { GuardError } from '../../shared/errors.ts';
import { LEAST_WINDOW_DAYS } from '../../shared/kms/drill-key.ts';
import { paragraph } from '../output/layout.ts';
import type { Terminal } from '../terminal.ts';
import { leaveBehind } from './left-behind.ts';
import type { RealDrillPorts } from './ports.ts';
import type { StepLog } from './step-log.ts';

/** A key that was made, and whose deletion is scheduled. */
export interface ThrowawayKey {
  readonly arn: string;
  /** Undefined where KMS did not say. */
  readonly deletionDate: Date | undefined;
  readonly encrypted: Encrypted;
}

/** What became of the one byte. */
type Encrypted =
  | { readonly kind: 'done'; readonly ciphertext: Uint8Array; readonly at: Date }
  | { readonly kind: 'failed'; readonly thrown: unknown }
  | { readonly kind: 'interrupted' };

type Made = Pick<RealDrillPorts, 'keys' | 'wait'> & Pick<Terminal, 'now' | 'stdout'>;

/** So long KMS may not know a key that it has just made. */
const UNKNOWN_FOR_MS = 60_000;
const AGAIN_AFTER_MS = 2000;
const MOST_FAILURES = 3;

/**
 * Makes the key and schedules its deletion, whatever happens in between. Nothing is written while the key is enabled, since an output
 * that is closed would end the process; what was done is told after. Rejects when no key was made, or when its deletion could not be
 * scheduled as a drill needs it: then it has said what is left.
 */
export async function makeThrowawayKey(made: Made, log: StepLog, interrupted: AbortSignal): Promise<ThrowawayKey> {
  log.meanwhile('making the key');
  const arn = await made.keys.create();
  const createdAt = made.now();
  const encrypted = await encryptWith(arn, made, interrupted);
  const deletionDate = await scheduleDeletionOf(arn, made);
  const scheduledAt = made.now();
  await log.step(`created: key ${idOf(arn)}`, createdAt);
  if (encrypted.kind === 'done') await log.step('encrypted: one byte', encrypted.at);
  await log.step(`scheduled: its deletion, ${whenOf(deletionDate)}`, scheduledAt);
  return { arn, deletionDate, encrypted };
}

async function encryptWith(arn: string, made: Made, interrupted: AbortSignal): Promise<Encrypted> {
  try {
    const ciphertext = await onceThere(() => made.keys.encrypt(arn), made, interrupted);
    return ciphertext === undefined
      ? { kind: 'interrupted' }
      : { kind: 'done', ciphertext: ciphertext.value, at: made.now() };
  } catch (thrown) {
    return { kind: 'failed', thrown };
  }
}

/** Tried more than once: an enabled key that nobody wants is the one thing that must not stay. */
async function scheduleDeletionOf(arn: string, made: Made): Promise<Date | undefined> {
  for (let failures = 1; ; failures += 1) {
    try {
      return (await onceThere(() => made.keys.scheduleDeletion(arn, LEAST_WINDOW_DAYS), made))?.value;
    } catch (thrown) {
      if (failures < MOST_FAILURES) await made.wait(AGAIN_AFTER_MS);
      else throw await leaveBehind(arn, thrown, made);
    }
  }
}

/** The answer as soon as KMS knows the key; undefined: interrupted before. */
async function onceThere<T>(
  call: () => Promise<WhenThere<T>>,
  { now, wait }: Made,
  interrupted?: AbortSignal,
): Promise<{ readonly value: T } | undefined> {
  const until = now().getTime() + UNKNOWN_FOR_MS;
  while (interrupted?.aborted !== true) {
    const answer = await call();
    if (answer.there) return answer;
    if (now().getTime() >= until)
      throw new GuardError(
        'kms-unreachable',
        `the new key: got no trace of it for ${UNKNOWN_FOR_MS / 1000} s, wanted KMS to know it; try again`,
      );
    await wait(AGAIN_AFTER_MS, interrupted);
  }
  return undefined;
}

const idOf = (arn: string): string => forTerminal(arn.slice(arn.lastIndexOf('/') + 1));

const whenOf = (deletionDate: Date | undefined): string =>
  deletionDate === undefined ? `in ${LEAST_WINDOW_DAYS} days` : `not before ${dayAndTime(deletionDate)}`;

/** What a drill leaves behind; the ARN on a line of its own. */
export const remainsOf = ({ arn, deletionDate }: ThrowawayKey): string =>
  `${paragraph(`What is left is this key, pending deletion; it goes ${whenOf(deletionDate)}:`)}${forTerminal(arn)}\n`;
