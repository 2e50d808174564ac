import { GetParameterCommand, type Parameter, type SSMClient } from '@aws-sdk/client-ssm';
import { err, type Result } from '../result.ts';
import { parseWebhookUrl, type WebhookUrl } from '../slack/webhook-url.ts';
import { readFailure } from './read-failure.ts';

/** A message waits for it, and others behind that. */
export const LIMIT_MS = 2500;

/**
 * Reads the webhook out of an SSM parameter of type SecureString. Never rejects, and takes 2.5 seconds at most. An error names the
 * parameter and what to do, and holds no part of its value. `hosts` as in {@link parseWebhookUrl}.
 */
export async function readWebhookParameter(
  ssm: SSMClient,
  name: string,
  hosts: readonly string[],
  limitMs: number = LIMIT_MS,
): Promise<Result<WebhookUrl, string>> {
  const limit = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  // The SDK looks at the signal while it waits for an answer, not while it waits to try again.
  const tooLate = new Promise<'too late'>((resolve) => {
    timer = setTimeout(() => {
      limit.abort();
      resolve('too late');
    }, limitMs);
  });
  try {
    const command = new GetParameterCommand({ Name: name, WithDecryption: true });
    const read = await Promise.race([ssm.send(command, { abortSignal: limit.signal }), tooLate]);
    if (read === 'too late') return err(`no answer about parameter ${name} within ${limitMs / 1000} s`);
    return webhookOf(read.Parameter, name, hosts);
  } catch (thrown) {
    return err(reasonOf(thrown, name));
  } finally {
    clearTimeout(timer);
  }
}

const STORE = (name: string) => `aws ssm put-parameter --type SecureString --name ${name}`;

function webhookOf(parameter: Parameter | undefined, name: string, hosts: readonly string[]) {
  const { Type: type, Value: value = '' } = parameter ?? {};
  // The type of a parameter cannot be changed. Source: Systems Manager API Reference, PutParameter, HierarchyTypeMismatchException.
  if (type !== 'SecureString')
    return err(
      `parameter ${name}: got one that is not encrypted, wanted a SecureString; delete it, and store it by ${STORE(name)}`,
    );
  const webhook = parseWebhookUrl(value, hosts);
  return webhook.ok ? webhook : err(`parameter ${name}: ${webhook.error}`);
}

/** By the name of the error alone: AWS's messages quote at length, and those of a parser might quote the value. */
function reasonOf(thrown: unknown, name: string): string {
  const { failure, error } = readFailure(thrown, 'ssm:GetParameter');
  if (error === 'ParameterNotFound') return `parameter ${name} is not there; store the webhook by ${STORE(name)}`;
  if (failure === 'no-right')
    return `no right to read parameter ${name}; wanted ssm:GetParameter on it, and kms:Decrypt when a key of your own encrypts it`;
  // Also for a key that is disabled or pending deletion. Source: Systems Manager API Reference, GetParameter, InvalidKeyId.
  if (error === 'InvalidKeyId')
    return `the KMS key that encrypts parameter ${name} cannot be used; look whether it is disabled, pending deletion or gone`;
  if (failure === 'throttled') return `reading parameter ${name} was throttled`;
  if (failure === 'timed-out') return `no answer about parameter ${name} in time`;
  return `reading parameter ${name} failed${/^[A-Z][A-Za-z]{2,60}$/.test(error) && error !== 'Error' ? ` (${error})` : ''}`;
}
