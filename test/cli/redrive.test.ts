import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { failedInvocationIn } from '../../cli/failed-invocation.ts';
import { hostileText } from '../builders/hostile.ts';
import { awsError, json, snsError, stackWith, useFakeAws } from '../fakes/aws.ts';
import { answerQueue } from '../fakes/sqs.ts';
import { runCli } from './fake-terminal.ts';

const aws = useFakeAws();
const ACTS = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;

/** What Lambda puts into the queue when a function fails. Source: Lambda Developer Guide, "Capturing records of asynchronous invocations". */
const aFailure = (
  payload: unknown,
  { errorMessage = 'boom', ...context }: { errorMessage?: string; [field: string]: unknown } = {},
) =>
  JSON.stringify({
    version: '1.0',
    timestamp: '2026-11-22T03:11:40.903Z',
    requestContext: {
      requestId: 'e4b46cbf-b738-xmpl-8880-a18cdf61200e',
      functionArn: 'arn:aws:lambda:eu-west-1:111122223333:function:detect:$LATEST',
      condition: 'RetriesExhausted',
      approximateInvokeCount: 3,
      ...context,
    },
    requestPayload: payload,
    responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
    responsePayload: { errorMessage },
  });

/** A deployed stack with a failure queue, whose function takes what is no `{ bad: true }`. */
function aStack(...bodies: readonly string[]) {
  const queue = answerQueue(aws);
  queue.put(...bodies);
  aws.answer('DescribeStacks', stackWith({ FunctionName: 'detect', FailureQueueUrl: queue.url }));
  aws.answer('Invoke', ({ parameters }) =>
    parameters.bad === true
      ? {
          status: 200,
          headers: { 'x-amz-function-error': 'Unhandled' },
          body: '{"errorType":"TellError","errorMessage":"1 alert was not sent","trace":[]}',
        }
      : { status: 200, body: '{}' },
  );
  return queue;
}
const DETAILS = '    request e4b46cbf-b738-xmpl-8880-a18cdf61200e, failed with: boom';
const invoked = () =>
  aws.requests.filter(({ operation }) => operation === 'Invoke').map(({ parameters }) => parameters);

describe('redrive', () => {
  it('hands each message to the function, as it was, and removes it', async () => {
    const queue = aStack(...Array.from({ length: 12 }, (_, at) => aFailure({ awslogs: { data: `${at}` } })));
    const { exitCode, stdout, stderr } = await runCli(['redrive']);
    expect(exitCode).toBe(0);
    expect(invoked()).toEqual(Array.from({ length: 12 }, (_, at) => ({ awslogs: { data: `${at}` } })));
    expect(queue.messages).toEqual([]);
    const lines = stdout.trimEnd().split('\n');
    expect(lines).toHaveLength(25);
    expect(lines.slice(0, 2)).toEqual([
      '2026-11-22 03:11:40 RetriesExhausted after 3: delivered',
      '    request e4b46cbf-b738-xmpl-8880-a18cdf61200e, failed with: boom',
    ]);
    expect(lines.at(-1)).toBe('12 messages: 12 delivered and removed.');
    expect(stderr).toBe('');
  });

  it('shows no more than the beginning and end of a long error, and goes without one', async () => {
    aStack(aFailure({ n: 1 }, { errorMessage: `a${'x'.repeat(4000)}z` }), aFailure({ n: 2 }, { errorMessage: '' }));
    const [, long = '', , none] = (await runCli(['redrive', '--dry-run'])).stdout.split(/\n(?! {4}\w*x)/);
    expect(long).toBe(
      '    request e4b46cbf-b738-xmpl-8880-a18cdf61200e, failed with:\n    aTOKENz'.replace(
        'TOKEN',
        `${'x'.repeat(59)}…${'x'.repeat(58)}`,
      ),
    );
    expect(none).toBe('    request e4b46cbf-b738-xmpl-8880-a18cdf61200e');
  });

  it('says what keeps the function from being invoked, and leaves the message', async () => {
    const queue = aStack(aFailure({ n: 1 }));
    aws.answer('Invoke', awsError(403, 'AccessDeniedException'));
    const { exitCode, stdout } = await runCli(['redrive']);
    expect(exitCode).toBe(10);
    expect(stdout).toMatch(
      /: FAILED: function detect: got AccessDeniedException .*wanted the right lambda:InvokeFunction/,
    );
    expect(queue.messages).toHaveLength(1);
  });

  it('says that there is nothing', async () => {
    aStack();
    expect(await runCli(['redrive'])).toEqual({
      exitCode: 0,
      stderr: '',
      stdout: `Nothing can be taken from the failure queue now: it is empty, or a redrive that
was interrupted still holds messages, for 15 minutes at most.
`,
    });
  });

  it('removes only what succeeded, tries nothing twice, and puts the rest back', async () => {
    const queue = aStack(aFailure({ bad: true }), aFailure({ n: 1 }), 'no record', aFailure(undefined));
    const { exitCode, stdout } = await runCli(['redrive']);
    expect(exitCode).toBe(10);
    expect(invoked()).toEqual([{ bad: true }, { n: 1 }]);
    expect(queue.messages.map(({ id, hidden }) => [id, hidden])).toEqual([
      ['m-1', false],
      ['m-3', false],
      ['m-4', false],
    ]);
    expect(
      stdout.split('\n').map((line) => line.replace(/^2026-11-22 03:11:40 RetriesExhausted after 3: /, '')),
    ).toEqual([
      'FAILED: TellError: 1 alert was not sent',
      DETAILS,
      'delivered',
      DETAILS,
      'message m-3: CANNOT BE TRIED: it is no record of a failed invocation',
      'message m-4: CANNOT BE TRIED: Lambda left out what the function was invoked with',
      DETAILS,
      '4 messages: 1 delivered and removed, 1 failed and stay, 2 cannot be tried and',
      'stay.',
      'What cannot be tried: look at the trail of those minutes with `replay`, then',
      'delete the message in the SQS console, by its id; or leave it, and it goes after',
      '14 days.',
      '',
    ]);
  });

  it('with --dry-run invokes and removes nothing', async () => {
    const queue = aStack(aFailure({ n: 1 }), 'no record');
    const { exitCode, stdout } = await runCli(['redrive', '--dry-run']);
    expect(exitCode).toBe(0);
    expect(invoked()).toEqual([]);
    expect(queue.messages.map(({ hidden }) => hidden)).toEqual([false, false]);
    expect(stdout).toContain('2 messages: 1 would be tried, 1 cannot be tried and stay.\nWhat cannot be tried:');
    expect(stdout).toMatch(/Nothing was invoked or removed\.\n$/);
  });

  it('does not invoke again for a message that comes twice, whatever became of it', async () => {
    const queue = aStack(aFailure({ n: 1 }), aFailure({ bad: true }));
    // A standard queue gives a message again at times, also one that was deleted.
    let deletions = 0;
    aws.answer('DeleteMessage', (request) => {
      deletions += 1;
      if (deletions > 1) return queue.remove(request);
      for (const message of queue.messages) message.hidden = false;
      return json({});
    });
    const { exitCode, stdout } = await runCli(['redrive']);
    expect(invoked()).toEqual([{ n: 1 }, { bad: true }]);
    expect(queue.messages.map(({ id, hidden }) => [id, hidden])).toEqual([['m-2', false]]);
    expect(exitCode).toBe(10);
    expect(stdout).toContain('2 messages: 1 delivered and removed, 1 failed and stay.');
  });

  it('comes to an end with a queue that gives the same again and again', async () => {
    const queue = aStack(aFailure({ bad: true }));
    aws.answer('ReceiveMessage', (request) => {
      for (const message of queue.messages) message.hidden = false;
      return queue.receive(request);
    });
    expect(await runCli(['redrive'])).toMatchObject({ exitCode: 10 });
    expect(invoked()).toHaveLength(1);
  });

  it('says so when the function took what could not be removed', async () => {
    const queue = aStack(aFailure({ n: 1 }));
    aws.answer('DeleteMessage', awsError(400, 'AccessDenied'));
    const { exitCode, stdout } = await runCli(['redrive']);
    expect(exitCode).toBe(10);
    expect(stdout).toContain(
      'FAILED: the function took it, but it could not be removed (the stand-in says AccessDenied)',
    );
    expect(queue.messages.map(({ hidden }) => hidden)).toEqual([false]);
  });

  it('puts back what it holds when the queue fails in the middle', async () => {
    const queue = aStack(...Array.from({ length: 11 }, () => aFailure({ bad: true })));
    let asked = 0;
    aws.answer('ReceiveMessage', (request) => {
      asked += 1;
      return asked === 1 ? queue.receive(request) : awsError(400, 'AccessDenied');
    });
    const { exitCode, stderr } = await runCli(['redrive']);
    expect(exitCode).toBe(1);
    expect(stderr).toBe(
      'error: the failure queue: got AccessDenied (the stand-in says AccessDenied), wanted the right sqs:ReceiveMessage; ask for it, or act as somebody else by --profile\n',
    );
    expect(queue.messages.map(({ hidden }) => hidden)).toEqual(Array(11).fill(false));
  });

  it('says when what it holds cannot be put back', async () => {
    aStack(aFailure({ bad: true }));
    aws.answer('ChangeMessageVisibility', awsError(400, 'AccessDenied'));
    const { exitCode, stderr } = await runCli(['redrive']);
    expect({ exitCode, stderr }).toEqual({
      exitCode: 10,
      stderr: '1 message could not be put back: there again within 15 minutes.\n',
    });
  });

  it('shows on a terminal what it waits for, and leaves no trace of that', async () => {
    aStack(aFailure({ n: 1 }));
    const { stderr } = await runCli(['redrive'], { isTTY: true });
    expect(stderr).toContain('message 1: waiting for the function');
    expect(stderr.endsWith('\r\u001b[2K')).toBe(true);
  });

  it.each([
    [
      'there is no stack',
      () => aws.answer('DescribeStacks', snsError(400, 'ValidationError')),
      /^error: stack KmsDeletionGuard: got ValidationError \(the stand-in says/,
    ],
    [
      'it is another stack',
      () => aws.answer('DescribeStacks', stackWith({ FunctionName: 'detect' })),
      /got no output FailureQueueUrl/,
    ],
  ])('could not run where %s', async (_, prepare, told) => {
    prepare();
    expect(await runCli(['redrive'])).toEqual({ exitCode: 1, stdout: '', stderr: expect.stringMatching(told) });
  });

  it('prints nothing of others that a terminal acts on', async () => {
    await fc.assert(
      fc.asyncProperty(hostileText(), hostileText(), async (text, other) => {
        const errors = [text, other].map((errorMessage) => ({ condition: text, requestId: other, errorMessage }));
        aStack(...errors.map((error) => aFailure({ bad: true }, error)), text);
        aws.answer('Invoke', {
          status: 200,
          headers: { 'x-amz-function-error': 'Unhandled' },
          body: JSON.stringify({ errorType: text, errorMessage: other }),
        });
        const { stdout } = await runCli(['redrive']);
        expect(stdout).not.toMatch(ACTS);
        expect(stdout).not.toContain('://');
        expect(stdout.trimEnd().split('\n').length).toBeLessThanOrEqual(16);
      }),
      { numRuns: 30 },
    );
  });
});

describe('what waits in the failure queue', () => {
  it('is unwrapped', () => {
    expect(failedInvocationIn(aFailure({ n: 1 }), 'detect')).toEqual({
      ok: true,
      value: {
        time: new Date('2026-11-22T03:11:40.903Z'),
        condition: 'RetriesExhausted',
        attempts: 3,
        requestId: 'e4b46cbf-b738-xmpl-8880-a18cdf61200e',
        error: 'boom',
        payload: { n: 1 },
      },
    });
    expect(
      failedInvocationIn(aFailure({}, { approximateInvokeCount: undefined }).replace('2026-', 'x'), 'detect'),
    ).toMatchObject({
      value: { time: undefined, attempts: undefined },
    });
  });

  it('is left alone when it is of another function', () => {
    expect(failedInvocationIn(aFailure({ n: 1 }), 'detec')).toEqual({
      ok: false,
      error: { fault: 'it is of another function' },
    });
  });

  it('never makes it throw', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string(), hostileText()), (body) => {
        expect(failedInvocationIn(body, 'detect')).toMatchObject({ ok: false });
      }),
    );
  });
});
