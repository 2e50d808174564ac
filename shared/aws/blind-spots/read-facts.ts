import type { Facts } from '../../blind-spots/facts.ts';
import { type BeforeKeys, keysUsedBy } from '../../blind-spots/own-keys.ts';
import type { GuardClients } from '../guard-clients.ts';
import { readDeployed } from './deployed.ts';
import { readKeys } from './keys.ts';
import { readRemediation } from './remediation.ts';
import { readSources } from './sources.ts';
import { readStack } from './stack.ts';

/** Whose facts are asked for, by whom, and how long it may take. */
export interface FactsRequest {
  readonly stack: string;
  readonly profile: string | undefined;
  readonly packageVersion: string;
  readonly now: Date;
  readonly budget: AbortSignal;
}

/**
 * Reads all that the checks judge. Rejects with a GuardError only where the stack cannot be found or read; all else that AWS refuses,
 * or does not answer within the budget, is an unknown fact.
 */
export async function readFacts(clients: GuardClients, request: FactsRequest): Promise<Facts> {
  const { now, packageVersion, budget } = request;
  const { region, accountId, partition, ...stack } = await readStack(clients, request, budget);
  const place = { region, accountId, partition, stack };
  const [sources, deployed] = await Promise.all([
    readSources(clients, place, now, budget),
    readDeployed(clients, place, now, budget),
  ]);
  const before: BeforeKeys = { now, packageVersion, ...place, ...sources, ...deployed };
  const [keys, remediation] = await Promise.all([
    readKeys(clients, keysUsedBy(before), budget),
    readRemediation(clients, before, budget),
  ]);
  return { ...before, keys, remediation };
}
