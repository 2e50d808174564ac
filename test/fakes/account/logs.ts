import type { Facts } from '../../../shared/blind-spots/facts.ts';
import { SAMPLES } from '../../../shared/blind-spots/sample-records.ts';
import { awsError, json } from '../aws.ts';
import { type Answering, ifKnown, jsonPage, type Manner } from './answers.ts';

const NOT_FOUND = awsError(400, 'ResourceNotFoundException');

/** CloudWatch Logs on the log group and its filters. */
export function answerLogs(aws: Answering, facts: Facts, manner: Manner): void {
  const { logGroup, metricFilters, subscriptionFilters, accountFilterPolicies, patternTests } = facts;
  const group = logGroup.known && logGroup.value !== 'missing' ? logGroup.value : undefined;
  aws.answer('DescribeLogGroups', (request) =>
    ifKnown(logGroup, (found) => {
      const ours =
        found === 'missing'
          ? []
          : [
              {
                logGroupName: found.name,
                arn: `${found.arn}:*`,
                logGroupArn: found.arn,
                logGroupClass: found.logGroupClass,
                kmsKeyId: found.keyId,
                creationTime: found.createdAt?.getTime(),
                retentionInDays: found.retentionDays,
              },
            ];
      // Others whose names begin alike come after it.
      const name = String(request.parameters.logGroupNamePrefix);
      const others = [`${name}-2`, `${name}-3`].map((logGroupName) => ({ logGroupName, arn: `${logGroupName}:*` }));
      return jsonPage(request, manner, 'logGroups', 'nextToken', [...ours, ...others]);
    }),
  );
  aws.answer('DescribeLogStreams', () =>
    group === undefined
      ? NOT_FOUND
      : ifKnown(group.lastIngestedAt, (time) =>
          json({
            logStreams:
              time === undefined
                ? [{ logStreamName: 'never written to' }]
                : [time.getTime() - 60_000, time.getTime()].map((lastIngestionTime) => ({ lastIngestionTime })),
          }),
        ),
  );
  aws.answer('GetTransformer', () =>
    group === undefined
      ? NOT_FOUND
      : ifKnown(group.hasTransformer, (has) => (has ? json({ transformerConfig: [{ parseJSON: {} }] }) : NOT_FOUND)),
  );
  aws.answer('DescribeMetricFilters', (request) =>
    ifKnown(metricFilters, (filters) => {
      const described = filters.map(({ name, pattern, namespace, metricName, metricValue, defaultValue, ...rest }) => ({
        filterName: name,
        filterPattern: pattern,
        applyOnTransformedLogs: rest.appliesToTransformed,
        fieldSelectionCriteria: rest.fieldSelectionCriteria,
        emitSystemFieldDimensions: rest.emitSystemFieldDimensions,
        metricTransformations: [
          {
            metricNamespace: namespace,
            metricName,
            metricValue,
            defaultValue,
            dimensions: rest.dimensions,
            unit: rest.unit,
          },
        ],
      }));
      return jsonPage(request, manner, 'metricFilters', 'nextToken', described);
    }),
  );
  aws.answer('DescribeSubscriptionFilters', (request) =>
    ifKnown(subscriptionFilters, (filters) => {
      const described = filters.map(({ name, pattern, destinationArn, ...rest }) => ({
        filterName: name,
        filterPattern: pattern,
        destinationArn,
        applyOnTransformedLogs: rest.appliesToTransformed,
        fieldSelectionCriteria: rest.fieldSelectionCriteria,
      }));
      return jsonPage(request, manner, 'subscriptionFilters', 'nextToken', described);
    }),
  );
  aws.answer('DescribeAccountPolicies', (request) =>
    ifKnown(accountFilterPolicies, (names) => {
      const ours = request.parameters.policyType === 'SUBSCRIPTION_FILTER_POLICY';
      const policies = ours ? names.map((policyName) => ({ policyName })) : [];
      return jsonPage(request, manner, 'accountPolicies', 'nextToken', policies);
    }),
  );
  aws.answer('TestMetricFilter', ({ parameters: { filterPattern, logEventMessages } }) =>
    ifKnown(patternTests, (tests) => {
      const { matched = [] } = tests.find(({ pattern }) => pattern === filterPattern) ?? {};
      const texts = SAMPLES.filter(({ name }) => matched.includes(name)).map(({ text }) => text);
      const asked = Array.isArray(logEventMessages) ? logEventMessages : [];
      const matches = [...asked.entries()].filter(([, eventMessage]) => texts.includes(eventMessage));
      return json({ matches: matches.map(([eventNumber, eventMessage]) => ({ eventNumber, eventMessage })) });
    }),
  );
}
