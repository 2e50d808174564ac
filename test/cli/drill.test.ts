import { Readable, Writable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { drill } from '../../cli/commands/drill.ts';
import type { Terminal } from '../../cli/terminal.ts';
import { detectKeyUse } from '../../functions/detect-key-use/detect-key-use.ts';
import type { Alert } from '../../shared/alert/alert.ts';
import { renderEmail } from '../../shared/alert/email/render-email.ts';
import { ASK, clientOptions, type DeployedStack, deployedStack, INVOKE } from '../../shared/aws/deployed-stack.ts';
import { createOwnPace } from '../../shared/incident/own-pace.ts';
import type { IncidentStore } from '../../shared/incident/store.ts';
import { nothingKnown } from '../../shared/kms/key-details.ts';
import { REMEDIATION_OFF } from '../../shared/remediation/policy.ts';
import { NOW } from '../builders/alert.ts';
import { NO_SILENCES } from '../builders/ports.ts';
import { awsError, useFakeAws } from '../fakes/aws.ts';
import { fakeIncidentStore } from '../fakes/incident-store.ts';
import { fakeMessagePace } from '../fakes/message-pace.ts';

const TOPIC = 'arn:aws-us-gov:sns:us-gov-west-1:111122223333:alerts';

function aTerminal() {
  const written: string[] = [];
  const stdout = new Writable({
    write(chunk, _encoding, done) {
      written.push(String(chunk));
      done();
    },
  });
  const terminal: Terminal = { stdin: Readable.from([]), stdout, stderr: stdout, env: {}, now: () => NOW };
  return { terminal, shown: () => written.join('') };
}

/** A deployment that runs the function's own code, with a topic that takes or refuses. */
function aStack(published: Alert[], refuses = false, store: IncidentStore = fakeIncidentStore()): DeployedStack {
  return {
    find: async () => ({ functionName: 'detect', alertTopicArn: TOPIC, version: '0.1.0' }),
    async invoke(_name, payload) {
      try {
        const outcome = await detectKeyUse(JSON.parse(JSON.stringify(payload)), {
          config: {
            topicArn: TOPIC,
            chatTopicArn: undefined,
            stackName: 'KmsDeletionGuard',
            ownRoleArn: 'arn:aws-us-gov:iam::111122223333:role/guard',
            accountNames: {},
            consoleLinkTemplate: undefined,
            runbookUrl: undefined,
            ownerTag: undefined,
            managementCalls: 'notify',
            ignoreCallers: [],
            tableName: 'incidents',
            windowMinutes: 15,
            remediation: REMEDIATION_OFF,
            region: 'us-gov-west-1',
          },
          version: '0.1.0',
          store,
          pace: fakeMessagePace(),
          ownPace: createOwnPace(),
          silences: async () => NO_SILENCES,
          wasSent: () => false,
          chat: undefined,
          wait: async () => undefined,
          random: () => 0.5,
          readerOfInvocation: () => async () => nothingKnown('KMS does not know this key'),
          publish: async (alert) => {
            if (refuses) throw new Error('AuthorizationError');
            published.push(alert);
            return 'sent';
          },
          now: () => NOW,
          log: () => undefined,
        });
        return { kind: 'answered', payload: JSON.parse(JSON.stringify(outcome)) };
      } catch (thrown) {
        return { kind: 'failed', reason: String(thrown) };
      }
    },
  };
}

describe('drill', () => {
  it('sends one alert of kind test through the deployed code and says where to look for it', async () => {
    const published: Alert[] = [];
    const { terminal, shown } = aTerminal();
    expect(await drill(aStack(published), terminal)).toBe(0);
    expect(published).toHaveLength(1);
    expect(published[0]).toMatchObject({
      kind: 'test',
      key: { partition: 'aws-us-gov', region: 'us-gov-west-1', accountId: '111122223333' },
    });
    expect(shown()).toContain(`the alert was published to\n          ${TOPIC}\n`);
    for (const line of shown().split('\n')) {
      expect(line).toMatch(/^( +\d+\.\d s {2}\S.*| {10}\S.*|[A-Za-z].*|)$/);
      expect(line.includes(TOPIC) || line.length <= 80).toBe(true);
    }
  });

  it('makes a mail that nobody can take for a real one', async () => {
    const published: Alert[] = [];
    await drill(aStack(published), aTerminal().terminal);
    const [alert] = published;
    if (alert === undefined) throw new Error('wanted an alert');
    const { subject, body } = renderEmail(alert, NOW);
    expect(subject).toMatch(/^\[TEST\] drill: no key is in danger/);
    expect(body).toMatch(/^THIS IS A DRILL\. No key is in danger/);
  });

  it('fails with exit code 10 when the topic refuses the alert', async () => {
    const { terminal, shown } = aTerminal();
    expect(await drill(aStack([], true), terminal)).toBe(10);
    expect(shown()).toMatch(/FAILED: the function failed: Error: 1 finding and 1\s+alert failed/);
  });

  it('can be repeated: each is an incident of its own', async () => {
    const published: Alert[] = [];
    const stack = aStack(published);
    expect(await drill(stack, aTerminal().terminal)).toBe(0);
    expect(await drill(stack, aTerminal().terminal)).toBe(0);
    expect(new Set(published.map(({ id }) => id)).size).toBe(2);
  });

  it('fails when the alert got out but the table of incidents could not be reached', async () => {
    const published: Alert[] = [];
    const { terminal, shown } = aTerminal();
    expect(await drill(aStack(published, false, fakeIncidentStore({ failing: () => true })), terminal)).toBe(10);
    expect(published).toHaveLength(1);
    expect(shown()).toMatch(/the\s+table\s+of\s+incidents\s+could\s+not\s+be\s+reached/);
  });

  it.each([
    ['not-invoked', /FAILED: it could not be invoked; the reason\nThe function never ran/],
    ['no-answer', /FAILED: nobody knows whether it ran; the reason\nIt may have run all the same/],
  ] as const)('does not send to the log whoever had no run: %s', async (kind, told) => {
    const { terminal, shown } = aTerminal();
    const stack = { ...aStack([]), invoke: async () => ({ kind, reason: 'the reason' }) };
    expect(await drill(stack, terminal)).toBe(10);
    expect(shown()).toMatch(told);
    expect(/Look\s+at\s+the\s+function's\s+log/.test(shown())).toBe(kind === 'no-answer');
  });

  it('fails when the function answers something else', async () => {
    const { terminal, shown } = aTerminal();
    const stack = { ...aStack([]), invoke: async () => ({ kind: 'answered' as const, payload: null }) };
    expect(await drill(stack, terminal)).toBe(10);
    expect(shown()).toMatch(/is\s+it\s+of\s+another\s+version\?/);
  });
});

describe('the deployed stack', () => {
  const aws = useFakeAws();
  const place = { stack: 'KmsDeletionGuard', region: undefined, profile: undefined };
  const answerOutputs = (outputs: Record<string, string>) => {
    const members = Object.entries(outputs).map(
      ([name, value]) => `<member><OutputKey>${name}</OutputKey><OutputValue>${value}</OutputValue></member>`,
    );
    aws.answer('DescribeStacks', {
      status: 200,
      headers: { 'content-type': 'text/xml' },
      body: `<DescribeStacksResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><DescribeStacksResult><Stacks><member><StackName>KmsDeletionGuard</StackName><CreationTime>2026-11-22T00:00:00Z</CreationTime><StackStatus>CREATE_COMPLETE</StackStatus><Outputs>${members.join('')}</Outputs></member></Stacks></DescribeStacksResult></DescribeStacksResponse>`,
    });
  };

  it('is found by its outputs', async () => {
    answerOutputs({ FunctionName: 'detect-1', AlertTopicArn: TOPIC, Version: '0.1.0' });
    expect(await deployedStack(place).find()).toEqual({
      functionName: 'detect-1',
      alertTopicArn: TOPIC,
      version: '0.1.0',
    });
  });

  it('is told apart from a stack of somebody else', async () => {
    answerOutputs({ Something: 'else' });
    await expect(deployedStack(place).find()).rejects.toMatchObject({
      code: 'stack-not-ours',
      message: expect.stringContaining('got no output FunctionName'),
    });
  });

  it('says what to do when it is not there', async () => {
    aws.answer('DescribeStacks', {
      status: 400,
      headers: { 'content-type': 'text/xml' },
      body: '<ErrorResponse><Error><Type>Sender</Type><Code>ValidationError</Code><Message>Stack with id KmsDeletionGuard does not exist</Message></Error></ErrorResponse>',
    });
    await expect(deployedStack(place).find()).rejects.toMatchObject({
      code: 'stack-not-found',
      message: expect.stringMatching(
        /got no stack of that name in eu-west-1, wanted .*; give --stack or --region, or deploy it$/,
      ),
    });
  });

  it('tells what could not be invoked from what may have run', async () => {
    const invoke = () =>
      deployedStack(place, undefined, { maxAttempts: 1, connectionTimeout: 100, requestTimeout: 100 }).invoke('f', {});
    aws.answer('Invoke', awsError(403, 'AccessDeniedException'));
    expect(await invoke()).toMatchObject({
      kind: 'not-invoked',
      reason: expect.stringContaining('the right lambda:InvokeFunction'),
    });
    for (const answer of ['hang', 'reset', awsError(500, 'ServiceException')] as const) {
      aws.answer('Invoke', answer);
      expect(await invoke()).toMatchObject({ kind: 'no-answer' });
    }
    expect(aws.requests).toHaveLength(4);
  });

  it('is asked with an end, and its function for longer than it may take', async () => {
    const short = { maxAttempts: 2, connectionTimeout: 100, requestTimeout: 100 };
    aws.answer('DescribeStacks', 'hang');
    await expect(deployedStack(place, short).find()).rejects.toMatchObject({
      code: 'no-answer',
      message: expect.stringMatching(/^stack KmsDeletionGuard: got no answer in time, wanted one from AWS; look at/),
    });
    expect(aws.requests).toHaveLength(2);
    expect(ASK).toEqual({ maxAttempts: 3, connectionTimeout: 3000, requestTimeout: 10_000 });
    expect(INVOKE).toEqual({ maxAttempts: 1, connectionTimeout: 3000, requestTimeout: 75_000 });
    const client = clientOptions(place, INVOKE);
    expect(client.requestHandler).toEqual({
      connectionTimeout: 3000,
      requestTimeout: 75_000,
      throwOnRequestTimeout: true,
    });
  });

  it('answers what its function answered, or that it failed', async () => {
    aws.answer('Invoke', { status: 200, body: '{"sent":1}' });
    expect(await deployedStack(place).invoke('detect-1', {})).toEqual({ kind: 'answered', payload: { sent: 1 } });
    aws.answer('Invoke', {
      status: 200,
      body: '{"errorMessage":"x"}',
      headers: { 'x-amz-function-error': 'Unhandled' },
    });
    expect(await deployedStack(place).invoke('detect-1', {})).toEqual({
      kind: 'failed',
      reason: '{"errorMessage":"x"}',
    });
  });
});
