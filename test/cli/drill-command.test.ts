import { EventEmitter } from 'node:events';
import { Readable } from 'node:stream';
import { describe, expect, it, jest } from '@jest/globals';
import { canAsk, goOn } from '../../cli/drill/question.ts';
import { uncut } from '../../cli/drill/uncut.ts';
import { encodeItem } from '../../shared/incident/item-codec.ts';
import { DAY, lifeOf, pendingUntil, START, useAt } from '../builders/incident.ts';
import { aRefusal, KEY } from '../builders/record.ts';
import { type Answer, json, snsError, stackWith, useFakeAws } from '../fakes/aws.ts';
import { aTerminal, runCli } from './fake-terminal.ts';

const aws = useFakeAws();

describe('what is typed for a drill with a real key', () => {
  it('must say yes where nobody can be asked', async () => {
    expect(await runCli(['drill', '--real'])).toEqual({
      exitCode: 2,
      stdout: '',
      stderr:
        'error: --real: got no terminal to ask on, wanted one, or --yes; it makes a KMS key and sets off alarms, see docs/cli.md\n',
    });
    expect(aws.requests).toEqual([]);
  });

  it('must say that it is real', async () => {
    const { exitCode, stderr } = await runCli(['drill', '--yes', '--timeout', '5m']);
    expect([exitCode, stderr]).toEqual([
      2,
      expect.stringMatching(
        /^error: --yes: got it without --real, wanted .*; add --real.*\nerror: --timeout: got it without --real, wanted .*; add --real.*\n$/,
      ),
    ]);
  });

  it.each(['30', '0m', '0s', '-1m', '1.5h', '7d', '100h', '1000m', '1h '])('is no timeout: %j', async (timeout) => {
    const { exitCode, stderr } = await runCli(['drill', '--real', '--yes', '--timeout', timeout]);
    expect([exitCode, stderr]).toEqual([
      2,
      expect.stringContaining('wanted seconds, minutes or hours, such as 90s, 30m or 2h'),
    ]);
  });

  it('says once that a timeout is empty, and that --real is missing before what is wrong with it', async () => {
    const empty = await runCli(['drill', '--real', '--yes', '--timeout', '']);
    expect([empty.exitCode, empty.stderr]).toEqual([2, 'error: --timeout: got nothing, wanted a time to wait\n']);
    const { exitCode, stderr } = await runCli(['drill', '--timeout', 'soon']);
    expect([exitCode, stderr]).toEqual([2, expect.stringMatching(/^error: --timeout: got it without --real,.*\n$/)]);
  });

  it.each(['5m', '90s', '2h'])('goes to AWS, which may refuse: --timeout %s', async (timeout) => {
    aws.answer('DescribeStacks', snsError(403, 'AccessDenied'));
    const { exitCode, stderr } = await runCli(['drill', '--real', '--yes', '--timeout', timeout]);
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining('the right cloudformation:DescribeStacks')]);
  });
});

describe('a drill with a real key, on AWS', () => {
  const refused: Answer = {
    status: 400,
    body: JSON.stringify({ __type: 'KMSInvalidStateException', message: `${KEY} is pending deletion.` }),
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-errortype': 'KMSInvalidStateException' },
  };

  it('makes one key, uses it, and leaves it pending deletion: no other call changes anything', async () => {
    const told = lifeOf();
    told.brings(START, useAt(START));
    told.sendsAll(START, pendingUntil(START + 7 * DAY));
    const isUsed = () => aws.requests.some(({ operation }) => operation === 'Decrypt');
    const outputs = {
      BackstopTopicArn: 'arn:aws:sns:eu-west-1:111122223333:backstop',
      LogGroupName: 'my-trail',
      TableName: 'incidents',
    };
    aws.answer('DescribeStacks', stackWith(outputs));
    aws.answer('ListStackResources', {
      status: 200,
      headers: { 'content-type': 'text/xml' },
      body: '<ListStackResourcesResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><ListStackResourcesResult><StackResourceSummaries><member><PhysicalResourceId>KMSKeyPendingDeletionErrorAlarm</PhysicalResourceId><ResourceType>AWS::CloudWatch::Alarm</ResourceType></member></StackResourceSummaries></ListStackResourcesResult></ListStackResourcesResponse>',
    });
    const alarm = { AlarmName: 'KMSKeyPendingDeletionErrorAlarm', MetricName: 'KMSKeyPendingDeletionErrorCount' };
    aws.answer('DescribeAlarms', () => json({ MetricAlarms: [{ ...alarm, StateValue: isUsed() ? 'ALARM' : 'OK' }] }));
    aws.answer('FilterLogEvents', () => json({ events: isUsed() ? [{ message: JSON.stringify(aRefusal()) }] : [] }));
    aws.answer('GetItem', () => json(isUsed() ? { Item: { body: { S: encodeItem(told.item) } } } : {}));
    aws.answer('CreateKey', json({ KeyMetadata: { KeyId: 'k', Arn: KEY } }));
    aws.answer('Encrypt', json({ CiphertextBlob: 'Y2lwaGVy', KeyId: KEY }));
    aws.answer('ScheduleKeyDeletion', json({ KeyId: KEY, DeletionDate: Date.parse('2026-11-29T03:16:00Z') / 1000 }));
    aws.answer('Decrypt', refused);

    const { exitCode, stdout, stderr } = await runCli(['drill', '--real', '--yes']);
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(stdout.trimEnd().split('\n').at(-1)).toBe(
      'From the refusal until it was seen: record 0 s, alarm 0 s, alert 0 s.',
    );
    expect(
      aws.requests.map(({ operation }) => operation).filter((call) => !/^(Describe|List|Filter|Get)/.test(call)),
    ).toEqual(['CreateKey', 'Encrypt', 'ScheduleKeyDeletion', 'Decrypt']);
  });
});

describe('the question', () => {
  it.each([
    ['y\n', true],
    ['Yes\nmore', true],
    [' y \n', true],
    ['n\n', false],
    ['yeah\n', false],
    ['\ny\n', false],
    ['', false],
  ])('is answered by %j: %p', async (stdin, expected) => {
    const { terminal, seen } = aTerminal({ stdin });
    expect(await goOn(terminal)).toBe(expected);
    expect(seen).toEqual({ stdout: '', stderr: 'Go on? [y/N] ' });
  });

  it('is no longer listened for once it is answered, or the process would never end', async () => {
    const { terminal } = aTerminal();
    const stdin = new Readable({ read: () => undefined });
    stdin.push('y\n');
    expect(await goOn({ ...terminal, stdin })).toBe(true);
    expect(stdin.isPaused()).toBe(true);
  });

  it('can be asked of a terminal only', () => {
    expect(canAsk({ stdin: Readable.from([]) })).toBe(false);
    expect(canAsk({ stdin: Object.assign(Readable.from([]), { isTTY: false }) })).toBe(false);
    expect(canAsk({ stdin: Object.assign(Readable.from([]), { isTTY: true }) })).toBe(true);
  });
});

describe('work that is not to be cut off', () => {
  const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

  it.each(SIGNALS)('is told of %s once, and goes on to its end', async (signal) => {
    const signals = new EventEmitter();
    const [exit, told] = [jest.fn(), jest.fn()];
    signals.once('SIGINT', exit);
    const end = await uncut(
      async (interrupted) => {
        signals.emit(signal);
        await Promise.resolve();
        return interrupted.aborted;
      },
      told,
      signals,
    );
    expect(end).toBe(true);
    expect([exit.mock.calls.length, told.mock.calls.length]).toEqual([0, 1]);
    expect(SIGNALS.map((name) => signals.listenerCount(name))).toEqual([1, 0, 0]);
  });

  it('can be ended by the next one, by whoever listened before', async () => {
    const signals = new EventEmitter();
    const exit = jest.fn();
    signals.once('SIGINT', exit);
    await uncut(
      async () => {
        signals.emit('SIGINT');
        signals.emit('SIGINT');
      },
      () => undefined,
      signals,
    );
    expect(exit).toHaveBeenCalledTimes(1);
  });

  it('leaves the listeners as they were, also when it fails', async () => {
    const signals = new EventEmitter();
    const exit = jest.fn();
    signals.once('SIGINT', exit);
    const failing = uncut(
      () => Promise.reject(new Error('boom')),
      () => undefined,
      signals,
    );
    await expect(failing).rejects.toThrow('boom');
    signals.emit('SIGINT');
    expect(exit).toHaveBeenCalledTimes(1);
    expect(signals.listenerCount('SIGTERM')).toBe(0);
  });
});
