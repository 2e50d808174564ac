import { fact } from '../../shared/blind-spots/fact.ts';
import type { Facts, KeyToSave, ParameterText, SimulatedCall } from '../../shared/blind-spots/facts.ts';
import { ENVIRONMENT } from '../../shared/contract/environment.ts';
import { streamedPattern, WIDE_PATTERN } from '../../shared/contract/filter-patterns.ts';
import { OUTPUTS } from '../../shared/contract/names.ts';
import type { RemediationMode } from '../../shared/contract/remediation.ts';
import { NAMES } from './account-names.ts';
import { daysAgo, minutesAgo } from './account-sources.ts';

/** A key of the account that is pending deletion, and nobody's but the owner's. */
export const PENDING_KEY_ARN = `arn:aws:kms:eu-west-1:${NAMES.accountId}:key/9abc0123-12ab-34cd-56ef-1234567890ab`;

/** The policy that KMS gives a key by itself. Source: KMS Developer Guide, "Default key policy". */
export const DEFAULT_KEY_POLICY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    {
      Sid: 'Enable IAM User Permissions',
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${NAMES.accountId}:root` },
      Action: 'kms:*',
      Resource: '*',
    },
  ],
});

/** A call that IAM's simulation allows. */
export const aSimulatedCall = (changes: Partial<SimulatedCall> = {}): SimulatedCall => ({
  action: 'kms:CancelKeyDeletion',
  decision: 'allowed',
  allowedByBoundary: undefined,
  allowedByOrganization: undefined,
  missingContext: [],
  ...changes,
});

/** A key that the guard could save. */
export const aKeyToSave = (changes: Partial<KeyToSave> = {}): KeyToSave => ({
  arn: PENDING_KEY_ARN,
  createdAt: daysAgo(400),
  deletionDate: daysAgo(-6),
  tags: fact({ team: 'ledger' }),
  policy: fact(DEFAULT_KEY_POLICY),
  simulated: fact([aSimulatedCall(), aSimulatedCall({ action: 'kms:EnableKey' })]),
  ...changes,
});

export const aParameter = (value: string, type = 'String'): ParameterText => ({
  type,
  value: type === 'SecureString' ? '' : value,
  changedAt: minutesAgo(90),
});

/** The same account with automatic cancel, in good health: no parameter is written, and one key waits that could be saved. */
export function withRemediation(facts: Facts, mode: RemediationMode = 'cancel-and-enable'): Facts {
  if (facts.remediation !== undefined) return facts;
  const { stack } = facts;
  return {
    ...facts,
    stack: {
      ...stack,
      outputs: {
        ...stack.outputs,
        [OUTPUTS.settings]: JSON.stringify({ ...settingsIn(stack.outputs[OUTPUTS.settings]), remediation: mode }),
      },
    },
    detectKeyUse: inEnvironment(facts.detectKeyUse, mode),
    subscriptionFilters: streaming(facts.subscriptionFilters, mode),
    remediation: {
      killSwitch: fact('missing'),
      neverList: fact('missing'),
      pending: mode === 'dry-run' ? undefined : { keys: [aKeyToSave()], notSeen: [] },
    },
  };
}

const settingsIn = (output = '{}'): object => Object(JSON.parse(output));

const inEnvironment = (its: Facts['detectKeyUse'], mode: RemediationMode): Facts['detectKeyUse'] =>
  its.known && its.value !== 'missing'
    ? fact({ ...its.value, environment: { ...its.value.environment, [ENVIRONMENT.remediation]: mode } })
    : its;

/** In modes that cancel, the one filter brings refusals of disabled keys as well. */
const streaming = (filters: Facts['subscriptionFilters'], mode: RemediationMode): Facts['subscriptionFilters'] =>
  filters.known
    ? fact(
        filters.value.map((filter) =>
          filter.pattern === WIDE_PATTERN ? { ...filter, pattern: streamedPattern(mode) } : filter,
        ),
      )
    : filters;
