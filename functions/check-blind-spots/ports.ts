import { readFacts } from '../../shared/aws/blind-spots/read-facts.ts';
import { hasTagOfDrill } from '../../shared/aws/drill-tags.ts';
import type { GuardClients } from '../../shared/aws/guard-clients.ts';
import { aliasesOf, readPendingKeys } from '../../shared/aws/pending-keys.ts';
import { whoChanged } from '../../shared/aws/who-changed.ts';
import type { BlindSpotPorts } from '../../shared/pipeline/blind-spot-ports.ts';

/** How long reads may take in all, in milliseconds: of the 120 s of the function they leave time to tell. */
export interface Budgets {
  readonly facts: number;
  readonly keys: number;
  /** For all that is asked of CloudTrail's event history, which answers twice a second. */
  readonly history: number;
}

const BUDGETS: Budgets = { facts: 40_000, keys: 15_000, history: 15_000 };

/** The ports of an invocation that begins now: what lasts as long as the container, and reads within their time. */
export function portsOfInvocation(
  clients: GuardClients,
  { stack, version }: { readonly stack: string; readonly version: string },
  lasting: Omit<BlindSpotPorts, 'readFacts' | 'readPendingKeys' | 'isDrill' | 'aliases' | 'whoChanged'>,
  budgets: Budgets = BUDGETS,
): BlindSpotPorts {
  const { now } = lasting;
  const keys = startedOnce(budgets.keys);
  const history = startedOnce(budgets.history);
  return {
    ...lasting,
    readFacts: () =>
      readFacts(clients, {
        stack,
        profile: undefined,
        packageVersion: version,
        now: now(),
        budget: AbortSignal.timeout(budgets.facts),
      }),
    readPendingKeys: (regions) => readPendingKeys(clients, { regions, budget: keys() }),
    isDrill: (key) => hasTagOfDrill(clients, key, keys()),
    aliases: (key) => aliasesOf(clients, key, keys()),
    whoChanged: (question) => whoChanged(clients, { ...question, budget: history() }),
  };
}

/** A budget that begins when it is first asked for. */
function startedOnce(ms: number): () => AbortSignal {
  let budget: AbortSignal | undefined;
  return () => {
    budget ??= AbortSignal.timeout(ms);
    return budget;
  };
}
