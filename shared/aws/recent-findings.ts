import { OUTPUTS } from '../contract/names.ts';
import { foundLately, hiddenBySilence } from '../incident/found-lately.ts';
import type { Remembered } from '../silence/trial.ts';
import { callFailure } from './call-failure.ts';
import { createClients } from './clients.ts';
import { ASK, type Place, stackOutputs } from './deployed-stack.ts';
import { incidentTable } from './incident-table.ts';

/** What the guard of a stack has found and still remembers, but for drills. */
export async function recentFindings(place: Place): Promise<Remembered> {
  const tableName = (await stackOutputs(place))(OUTPUTS.tableName);
  const { profile, region } = place;
  const clients = createClients(undefined, undefined, profile === undefined ? {} : { profile }, ASK);
  try {
    const { items } = await incidentTable(clients.dynamoDb(region), tableName).all();
    const real = items.filter(({ drill }) => !drill);
    return { found: real.flatMap(foundLately), hiddenBy: hiddenBySilence(real) };
  } catch (thrown) {
    const asked = { what: `table ${tableName}`, right: 'dynamodb:Scan', profile };
    throw callFailure(thrown, { ...asked, otherwise: 'incidents-unreachable' });
  }
}
