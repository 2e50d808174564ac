import { isAboutKey } from '../../../shared/alert/about-key.ts';
import type { Alert } from '../../../shared/alert/alert.ts';
import { policyOf } from '../../../shared/incident/item.ts';
import type { PipelineSettings } from '../../../shared/pipeline/ports.ts';
import { type DataOutcome, processLogBatch } from '../../../shared/pipeline/process-log-batch.ts';
import { type SweepOutcome, sweep } from '../../../shared/pipeline/sweep.ts';
import { REMEDIATION_OFF } from '../../../shared/remediation/policy.ts';
import { someSettings } from '../../builders/alert.ts';
import { aPayload } from '../../builders/payload.ts';
import { type Call, OWN_ROLE } from './calls.ts';
import { type Container, createLife, type Life, newContainer, type Surroundings } from './invocation.ts';
import type { Fate } from './scenario.ts';

/** A batch of records as it arrives. */
export interface Batch {
  readonly n: number;
  readonly calls: readonly Call[];
  readonly lines: readonly unknown[];
  /** Some of its records have come before in another batch. */
  readonly isMixed: boolean;
}

/** One try at a batch. */
export interface Try {
  readonly batch: Batch;
  readonly isFirst: boolean;
  readonly life: Life;
  state: 'running' | 'ok' | 'failed' | 'dead';
  endedAt: number;
  outcome: DataOutcome | undefined;
}

/** The function as Lambda runs it: tries again what failed, in containers that live on. */
export interface Guard {
  bring(batch: Batch, fates: readonly Fate[]): void;
  sweep(fates: readonly Fate[]): void;
  readonly tries: readonly Try[];
  readonly sweeps: readonly { readonly life: Life; readonly outcome: SweepOutcome | undefined }[];
  /** Batches that were given up. */
  readonly failureQueue: ReadonlySet<Batch>;
}

/** A minute before the second try, two before the third. Source: Lambda Developer Guide, "Asynchronous invocation". */
const RETRIES_AFTER_MS = [60_000, 120_000];
const NO_HARM: Fate = { crash: undefined, faults: [] };

export function createGuard(around: Surroundings): Guard {
  const { world, broken } = around;
  const idle: Container[] = [];
  const tries: Try[] = [];
  const sweeps: { life: Life; outcome: SweepOutcome | undefined }[] = [];
  const failureQueue = new Set<Batch>();

  /** Runs one invocation; `ended` is told whether it did what it should. */
  function invoke(
    name: string,
    fate: Fate,
    begin: (life: Life) => Promise<boolean>,
    ended: (end: 'ok' | 'failed' | 'dead') => void,
  ): void {
    const container = idle.pop() ?? newContainer();
    const life = createLife(name, fate, container, around, () => ended('dead'));
    void begin(life)
      .catch((thrown: unknown) => {
        broken.push(`${name} rejects: ${thrown instanceof Error ? thrown.stack : thrown}`);
        return false;
      })
      .then((isWell) => {
        if (life.isDead) return;
        life.hasEnded = true;
        idle.push(container);
        ended(isWell ? 'ok' : 'failed');
      });
  }

  const settingsNow = (): PipelineSettings => ({
    alert: someSettings(),
    ownRoleArn: OWN_ROLE,
    managementCalls: 'notify',
    ignoreCallers: [{ class: 'management', caller: 'role crossplane-*' }],
    policy: policyOf(),
    remediation: REMEDIATION_OFF,
    drill: false,
    sendBefore: world.now() + 38_000,
  });

  function tryBatch(batch: Batch, fates: readonly Fate[], tried: number): void {
    let one: Try | undefined;
    const begin = async (life: Life) => {
      one = {
        batch,
        isFirst: !tries.some((other) => other.batch === batch),
        life,
        state: 'running',
        endedAt: Number.POSITIVE_INFINITY,
        outcome: undefined,
      };
      tries.push(one);
      const result = await processLogBatch(aPayload(batch.lines), life.ports, settingsNow());
      if (!result.ok || result.value.kind !== 'data') throw new Error('the batch is not read');
      one.outcome = result.value;
      return result.value.fate.failed === 0 && result.value.messages.failed.length === 0;
    };
    invoke(`batch ${batch.n}`, fates[tried] ?? NO_HARM, begin, (state) => {
      if (one === undefined) return;
      one.state = state;
      one.endedAt = world.now();
      const wait = RETRIES_AFTER_MS[tried];
      if (state === 'ok') return;
      if (wait === undefined) failureQueue.add(batch);
      else world.at(world.now() + wait, () => tryBatch(batch, fates, tried + 1));
    });
  }

  function trySweep(fates: readonly Fate[], tried: number): void {
    const begin = async (life: Life) => {
      const one: { life: Life; outcome: SweepOutcome | undefined } = { life, outcome: undefined };
      sweeps.push(one);
      try {
        one.outcome = await sweep(life.ports, settingsNow());
      } catch (thrown) {
        if (!life.tableFailed) throw thrown;
      }
      return one.outcome === undefined || one.outcome.messages.failed.length === 0;
    };
    invoke(`sweep ${sweeps.length}`, fates[tried] ?? NO_HARM, begin, (state) => {
      const wait = RETRIES_AFTER_MS[tried];
      if (state !== 'ok' && wait !== undefined) world.at(world.now() + wait, () => trySweep(fates, tried + 1));
    });
  }

  return {
    bring: (batch, fates) => tryBatch(batch, fates, 0),
    sweep: (fates) => trySweep(fates, 0),
    tries,
    sweeps,
    failureQueue,
  };
}

/** Findings of each key that a message tells for the first time, by how alerts call the key. */
export function countsOf(alert: Alert): ReadonlyMap<string, number> {
  if (isAboutKey(alert)) return new Map([[alert.key.arn ?? 'unnamed', alert.occurrences.count]]);
  if (alert.kind === 'blind-spot') return new Map();
  return new Map(alert.keys.map(({ arn, count }) => [arn ?? 'unnamed', count]));
}
