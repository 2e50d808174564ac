import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { kmsWrites } from '../../shared/aws/kms-writes.ts';
import { parseKeyArn } from '../../shared/kms/key-arn.ts';
import { KEY } from '../builders/record.ts';

const key = parseKeyArn(KEY);
if (key === undefined) throw new Error('KEY is a key ARN');

type Behaviour = (outgoing: ServerResponse, incoming: IncomingMessage) => void;
const requests: { operation: string; userAgent: string; authorization: string }[] = [];
let behave: Behaviour = () => undefined;
let server: Server;
const NOW = new Date('2026-11-22T03:12:00.000Z');
const writes = kmsWrites('1.2.3', () => NOW);

beforeAll(async () => {
  server = createServer((incoming, outgoing) => {
    requests.push({
      operation: String(incoming.headers['x-amz-target']).split('.').at(-1) ?? '',
      userAgent: String(incoming.headers['user-agent']),
      authorization: String(incoming.headers.authorization),
    });
    incoming.resume().on('end', () => behave(outgoing, incoming));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  process.env.AWS_ENDPOINT_URL_KMS = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  process.env.AWS_ACCESS_KEY_ID = 'test';
  process.env.AWS_SECRET_ACCESS_KEY = 'test';
});
afterAll(() => {
  delete process.env.AWS_ENDPOINT_URL_KMS;
  delete process.env.AWS_ACCESS_KEY_ID;
  delete process.env.AWS_SECRET_ACCESS_KEY;
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  requests.length = 0;
});

const answers =
  (status: number, body: string, headers: Record<string, string> = {}): Behaviour =>
  (outgoing) => {
    outgoing.writeHead(status, {
      'content-type': 'application/x-amz-json-1.1',
      'x-amzn-requestid': '11111111-2222-4333-8444-555555555555',
      ...headers,
    });
    outgoing.end(body);
  };
const refuses = (status: number, __type: string) => answers(status, JSON.stringify({ __type, message: `no: ${KEY}` }));
const CALLS = ['cancel', 'enable'] as const;

describe.each(CALLS)('the write %s', (call) => {
  it('says that it is done, by which request, in the Region of the key, and who it is', async () => {
    behave = answers(200, '{}');
    expect(await writes[call](key, 'abc-123_X')).toEqual({
      kind: 'done',
      requestId: '11111111-2222-4333-8444-555555555555',
    });
    expect(requests).toHaveLength(1);
    expect(requests[0]?.operation).toBe(call === 'cancel' ? 'CancelKeyDeletion' : 'EnableKey');
    expect(requests[0]?.authorization).toContain('/eu-west-1/kms/');
    expect(requests[0]?.userAgent).toContain('kms-deletion-guard/1.2.3');
    expect(requests[0]?.userAgent).toContain('rescue/abc-123_X');
  });

  // Names: KMS API Reference, CancelKeyDeletion and EnableKey, Errors; Common Errors.
  it.each([
    [400, 'AccessDeniedException', false],
    [400, 'NotFoundException', false],
    [400, 'InvalidArnException', false],
    [400, 'KMSInvalidStateException', true],
    [400, 'ThrottlingException', true],
    [400, 'LimitExceededException', true],
    [400, 'SomethingNewException', false],
  ])('is refused by %i %s, in one try', async (status, name, again) => {
    behave = refuses(status, name);
    const answer = await writes[call](key, 'abc');
    expect(answer).toMatchObject({ kind: 'refused', again, requestId: '11111111-2222-4333-8444-555555555555' });
    expect(answer).toMatchObject({ reason: expect.stringContaining(name) });
    expect(JSON.stringify(answer)).not.toContain(KEY);
    expect(requests).toHaveLength(1);
  });

  it.each<readonly [string, Behaviour]>([
    ['500', refuses(500, 'KMSInternalException')],
    ['503', refuses(503, 'DependencyTimeoutException')],
    ["a proxy's page", answers(403, '<html>no</html>', { 'content-type': 'text/html' })],
    ['a broken connection', (outgoing) => void outgoing.destroy()],
    [
      'half an answer',
      (outgoing) => {
        outgoing.writeHead(200, { 'content-length': '100' });
        outgoing.write('{');
        outgoing.destroy();
      },
    ],
  ])('has no answer, and may have been done, after %s: in one try', async (_, behaviour) => {
    behave = behaviour;
    expect(await writes[call](key, 'abc')).toMatchObject({ kind: 'no-answer' });
    expect(requests).toHaveLength(1);
  });

  it('has none when KMS says nothing for 4 seconds', async () => {
    behave = () => undefined;
    expect(await writes[call](key, 'abc')).toMatchObject({
      kind: 'no-answer',
      reason: expect.stringContaining('TimeoutError'),
    });
    expect(requests).toHaveLength(1);
  });
});

describe('reading the state back', () => {
  const describeAs = (metadata: object) => answers(200, JSON.stringify({ KeyMetadata: { KeyId: 'k', ...metadata } }));

  it('gives state and date as KMS does', async () => {
    behave = describeAs({ KeyState: 'PendingDeletion', DeletionDate: 1_795_874_520 });
    expect(await writes.readState(key)).toEqual({
      kind: 'read',
      at: NOW.getTime(),
      state: 'PendingDeletion',
      deletionDate: 1_795_874_520_000,
    });
    behave = describeAs({ KeyState: 'Disabled' });
    expect(await writes.readState(key)).toMatchObject({ state: 'Disabled', deletionDate: undefined });
  });

  it.each<readonly [string, Behaviour]>([
    ['AccessDeniedException', refuses(400, 'AccessDeniedException')],
    ['KMSInternalException', refuses(500, 'KMSInternalException')],
    ['KeyState', describeAs({})],
  ])('says why it could not: %s', async (reason, behaviour) => {
    behave = behaviour;
    expect(await writes.readState(key)).toEqual({ kind: 'unread', reason: expect.stringContaining(reason) });
  });
});
