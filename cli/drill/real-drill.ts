import { forTerminal } from '../../shared/alert/inert.ts';
import { GuardError } from '../../shared/errors.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { type Terminal, write } from '../terminal.ts';
import { follow } from './follow.ts';
import { planOf } from './plan.ts';
import type { RealDrillOptions, RealDrillPorts } from './ports.ts';
import { createStepLog, type StepLog } from './step-log.ts';
import { makeThrowawayKey, remainsOf, type ThrowawayKey } from './throwaway-key.ts';
import { interrupted as interruptedWhen, type Verdict, verdictOf } from './verdict.ts';

/**
 * A drill of the whole way, trail and alarm among it: makes a key, has KMS refuse its use, and follows that to record, alarm and alert.
 * Leaves the key pending deletion, also when it fails or is interrupted, or disabled where that is denied. Rejects with a GuardError when
 * it could not run.
 */
export async function realDrill(
  { yes, timeoutMs }: RealDrillOptions,
  ports: RealDrillPorts,
  terminal: Terminal,
): Promise<ExitCode> {
  await rehearse(ports, terminal);
  await write(terminal.stdout, planOf(ports.deployment, timeoutMs));
  if (!yes && !(await ports.confirm())) {
    await write(terminal.stdout, 'Nothing was done.\n');
    return EXIT.couldNotRun.code;
  }
  return ports.uncut(async (interrupted) => {
    const log = createStepLog(terminal);
    const key = await makeThrowawayKey({ ...ports, ...terminal }, log, interrupted);
    try {
      const { text, code } = await useAndFollow(key, timeoutMs, { ...ports, ...terminal }, log, interrupted);
      log.clear();
      await write(terminal.stdout, `${remainsOf(key)}${text}`);
      return code;
    } catch (thrown) {
      log.clear();
      await write(terminal.stdout, remainsOf(key));
      throw thrown;
    }
  });
}

/** Each look is tried once before there is a key, so that a missing right is found while nothing has been done. */
async function rehearse({ watch, deployment }: RealDrillPorts, { now }: Terminal): Promise<void> {
  const { partition, region, accountId, alarmName } = deployment;
  const nobodys = `arn:${partition}:kms:${region}:${accountId}:key/00000000-0000-4000-8000-000000000000`;
  const [state] = await Promise.all([watch.alarmState(), watch.hasRecord(nobodys, now()), watch.alertState(nobodys)]);
  if (state !== 'ALARM') return;
  throw new GuardError(
    'alarm-not-ready',
    `alarm ${alarmName}: got it in ALARM already, wanted it in OK, as it sends nothing while it stays there; see which key it is about, and try again when it is over`,
  );
}

type Using = RealDrillPorts & Terminal;

async function useAndFollow(
  { arn: keyArn, encrypted }: ThrowawayKey,
  timeoutMs: number,
  using: Using,
  log: StepLog,
  interrupted: AbortSignal,
): Promise<Verdict> {
  if (encrypted.kind === 'failed') throw encrypted.thrown;
  const at =
    encrypted.kind === 'done' ? await refusalOf(keyArn, encrypted.ciphertext, using, log, interrupted) : undefined;
  if (at === undefined) return interruptedWhen(false);
  log.countFrom(at);
  await log.step('refused: Decrypt', at);
  const followed = await follow({ keyArn, at }, using, timeoutMs, log, interrupted);
  return interrupted.aborted && followed.missing.size > 0 ? interruptedWhen(true) : verdictOf(followed, timeoutMs);
}

/** So long KMS may allow what it is going to refuse. Source: KMS Developer Guide, "AWS KMS eventual consistency". */
const ALLOWED_FOR_MS = 60_000;
const AGAIN_AFTER_MS = 5000;

/** When KMS refused; undefined: interrupted before that. */
async function refusalOf(
  arn: string,
  ciphertext: Uint8Array,
  { keys, wait, now }: Using,
  log: StepLog,
  interrupted: AbortSignal,
): Promise<Date | undefined> {
  const until = now().getTime() + ALLOWED_FOR_MS;
  for (let tries = 1; !interrupted.aborted; tries += 1) {
    if ((await keys.decrypt(arn, ciphertext)) === 'refused') return now();
    if (tries === 1) await log.step('allowed: Decrypt, still; KMS takes a while, trying again for a minute');
    if (now().getTime() >= until)
      throw new GuardError(
        'drill-not-refused',
        `Decrypt by ${forTerminal(arn)}: got it allowed a minute after the deletion was scheduled, wanted a refusal; try again`,
      );
    await wait(AGAIN_AFTER_MS, interrupted);
  }
  return undefined;
}
