import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { DataItem } from '../../shared/finding/data.ts';
import { ACCOUNT, aRefusal, findingOf, type Json } from '../builders/record.ts';

const dataWith = (requestParameters: unknown, overrides: Json = {}): readonly DataItem[] =>
  findingOf(aRefusal({ requestParameters, ...overrides })).data;
const inContext = (encryptionContext: unknown) => dataWith({ encryptionContext });
const arn = (service: string, rest: string) => `arn:aws:${service}:eu-west-1:${ACCOUNT}:${rest}`;

// Source: KMS Developer Guide, "How AWS services use AWS KMS", the page of each service; Lambda: seen in records; SQS, SNS,
// CloudWatch Logs, EFS, EventBridge, AgentCore: key policies of their documentation.
const CONTEXTS: readonly (readonly [name: string, value: string, type: RegExp, id: string])[] = [
  ['aws:s3:arn', 'arn:aws:s3:::ledger-archive/2026/11/22.parquet', /^S3 object$/, 'ledger-archive/2026/11/22.parquet'],
  ['aws:s3:arn', 'arn:aws-cn:s3:::ledger-archive/22.parquet', /^S3 object$/, 'ledger-archive/22.parquet'],
  ['aws:s3:arn', 'arn:aws:s3:::ledger-archive', /^S3 bucket$/, 'ledger-archive'],
  ['aws:ebs:id', 'vol-0abc123def4567890', /^EBS volume$/, 'vol-0abc123def4567890'],
  ['aws:ebs:id', 'snap-0abc123def4567890', /^EBS snapshot$/, 'snap-0abc123def4567890'],
  ['aws:rds:db-id', 'db-ABCDEFGHIJKLMNOPQRSTUVWXYZ', /RDS/, 'db-ABCDEFGHIJKLMNOPQRSTUVWXYZ'],
  ['aws:dynamodb:tableName', 'Orders', /DynamoDB table/, 'Orders'],
  ['SecretARN', arn('secretsmanager', 'secret:ledger/db-AbCdEf'), /Secrets Manager secret/, 'ledger/db-AbCdEf'],
  ['PARAMETER_ARN', arn('ssm', 'parameter/ledger/prod/token'), /parameter/, '/ledger/prod/token'],
  ['aws:cloudtrail:arn', arn('cloudtrail', 'trail/org-trail'), /CloudTrail/, 'org-trail'],
  ['aws:redshift:arn', arn('redshift', 'cluster:ledger-dwh'), /Redshift/, 'ledger-dwh'],
  ['aws:ses:rule-name', 'archive-mail', /SES/, 'archive-mail'],
  ['aws:ses:message-id', 'd6iitobk75ur44p8kdnnp7g2n800', /SES/, 'd6iitobk75ur44p8kdnnp7g2n800'],
  ['aws:workmail:arn', arn('workmail', 'organization/m-0123456789abcdef'), /WorkMail/, 'm-0123456789abcdef'],
  ['aws:workspaces:sid-directoryid', '[S-1-5-21-1]@[d-1234567890]', /WorkSpaces/, '[S-1-5-21-1]@[d-1234567890]'],
  ['aws:lambda:FunctionArn', arn('lambda', 'function:ledger-reader'), /Lambda function/, 'ledger-reader'],
  ['aws:sqs:arn', arn('sqs', 'ledger-jobs'), /SQS queue/, 'ledger-jobs'],
  ['aws:sns:topicArn', arn('sns', 'ledger-news'), /SNS topic/, 'ledger-news'],
  ['aws:logs:arn', arn('logs', 'log-group:/aws/lambda/ledger'), /log group/, '/aws/lambda/ledger'],
  ['aws:elasticfilesystem:filesystem:id', 'fs-0123456789abcdef0', /EFS/, 'fs-0123456789abcdef0'],
  ['aws:events:event-bus:arn', arn('events', 'event-bus/ledger'), /EventBridge/, 'ledger'],
  ['aws:bedrock-agentcore:gateway-arn', arn('bedrock-agentcore', 'gateway/g-1'), /./, 'g-1'],
];

describe('the data under the key', () => {
  it.each(CONTEXTS)('%s = %s', (name, value, type, id) => {
    expect(inContext({ [name]: value })).toEqual([
      { type: expect.stringMatching(type), id: expect.stringContaining(id), from: name },
    ]);
  });

  it.each([
    ['aws:dynamodb:tableName', 'Orders', { 'aws:dynamodb:subscriberId': ACCOUNT }],
    ['SecretARN', arn('secretsmanager', 'secret:db-AbCdEf'), { SecretVersionId: '1-2-3' }],
    ['aws:redshift:arn', arn('redshift', 'cluster:dwh'), { 'aws:redshift:createtime': '20261122T0311Z' }],
    ['aws:ses:rule-name', 'archive', { 'aws:ses:source-account': ACCOUNT }],
  ])('%s is one piece of data, its companion none', (name, value, companion) => {
    expect(inContext({ ...companion, [name]: value }).map(({ from }) => from)).toEqual([name]);
  });

  it.each([
    ['aws:rds:db-id', 'db-ABC'],
    ['aws:workspaces:sid-directoryid', '[S-1]@[d-1]'],
  ])('%s with its volume is two pieces', (name, value) => {
    const from = inContext({ [name]: value, 'aws:ebs:id': 'vol-0abc' }).map((item) => item.from);
    expect(from.sort()).toEqual(['aws:ebs:id', name].sort());
  });

  it('keeps a context that we do not know as the caller wrote it', () => {
    expect(inContext({ Department: 'Ledger' })).toEqual([
      { type: expect.stringContaining('context'), id: expect.stringMatching(/Department.*Ledger/), from: 'Department' },
    ]);
  });

  it.each(['toString', 'constructor', '__proto__', 'hasOwnProperty'])(
    'takes %s for a context like any other',
    (name) => {
      const encryptionContext = JSON.parse(`{${JSON.stringify(name)}: "x"}`);
      expect(inContext(encryptionContext)).toEqual([expect.objectContaining({ from: name })]);
    },
  );

  it('keeps a value that is not the ARN it should be', () => {
    expect(inContext({ SecretARN: 'ledger/db' })).toEqual([expect.objectContaining({ id: 'ledger/db' })]);
    expect(inContext({ 'aws:s3:arn': 'ledger-archive' })[0]?.id).toContain('ledger-archive');
  });

  it('is read from both contexts of ReEncrypt', () => {
    const data = dataWith({
      sourceEncryptionContext: { 'aws:ebs:id': 'vol-1' },
      destinationEncryptionContext: { 'aws:ebs:id': 'vol-2' },
    });
    expect(data.map(({ id }) => id).sort()).toEqual(['vol-1', 'vol-2']);
  });

  it.each(['encryptionContextSubset', 'encryptionContextEquals'])('is read from %s of a grant', (constraint) => {
    const data = dataWith({ constraints: { [constraint]: { 'aws:dynamodb:tableName': 'Orders' } } });
    expect(data.map(({ id }) => id)).toEqual(['Orders']);
  });

  it.each([
    ['object', { bucketName: 'ledger-archive', key: '22.parquet' }, 'S3 object', 'ledger-archive/22.parquet'],
    ['bucket', { bucketName: 'ledger-archive' }, 'S3 bucket', 'ledger-archive'],
  ])('is the %s of an S3 data event', (_, requestParameters, type, id) => {
    expect(dataWith(requestParameters, { eventSource: 's3.amazonaws.com', eventName: 'GetObject' })).toEqual([
      { type, id, from: expect.stringContaining('bucketName') },
    ]);
  });

  it('is named once when two parts of the record name it', () => {
    const data = dataWith({
      bucketName: 'ledger-archive',
      key: '22.parquet',
      encryptionContext: { 'aws:s3:arn': 'arn:aws:s3:::ledger-archive/22.parquet' },
    });
    expect(data.map(({ type, id }) => [type, id])).toEqual([['S3 object', 'ledger-archive/22.parquet']]);
  });

  it.each([
    ['no request', null],
    ['no context', { keyId: 'x' }],
    ['an empty context', { encryptionContext: {} }],
    ['a context that is no object', { encryptionContext: 'aws:ebs:id=vol-1' }],
    ['a context of no texts', { encryptionContext: { 'aws:ebs:id': 7 } }],
  ])('is none with %s: asymmetric and HMAC operations take no context', (_, requestParameters) => {
    expect(dataWith(requestParameters)).toEqual([]);
  });

  it('names what a service wrote, however many pairs the caller put before it', () => {
    const own = Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`name${n}`, 'x']));
    const data = inContext({ ...own, 'aws:s3:arn': 'arn:aws:s3:::ledger-archive/22.parquet' });
    expect(data.map(({ id }) => id)).toContain('ledger-archive/22.parquet');
  });

  it('is bounded, whatever a caller writes', () => {
    const context = (prefix: string) =>
      Object.fromEntries(Array.from({ length: 5000 }, (_, n) => [`${prefix}${n}`, 'x']));
    const data = dataWith({
      encryptionContext: context('a'),
      sourceEncryptionContext: context('b'),
      destinationEncryptionContext: context('c'),
      constraints: { encryptionContextSubset: context('d'), encryptionContextEquals: context('e') },
      bucketName: 'ledger-archive',
    });
    expect(data.length).toBeLessThanOrEqual(8);
    const ofServices = Object.fromEntries(CONTEXTS.map(([name, value]) => [name, value]));
    expect(dataWith({ encryptionContext: ofServices, bucketName: 'another' }).length).toBeLessThanOrEqual(8);
  });

  it('never throws, and every piece says where it is from', () => {
    const name = fc.oneof(fc.constantFrom(...CONTEXTS.map(([known]) => known)), fc.string({ maxLength: 8 }));
    const value = fc.oneof(
      fc.constantFrom('', 'arn:', 'arn:aws:s3:::', 'arn:a:b:c:d:', ...CONTEXTS.map(([, some]) => some)),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.dictionary(name, value, { maxKeys: 6 }), (encryptionContext) => {
        for (const { type, from } of inContext(encryptionContext)) {
          expect(type).not.toBe('');
          expect(Object.keys(encryptionContext)).toContain(from);
        }
      }),
      { numRuns: 300 },
    );
  });
});
