import { describe, expect, it } from '@jest/globals';
import { readAlarms } from '../../../shared/aws/blind-spots/alarms.ts';
import { readBucketKey } from '../../../shared/aws/blind-spots/keys.ts';
import { readFacts } from '../../../shared/aws/blind-spots/read-facts.ts';
import { guardClients } from '../../../shared/aws/guard-clients.ts';
import { fact, notKnown } from '../../../shared/blind-spots/fact.ts';
import type { Facts } from '../../../shared/blind-spots/facts.ts';
import { OUTPUTS } from '../../../shared/contract/names.ts';
import { anAlarm, healthyAccount, SLACK_PARAMETER, withSlack } from '../../builders/account.ts';
import { s3Error } from '../../fakes/account/keys.ts';
import { answerAccount, onHost } from '../../fakes/account-over-http.ts';
import { json, useFakeAws } from '../../fakes/aws.ts';
import { emptiedAccount, emptiedSlack, richAccount } from './accounts.ts';
import { once } from './once.ts';

const aws = useFakeAws();

const PATIENCE = { maxAttempts: 2, connectionTimeout: 1000, requestTimeout: 5000 };
const clients = once(() => guardClients({ region: undefined, profile: undefined }, PATIENCE));
const read = (facts: Facts, budget = AbortSignal.timeout(8000)) =>
  readFacts(clients(), {
    stack: facts.stack.name,
    profile: undefined,
    packageVersion: facts.packageVersion,
    now: facts.now,
    budget,
  });

/** The account as the stand-in answers for it. */
const stand = (facts: Facts, pageSize = 1000): Facts => {
  const here = onHost(facts);
  answerAccount(aws, here, { pageSize });
  return here;
};

describe('the facts that are read', () => {
  const accounts: readonly (readonly [string, () => Facts])[] = [
    ['healthy', healthyAccount],
    ['rich', richAccount],
    ['emptied', emptiedAccount],
    ['Slack-served', () => withSlack(healthyAccount())],
    ['Slack-served, and emptied,', emptiedSlack],
  ];
  it.each(accounts)('are those of a %s account, in one page or in many', async (_, account) => {
    const facts = stand(account());
    expect(await read(facts)).toEqual(facts);
    stand(account(), 1);
    expect(await read(facts)).toEqual(facts);
  });

  it('are read to the last page, and not known when there is no end of pages', async () => {
    const facts = stand(healthyAccount());
    aws.answer('DescribeMetricFilters', json({ metricFilters: [], nextToken: 'again' }));
    aws.answer('ListSubscriptionsByTopic', {
      status: 200,
      body: '<ListSubscriptionsByTopicResponse><ListSubscriptionsByTopicResult><Subscriptions/><NextToken>again</NextToken></ListSubscriptionsByTopicResult></ListSubscriptionsByTopicResponse>',
    });
    const { metricFilters, alertTopic, ...rest } = await read(facts);
    const endless = notKnown('AWS has more than 100 pages of it');
    expect(metricFilters).toEqual(endless);
    expect(alertTopic).toMatchObject({ known: true, value: { subscriptions: endless } });
    expect(rest.subscriptionFilters).toEqual(facts.subscriptionFilters);
  });

  it('take what AWS leaves out for its defaults', async () => {
    const facts = stand(healthyAccount());
    aws.answer('DescribeTrails', json({ trailList: [{ Name: 't', TrailARN: 'arn:t' }] }));
    aws.answer('GetEventSelectors', json({ EventSelectors: [{}] }));
    aws.answer('GetTrailStatus', json({}));
    aws.answer('GetTransformer', json({}));
    const { trails, logGroup } = await read(facts);
    expect(trails).toMatchObject({
      value: [
        {
          isMultiRegion: false,
          status: { value: { isLogging: false, deliveryError: undefined } },
          selectors: {
            value: {
              kind: 'basic',
              selectors: [
                {
                  readWriteType: 'All',
                  includeManagementEvents: true,
                  excludeManagementEventSources: [],
                  hasDataResources: false,
                },
              ],
            },
          },
        },
      ],
    });
    expect(logGroup).toMatchObject({ value: { hasTransformer: { known: true, value: false } } });
  });

  it('count the sweeps of one hour and the rest of a day', async () => {
    const facts = stand(healthyAccount());
    const hoursAgo = (hours: number) => facts.now.getTime() / 1000 - hours * 3600;
    aws.answer('GetMetricData', ({ parameters: { MetricDataQueries: queries } }) =>
      json({
        MetricDataResults: (Array.isArray(queries) ? queries : []).map(({ Id }) => ({
          Id,
          StatusCode: 'Complete',
          Values: [1, 10, 100],
          Timestamps: [hoursAgo(0.5), hoursAgo(1.5), hoursAgo(23)],
        })),
      }),
    );
    expect(await read(facts)).toMatchObject({
      figures: { value: { sweepsInLastHour: 1, selfChecks: 111, errors: 111 } },
      delivery: { value: { errors: 111, errorsInLastHour: 1, throttling: 111 } },
    });
    for (const { StartTime, EndTime } of askedAll('GetMetricData'))
      expect([StartTime, EndTime]).toEqual([hoursAgo(24), hoursAgo(0)]);
    expect(JSON.stringify(askedAll('GetMetricData'))).toContain(`\\"my-trail\\" FilterName=\\"kms-deletion-guard\\"`);
  });

  it('hold no figures that CloudWatch could not sum', async () => {
    const facts = stand(healthyAccount());
    aws.answer('GetMetricData', json({ MetricDataResults: [{ Id: 'errors', StatusCode: 'InternalError' }] }));
    expect((await read(facts)).figures).toEqual(notKnown('CloudWatch says InternalError of errors'));
  });

  it('hold all other figures where CloudWatch searches nothing', async () => {
    const delivery = notKnown('AWS does not allow it (AccessDeniedException)', 'cloudwatch:GetMetricData');
    const facts = stand(healthyAccount({ delivery }));
    expect(await read(facts)).toEqual(facts);
  });

  it('name the outputs that a stack does not have', async () => {
    const { [OUTPUTS.tableName]: _, [OUTPUTS.logGroupName]: __, ...outputs } = healthyAccount().stack.outputs;
    const facts = stand(healthyAccount({ stack: { ...healthyAccount().stack, outputs } }));
    const found = await read(facts);
    const none = (name: string) => notKnown(`the stack has no output ${name}`);
    expect(found.table).toEqual(none('TableName'));
    expect([found.logGroup, found.metricFilters, found.delivery]).toEqual(Array(3).fill(none('LogGroupName')));
    expect(found.bucketKeys).toEqual({});
  });

  it('ask for any number of alarms by name, a hundred at a time', async () => {
    const names = Array.from({ length: 150 }, (_, at) => `alarm ${at}`);
    const alarms = fact(names.map((name) => anAlarm({ name })));
    answerAccount(aws, healthyAccount({ alarms }));
    expect(await readAlarms(clients(), names, AbortSignal.timeout(8000))).toEqual(alarms);
    expect(aws.requests.map(({ parameters }) => Object(parameters.AlarmNames).length)).toEqual([100, 50]);
    expect(await readAlarms(clients(), [], AbortSignal.timeout(8000))).toEqual(fact([]));
  });

  it('hold the key of a bucket only where its name means one key', async () => {
    const keyOf = async (rule: string) => {
      const body = `<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault>${rule}</ApplyServerSideEncryptionByDefault></Rule></ServerSideEncryptionConfiguration>`;
      aws.answer('GetBucketEncryption', { status: 200, body });
      return readBucketKey(clients(), 'logs', AbortSignal.timeout(8000));
    };
    const kms = (id: string) => `<SSEAlgorithm>aws:kms</SSEAlgorithm><KMSMasterKeyID>${id}</KMSMasterKeyID>`;
    const [key, alias] = ['key/1', 'alias/logs'].map((name) => `arn:aws:kms:us-east-1:444455556666:${name}`);
    expect(await keyOf(kms(`${key}`))).toEqual(fact(key));
    expect(await keyOf(kms(`${alias}`))).toEqual(fact(alias));
    expect(await keyOf('<SSEAlgorithm>aws:kms</SSEAlgorithm>')).toEqual(fact(undefined));
    expect(await keyOf(kms('arn:aws:kms:us-east-1:444455556666:alias/aws/s3'))).toEqual(fact(undefined));
    expect(await keyOf(kms('alias/logs'))).toEqual(notKnown('it names its key as alias/logs, in no Region'));
    aws.answer('GetBucketEncryption', s3Error(404, 'ServerSideEncryptionConfigurationNotFoundError'));
    expect(await readBucketKey(clients(), 'logs', AbortSignal.timeout(8000))).toEqual(fact(undefined));
  });

  it('hold a function whose environment Lambda cannot decrypt', async () => {
    const facts = stand(healthyAccount());
    const Environment = { Error: { ErrorCode: 'KMSInvalidStateException', Message: 'pending deletion' } };
    aws.answer('GetFunctionConfiguration', json({ FunctionArn: 'arn:f', KMSKeyArn: 'arn:k', Environment }));
    expect((await read(facts)).detectKeyUse).toMatchObject({ value: { keyId: 'arn:k', environment: {} } });
  });

  it('hold of the webhook what may be known without its value, by the name that the function or a short setting gives', async () => {
    const account = withSlack(healthyAccount());
    const facts = stand(account);
    expect(await read(facts)).toEqual(facts);
    expect(aws.requests.map(({ operation }) => operation).filter((name) => /^GetParameters?$/.test(name))).toEqual([]);
    const gone = fact('missing' as const);
    const withSetting = (slackWebhookParameter: string | undefined) =>
      stand({
        ...account,
        slack: account.slack && { ...account.slack, function: gone },
        stack: {
          ...account.stack,
          outputs: { ...account.stack.outputs, [OUTPUTS.settings]: JSON.stringify({ slackWebhookParameter }) },
        },
      });
    expect((await read(withSetting(SLACK_PARAMETER))).slack).toMatchObject({
      parameter: SLACK_PARAMETER,
      webhook: { known: true, value: { type: 'SecureString' } },
    });
    for (const setting of [undefined, 'sha256:0123456789abcdef'])
      expect((await read(withSetting(setting))).slack).toMatchObject({
        parameter: undefined,
        webhook: notKnown('neither the function nor the settings of the stack say its name'),
      });
  });

  const askedAll = (operation: string) =>
    aws.requests.filter((request) => request.operation === operation).map(({ parameters }) => parameters);
});
