import { parseStrictKeyArn } from '../kms/key-arn.ts';
import type { AlertOfKey } from './alert.ts';
import { isRegion } from './links.ts';
import { MEANT_TO_GO } from './particulars.ts';
import { isToBeSaved, situationOf } from './situation.ts';

const LAST_CHANCE_MS = 72 * 3_600_000;

/** What to do where the key is meant to go. */
export interface MeantToGo {
  /** A sentence; before a command without the colon. */
  readonly words: string;
  readonly command?: string;
}

/** What an alert says of that; undefined where the key is no longer pending, not ours, or not what the alert is about. */
export function meantToGo(alert: AlertOfKey, now: Date): MeantToGo | undefined {
  const situation = situationOf(alert);
  const command = silenceCommand(alert, now);
  if (situation === 'management')
    return command === undefined ? undefined : { words: 'Not to hear of these calls for a while', command };
  if (!isToBeSaved(situation)) return undefined;
  return command === undefined
    ? { words: MEANT_TO_GO }
    : { words: `${MEANT_TO_GO} Then, not to hear of it for a while`, command };
}

/**
 * The command that silences what an alert tells, where a silence would work. It is made of an ARN of the strict grammar and a Region
 * only, so that nothing of a record can act in a shell.
 */
export function silenceCommand({ key, guard, operation, kind }: AlertOfKey, now: Date): string | undefined {
  const arn = parseStrictKeyArn(key.arn)?.arn;
  if (arn === undefined || (guard.region !== undefined && !isRegion(guard.region))) return undefined;
  // Nothing of a replay or a drill can be silenced.
  if (guard.stack === 'replay' || kind === 'test') return undefined;
  const isManagement = operation.class === 'management';
  // A silence on use ends 72 hours before the key does.
  const left = key.deletionDate === undefined ? 0 : new Date(key.deletionDate).getTime() - now.getTime();
  if (!isManagement && left <= LAST_CHANCE_MS) return undefined;
  const region = guard.region === undefined ? '' : ` --region ${guard.region}`;
  const scope = isManagement ? '--class management --for 21d' : '--for 24h';
  return `kms-deletion-guard silence add${region} --key ${arn} ${scope} --reason "..."`;
}
