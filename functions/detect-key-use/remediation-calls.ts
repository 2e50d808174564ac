import type { Clients } from '../../shared/aws/clients.ts';
import { kmsWrites } from '../../shared/aws/kms-writes.ts';
import { remediationParameters } from '../../shared/aws/remediation-parameters.ts';
import { rescueAllowance } from '../../shared/aws/rescue-allowance.ts';
import { stateHistory } from '../../shared/aws/state-history.ts';
import type { Config } from './config.ts';
import type { RemediationCalls } from './tools.ts';

/** The calls that save keys; undefined where the deployment is to do nothing by itself. */
export function remediationCalls(
  { config, version }: { readonly config: Config; readonly version: string },
  clients: Clients,
  table: ReturnType<Clients['dynamoDb']>,
  now: () => Date,
): RemediationCalls | undefined {
  if (config.remediation.mode === 'off') return undefined;
  return {
    ...remediationParameters(clients.ssm(config.region)),
    ...kmsWrites(version, now),
    stateHistory: stateHistory(clients, now),
    allow: rescueAllowance(table, config.tableName),
  };
}
