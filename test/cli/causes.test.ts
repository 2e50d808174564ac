import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { liveSilences } from '../../cli/live-silences.ts';
import { callFailure, mayHaveHappened } from '../../shared/aws/call-failure.ts';
import { awsError, snsError, useFakeAws } from '../fakes/aws.ts';
import { runCli } from './fake-terminal.ts';

const aws = useFakeAws();
const ADD = [
  'silence',
  'add',
  '--key',
  '1234abcd-12ab-34cd-56ef-1234567890ab',
  '--for',
  '1h',
  '--reason',
  'r',
  '--by',
  'b',
];
const LIVE = [
  ['drill'],
  ['redrive'],
  ADD,
  ['silence', 'list'],
  ['silence', 'remove', 'x'],
  ['silence', 'check'],
] as const;

let before: NodeJS.ProcessEnv;
beforeEach(() => {
  before = { ...process.env };
  const nowhere = {
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
  };
  Object.assign(process.env, nowhere);
});
afterEach(() => {
  process.env = before;
});

const told = async (args: readonly string[]) => {
  const { exitCode, stdout, stderr } = await runCli(args);
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
  expect(stderr).toMatch(/^error: (stack KmsDeletionGuard|the parameters under .*): got .*\n$/);
  return stderr;
};

describe.each(LIVE)('one message for one cause: %s %s', (...args) => {
  it('no Region', async () => {
    delete process.env.AWS_REGION;
    expect(await told(args)).toContain('got no Region, wanted one such as eu-west-1; give --region, or set AWS_REGION');
    expect(await told([...args, '--region', 'eu west'])).toContain('got a Region that is none (');
  });

  it('no credentials, or a profile that nobody has', async () => {
    delete process.env.AWS_ACCESS_KEY_ID;
    expect(await told(args)).toMatch(/got no credentials from the environment .*; log in, or give --profile/);
    expect(await told([...args, '--profile', 'nobody'])).toMatch(
      /got no credentials of profile nobody .*list-profiles/,
    );
    process.env.AWS_PROFILE = 'ghost';
    expect(await told(args)).toContain('of profile ghost');
  });

  it('credentials that are over, and no right', async () => {
    const refuse = (error: string) => {
      aws.answer('DescribeStacks', snsError(403, error));
      for (const call of ['GetParametersByPath', 'PutParameter', 'DeleteParameter'])
        aws.answer(call, awsError(400, error));
    };
    refuse('ExpiredToken');
    expect(await told(args)).toMatch(
      /got credentials that AWS does not take \(ExpiredToken: .*\), wanted .*log in again/,
    );
    refuse('AccessDenied');
    expect(await told(args)).toMatch(
      /got AccessDenied \(.*\), wanted the right (cloudformation:DescribeStacks|ssm:(GetParametersByPath|PutParameter|DeleteParameter)); ask for it/,
    );
  });

  it('no server', async () => {
    process.env.AWS_ENDPOINT_URL = 'http://127.0.0.1:1';
    expect(await told(args)).toMatch(
      /got no server \(connect ECONNREFUSED .*\), wanted an endpoint of AWS; look at --region/,
    );
  });
});

describe('an option without a value', () => {
  it.each([
    ...LIVE.flatMap((args) => [
      [[...args, '--region', ''], 'error: --region: got nothing, wanted a Region such as eu-west-1\n'],
      [[...args, '--profile', ''], 'error: --profile: got nothing, wanted the name of a profile of the AWS CLI\n'],
    ]),
    [['replay', '-', '--region', ''], 'error: --region: got nothing, wanted a Region such as eu-west-1\n'],
    [['replay', '-', '--profile='], 'error: --profile: got nothing, wanted the name of a profile of the AWS CLI\n'],
    [['replay', '-', '--keys', ''], 'error: --keys: got nothing, wanted the path of a file\n'],
    [['redrive', '--stack', ''], 'error: --stack: got nothing, wanted the name of a stack\n'],
    [[...ADD, '--by', ''], 'error: --by: got nothing, wanted who answers for it\n'],
    [[...ADD, '--name', ''], /^error: --name: got nothing, wanted at most 100 letters.*\n$/],
    [[...ADD, '--key', '', '--caller', 'role x', '--class', 'management'], /^error: --key: got nothing, wanted .*\n$/],
    [
      ['drill', '--region', '', '--profile', '', '--stack', ''],
      /^error: --stack.*\nerror: --region.*\nerror: --profile.*\n$/,
    ],
  ] as [string[], string | RegExp][])('is refused: %j', async (args, told) => {
    const { exitCode, stdout, stderr } = await runCli(args);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    if (typeof told === 'string') expect(stderr).toBe(told);
    else expect(stderr).toMatch(told);
    expect(aws.requests).toEqual([]);
  });
});

describe('the silences of an account', () => {
  it('are asked for with an end', async () => {
    aws.answer('GetParametersByPath', 'hang');
    const live = await liveSilences({}, { maxAttempts: 1, connectionTimeout: 100, requestTimeout: 100 });
    await expect(live.list()).rejects.toMatchObject({ code: 'no-answer' });
  });
});

describe('why a call failed', () => {
  const asked = { what: 'stack s', right: 'a:B', profile: undefined, otherwise: 'stack-unreachable' } as const;
  const failing = (error: object, message = 'm') => Object.assign(new Error(message), error);

  it.each([
    [
      failing({ code: 'SELF_SIGNED_CERT_IN_CHAIN' }),
      'no-answer',
      /no TLS connection .* \(SELF_SIGNED_CERT_IN_CHAIN\).*NODE_EXTRA_CA_CERTS/,
    ],
    [failing({ code: 'EPROTO' }), 'no-answer', /no TLS connection/],
    [failing({ name: 'TimeoutError' }), 'no-answer', /got no answer in time, wanted one from AWS/],
    [
      failing({ name: 'Unknown', $metadata: { httpStatusCode: 503 } }, 'Unknown'),
      'stack-unreachable',
      /got HTTP status 503, wanted an answer/,
    ],
    [
      failing({ name: 'ThrottlingException' }, 'Rate exceeded'),
      'stack-unreachable',
      /got ThrottlingException \(Rate exceeded\), wanted/,
    ],
    ['a text', 'stack-unreachable', /got an error \(a text\), wanted/],
  ])('is told by its cause: %s', (thrown, code, told) => {
    expect(callFailure(thrown, asked)).toMatchObject({ code, message: expect.stringMatching(told) });
  });

  it('is told once', () => {
    const first = callFailure('x', asked);
    expect(callFailure(first, { ...asked, what: 'other' })).toBe(first);
  });

  it('says whether it may have happened all the same', () => {
    const timedOut = (message: string) => failing({ name: 'TimeoutError' }, message);
    expect(mayHaveHappened(timedOut('a request has exceeded the configured 75000 ms requestTimeout.'))).toBe(true);
    expect(mayHaveHappened(timedOut('the request socket did not establish a connection with the server'))).toBe(false);
    expect(mayHaveHappened(failing({ code: 'ECONNREFUSED' }))).toBe(false);
  });
});
