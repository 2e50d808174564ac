import { callFailure } from '../shared/aws/call-failure.ts';
import type { SilenceParameters } from '../shared/aws/silences.ts';
import { SILENCE_PATH } from '../shared/contract/names.ts';
import type { PlaceFlags } from './commands/command.ts';

/** A person waits longer than an alert may. */
const PATIENCE = { maxAttempts: 3, connectionTimeout: 3000, requestTimeout: 10_000 };

/** The silences of one account and Region, for a person who may have meant another. */
export interface LiveSilences extends SilenceParameters {
  /** The Region that was asked, wherever its name came from. */
  readonly region: () => Promise<string>;
}

/** The silences of an account and Region. What AWS refuses is a GuardError. Loads the SDK only when it is called. */
export async function liveSilences({ region, profile }: PlaceFlags, patience = PATIENCE): Promise<LiveSilences> {
  const [{ createClients }, { silenceParameters }] = await Promise.all([
    import('../shared/aws/clients.ts'),
    import('../shared/aws/silences.ts'),
  ]);
  const ssm = createClients(patience, undefined, profile === undefined ? {} : { profile }).ssm(region);
  const parameters = silenceParameters(ssm);
  const asking = async <T>(right: string, answer: Promise<T>): Promise<T> => {
    try {
      return await answer;
    } catch (thrown) {
      const asked = { what: `the parameters under ${SILENCE_PATH}`, right, profile };
      throw callFailure(thrown, { ...asked, otherwise: 'silences-unreachable' });
    }
  };
  return {
    list: (budget) => asking('ssm:GetParametersByPath', parameters.list(budget)),
    put: (name, value) => asking('ssm:PutParameter', parameters.put(name, value)),
    remove: (name) => asking('ssm:DeleteParameter', parameters.remove(name)),
    region: () => asking('ssm:GetParametersByPath', ssm.config.region()),
  };
}
