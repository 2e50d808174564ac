import type { Fact } from '../../../shared/blind-spots/fact.ts';
import type {
  Delivery,
  Facts,
  Figures,
  FunctionFacts,
  QueueFacts,
  RunFigures,
} from '../../../shared/blind-spots/facts.ts';
import { type Answer, awsError, json, type Request } from '../aws.ts';
import { type Answering, ifKnown, ifThere, jsonPage, type Manner, seconds } from './answers.ts';

const NOT_FOUND = awsError(404, 'ResourceNotFoundException');

/** Lambda on the functions. */
export function answerFunctions(aws: Answering, facts: Facts): void {
  const { FunctionName: detect, CheckFunctionName: check, SlackFunctionName: slack } = facts.stack.outputs;
  const known = (name: unknown) => {
    if (name === detect) return facts.detectKeyUse;
    return name === check ? facts.checkBlindSpots : name === slack ? facts.slack?.function : undefined;
  };
  const answer = (operation: string, answerFor: (its: FunctionFacts) => Answer) =>
    aws.answer(operation, ({ parameters: { FunctionName: name } }: Request) => {
      const its = known(name);
      return its === undefined ? NOT_FOUND : ifThere(its, answerFor, NOT_FOUND);
    });
  answer('GetFunctionConfiguration', (its) =>
    json({
      FunctionName: its.name,
      FunctionArn: its.arn,
      Runtime: its.runtime,
      State: its.state,
      StateReason: its.stateReason,
      Role: its.roleArn,
      KMSKeyArn: its.keyId,
      Environment: { Variables: its.environment },
    }),
  );
  answer('GetPolicy', ({ policy }) =>
    ifKnown(policy, (text) => (text === undefined ? NOT_FOUND : json({ Policy: text }))),
  );
  answer('GetFunctionConcurrency', ({ reservedConcurrency }) =>
    ifKnown(reservedConcurrency, (reserved) => json({ ReservedConcurrentExecutions: reserved })),
  );
  answer('GetFunctionEventInvokeConfig', ({ onFailure }) =>
    ifKnown(onFailure, (arn) =>
      arn === undefined ? NOT_FOUND : json({ DestinationConfig: { OnSuccess: {}, OnFailure: { Destination: arn } } }),
    ),
  );
}

/** CloudWatch on the alarms and the figures. */
export function answerCloudWatch(
  aws: Answering,
  { alarms, figures, delivery, slack, now, stack }: Facts,
  manner: Manner,
): void {
  aws.answer('DescribeAlarms', (request) =>
    ifKnown(alarms, (all) => {
      const asked = request.parameters.AlarmNames;
      const described = all
        .filter(({ name }) => Array.isArray(asked) && asked.includes(name))
        .map((alarm) => ({
          AlarmName: alarm.name,
          Namespace: alarm.namespace,
          MetricName: alarm.metricName,
          Dimensions: Object.entries(alarm.dimensions).map(([Name, Value]) => ({ Name, Value })),
          Unit: alarm.unit,
          ActionsEnabled: alarm.actionsEnabled,
          AlarmActions: alarm.alarmActions,
          InsufficientDataActions: alarm.insufficientDataActions,
          StateValue: alarm.state,
          StateUpdatedTimestamp: seconds(now),
          StateTransitionedTimestamp: seconds(alarm.stateSince),
          Statistic: alarm.statistic,
          Period: alarm.periodSeconds,
          EvaluationPeriods: alarm.evaluationPeriods,
          DatapointsToAlarm: alarm.datapointsToAlarm,
          Threshold: alarm.threshold,
          ComparisonOperator: alarm.comparisonOperator,
          TreatMissingData: alarm.treatMissingData,
        }));
      return jsonPage(request, manner, 'MetricAlarms', 'NextToken', described);
    }),
  );
  aws.answer('GetMetricData', (request) => {
    const ofSlack = isAbout(request, stack.outputs.SlackFunctionName) ? slack?.runs : undefined;
    const asked: Fact<Figures | Delivery | RunFigures> = ofSlack ?? (isSearch(request) ? delivery : figures);
    return ifKnown(asked, (sums) => {
      // In two series, as a search finds them; nothing at all where there is nothing.
      const results = Object.entries(seriesOf(sums)).flatMap(([Id, { sum, before }]) =>
        sum + before === 0
          ? [{ Id, StatusCode: 'Complete', Values: [], Timestamps: [] }]
          : [sum - 1, 1].map((value, at) => ({
              Id,
              StatusCode: 'Complete',
              Values: sum === 0 ? [at * before] : [value, at * before],
              Timestamps: (sum === 0 ? [7200] : [600, 7200]).map((ago) => now.getTime() / 1000 - ago),
            })),
      );
      return jsonPage(request, manner, 'MetricDataResults', 'NextToken', results);
    });
  });
}

/** Sums of the last hour, and of what was before, where both figures are made of one; else all is of the last hour. */
function seriesOf(
  sums: Figures | Delivery | RunFigures,
): Readonly<Record<string, { readonly sum: number; readonly before: number }>> {
  const all: Readonly<Record<string, number>> = { ...sums };
  const ids = Object.keys(all).filter((id) => !/^(errors|invocations)InLastHour$/.test(id));
  return Object.fromEntries(
    ids.map((id) => {
      const { [id]: total = 0, [`${id}InLastHour`]: sum = total } = all;
      return [id, { sum, before: total - sum }];
    }),
  );
}

const isAbout = ({ parameters: { MetricDataQueries: queries } }: Request, name: string | undefined): boolean =>
  name !== undefined && JSON.stringify(queries).includes(`"${name}"`);

/** Whether GetMetricData is asked to search, as for what the log group delivers. */
const isSearch = ({ parameters: { MetricDataQueries: queries } }: Request): boolean =>
  JSON.stringify(queries).includes('SEARCH(');

/** SQS and DynamoDB on the queues and the table. */
export function answerStores(aws: Answering, { failureQueue, slack, table, stack }: Facts): void {
  const { FailureQueueUrl: ours, SlackQueueUrl: ofSlack, SlackFailureQueueUrl: refused } = stack.outputs;
  const missing = { known: true, value: 'missing' } as const;
  const queueAt = (url: unknown): Fact<QueueFacts | 'missing'> => {
    if (url === ours) return failureQueue;
    return (url === ofSlack ? slack?.queue : url === refused ? slack?.failureQueue : undefined) ?? missing;
  };
  aws.answer('GetQueueAttributes', ({ parameters: { QueueUrl: url, AttributeNames: asked } }) =>
    ifThere(
      queueAt(url),
      ({ messages, keyId, ...more }) => {
        const attributes = {
          // One of them is being looked at.
          ApproximateNumberOfMessages: String(Math.max(messages - 1, 0)),
          ApproximateNumberOfMessagesNotVisible: String(Math.min(messages, 1)),
          KmsMasterKeyId: keyId,
          Policy: 'policy' in more ? more.policy : undefined,
        };
        const wanted = Object.entries(attributes).filter(([name]) => Array.isArray(asked) && asked.includes(name));
        return json({ Attributes: Object.fromEntries(wanted) });
      },
      awsError(400, 'com.amazonaws.sqs#QueueDoesNotExist'),
    ),
  );
  aws.answer('DescribeTable', ({ parameters: { TableName: name } }) =>
    ifThere(
      name === stack.outputs.TableName ? table : { known: true, value: 'missing' as const },
      ({ status, keyId }) =>
        json({
          Table: {
            TableStatus: status,
            ...(keyId !== undefined && {
              SSEDescription: { Status: 'ENABLED', SSEType: 'KMS', KMSMasterKeyArn: keyId },
            }),
          },
        }),
      awsError(400, 'ResourceNotFoundException'),
    ),
  );
}
