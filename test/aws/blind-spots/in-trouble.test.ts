import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { readFacts } from '../../../shared/aws/blind-spots/read-facts.ts';
import { guardClients } from '../../../shared/aws/guard-clients.ts';
import { notKnown } from '../../../shared/blind-spots/fact.ts';
import type { Facts } from '../../../shared/blind-spots/facts.ts';
import { GuardError } from '../../../shared/errors.ts';
import { healthyAccount } from '../../builders/account.ts';
import { answerAccount, onHost } from '../../fakes/account-over-http.ts';
import { type Answer, awsError, type Request, snsError, useFakeAws } from '../../fakes/aws.ts';
import { once } from './once.ts';

const aws = useFakeAws();

const PATIENCE = { maxAttempts: 2, connectionTimeout: 1000, requestTimeout: 5000 };
const clients = once(() => guardClients({ region: undefined, profile: undefined }, PATIENCE));
const read = (facts: Facts, budget = AbortSignal.timeout(8000)) =>
  readFacts(clients(), {
    stack: facts.stack.name,
    profile: undefined,
    packageVersion: facts.packageVersion,
    now: facts.now,
    budget,
  });

/** The account as the stand-in answers for it. */
const stand = (facts: Facts): Facts => {
  const here = onHost(facts);
  answerAccount(aws, here);
  return here;
};

describe('a stack that cannot be looked at', () => {
  const codeOf = async (answer: Answer, budgetMs = 8000) => {
    const facts = stand(healthyAccount());
    aws.answer('DescribeStacks', answer);
    const thrown = await read(facts, AbortSignal.timeout(budgetMs)).catch((error: unknown) => error);
    return thrown instanceof GuardError ? [thrown.code, thrown.message] : thrown;
  };
  const described = (body: string) => ({
    status: 200,
    body: `<DescribeStacksResponse><DescribeStacksResult><Stacks>${body}</Stacks></DescribeStacksResult></DescribeStacksResponse>`,
  });
  const ID = '<StackId>arn:aws:cloudformation:eu-west-1:111122223333:stack/Other/1</StackId>';
  const created = '<CreationTime>2026-11-22T00:00:00Z</CreationTime><StackStatus>ROLLBACK_COMPLETE</StackStatus>';

  it('is an error that says what to do', async () => {
    const facts = stand(healthyAccount());
    await expect(read({ ...facts, stack: { ...facts.stack, name: 'Nope' } })).rejects.toMatchObject({
      code: 'stack-not-found',
    });
    expect(await codeOf(snsError(403, 'AccessDenied'))).toEqual([
      'no-right',
      expect.stringContaining('the right cloudformation:DescribeStacks'),
    ]);
    expect(await codeOf(described(`<member>${ID}${created}</member>`))).toEqual([
      'stack-not-ours',
      expect.stringContaining('got no output FunctionName and status ROLLBACK_COMPLETE'),
    ]);
    expect(await codeOf(described(''))).toEqual(['stack-unreachable', expect.stringContaining('without its ARN')]);
    expect(await codeOf('hang', 200)).toEqual(['no-answer', expect.stringContaining('no answer in time')]);
  });
});

describe('an AWS that is slow, busy or not AWS', () => {
  it('is asked again when it is busy', async () => {
    const facts = stand(healthyAccount());
    const busy = new Set(['DescribeTrails', 'GetQueueAttributes', 'GetFunctionConfiguration']);
    const answers = stand(healthyAccount());
    let refused = 0;
    for (const operation of busy) {
      const healthy = answerOf(answers, operation);
      let asked = 0;
      aws.answer(operation, (request) => {
        asked += 1;
        if (asked > 1) return healthy(request);
        refused += 1;
        return awsError(400, 'ThrottlingException');
      });
    }
    expect(await read(facts)).toEqual(facts);
    expect(refused).toBeGreaterThanOrEqual(3);
  });

  it('is not known when it stays busy', async () => {
    const facts = stand(healthyAccount());
    aws.answer('DescribeTable', awsError(400, 'ThrottlingException'));
    aws.answer('GetBucketEncryption', {
      status: 503,
      body: '<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>',
    });
    const { table, bucketKeys, ...rest } = await read(facts);
    expect(table).toEqual(notKnown('AWS was asked too often (ThrottlingException)'));
    expect(Object.values(bucketKeys)).toEqual([notKnown('AWS was asked too often (SlowDown)')]);
    expect({ ...rest, table: facts.table, bucketKeys: facts.bucketKeys }).toEqual(facts);
  });

  it('costs what it did not answer when the budget ends, and nothing else', async () => {
    const facts = stand(healthyAccount());
    for (const operation of ['GetMetricData', 'GetPolicy', 'DescribeKey']) aws.answer(operation, 'hang');
    const budget = new AbortController();
    const reading = read(facts, budget.signal);
    await quiet();
    budget.abort();
    const { figures, delivery, detectKeyUse, keys, metricFilters } = await reading;
    const late = notKnown('no answer in time');
    expect([figures, delivery]).toEqual([late, late]);
    expect(detectKeyUse).toMatchObject({ known: true, value: { policy: late, runtime: 'nodejs24.x' } });
    expect(Object.values(keys)).toEqual([late]);
    expect(metricFilters).toEqual(facts.metricFilters);
  });

  it('is told from a connection that breaks, and from a proxy that answers in its place', async () => {
    const facts = stand(healthyAccount());
    for (const operation of ['DescribeTable', 'GetTopicAttributes', 'GetPolicy', 'GetBucketEncryption'])
      aws.answer(operation, PROXY);
    aws.answer('DescribeAlarms', 'reset');
    const { table, alertTopic, backstopTopic, detectKeyUse, bucketKeys, alarms } = await read(facts);
    const proxy = notKnown('got HTTP status 403 without a word of AWS');
    expect([table, alertTopic, backstopTopic]).toEqual([proxy, proxy, proxy]);
    expect(detectKeyUse).toMatchObject({ value: { policy: proxy } });
    expect(Object.values(bucketKeys)).toEqual([proxy]);
    expect(alarms).toMatchObject({
      known: false,
      reason: expect.stringMatching(/^no connection \((ECONNRESET|socket hang up)\)$/),
    });
  });

  /** Until nobody has asked anything for a second. */
  const quiet = async () => {
    for (let seen = -1; seen !== aws.requests.length; ) {
      seen = aws.requests.length;
      await sleep(1000);
    }
  };

  const PROXY: Answer = {
    status: 403,
    headers: { 'content-type': 'text/html' },
    body: '<html><head><title>Access to AWS is filtered</title></head><body>Ask the help desk</body></html>',
  };
});

/** What the account answers to an operation. */
function answerOf(facts: Facts, operation: string) {
  const answers = new Map<string, Parameters<typeof aws.answer>[1]>();
  answerAccount({ answer: (name, answer) => void answers.set(name, answer) }, facts);
  return (request: Request): Answer => {
    const answer = answers.get(operation) ?? 'reset';
    return typeof answer === 'function' ? answer(request) : answer;
  };
}
