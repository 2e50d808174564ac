import { fact } from '../../shared/blind-spots/fact.ts';
import { ENVIRONMENT } from '../../shared/contract/environment.ts';
import { aSilence } from '../builders/account.ts';
import { withDelivery, withFigures, withFunction, withOutput, withSelfCheck, withStack } from './breaking.ts';
import type { Sabotage } from './sabotage.ts';

/** The functions, and what they need. */
export const FUNCTION_SABOTAGES: readonly Sabotage[] = [
  {
    name: 'the function is deleted',
    found: 'function-runs',
    break: (facts) => ({ ...withFigures(facts, { sweepsInLastHour: 0 }), detectKeyUse: fact('missing') }),
  },
  {
    name: 'the function has a concurrency of 0',
    found: 'function-runs',
    break: (facts) => withFunction(withFigures(facts, { sweepsInLastHour: 0 }), { reservedConcurrency: fact(0) }),
  },
  {
    name: 'the function failed to start',
    found: 'function-runs',
    break: (facts) =>
      withFunction(withFigures(facts, { sweepsInLastHour: 0 }), { state: 'Failed', stateReason: 'KMSAccessDenied' }),
  },
  {
    name: 'the runtime is deprecated',
    found: 'function-runtime',
    as: 'warn',
    break: (facts) => withFunction(facts, { runtime: 'nodejs20.x' }),
  },
  {
    name: 'batches were dropped',
    found: 'function-errors',
    break: (facts) => withFigures(facts, { asyncEventsDropped: 2 }),
  },
  {
    name: 'deliveries failed',
    found: 'function-errors',
    break: (facts) => withDelivery(facts, { errors: 1, errorsInLastHour: 1 }),
  },
  {
    name: 'deliveries failed, and do so no longer',
    found: 'function-errors',
    as: 'warn',
    break: (facts) => withDelivery(facts, { errors: 3, errorsInLastHour: 0 }),
  },
  {
    name: 'the function fails at whatever it is given',
    found: 'function-errors',
    break: (facts) => withFigures(facts, { errors: 200 }),
  },
  {
    name: 'the function met errors',
    found: 'function-errors',
    as: 'warn',
    break: (facts) => withFigures(facts, { errors: 7 }),
  },
  {
    name: 'the failure queue holds a batch',
    found: 'failure-queue',
    break: (facts) => ({ ...facts, failureQueue: fact({ messages: 1, keyId: undefined }) }),
  },
  {
    name: 'the failure queue is deleted',
    found: 'failure-queue',
    break: (facts) => ({ ...facts, failureQueue: fact('missing') }),
  },
  {
    name: 'the on-failure destination is taken away',
    found: 'failure-queue',
    break: (facts) => withFunction(facts, { onFailure: fact(undefined) }),
  },
  {
    name: 'the rule of the sweep is disabled',
    found: 'heartbeat',
    break: (facts) => withFigures(facts, { sweepsInLastHour: 0 }),
  },
  {
    name: 'the self-check is deleted',
    found: 'self-check',
    break: (facts) => ({ ...withFigures(facts, { selfChecks: 0 }), checkBlindSpots: fact('missing') }),
  },
  {
    name: 'the self-check no longer runs',
    found: 'self-check',
    break: (facts) => withFigures(facts, { selfChecks: 0 }),
  },
  {
    name: 'the self-check may not be invoked',
    found: 'self-check',
    break: (facts) => withSelfCheck(withFigures(facts, { selfChecks: 0 }), { policy: fact(undefined) }),
  },
  {
    name: 'the table is deleted',
    found: 'table',
    break: (facts) => ({ ...withFigures(facts, { sweepsInLastHour: 0 }), table: fact('missing') }),
  },
  {
    name: 'a silence covers cryptographic use',
    found: 'silences',
    as: 'warn',
    break: (facts) => ({ ...facts, silences: fact({ silences: [aSilence()], malformed: [] }) }),
  },
  {
    name: 'a silence cannot be read',
    found: 'silences',
    as: 'warn',
    break: (facts) => ({
      ...facts,
      silences: fact({
        silences: [],
        malformed: [{ name: 'old', fault: 'got a parameter of type SecureString, wanted String' }],
      }),
    }),
  },
  {
    name: 'an older version is deployed',
    found: 'version',
    as: 'warn',
    break: (facts) => withOutput(facts, 'Version', '0.0.9'),
  },
  {
    name: 'the last deployment was rolled back',
    found: 'version',
    as: 'warn',
    break: (facts) => withStack(facts, { status: 'UPDATE_ROLLBACK_COMPLETE' }),
  },
  {
    name: 'somebody made the function ignore callers',
    found: 'settings',
    as: 'warn',
    break: (facts) => withVariable(facts, ENVIRONMENT.ignoreCallers, 'cryptographic=role billing-*'),
  },
  {
    name: 'somebody sends the alerts elsewhere',
    found: 'settings',
    break: (facts) => withVariable(facts, ENVIRONMENT.topicArn, 'arn:aws:sns:eu-west-1:444455556666:theirs'),
  },
];

const withVariable = (facts: Parameters<Sabotage['break']>[0], name: string, value: string) =>
  facts.detectKeyUse.known && facts.detectKeyUse.value !== 'missing'
    ? withFunction(facts, { environment: { ...facts.detectKeyUse.value.environment, [name]: value } })
    : facts;
