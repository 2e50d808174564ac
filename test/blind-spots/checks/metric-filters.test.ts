import { describe } from '@jest/globals';
import { metricFilters } from '../../../shared/blind-spots/checks/metric-filters.ts';
import { fact } from '../../../shared/blind-spots/fact.ts';
import { NAMES, stackResources } from '../../builders/account.ts';
import { withLogGroup, withMetricFilter, withOutput, withStack } from '../breaking.ts';
import { asItIs, judges } from './situations.ts';

const settings = (given: object): string => JSON.stringify({ logGroupName: 'my-trail', ...given });

describe('metric-filters', () => {
  judges(metricFilters, [
    ['as deployed', asItIs, 'pass'],
    [
      'both gone',
      (facts) => ({ ...facts, metricFilters: fact([]) }),
      'fail',
      NAMES.documentedFilter,
      NAMES.wideFilter,
      // KMS Developer Guide, "Create an alarm that detects use of a KMS key pending deletion".
      `--filter-pattern '{ $.eventSource = kms* && $.errorMessage = "* is pending deletion."}'`,
      'metricName=KMSKeyPendingDeletionErrorCount,metricNamespace=CloudTrailLogMetrics,metricValue=1',
    ],
    [
      'a blank more in a pattern',
      (facts) => withMetricFilter(facts, NAMES.wideFilter, { pattern: '{ $.x = 1 }' }),
      'fail',
    ],
    ['value 1.0', (facts) => withMetricFilter(facts, NAMES.wideFilter, { metricValue: '1.0' }), 'pass'],
    [
      'a value out of the record',
      (facts) => withMetricFilter(facts, NAMES.wideFilter, { metricValue: '$.size' }),
      'fail',
      '$.size',
    ],
    [
      'another namespace',
      (facts) => withMetricFilter(facts, NAMES.wideFilter, { namespace: 'Other' }),
      'fail',
      'namespace Other',
    ],
    [
      'another namespace, by the settings',
      (facts) =>
        withOutput(
          [NAMES.wideFilter, NAMES.documentedFilter].reduce(
            (all, name) => withMetricFilter(all, name, { namespace: 'Mine' }),
            facts,
          ),
          'Settings',
          settings({ metricNamespace: 'Mine' }),
        ),
      'pass',
    ],
    [
      'settings that cannot be read: the namespace is not held against it',
      (facts) => withOutput(withMetricFilter(facts, NAMES.wideFilter, { namespace: 'Mine' }), 'Settings', '{'),
      'pass',
    ],
    [
      'a default value',
      (facts) => withMetricFilter(facts, NAMES.wideFilter, { defaultValue: 0 }),
      'warn',
      'default value 0',
    ],
    [
      'on records that a transformer rewrote',
      (facts) =>
        withLogGroup(withMetricFilter(facts, NAMES.wideFilter, { appliesToTransformed: true }), {
          hasTransformer: fact(true),
        }),
      'fail',
      'transformer',
    ],
    [
      'on transformed records, where nothing transforms',
      (facts) => withMetricFilter(facts, NAMES.wideFilter, { appliesToTransformed: true }),
      'pass',
    ],
    [
      'the records of one Region alone',
      (facts) => withMetricFilter(facts, NAMES.wideFilter, { fieldSelectionCriteria: '@aws.region = "us-east-1"' }),
      'fail',
      'the selection criteria @aws.region = "us-east-1"',
    ],
    [
      'dimensions',
      (facts) =>
        withMetricFilter(facts, NAMES.wideFilter, {
          dimensions: { region: '$.awsRegion' },
          emitSystemFieldDimensions: ['@aws.account'],
        }),
      'fail',
      'the dimensions region and @aws.account',
    ],
    ['a unit', (facts) => withMetricFilter(facts, NAMES.wideFilter, { unit: 'Percent' }), 'fail', 'the unit Percent'],
    ['no unit named', (facts) => withMetricFilter(facts, NAMES.wideFilter, { unit: undefined }), 'pass'],
    [
      'not in the stack',
      (facts) =>
        withStack(facts, {
          resources: fact(stackResources().filter(({ type }) => type !== 'AWS::Logs::MetricFilter')),
        }),
      'fail',
      'the stack has no',
    ],
    ['a log group that is gone', (facts) => ({ ...facts, logGroup: fact('missing') }), 'unknown', 'see log-group'],
  ]);
});
