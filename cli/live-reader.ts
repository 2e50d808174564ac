import { callFailure } from '../shared/aws/call-failure.ts';
import type { KeyReader } from '../shared/enrichment/key-reader.ts';
import { createKeyReader } from '../shared/enrichment/read-key.ts';

/** A person waits longer than an alert may. */
const BUDGET_MS = 20_000;

/** Reads keys from KMS and CloudTrail, for whoever replays with a profile or Region. Loads the SDK only when it is called.
 * Throws a GuardError when there are no credentials. */
export async function liveReader(profile: string | undefined, now: () => Date): Promise<KeyReader> {
  const [{ createClients }, { kmsReads }, { scheduleLookup }] = await Promise.all([
    import('../shared/aws/clients.ts'),
    import('../shared/aws/key-reads.ts'),
    import('../shared/aws/schedule-lookup.ts'),
  ]);
  const clients = createClients(undefined, undefined, profile === undefined ? {} : { profile });
  // Asked for once at the start: without, each part of each key would be "not known" for one and the same reason.
  await clients
    .sns(undefined)
    .config.credentials()
    .catch((thrown: unknown) => {
      const asked = { what: 'AWS cannot be asked', right: 'sts:AssumeRole', profile };
      throw callFailure(thrown, { ...asked, otherwise: 'no-credentials' });
    });
  const reads = { ...kmsReads(clients), scheduledBy: scheduleLookup(clients, now) };
  const startBudget = () => AbortSignal.timeout(BUDGET_MS);
  return createKeyReader(reads, { startBudget, budgetMs: BUDGET_MS, ownRoleArn: undefined });
}
