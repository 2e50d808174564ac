import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { guardClients } from '../../shared/aws/guard-clients.ts';
import { readBeforeDeployment } from '../../shared/aws/sources.ts';
import { fact } from '../../shared/blind-spots/fact.ts';
import type { Facts } from '../../shared/blind-spots/facts.ts';
import type { Before } from '../../shared/blind-spots/preflight/before.ts';
import { preflight } from '../../shared/blind-spots/preflight/preflight.ts';
import { organizationTrail } from '../blind-spots/preflight/before.ts';
import { aTrail, healthyAccount, NAMES } from '../builders/account.ts';
import { NOW } from '../builders/alert.ts';
import { answerAccount } from '../fakes/account-over-http.ts';
import { type Answer, awsError, json, snsError, useFakeAws } from '../fakes/aws.ts';

const aws = useFakeAws();
const QUICK = { maxAttempts: 1, connectionTimeout: 500, requestTimeout: 700 };
const NO_STACK: Answer = {
  status: 400,
  headers: { 'content-type': 'text/xml' },
  body: '<ErrorResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><Error><Type>Sender</Type><Code>ValidationError</Code><Message>Stack with id KmsDeletionGuard does not exist</Message></Error></ErrorResponse>',
};
const parameter = (value: string) => json({ Parameter: { Name: '/cdk-bootstrap/hnb659fds/version', Value: value } });

const BARE: Partial<Facts> = { metricFilters: fact([]), subscriptionFilters: fact([]), alarms: fact([]) };

/** The account of these facts, before anything is deployed in it. */
function stands(changes: Partial<Facts> = {}): void {
  answerAccount(aws, healthyAccount({ ...BARE, ...changes }));
  aws.answer('DescribeStacks', NO_STACK);
  aws.answer('ListStackResources', NO_STACK);
  aws.answer('GetParameter', parameter('21'));
}
beforeEach(() => stands());

const read = (logGroupName?: string, budget = AbortSignal.timeout(5000)): Promise<Before> =>
  readBeforeDeployment(guardClients({ region: undefined, profile: undefined }, QUICK), {
    ...{ stack: 'KmsDeletionGuard', profile: undefined, logGroupName, now: NOW, budget },
  });

const WISHES = { logGroupName: undefined, emails: [], profile: undefined };

describe('what stands before a deployment', () => {
  it('is read as it is', async () => {
    const { trails, accountFilterPolicies, bucketKeys, keys, logGroup } = healthyAccount();
    const before = await read();
    expect(before).toEqual({
      ...{ now: NOW, region: 'eu-west-1', stackName: 'KmsDeletionGuard' },
      ...{ trails, accountFilterPolicies, bucketKeys, keys, alarms: fact([]) },
      ...{ stack: fact('missing'), bootstrap: fact(21) },
      logGroups: [{ name: NAMES.logGroup, logGroup, metricFilters: fact([]), subscriptionFilters: fact([]) }],
    });
    expect(preflight(before, WISHES).outcome).toBe('ready');
  });

  it('changes nothing', async () => {
    await read();
    const asked = [...new Set(aws.requests.map(({ operation }) => operation))];
    expect(asked.filter((operation) => !/^(Describe|Get|List)/.test(operation))).toEqual([]);
  });

  it('has the alarms of the documented names, and asks for no others', async () => {
    stands({ alarms: healthyAccount().alarms });
    const { alarms } = await read();
    expect(alarms.known && alarms.value.map(({ name }) => name)).toEqual([
      'KMSKeyPendingDeletionErrorAlarm',
      'KMSKeyPendingDeletionErrorAlarm-wide',
    ]);
  });

  it('has the stack of that name with what it holds', async () => {
    answerAccount(aws, healthyAccount());
    const { stack } = await read();
    expect(stack).toMatchObject({ known: true, value: { status: 'UPDATE_COMPLETE', outputs: { Version: '0.1.0' } } });
    expect(stack.known && stack.value !== 'missing' && stack.value.resources).toEqual(
      fact(expect.arrayContaining(['KMSKeyPendingDeletionErrorAlarm', NAMES.wideAlarm])),
    );
    // Its own alarms and filters are in nobody's way.
    expect(preflight(await read(), WISHES).remarks).toMatchObject([{ verdict: { state: 'warn' } }]);
  });

  it('looks at the log group that a standing guard reads, even when no trail names it', async () => {
    answerAccount(aws, healthyAccount({ trails: fact([]) }));
    expect((await read()).logGroups.map(({ name }) => name)).toEqual([NAMES.logGroup]);
  });

  it("has a stack of that name that is not the guard's", async () => {
    const { stack } = healthyAccount();
    stands();
    answerAccount(aws, healthyAccount({ ...BARE, stack: { ...stack, outputs: { Url: 'x' } } }));
    const before = await read();
    expect(before.stack).toEqual(fact({ status: 'UPDATE_COMPLETE', outputs: {}, resources: fact([]) }));
    expect(preflight(before, WISHES).outcome).toBe('not-ready');
  });

  it.each([
    ['missing', awsError(400, 'ParameterNotFound'), fact('missing')],
    ['old', parameter('5'), fact(5)],
    ['something else', parameter('x'), { known: false, reason: expect.stringContaining('no number') }],
  ] as const)('has a bootstrap stack that is %s', async (_name, answer, expected) => {
    aws.answer('GetParameter', answer);
    expect((await read()).bootstrap).toEqual(expected);
  });

  it('looks at the log groups of this Region only, once each, and at the one that was asked for', async () => {
    const other = 'arn:aws:logs:us-east-1:111122223333:log-group:far:*';
    const again = aTrail({ name: 'again', arn: `${NAMES.trailArn}-2` });
    const far = aTrail({ name: 'far', arn: `${NAMES.trailArn}-3`, logGroupArn: other, bucket: 'far-bucket' });
    stands({ trails: fact([aTrail(), again, far, aTrail({ logGroupArn: undefined })]) });
    expect((await read('asked-for')).logGroups.map(({ name }) => name)).toEqual([NAMES.logGroup, 'asked-for']);
    const buckets = aws.requests.filter(({ operation }) => operation === 'GetBucketEncryption');
    expect(buckets.map(({ parameters: { Bucket: bucket } }) => bucket)).toEqual([NAMES.bucket]);
  });

  it('finds that a log group of an organization is not here', async () => {
    stands({ trails: fact([organizationTrail()]), logGroup: fact('missing') });
    const before = await read();
    expect(before.logGroups).toMatchObject([{ name: 'aws-controltower/CloudTrailLogs', logGroup: fact('missing') }]);
    expect(preflight(before, WISHES).sources).toMatchObject([{ state: 'elsewhere' }]);
  });
});

describe('what AWS does not let one read', () => {
  it.each([
    ['DescribeTrails', 'trails', 'cloudtrail:DescribeTrails'],
    ['DescribeAccountPolicies', 'accountFilterPolicies', 'logs:DescribeAccountPolicies'],
    ['DescribeAlarms', 'alarms', 'cloudwatch:DescribeAlarms'],
    ['GetParameter', 'bootstrap', 'ssm:GetParameter'],
  ] as const)('is unknown, with the right: %s', async (operation, part, right) => {
    aws.answer(operation, awsError(400, 'AccessDeniedException'));
    expect((await read())[part]).toEqual({ known: false, reason: expect.any(String), right });
  });

  it('is unknown, with the right: DescribeStacks', async () => {
    aws.answer('DescribeStacks', snsError(403, 'AccessDenied'));
    expect((await read()).stack).toMatchObject({ known: false, right: 'cloudformation:DescribeStacks' });
  });

  it('is unknown when nothing answers within the budget', async () => {
    for (const operation of [
      'DescribeTrails',
      'DescribeStacks',
      'ListStackResources',
      'DescribeAlarms',
      'GetParameter',
    ])
      aws.answer(operation, 'hang');
    const before = await read(undefined, AbortSignal.timeout(300));
    expect([before.trails, before.stack, before.alarms, before.bootstrap]).toEqual(
      Array(4).fill({ known: false, reason: 'no answer in time' }),
    );
    expect(preflight(before, WISHES)).toMatchObject({ outcome: 'incomplete', sources: [] });
  });
});

describe('nobody to ask as', () => {
  beforeEach(() => {
    Object.assign(process.env, { AWS_CONFIG_FILE: '/dev/null', AWS_SHARED_CREDENTIALS_FILE: '/dev/null' });
    Object.assign(process.env, { AWS_EC2_METADATA_DISABLED: 'true' });
  });
  afterEach(() => {
    Object.assign(process.env, { AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'x' });
  });

  it('is an error of its own without a Region', async () => {
    delete process.env.AWS_REGION;
    await expect(read()).rejects.toMatchObject({ name: 'GuardError', code: 'no-region' });
  });

  it('is an error of its own without credentials', async () => {
    delete process.env.AWS_ACCESS_KEY_ID;
    await expect(read()).rejects.toMatchObject({ name: 'GuardError', code: 'no-credentials' });
  });
});
