import { SSMClient } from '@aws-sdk/client-ssm';
import { describe, expect, it } from '@jest/globals';
import { rememberedSilences, type StoredSilences, silenceParameters } from '../../shared/aws/silences.ts';
import { awsError, json, useFakeAws } from '../fakes/aws.ts';
import { aValue, WRITTEN } from '../silence/silences.ts';

const aws = useFakeAws();
const patience = { maxAttempts: 2, requestHandler: { requestTimeout: 2500, throwOnRequestTimeout: true } };
const parameters = () => silenceParameters(new SSMClient(patience));
const aParameter = (name: string, overrides: object = {}) => ({
  Name: `/kms-deletion-guard/silences/${name}`,
  Type: 'String',
  Value: JSON.stringify(aValue()),
  LastModifiedDate: WRITTEN.getTime() / 1000,
  ...overrides,
});

describe('the silences of an account', () => {
  it('are read page by page, also past an empty one', async () => {
    const pages: Record<string, object> = {
      '': { Parameters: [aParameter('a')], NextToken: '1' },
      '1': { Parameters: [], NextToken: '2' },
      '2': { Parameters: [aParameter('b')] },
    };
    aws.answer('GetParametersByPath', ({ parameters: { NextToken } }) => json(pages[String(NextToken ?? '')]));
    const { silences, malformed } = await parameters().list();
    expect(silences.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(malformed).toEqual([]);
    // The right to read is judged by this very path.
    for (const { parameters: asked } of aws.requests)
      expect(asked).toMatchObject({ Path: '/kms-deletion-guard/silences', Recursive: false, WithDecryption: false });
  });

  it('are told from what is none, with the reason', async () => {
    const broken = [
      aParameter('json', { Value: '{' }),
      aParameter('secret', { Type: 'SecureString', Value: 'AQICAHh' }),
      aParameter('list', { Type: 'StringList' }),
      aParameter('dateless', { LastModifiedDate: undefined }),
      aParameter('long', { LastModifiedDate: Date.parse('2026-10-01T00:00:00Z') / 1000 }),
      aParameter('two', { Value: JSON.stringify(aValue({ by: '', reason: '' })) }),
    ];
    aws.answer('GetParametersByPath', json({ Parameters: [aParameter('good'), ...broken] }));
    const { silences, malformed } = await parameters().list();
    expect(silences.map(({ name }) => name)).toEqual(['good']);
    expect(malformed).toEqual([
      { name: 'json', fault: expect.stringContaining('got text that is not JSON') },
      { name: 'secret', fault: 'got a parameter of type SecureString, wanted String' },
      { name: 'list', fault: 'got a parameter of type StringList, wanted String' },
      { name: 'dateless', fault: 'got no value or no date of it, wanted both' },
      { name: 'long', fault: 'until: got more than 30 days after it was written, wanted 30 days at most' },
      { name: 'two', fault: expect.stringMatching(/^reason: .*; by: /) },
    ]);
  });

  it('have an end, also when AWS does not come to one', async () => {
    aws.answer('GetParametersByPath', json({ Parameters: [], NextToken: 'again' }));
    await expect(parameters().list()).rejects.toThrow('got more than 100 pages');
  });

  it('are written once, and never over another', async () => {
    aws.answer('PutParameter', json({ Version: 1 }));
    expect(await parameters().put('a', '{}')).toBe('written');
    expect(aws.requests[0]?.parameters).toMatchObject({
      Name: '/kms-deletion-guard/silences/a',
      Value: '{}',
      Type: 'String',
      Tier: 'Standard',
      Overwrite: false,
      Description: expect.stringContaining('KMS Deletion Guard'),
    });
    aws.answer('PutParameter', awsError(400, 'ParameterAlreadyExists'));
    expect(await parameters().put('a', '{}')).toBe('name-taken');
    aws.answer('PutParameter', awsError(400, 'AccessDeniedException'));
    await expect(parameters().put('a', '{}')).rejects.toThrow('AccessDeniedException');
  });

  it('are removed by name', async () => {
    aws.answer('DeleteParameter', json({}));
    expect(await parameters().remove('a')).toBe('removed');
    expect(aws.requests[0]?.parameters).toEqual({ Name: '/kms-deletion-guard/silences/a' });
    aws.answer('DeleteParameter', awsError(400, 'ParameterNotFound'));
    expect(await parameters().remove('a')).toBe('not-found');
    aws.answer('DeleteParameter', awsError(400, 'AccessDeniedException'));
    await expect(parameters().remove('a')).rejects.toThrow('AccessDeniedException');
  });
});

describe('the silences that a container remembers', () => {
  let time = WRITTEN.getTime();
  const now = () => new Date(time);
  const remembered = (limitMs?: number) =>
    rememberedSilences((budget) => parameters().list(budget), now, undefined, limitMs);

  it('are asked for once in 60 seconds, however many ask', async () => {
    aws.answer('GetParametersByPath', json({ Parameters: [aParameter('a')] }));
    const silences = remembered();
    const [one, other] = await Promise.all([silences(), silences()]);
    expect(one).toEqual({ silences: [expect.objectContaining({ name: 'a' })], malformed: [] });
    expect(other).toEqual(one);
    time += 59_999;
    await silences();
    expect(aws.requests).toHaveLength(1);
    time += 1;
    await silences();
    expect(aws.requests).toHaveLength(2);
    time -= 1;
    await silences();
    expect(aws.requests).toHaveLength(3);
  });

  it.each([
    ['AccessDeniedException', awsError(400, 'AccessDeniedException'), /\(AccessDeniedException\)/],
    ['ThrottlingException', awsError(400, 'ThrottlingException'), /\(ThrottlingException\)/],
    ['a server that breaks off', 'reset' as const, /could not be read/],
    ['an answer that is none', { status: 200, body: '<html>' }, /could not be read/],
    ['a server that hangs', 'hang' as const, /\(no answer within 0.3 s\)/],
  ])('are none after %s, and are asked for again soon', async (_, answer, reason) => {
    aws.answer('GetParametersByPath', answer);
    const silences = remembered(answer === 'hang' ? 300 : undefined);
    const started = performance.now();
    expect(await silences()).toEqual({ silences: [], malformed: [], unread: expect.stringMatching(reason) });
    expect(performance.now() - started).toBeLessThan(1500);
    aws.answer('GetParametersByPath', json({ Parameters: [aParameter('a')] }));
    time += 4999;
    expect(await silences()).toMatchObject({ silences: [] });
    time += 1;
    expect(await silences()).toMatchObject({ silences: [{ name: 'a' }] });
  });

  it('are none when what was to be read by then was only read in part', async () => {
    aws.answer('GetParametersByPath', ({ parameters: { NextToken } }) =>
      NextToken === undefined ? json({ Parameters: [aParameter('a')], NextToken: '1' }) : 'hang',
    );
    expect(await remembered(300)()).toMatchObject({ silences: [], unread: expect.stringContaining('0.3 s') });
  });

  it('are none after a reader that throws, hangs without looking at its budget, or answers at last', async () => {
    const throwing = rememberedSilences(() => {
      throw new Error('x');
    }, now);
    expect(await throwing()).toMatchObject({ unread: 'the silences could not be read (x)' });
    let answer: (silences: StoredSilences) => void = () => undefined;
    const late = rememberedSilences(
      () =>
        new Promise((resolve) => {
          answer = resolve;
        }),
      now,
      undefined,
      50,
    );
    const pending = late();
    // The time limit alone must not keep a process alive, so something else does here.
    const alive = setTimeout(() => undefined, 5000);
    expect(await pending).toMatchObject({ unread: expect.stringContaining('no answer within 0.05 s') });
    clearTimeout(alive);
    answer({ silences: [], malformed: [] });
    expect(await late()).toMatchObject({ unread: expect.stringContaining('no answer') });
  });
});
