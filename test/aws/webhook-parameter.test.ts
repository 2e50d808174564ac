import { inspect } from 'node:util';
import { SSMClient } from '@aws-sdk/client-ssm';
import { describe, expect, it } from '@jest/globals';
import { LIMIT_MS, readWebhookParameter } from '../../shared/aws/webhook-parameter.ts';
import { type Answer, awsError, json, useFakeAws } from '../fakes/aws.ts';

const aws = useFakeAws();
const NAME = '/kms-deletion-guard/slack-webhook';
const MARK = 'MarkedSecretXyz0123456789';
const PATH = `/services/T0EXAMPLE/B0EXAMPLE/${MARK}`;

/** What is read. Nothing of the value may be in it. */
async function read(answer: Answer, hosts: readonly string[] = [], limitMs?: number) {
  aws.answer('GetParameter', answer);
  const patience = { maxAttempts: 2, requestHandler: { requestTimeout: 5000, throwOnRequestTimeout: true } };
  const webhook = await readWebhookParameter(new SSMClient(patience), NAME, hosts, limitMs);
  for (const text of [JSON.stringify(webhook), inspect(webhook, { depth: 9, showHidden: true })])
    expect(text).not.toMatch(/Marked|EXAMPLE\//i);
  return webhook;
}

const parameter = (Value: string, Type = 'SecureString') => json({ Parameter: { Name: NAME, Type, Value } });
const STORE = `aws ssm put-parameter --type SecureString --name ${NAME}`;

describe('the parameter with the webhook', () => {
  it('is read decrypted', async () => {
    const webhook = await read(parameter(`https://hooks.slack.com${PATH}\n`));
    expect(webhook.ok && webhook.value.reveal()).toBe(`https://hooks.slack.com${PATH}`);
    expect(aws.requests.map(({ operation, parameters }) => [operation, parameters])).toEqual([
      ['GetParameter', { Name: NAME, WithDecryption: true }],
    ]);
  });

  it('may name a host of the setting, and no other', async () => {
    const value = parameter(`https://chat.example.com${PATH}`);
    expect(await read(value, ['chat.example.com'])).toMatchObject({ ok: true });
    expect(await read(value)).toEqual({
      ok: false,
      error: `parameter ${NAME}: got a URL on another host or port, wanted the https URL of an incoming webhook on hooks.slack.com or hooks.slack-gov.com`,
    });
  });

  it.each(['String', 'StringList'])('is refused as a %s, with what to do', async (type) => {
    expect(await read(parameter(`https://hooks.slack.com${PATH}`, type))).toEqual({
      ok: false,
      error: `parameter ${NAME}: got one that is not encrypted, wanted a SecureString; delete it, and store it by ${STORE}`,
    });
  });

  // Names: Systems Manager API Reference, GetParameter and Common Error Types.
  it.each<[string, Answer, string]>([
    ['ParameterNotFound', awsError(400, 'ParameterNotFound'), `is not there; store the webhook by ${STORE}`],
    ['AccessDeniedException', awsError(400, 'AccessDeniedException'), 'wanted ssm:GetParameter on it, and kms:Decrypt'],
    ['InvalidKeyId', awsError(400, 'InvalidKeyId'), 'look whether it is disabled, pending deletion or gone'],
    ['ThrottlingException', awsError(400, 'ThrottlingException'), 'was throttled'],
    ['InternalServerError', awsError(500, 'InternalServerError'), 'failed (InternalServerError)'],
    ['a page', { status: 200, body: `<html>${MARK}` }, 'failed (SyntaxError)'],
    ['an error that repeats the value', awsError(400, MARK), 'failed'],
    ['a parameter without a value', json({ Parameter: { Name: NAME, Type: 'SecureString' } }), 'got nothing, wanted'],
    ['nothing', json({}), 'got one that is not encrypted'],
    ['a connection that breaks off', 'reset', 'failed'],
  ])('cannot be read because of %s', async (_, answer, reason) => {
    const started = performance.now();
    expect(await read(answer)).toEqual({ ok: false, error: expect.stringContaining(reason) });
    expect(performance.now() - started).toBeLessThan(LIMIT_MS + 1000);
  });

  it('is not waited for beyond its limit', async () => {
    const started = performance.now();
    expect(await read('hang', [], 200)).toEqual({
      ok: false,
      error: expect.stringMatching(/^no answer about parameter \S+ (within 0\.2 s|in time)$/),
    });
    expect(performance.now() - started).toBeLessThan(1000);
    expect(LIMIT_MS).toBe(2500);
  });
});
