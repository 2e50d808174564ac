import type { SilenceParameters } from '../shared/aws/silences.ts';
import { SILENCE_PATH } from '../shared/contract/names.ts';
import { GuardError, messageOf } from '../shared/errors.ts';
import type { PlaceFlags } from './commands/command.ts';

/** A person waits longer than an alert may. */
const PATIENCE = { maxAttempts: 4, connectionTimeout: 3000, requestTimeout: 10_000 };

/** The silences of an account and Region. What AWS refuses is a GuardError. Loads the SDK only when it is called. */
export async function liveSilences({ region, profile }: PlaceFlags): Promise<SilenceParameters> {
  const [{ createClients }, { silenceParameters }] = await Promise.all([
    import('../shared/aws/clients.ts'),
    import('../shared/aws/silences.ts'),
  ]);
  const clients = createClients(PATIENCE, undefined, profile === undefined ? {} : { profile });
  let parameters: SilenceParameters | undefined;
  const asking = async <T>(right: string, ask: (of: SilenceParameters) => Promise<T>): Promise<T> => {
    try {
      parameters ??= silenceParameters(clients.ssm(region));
      return await ask(parameters);
    } catch (thrown) {
      const what = `the parameters under ${SILENCE_PATH} could not be reached (${messageOf(thrown)})`;
      throw new GuardError(
        'silences-unreachable',
        `${what}; look at --region and --profile; it takes ${right}`,
        thrown,
      );
    }
  };
  return {
    list: (budget) => asking('ssm:GetParametersByPath', (silences) => silences.list(budget)),
    put: (name, value) => asking('ssm:PutParameter', (silences) => silences.put(name, value)),
    remove: (name) => asking('ssm:DeleteParameter', (silences) => silences.remove(name)),
  };
}
