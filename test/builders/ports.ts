import { isAboutKey } from '../../shared/alert/about-key.ts';
import type { Alert, AlertOfKey } from '../../shared/alert/alert.ts';
import type { RecordRejection } from '../../shared/cloudtrail/record.ts';
import { policyOf } from '../../shared/incident/item.ts';
import { createOwnPace } from '../../shared/incident/own-pace.ts';
import { nothingKnown } from '../../shared/kms/key-details.ts';
import type { PipelinePorts, PipelineSettings } from '../../shared/pipeline/ports.ts';
import { REMEDIATION_OFF } from '../../shared/remediation/policy.ts';
import { type FakeIncidentStore, fakeIncidentStore } from '../fakes/incident-store.ts';
import { type FakeMessagePace, fakeMessagePace } from '../fakes/message-pace.ts';
import { NOW, someSettings } from './alert.ts';

/** A clock that stands still until it is moved; who waits moves it. */
export interface TestClock {
  readonly now: () => Date;
  readonly wait: (ms: number) => Promise<void>;
  move(ms: number): void;
}

/** A clock that begins at {@link NOW}. */
export function testClock(start: Date = NOW): TestClock {
  let time = start.getTime();
  return {
    now: () => new Date(time),
    wait: async (ms) => {
      time += ms;
    },
    move: (ms) => {
      time += ms;
    },
  };
}

/** Ports that keep everything in memory, and what went out through them. */
export interface MemoryPorts extends PipelinePorts {
  readonly store: FakeIncidentStore;
  readonly pace: FakeMessagePace;
  readonly clock: TestClock;
  readonly published: Alert[];
  /** Those of {@link published} that are about one key. */
  readonly told: readonly AlertOfKey[];
  readonly rejections: { readonly rejection: RecordRejection; readonly told: boolean }[];
}

export const NO_SILENCES = { silences: [], malformed: [] };

/** Ports of a world where nothing is known about any key; `refuses` names the alerts that do not get out. */
export function memoryPorts(
  overrides: Partial<Omit<MemoryPorts, 'published' | 'told' | 'rejections'>> = {},
  refuses?: (alert: Alert) => boolean,
): MemoryPorts {
  const published: Alert[] = [];
  const rejections: MemoryPorts['rejections'] = [];
  const clock = overrides.clock ?? testClock();
  return {
    store: fakeIncidentStore(),
    pace: fakeMessagePace(),
    ownPace: createOwnPace(),
    silences: async () => NO_SILENCES,
    readKey: async () => nothingKnown('offline'),
    publish: async (alert) => {
      if (refuses?.(alert)) throw new Error('topic does not answer');
      published.push(alert);
      return 'sent';
    },
    now: clock.now,
    wait: clock.wait,
    random: () => 0.5,
    rejected: (rejection, told) => rejections.push({ rejection, told }),
    ...overrides,
    clock,
    published,
    get told() {
      return published.filter(isAboutKey);
    },
    rejections,
  };
}

/** Settings of an invocation that begins at {@link NOW}. */
export const somePipelineSettings = (overrides: Partial<PipelineSettings> = {}): PipelineSettings => ({
  alert: someSettings(),
  ownRoleArn: undefined,
  managementCalls: 'notify',
  ignoreCallers: [],
  policy: policyOf(),
  remediation: REMEDIATION_OFF,
  drill: false,
  sendBefore: NOW.getTime() + 38_000,
  ...overrides,
});
