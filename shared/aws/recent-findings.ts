import { OUTPUTS } from '../contract/names.ts';
import { GuardError, messageOf } from '../errors.ts';
import { foundLately, hiddenBySilence } from '../incident/found-lately.ts';
import type { Remembered } from '../silence/trial.ts';
import { createClients } from './clients.ts';
import { type Place, stackOutputs } from './deployed-stack.ts';
import { incidentTable } from './incident-table.ts';

/** A person waits longer than an alert may. */
const PATIENCE = { maxAttempts: 4, connectionTimeout: 3000, requestTimeout: 10_000 };

/** What the guard of a stack has found and still remembers, but for drills. */
export async function recentFindings(place: Place): Promise<Remembered> {
  const tableName = (await stackOutputs(place))(OUTPUTS.tableName);
  const { profile, region } = place;
  const clients = createClients(undefined, undefined, profile === undefined ? {} : { profile }, PATIENCE);
  try {
    const { items } = await incidentTable(clients.dynamoDb(region), tableName).all();
    const real = items.filter(({ drill }) => !drill);
    return { found: real.flatMap(foundLately), hiddenBy: hiddenBySilence(real) };
  } catch (thrown) {
    throw new GuardError(
      'incidents-unreachable',
      `table ${tableName}: not to be read (${messageOf(thrown)}); it takes dynamodb:Scan`,
      thrown,
    );
  }
}
