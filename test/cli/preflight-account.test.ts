import { beforeEach, describe, expect, it } from '@jest/globals';
import { fact } from '../../shared/blind-spots/fact.ts';
import type { Facts } from '../../shared/blind-spots/facts.ts';
import { WRITE_ONLY } from '../blind-spots/preflight/before.ts';
import { aTrail, healthyAccount } from '../builders/account.ts';
import { answerAccount } from '../fakes/account-over-http.ts';
import { type Answer, awsError, useFakeAws } from '../fakes/aws.ts';
import { runCli } from './fake-terminal.ts';

const NO_STACK: Answer = {
  status: 400,
  headers: { 'content-type': 'text/xml' },
  body: '<ErrorResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><Error><Type>Sender</Type><Code>ValidationError</Code><Message>Stack with id X does not exist</Message></Error></ErrorResponse>',
};

describe('preflight asks AWS', () => {
  const aws = useFakeAws();
  const stands = (changes: Partial<Facts> = {}) => {
    const bare = { metricFilters: fact([]), subscriptionFilters: fact([]), alarms: fact([]) };
    answerAccount(aws, healthyAccount({ ...bare, ...changes }));
    for (const operation of ['DescribeStacks', 'ListStackResources']) aws.answer(operation, NO_STACK);
    aws.answer('GetParameter', awsError(400, 'ParameterNotFound'));
  };
  beforeEach(() => stands());
  const asked = (...args: string[]) => runCli(['preflight', ...args], { now: () => healthyAccount().now });

  it('and ends with the lines that bootstrap and deploy', async () => {
    const { exitCode, stdout, stderr } = await asked(
      '--emails',
      'ops@example.com, kms@example.com',
      '--region',
      'eu-west-1',
    );
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout.split('\n').filter((line) => /^[A-Z_]+=/.test(line))).toEqual([
      'AWS_REGION=eu-west-1 npx cdk bootstrap -c logGroupName=my-trail -c emails=ops@example.com,kms@example.com',
      'AWS_REGION=eu-west-1 npx cdk deploy -c logGroupName=my-trail -c emails=ops@example.com,kms@example.com',
    ]);
  });

  it('and finds a trail that is blind', async () => {
    stands({ trails: fact([aTrail({ selectors: WRITE_ONLY })]) });
    const { exitCode, stdout } = await asked();
    expect(exitCode).toBe(10);
    expect(stdout).toContain('\nBLIND    log group my-trail');
  });

  it('and says that it may not see the trails', async () => {
    aws.answer('DescribeTrails', awsError(400, 'AccessDeniedException'));
    const { exitCode, stdout } = await asked('--format', 'json');
    expect(exitCode).toBe(21);
    expect(JSON.parse(stdout)).toMatchObject({
      outcome: 'incomplete',
      missingRights: ['cloudtrail:DescribeTrails'],
      advice: [],
    });
  });

  it('and cannot run without a Region', async () => {
    delete process.env.AWS_REGION;
    process.env.AWS_CONFIG_FILE = '/dev/null';
    expect(await asked()).toEqual({
      exitCode: 1,
      stdout: '',
      stderr:
        'error: AWS cannot be asked: got no Region, wanted one such as eu-west-1; give --region, or set AWS_REGION\n',
    });
  });
});
