import { OUTPUTS } from '../contract/names.ts';
import { GuardError, messageOf } from '../errors.ts';
import { foundLately } from '../incident/found-lately.ts';
import type { FoundLately } from '../silence/trial.ts';
import { createClients } from './clients.ts';
import { type Place, stackOutputs } from './deployed-stack.ts';
import { incidentTable } from './incident-table.ts';

/** A person waits longer than an alert may. */
const PATIENCE = { maxAttempts: 4, connectionTimeout: 3000, requestTimeout: 10_000 };

/** What the guard of a stack has found and still remembers, one entry for each key, caller and operation. */
export async function recentFindings(place: Place): Promise<readonly FoundLately[]> {
  const tableName = (await stackOutputs(place))(OUTPUTS.tableName);
  const { profile, region } = place;
  const clients = createClients(undefined, undefined, profile === undefined ? {} : { profile }, PATIENCE);
  try {
    const { items } = await incidentTable(clients.dynamoDb(region), tableName).all();
    return items.filter(({ drill }) => !drill).flatMap(foundLately);
  } catch (thrown) {
    throw new GuardError(
      'incidents-unreachable',
      `table ${tableName}: not to be read (${messageOf(thrown)}); it takes dynamodb:Scan`,
      thrown,
    );
  }
}
