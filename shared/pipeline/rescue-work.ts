import type { IncidentItem } from '../incident/item.ts';
import type { Rescue } from '../incident/rescue.ts';
import type { KeyArn } from '../kms/key-arn.ts';
import type { PipelinePorts, PipelineSettings } from './ports.ts';
import type { RemediationPorts } from './remediation-ports.ts';

/** One rescue on its way. */
export interface Work {
  readonly item: IncidentItem;
  readonly rescue: Rescue;
  readonly key: KeyArn;
  readonly ports: PipelinePorts;
  readonly remediation: RemediationPorts;
  readonly settings: PipelineSettings;
  /** Milliseconds since 1970 after which nothing more is begun. */
  readonly until: number;
}
