import { GetParameterCommand, type SSMClient } from '@aws-sdk/client-ssm';
import { type Fact, fact, type UnknownFact } from '../../blind-spots/fact.ts';
import type { KeyToSave, ParameterText, PendingRescues, RemediationFacts } from '../../blind-spots/facts.ts';
import type { BeforeKeys } from '../../blind-spots/own-keys.ts';
import type { PendingKey } from '../../blind-spots/pending-key.ts';
import { callsOf } from '../../blind-spots/remediation/calls-needed.ts';
import { deployedMode } from '../../blind-spots/remediation/deployed-policy.ts';
import { MODE_PARAMETER, NEVER_PARAMETER } from '../../contract/remediation.ts';
import type { GuardClients } from '../guard-clients.ts';
import { readPendingKeys } from '../pending-keys.ts';
import { askUnless } from './ask.ts';
import { fewAtATime } from './few-at-a-time.ts';
import { readPolicy, readTags } from './keys.ts';
import { simulateCalls } from './simulate.ts';

type Clients = Pick<GuardClients, 'account' | 'iam' | 'kms' | 'ssm'>;

/** IAM takes few calls a second. */
const KEYS_AT_ONCE = 4;

/**
 * What automatic cancel goes by, and the keys that it may have to save, with what may refuse it; undefined where it is off. Keys are looked
 * for in all Regions, and only where the mode writes: that costs one DescribeKey for each key of the account.
 */
export async function readRemediation(
  clients: Clients,
  { stack, detectKeyUse }: BeforeKeys,
  budget: AbortSignal,
): Promise<RemediationFacts | undefined> {
  const mode = deployedMode(stack);
  if (!mode.known || mode.value === 'off') return undefined;
  const calls = callsOf(mode.value);
  const [killSwitch, neverList, pending] = await Promise.all([
    readParameter(clients.ssm, MODE_PARAMETER, budget),
    readParameter(clients.ssm, NEVER_PARAMETER, budget),
    calls.length === 0 ? undefined : readPending(clients, roleOf(detectKeyUse), calls, budget),
  ]);
  return { killSwitch, neverList, pending };
}

const roleOf = (its: BeforeKeys['detectKeyUse']): Fact<string | undefined> =>
  its.known ? fact(its.value === 'missing' ? undefined : its.value.roleArn) : its;

/** A SecureString is not decrypted, and what it holds is not kept. Source: Systems Manager API Reference, GetParameter. */
const readParameter = (
  ssm: SSMClient,
  name: string,
  abortSignal: AbortSignal,
): Promise<Fact<ParameterText | 'missing'>> =>
  askUnless<ParameterText, 'missing'>(/^ParameterNotFound$/, 'missing', 'ssm:GetParameter', abortSignal, async () => {
    const command = new GetParameterCommand({ Name: name, WithDecryption: false });
    const { Parameter: its } = await ssm.send(command, { abortSignal });
    const isPlain = its?.Type === 'String' || its?.Type === 'StringList';
    return { type: its?.Type, value: isPlain ? (its.Value ?? '') : '', changedAt: its?.LastModifiedDate };
  });

async function readPending(
  clients: Clients,
  role: Fact<string | undefined>,
  calls: readonly string[],
  budget: AbortSignal,
): Promise<PendingRescues> {
  const { keys, notSeen } = await readPendingKeys(clients, { budget });
  const read = (key: PendingKey) => readKey(clients, key, role, calls, budget);
  return { keys: await fewAtATime(KEYS_AT_ONCE, keys, read), notSeen };
}

async function readKey(
  { kms, iam }: Clients,
  { arn, createdAt, deletionDate }: PendingKey,
  role: Fact<string | undefined>,
  calls: readonly string[],
  budget: AbortSignal,
): Promise<KeyToSave> {
  const [tags, policy] = await Promise.all([readTags({ kms }, arn, budget), readPolicy({ kms }, arn, budget)]);
  const lacks = [role, tags].find((one): one is UnknownFact => !one.known);
  const simulated =
    lacks ??
    (await simulateCalls(
      { iam },
      { roleArn: role.known ? role.value : undefined, arn, calls, tags: tags.known ? tags.value : {} },
      budget,
    ));
  return { arn, createdAt, deletionDate, tags, policy, simulated };
}
