import { SSMClient } from '@aws-sdk/client-ssm';
import { describe, expect, it } from '@jest/globals';
import { remediationParameters } from '../../shared/aws/remediation-parameters.ts';
import { type Answer, awsError, json, useFakeAws } from '../fakes/aws.ts';

const aws = useFakeAws();
const MODE = '/kms-deletion-guard/remediation-mode';
const NEVER = '/kms-deletion-guard/remediation-never';
const parameter = (Value: string, Type = 'String') => json({ Parameter: { Type, Value } });
const parameters = () => remediationParameters(new SSMClient({ maxAttempts: 1 }));
const read = (which: 'killSwitch' | 'neverNow', answer: Answer) => {
  aws.answer('GetParameter', answer);
  return parameters()[which]();
};

describe('the kill switch', () => {
  it.each(['off', 'dry-run', 'cancel', 'cancel-and-enable'])('may be %s', async (mode) => {
    expect(await read('killSwitch', parameter(` ${mode}\n`))).toEqual({ status: 'known', value: mode });
    expect(aws.requests.map(({ parameters }) => parameters.Name)).toEqual([MODE]);
  });

  it('lowers nothing where there is none', async () =>
    expect(await read('killSwitch', awsError(400, 'ParameterNotFound'))).toEqual({
      status: 'known',
      value: undefined,
    }));

  it('is read each time', async () => {
    const { killSwitch } = parameters();
    aws.answer('GetParameter', parameter('cancel'));
    await killSwitch();
    aws.answer('GetParameter', parameter('off'));
    expect(await killSwitch()).toEqual({ status: 'known', value: 'off' });
  });

  it.each<[string, Answer, string]>([
    ['a word that is no mode', parameter('Off'), `parameter ${MODE}: got "Off", wanted off, dry-run, cancel`],
    ['nothing', parameter(''), `parameter ${MODE}: got "", wanted off`],
    ['a secret', parameter('off', 'SecureString'), `parameter ${MODE}: got type SecureString, wanted String`],
    ['no right', awsError(400, 'AccessDeniedException'), `ssm:GetParameter ${MODE}: AccessDeniedException`],
    ['throttling', awsError(400, 'ThrottlingException'), 'ThrottlingException'],
    ['a fault of SSM', awsError(500, 'InternalServerError'), 'InternalServerError'],
    ['a broken connection', 'reset', 'ssm:GetParameter'],
  ])('is not known after %s', async (_, answer, reason) =>
    expect(await read('killSwitch', answer)).toEqual({
      status: 'unavailable',
      reason: expect.stringContaining(reason),
    }),
  );

  it('is not known when SSM says nothing, and keeps nobody waiting for that', async () => {
    const began = Date.now();
    expect(await read('killSwitch', 'hang')).toMatchObject({ status: 'unavailable' });
    expect(Date.now() - began).toBeLessThan(5000);
  });

  it('is quoted in part only', async () => {
    const part = await read('killSwitch', parameter('x'.repeat(4000)));
    expect(part).toMatchObject({ status: 'unavailable' });
    expect(JSON.stringify(part).length).toBeLessThan(300);
  });
});

describe('the list of what is left alone from now on', () => {
  it('is empty where there is none', async () =>
    expect(await read('neverNow', awsError(400, 'ParameterNotFound'))).toEqual({ status: 'known', value: [] }));

  it.each(['String', 'StringList'])('may be a %s', async (type) => {
    const value = 'alias/old-etl, 111122223333\n1234abcd-12ab-34cd-56ef-1234567890ab';
    expect(await read('neverNow', parameter(value, type))).toEqual({
      status: 'known',
      value: ['alias/old-etl', '111122223333', '1234abcd-12ab-34cd-56ef-1234567890ab'],
    });
    expect(aws.requests.at(-1)?.parameters.Name).toBe(NEVER);
  });

  it('is not known as a whole when one entry is wrong: that one may be the key', async () =>
    expect(await read('neverNow', parameter('alias/old-etl,old-key'))).toEqual({
      status: 'unavailable',
      reason: expect.stringContaining(`parameter ${NEVER}: got "old-key", wanted account ids`),
    }));
});
