import { GetParameterCommand, type SSMClient } from '@aws-sdk/client-ssm';
import { MODE_PARAMETER, NEVER_PARAMETER, type RemediationMode } from '../contract/remediation.ts';
import { messageOf } from '../errors.ts';
import { known, type Part, unavailable } from '../kms/key-details.ts';
import { parseMode, parseNever } from '../remediation/policy.ts';
import type { Result } from '../result.ts';

/** What people write for now-now, read at each decision and never remembered. Neither of them rejects. */
export interface RemediationParameters {
  /** The mode that the kill switch allows; undefined in it: there is no such parameter. */
  readonly killSwitch: () => Promise<Part<RemediationMode | undefined>>;
  /** What is left alone, besides the setting; none where there is no such parameter. */
  readonly neverNow: () => Promise<Part<readonly string[]>>;
}

const LIMIT_MS = 2500;

/** The two parameters. What they hold must be right to the letter: a value that cannot be read may be the one that forbids it. */
export function remediationParameters(ssm: SSMClient): RemediationParameters {
  const read = async <T, N>(
    name: string,
    absent: N,
    parse: (text: string) => Result<T, string>,
  ): Promise<Part<T | N>> => {
    try {
      const { Parameter: parameter } = await ssm.send(new GetParameterCommand({ Name: name, WithDecryption: false }), {
        abortSignal: AbortSignal.timeout(LIMIT_MS),
      });
      const { Type: type, Value: value } = parameter ?? {};
      if (type !== 'String' && type !== 'StringList')
        return unavailable(`parameter ${name}: got type ${type ?? 'unknown'}, wanted String`);
      const parsed = parse(value ?? '');
      return parsed.ok ? known(parsed.value) : unavailable(`parameter ${name}: ${parsed.error}`);
    } catch (thrown) {
      if (thrown instanceof Error && thrown.name === 'ParameterNotFound') return known(absent);
      return unavailable(`ssm:GetParameter ${name}: ${nameOf(thrown)}`);
    }
  };
  return {
    killSwitch: () => read(MODE_PARAMETER, undefined, parseMode),
    neverNow: () => read<readonly string[], readonly string[]>(NEVER_PARAMETER, [], parseNever),
  };
}

const nameOf = (thrown: unknown): string =>
  thrown instanceof Error && thrown.name !== 'Error' ? thrown.name : messageOf(thrown);
