import type { Fact } from './fact.ts';
import type { FunctionFacts, QueueFacts } from './facts-of-deployment.ts';

/** The way of a message from the topics to Slack, where a deployment has one. */
export interface SlackFacts {
  /** The function notify-slack. */
  readonly function: Fact<FunctionFacts | 'missing'>;
  /** How its invocations went. */
  readonly runs: Fact<RunFigures>;
  /** What invokes it. */
  readonly mapping: Fact<MappingFacts | 'missing'>;
  /** Where both topics send to. */
  readonly queue: Fact<SubscribedQueueFacts | 'missing'>;
  /** Where that ends which Slack will not take. */
  readonly failureQueue: Fact<QueueFacts | 'missing'>;
  /** Name of the parameter that the function reads the webhook's URL from; undefined: nothing that could be read says it. */
  readonly parameter: string | undefined;
  /** What is known of that parameter, but for its value, which nobody here may read. */
  readonly webhook: Fact<ParameterFacts | 'missing'>;
}

/**
 * Sums of the last METRIC_HOURS hours, and of the last hour alone; 0 where CloudWatch has nothing. What the function hands back is no
 * error. Source: Lambda Developer Guide, "Types of metrics for Lambda functions".
 */
export interface RunFigures {
  readonly invocations: number;
  readonly invocationsInLastHour: number;
  readonly errors: number;
  readonly errorsInLastHour: number;
}

/** Source: Lambda API Reference, GetEventSourceMapping. */
export interface MappingFacts {
  /** UUID. */
  readonly id: string;
  /** `Creating`, `Enabling`, `Enabled`, `Disabling`, `Disabled`, `Updating`, `Deleting`, and why. */
  readonly state: string | undefined;
  readonly stateReason: string | undefined;
  readonly functionArn: string | undefined;
  /** Whether the function may hand single messages back (`ReportBatchItemFailures`). */
  readonly takesMessagesBack: boolean;
  /** Whether it has filters: Lambda deletes what none of them lets through. */
  readonly hasFilters: boolean;
}

/** Source: SQS API Reference, GetQueueAttributes. */
export interface SubscribedQueueFacts extends QueueFacts {
  /** The policy document as text; undefined: it has none. */
  readonly policy: string | undefined;
}

/** Source: Systems Manager API Reference, ParameterMetadata. */
export interface ParameterFacts {
  /** `SecureString`, `String`, `StringList`. */
  readonly type: string | undefined;
  /** Of a SecureString: id, ARN or alias, `alias/aws/ssm` unless whoever wrote it gave another. */
  readonly keyId: string | undefined;
}
