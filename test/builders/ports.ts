import type { Alert } from '../../shared/alert/alert.ts';
import type { RecordRejection } from '../../shared/cloudtrail/record.ts';
import { createMemoryStore } from '../../shared/incident/memory-store.ts';
import { nothingKnown } from '../../shared/kms/key-details.ts';
import type { PipelinePorts, PipelineSettings } from '../../shared/pipeline/process-log-batch.ts';
import { NOW, someSettings } from './alert.ts';

/** Ports that keep everything in memory, and what went out through them. */
export interface MemoryPorts extends PipelinePorts {
  readonly published: Alert[];
  readonly rejections: { readonly rejection: RecordRejection; readonly told: boolean }[];
}

/** Ports of a world where nothing is known about any key; `refuses` names the alerts that do not get out. */
export function memoryPorts(overrides: Partial<PipelinePorts> = {}, refuses?: (alert: Alert) => boolean): MemoryPorts {
  const published: Alert[] = [];
  const rejections: MemoryPorts['rejections'] = [];
  return {
    store: createMemoryStore(),
    readKey: async () => nothingKnown('offline'),
    publish: async (alert) => {
      if (refuses?.(alert)) throw new Error('topic does not answer');
      published.push(alert);
      return 'sent';
    },
    now: () => NOW,
    rejected: (rejection, told) => rejections.push({ rejection, told }),
    ...overrides,
    published,
    rejections,
  };
}

export const somePipelineSettings = (overrides: Partial<PipelineSettings> = {}): PipelineSettings => ({
  alert: someSettings(),
  ownRoleArn: undefined,
  ...overrides,
});
