import { fact } from '../../../shared/blind-spots/fact.ts';
import type { Facts, TrailFacts } from '../../../shared/blind-spots/facts.ts';
import { OUTPUTS } from '../../../shared/contract/names.ts';
import { withNotifySlack, withSlackParts } from '../../blind-spots/breaking.ts';
import {
  aLogGroup,
  aMapping,
  anAlarm,
  aSubscription,
  aTopic,
  aTrail,
  aTrailStatus,
  checkBlindSpots,
  daysAgo,
  deployedMetricFilters,
  detectKeyUse,
  healthyAccount,
  minutesAgo,
  NAMES,
} from '../../builders/account.ts';

const LOGS_KEY = 'arn:aws:kms:eu-west-1:111122223333:key/aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee';
const BUCKET_KEY = 'arn:aws:kms:us-east-1:444455556666:key/mrk-1234abcd12ab34cd56ef1234567890ab';
const TOPIC_ALIAS = 'alias/alerts';

const key = (arn: string, changes: object = {}) =>
  fact({ arn, state: 'Enabled', deletionDate: undefined, manager: 'CUSTOMER', policy: undefined, ...changes });

const stack = (changes: Partial<Facts['stack']>): Facts['stack'] => ({ ...healthyAccount().stack, ...changes });

const withDataEvents: TrailFacts['selectors'] = fact({
  kind: 'basic',
  selectors: [
    {
      readWriteType: 'WriteOnly',
      includeManagementEvents: false,
      excludeManagementEventSources: ['kms.amazonaws.com'],
      hasDataResources: true,
    },
  ],
});

const subscriptions = fact([
  aSubscription(),
  aSubscription({ endpoint: 'new@example.com', state: 'pending' }),
  aSubscription({ endpoint: 'gone@example.com', state: 'deleted' }),
  aSubscription({
    endpoint: 'arn:aws:sqs:eu-west-1:111122223333:alerts',
    protocol: 'sqs',
    filterPolicy: fact('{"severity":["critical"],"text":["<&\\""]}'),
  }),
]);

/** All that an account may have besides what the healthy one has: keys under everything, other trails, other Regions, old figures. */
export const richAccount = (): Facts =>
  slackInTrouble({
    ...healthyAccount(),
    trails: fact([
      aTrail({
        isMultiRegion: false,
        selectors: withDataEvents,
        status: fact(aTrailStatus({ logsDeliveryError: 'AccessDenied <role>' })),
      }),
      aTrail({
        name: 'organization',
        arn: 'arn:aws:cloudtrail:us-east-1:444455556666:trail/organization',
        homeRegion: 'us-east-1',
        isOrganization: true,
        logGroupArn: undefined,
        bucket: undefined,
        keyId: undefined,
        status: fact(
          aTrailStatus({
            isLogging: false,
            stoppedAt: daysAgo(2),
            deliveryError: 'NoSuchBucket',
            logsDeliveredAt: undefined,
          }),
        ),
        selectors: fact({
          kind: 'advanced',
          selectors: [
            {
              name: 'Management events',
              fields: [
                aField('eventCategory', { equals: ['Management'] }),
                aField('eventSource', { notEquals: ['kms.amazonaws.com', 'rdsdata.amazonaws.com'] }),
              ],
            },
            {
              name: undefined,
              fields: [
                aField('eventName', {
                  startsWith: ['De'],
                  notStartsWith: ['Del'],
                  endsWith: ['t'],
                  notEndsWith: ['x'],
                }),
              ],
            },
          ],
        }),
      }),
    ]),
    logGroup: fact(
      aLogGroup({
        keyId: LOGS_KEY,
        retentionDays: undefined,
        logGroupClass: 'INFREQUENT_ACCESS',
        lastIngestedAt: fact(undefined),
        hasTransformer: fact(true),
      }),
    ),
    metricFilters: fact([
      ...deployedMetricFilters(),
      {
        name: 'by hand',
        pattern: '',
        namespace: 'Own',
        metricName: 'Count',
        metricValue: '$.size',
        defaultValue: 0,
        appliesToTransformed: true,
        dimensions: { region: '$.awsRegion' },
        unit: 'Count',
        fieldSelectionCriteria: '@aws.region = "eu-west-1"',
        emitSystemFieldDimensions: ['@aws.account'],
      },
    ]),
    subscriptionFilters: fact([
      {
        name: 'siem',
        pattern: '',
        destinationArn: 'arn:aws:firehose:eu-west-1:111122223333:x',
        appliesToTransformed: true,
        fieldSelectionCriteria: '@aws.account IN ["111122223333"]',
      },
      {
        name: 'own',
        pattern: '{ $.a = "b" }',
        destinationArn: NAMES.detectKeyUseArn,
        appliesToTransformed: false,
        fieldSelectionCriteria: undefined,
      },
    ]),
    accountFilterPolicies: fact(['all-groups', 'security']),
    alarms: fact([
      anAlarm({
        state: 'ALARM',
        stateSince: minutesAgo(7),
        actionsEnabled: false,
        dimensions: { region: 'us-east-1' },
        unit: 'Percent',
      }),
    ]),
    alertTopic: fact({ ...aTopic(NAMES.alertTopicArn), keyId: TOPIC_ALIAS, subscriptions }),
    backstopTopic: fact({
      arn: NAMES.backstopTopicArn,
      policy: undefined,
      keyId: NAMES.topicKeyArn,
      subscriptions: fact([]),
    }),
    detectKeyUse: fact({
      ...detectKeyUse(),
      keyId: LOGS_KEY,
      state: 'Inactive',
      stateReason: 'The function is idle',
      policy: fact(undefined),
      reservedConcurrency: fact(0),
      onFailure: fact(undefined),
    }),
    checkBlindSpots: fact({ ...checkBlindSpots(), runtime: undefined }),
    figures: fact({
      invocations: 9,
      errors: 1,
      throttles: 2,
      asyncEventsDropped: 3,
      destinationDeliveryFailures: 4,
      sweepsInLastHour: 5,
      selfChecks: 6,
    }),
    delivery: fact({ errors: 7, errorsInLastHour: 5, throttling: 8 }),
    failureQueue: fact({ messages: 3, keyId: 'alias/aws/sqs' }),
    table: fact({ status: 'INACCESSIBLE_ENCRYPTION_CREDENTIALS', keyId: LOGS_KEY }),
    bucketKeys: { [NAMES.bucket]: fact(BUCKET_KEY) },
    keys: {
      [NAMES.trailKeyArn]: key(NAMES.trailKeyArn, { state: 'PendingDeletion', deletionDate: daysAgo(-5) }),
      [BUCKET_KEY]: key(BUCKET_KEY),
      [LOGS_KEY]: key(LOGS_KEY),
      [TOPIC_ALIAS]: key('arn:aws:kms:eu-west-1:111122223333:key/11111111-2222-3333-4444-555555555555', {
        policy: fact('{"Statement":[]}'),
      }),
      [NAMES.topicKeyArn]: fact('missing'),
      'alias/aws/sqs': key('arn:aws:kms:eu-west-1:111122223333:key/66666666-2222-3333-4444-555555555555', {
        manager: 'AWS',
      }),
    },
    otherRegions: fact([
      { region: 'eu-central-1', customerKeys: 3 },
      { region: 'us-east-1', customerKeys: 1 },
    ]),
    silences: fact({
      silences: [
        {
          name: 'crossplane',
          key: undefined,
          account: '111122223333',
          class: 'management',
          caller: 'role crossplane-*',
          until: daysAgo(-3),
          untilDeletion: false,
          reason: 'known',
          by: 'ops',
          writtenAt: daysAgo(1),
        },
      ],
      malformed: [{ name: 'secret', fault: 'got a parameter of type SecureString, wanted String' }],
    }),
  });

/** A way to Slack with something else in each of its parts. */
function slackInTrouble(facts: Facts): Facts {
  const all = withSlackParts(facts, ({ queue }) => ({
    mapping: fact(
      aMapping({
        state: 'Updating',
        stateReason: undefined,
        takesMessagesBack: false,
        hasFilters: true,
        functionArn: undefined,
      }),
    ),
    runs: fact({ invocations: 12, invocationsInLastHour: 5, errors: 11, errorsInLastHour: 3 }),
    queue: queue.known && queue.value !== 'missing' ? fact({ ...queue.value, messages: 2, keyId: LOGS_KEY }) : queue,
    failureQueue: fact({ messages: 4, keyId: 'alias/aws/sqs' }),
    webhook: fact({ type: 'SecureString', keyId: LOGS_KEY }),
  }));
  return withNotifySlack(all, { reservedConcurrency: fact(1), keyId: LOGS_KEY });
}

/** A way to Slack of which nothing is left but what the stack says of it. */
export const emptiedSlack = (): Facts => {
  const all = withSlackParts(healthyAccount(), () => ({
    function: fact('missing'),
    queue: fact('missing'),
    failureQueue: fact('missing'),
    mapping: fact('missing'),
    webhook: fact('missing'),
  }));
  return { ...all, stack: { ...all.stack, resources: healthyAccount().stack.resources } };
};

const aField = (field: string, lists: object) => ({
  field,
  equals: [],
  notEquals: [],
  startsWith: [],
  notStartsWith: [],
  endsWith: [],
  notEndsWith: [],
  ...lists,
});

/** A deployment of which everything but the stack, its trail and the function is gone, without the self-check. */
export const emptiedAccount = (): Facts => {
  const { [OUTPUTS.checkFunctionName]: _, ...outputs } = healthyAccount().stack.outputs;
  return healthyAccount({
    stack: stack({ outputs, updatedAt: undefined, resources: fact([]) }),
    trails: fact([]),
    bucketKeys: {},
    keys: {},
    otherRegions: fact([]),
    logGroup: fact('missing'),
    metricFilters: fact([]),
    subscriptionFilters: fact([]),
    alarms: fact([]),
    alertTopic: fact('missing'),
    backstopTopic: fact('missing'),
    detectKeyUse: fact('missing'),
    checkBlindSpots: undefined,
    failureQueue: fact('missing'),
    table: fact('missing'),
  });
};
