import type { Fact, UnknownFact } from '../../shared/blind-spots/fact.ts';
import { notKnown } from '../../shared/blind-spots/fact.ts';
import { OUTPUTS } from '../../shared/contract/names.ts';
import { GuardError } from '../../shared/errors.ts';
import type { IncidentItem } from '../../shared/incident/item.ts';
import type { KeysPorts } from './keys.ts';

/** What the ports are made for. */
export interface KeysRequest {
  readonly stack: string;
  readonly profile: string | undefined;
  /** Undefined: all that the account has enabled. */
  readonly regions: readonly string[] | undefined;
  /** False: the log group is not searched. */
  readonly searchLogs: boolean;
}

/** How long a person waits for each part, in milliseconds. */
const BUDGETS_MS = { regions: 300_000, key: 20_000, table: 30_000, search: 120_000 } as const;

/** The stack of the guard as `keys` needs it, or why there is none to ask. */
interface Home {
  readonly region: string | undefined;
  readonly output: Fact<(name: string) => string>;
}

/**
 * Reads AWS for `keys`. Rejects with a GuardError where nothing can be asked at all: no credentials, no Region. Loads the SDK only when
 * it is called.
 */
export async function keysPorts(request: KeysRequest, now: () => Date): Promise<KeysPorts> {
  const [home, { guardClients }, { readPendingKeys }] = await Promise.all([
    findHome(request),
    import('../../shared/aws/guard-clients.ts'),
    import('../../shared/aws/pending-keys.ts'),
  ]);
  const { profile, regions } = request;
  const clients = guardClients({ region: home.region, profile });
  return {
    accountId: home.output.known
      ? home.output.value(OUTPUTS.alertTopicArn).split(':')[4]
      : (await clients.kms().config.credentials()).accountId,
    pendingKeys: (onProgress) =>
      readPendingKeys(clients, { regions, budget: AbortSignal.timeout(BUDGETS_MS.regions), onProgress }),
    readKey: await keyReader(profile, now),
    ...(await refusalPorts(request, home, clients, now)),
  };
}

/** The stack stands in the Region of the environment, as a rule, else in one of those that were asked for. */
async function findHome({ stack, profile, regions = [] }: KeysRequest): Promise<Home> {
  const { stackOutputs } = await import('../../shared/aws/deployed-stack.ts');
  let home: Home | undefined;
  let noRegion: GuardError | undefined;
  for (const region of [undefined, ...regions]) {
    try {
      return { region, output: { known: true, value: await stackOutputs({ stack, region, profile }) } };
    } catch (thrown) {
      if (!(thrown instanceof GuardError) || thrown.code === 'no-credentials' || thrown.code === 'no-answer')
        throw thrown;
      if (thrown.code === 'no-region') noRegion = thrown;
      else home ??= { region, output: notDeployed(thrown, stack) };
    }
  }
  if (home === undefined) throw noRegion;
  return home;
}

const notDeployed = ({ code, message }: GuardError, stack: string): UnknownFact => {
  if (code === 'no-right') return notKnown(`stack ${stack} cannot be read`, 'cloudformation:DescribeStacks');
  return notKnown(code === 'stack-not-found' ? `no stack ${stack} is deployed` : message);
};

/** Each key has its own budget; who scheduled deletions is asked once for each Region. */
async function keyReader(profile: string | undefined, now: () => Date): Promise<KeysPorts['readKey']> {
  const [{ createClients }, { kmsReads }, { scheduleLookup }, { createKeyReader }] = await Promise.all([
    import('../../shared/aws/clients.ts'),
    import('../../shared/aws/key-reads.ts'),
    import('../../shared/aws/schedule-lookup.ts'),
    import('../../shared/enrichment/read-key.ts'),
  ]);
  const patience = { maxAttempts: 6, connectionTimeout: 3000, requestTimeout: 8000 };
  const clients = createClients(patience, undefined, profile === undefined ? {} : { profile });
  const reads = { ...kmsReads(clients), scheduledBy: scheduleLookup(clients, now) };
  const startBudget = () => AbortSignal.timeout(BUDGETS_MS.key);
  return (key) => createKeyReader(reads, { startBudget, budgetMs: BUDGETS_MS.key, ownRoleArn: undefined })(key);
}

async function refusalPorts(
  { searchLogs }: KeysRequest,
  { output }: Home,
  clients: ReturnType<typeof import('../../shared/aws/guard-clients.ts').guardClients>,
  now: () => Date,
): Promise<Pick<KeysPorts, 'incidents' | 'search' | 'coverage'>> {
  if (!output.known)
    return {
      incidents: async () => output,
      search: async () => output,
      coverage: async () => ({ trails: output, logGroup: output }),
    };
  const [{ incidentTable }, { searchRefusals }, { readTrails }, { readLogGroup }, { ask }] = await Promise.all([
    import('../../shared/aws/incident-table.ts'),
    import('../../shared/aws/refusals.ts'),
    import('../../shared/aws/blind-spots/trails.ts'),
    import('../../shared/aws/blind-spots/log-group.ts'),
    import('../../shared/aws/blind-spots/ask.ts'),
  ]);
  const logGroupName = output.value(OUTPUTS.logGroupName);
  const tableName = output.value(OUTPUTS.tableName);
  const tableBudget = () => AbortSignal.timeout(BUDGETS_MS.table);
  return {
    incidents: (): Promise<Fact<readonly IncidentItem[]>> =>
      ask('dynamodb:Scan', tableBudget(), async () => (await incidentTable(clients.dynamoDb, tableName).all()).items),
    search: async (since, take) =>
      searchLogs
        ? searchRefusals(
            clients.logs,
            { logGroupName, since, until: now(), budget: AbortSignal.timeout(BUDGETS_MS.search) },
            take,
          )
        : notKnown('the log group was not searched (--no-logs)'),
    coverage: async () => {
      const budget = tableBudget();
      const [trails, logGroup] = await Promise.all([
        readTrails(clients, budget),
        readLogGroup(clients, logGroupName, budget),
      ]);
      return { trails, logGroup };
    },
  };
}
