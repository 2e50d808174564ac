import { describe } from '@jest/globals';
import { functionErrors } from '../../../shared/blind-spots/checks/function-errors.ts';
import { functionRuns } from '../../../shared/blind-spots/checks/function-runs.ts';
import { functionRuntime } from '../../../shared/blind-spots/checks/function-runtime.ts';
import { heartbeat } from '../../../shared/blind-spots/checks/heartbeat.ts';
import { selfCheck } from '../../../shared/blind-spots/checks/self-check.ts';
import { fact, notKnown } from '../../../shared/blind-spots/fact.ts';
import { daysAgo, minutesAgo } from '../../builders/account.ts';
import { withDelivery, withFigures, withFunction, withSelfCheck, withStack } from '../breaking.ts';
import { asItIs, judges, type Situation } from './situations.ts';

describe('function-runs', () => {
  judges(functionRuns, [
    ['Active', asItIs, 'pass'],
    ['gone', (facts) => ({ ...facts, detectKeyUse: fact('missing') }), 'fail', 'is gone'],
    [
      'Failed',
      (facts) => withFunction(facts, { state: 'Failed', stateReason: 'no access to its key' }),
      'fail',
      'no access to its key',
    ],
    ['Inactive: the next invocation wakes it', (facts) => withFunction(facts, { state: 'Inactive' }), 'pass'],
    ['Pending', (facts) => withFunction(facts, { state: 'Pending' }), 'pass'],
    ['a state of later days', (facts) => withFunction(facts, { state: 'Resting' }), 'warn', 'Resting'],
    [
      'concurrency 0',
      (facts) => withFunction(facts, { reservedConcurrency: fact(0) }),
      'fail',
      'delete-function-concurrency',
    ],
    ['concurrency 1', (facts) => withFunction(facts, { reservedConcurrency: fact(1) }), 'pass'],
    [
      'Failed, whatever its concurrency',
      (facts) => withFunction(facts, { state: 'Failed', reservedConcurrency: notKnown('no right') }),
      'fail',
    ],
  ]);
});

// Lambda Developer Guide, "Lambda runtimes". Today is 22 November 2026.
describe('function-runtime', () => {
  const runtime = (name: string | undefined, state: Situation[2], ...words: readonly string[]): Situation => [
    `${name}`,
    (facts) => withFunction(facts, { runtime: name }),
    state,
    ...words,
  ];
  judges(functionRuntime, [
    runtime('nodejs24.x', 'pass'),
    runtime('nodejs22.x', 'pass'),
    runtime('nodejs20.x', 'warn', 'deprecated since 2026-04-30', 'cannot be updated since 2026-09-30'),
    runtime('nodejs18.x', 'warn', 'long ago'),
    runtime('nodejs26.x', 'pass'),
    runtime(undefined, 'pass'),
    [
      'nodejs22.x 89 days before its end',
      (facts) => ({ ...withFunction(facts, { runtime: 'nodejs22.x' }), now: new Date('2027-01-31T00:00:00Z') }),
      'warn',
      'from 2027-04-30 on',
    ],
    [
      'nodejs22.x between the dates',
      (facts) => ({ ...withFunction(facts, { runtime: 'nodejs22.x' }), now: new Date('2027-05-31T00:00:00Z') }),
      'warn',
      'deprecated since 2027-04-30',
    ],
    ['that of the self-check', (facts) => withSelfCheck(facts, { runtime: 'nodejs20.x' }), 'warn', 'CheckBlindSpots'],
  ]);
});

describe('function-errors', () => {
  judges(functionErrors, [
    ['none', asItIs, 'pass', 'last 24 hours'],
    [
      'errors, which Lambda tries again',
      (facts) => withFigures(facts, { errors: 2 }),
      'warn',
      '2 errors',
      'aws logs tail --region eu-west-1 --since 1d KmsDeletionGuard-DetectKeyUseLogGroup',
    ],
    ['throttles', (facts) => withFigures(facts, { throttles: 1 }), 'warn', '1 throttled invocation'],
    [
      'throttled deliveries, which CloudWatch Logs tries again',
      (facts) => withDelivery(facts, { throttling: 3 }),
      'warn',
    ],
    [
      'dropped batches',
      (facts) => withFigures(facts, { asyncEventsDropped: 1, errors: 3 }),
      'fail',
      '1 batch dropped',
      '3 errors',
    ],
    ['what did not reach the queue', (facts) => withFigures(facts, { destinationDeliveryFailures: 1 }), 'fail'],
    [
      'deliveries not known, and all else well',
      (facts) => ({ ...facts, delivery: notKnown('AWS does not offer it here', 'cloudwatch:GetMetricData') }),
      'unknown',
      'no error of the function in the last 24 hours; whether records were delivered to it: AWS does not offer it here',
      'cloudwatch:GetMetricData',
    ],
    [
      'deliveries not known, and errors',
      (facts) => ({ ...withFigures(facts, { errors: 2 }), delivery: notKnown('no answer in time') }),
      'warn',
      '2 errors',
    ],
    [
      'deliveries not known, and dropped batches',
      (facts) => ({ ...withFigures(facts, { asyncEventsDropped: 1 }), delivery: notKnown('no answer in time') }),
      'fail',
      '1 batch dropped',
    ],
    [
      'figures not known, and failed deliveries',
      (facts) => ({
        ...withDelivery(facts, { errors: 1, errorsInLastHour: 1 }),
        figures: notKnown('no answer in time'),
      }),
      'fail',
      '1 delivery that failed',
    ],
    [
      'figures not known, and deliveries well',
      (facts) => ({ ...facts, figures: notKnown('no answer in time') }),
      'unknown',
      'no answer in time',
    ],
    [
      'failed deliveries that go on',
      (facts) => withDelivery(facts, { errors: 1200, errorsInLastHour: 1 }),
      'fail',
      '1,200 deliveries that failed at the function in the last 24 hours; deliveries fail still',
    ],
    [
      'failed deliveries that are over: they are tried again for a day',
      (facts) => withDelivery(facts, { errors: 1200, errorsInLastHour: 0 }),
      'warn',
      '1,200 deliveries',
    ],
    [
      'half of the invocations fail',
      (facts) => withFigures(facts, { errors: 144, invocations: 288 }),
      'fail',
      '144 errors of 288 invocations',
    ],
    ['less than half of them', (facts) => withFigures(facts, { errors: 143, invocations: 288 }), 'warn', '143 errors'],
    ['two of two', (facts) => withFigures(facts, { errors: 2, invocations: 2 }), 'warn'],
    ['the three tries of one batch', (facts) => withFigures(facts, { errors: 3, invocations: 3 }), 'fail'],
  ]);
});

describe('heartbeat', () => {
  const silent = (facts: Parameters<Situation[1]>[0]) => withFigures(facts, { sweepsInLastHour: 0 });
  judges(heartbeat, [
    ['12 sweeps', asItIs, 'pass', '12 sweeps'],
    [
      '12 sweeps, where CloudWatch searches nothing',
      (facts) => ({ ...facts, delivery: notKnown('AWS does not offer it here') }),
      'pass',
    ],
    ['none', silent, 'fail'],
    ['none of a stack of 29 minutes', (facts) => withStack(silent(facts), { createdAt: minutesAgo(29) }), 'pass'],
    ['none of a stack of 31 minutes', (facts) => withStack(silent(facts), { createdAt: minutesAgo(31) }), 'fail'],
    [
      'none, as the function is gone',
      (facts) => ({ ...silent(facts), detectKeyUse: fact('missing') }),
      'unknown',
      'see function-runs',
    ],
    [
      'none, as it may not run',
      (facts) => withFunction(silent(facts), { reservedConcurrency: fact(0) }),
      'unknown',
      'see function-runs',
    ],
    [
      'none, as the table cannot be used',
      (facts) => ({ ...silent(facts), table: fact({ status: 'ARCHIVED', keyId: undefined }) }),
      'unknown',
      'see table',
    ],
  ]);
});

describe('self-check', () => {
  const silent = (facts: Parameters<Situation[1]>[0]) => withFigures(facts, { selfChecks: 0 });
  judges(selfCheck, [
    ['4 runs', asItIs, 'pass', '4 runs'],
    ['switched off', (facts) => ({ ...silent(facts), checkBlindSpots: undefined }), 'pass', 'selfCheck=off'],
    ['gone', (facts) => ({ ...facts, checkBlindSpots: fact('missing') }), 'fail'],
    ['no run', silent, 'fail', 'aws lambda invoke', '/dev/stdout'],
    [
      'no run of a stack of 23 hours',
      (facts) => withStack(silent(facts), { createdAt: minutesAgo(23 * 60), updatedAt: undefined }),
      'pass',
    ],
    [
      'no run of a stack of 25 hours',
      (facts) => withStack(silent(facts), { createdAt: minutesAgo(25 * 60), updatedAt: undefined }),
      'fail',
    ],
    [
      'no run since it was switched on 2 hours ago',
      (facts) => withStack(silent(facts), { createdAt: daysAgo(90), updatedAt: minutesAgo(120) }),
      'pass',
    ],
    ['concurrency 0', (facts) => withSelfCheck(facts, { reservedConcurrency: fact(0) }), 'fail'],
    [
      'its rules may not invoke it',
      (facts) => withSelfCheck(facts, { policy: fact('{"Statement":[]}') }),
      'fail',
      '--principal events.amazonaws.com',
    ],
    ['a policy that is no JSON', (facts) => withSelfCheck(facts, { policy: fact('{') }), 'unknown'],
  ]);
});
