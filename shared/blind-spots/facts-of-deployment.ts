import type { Silence } from '../silence/silence.ts';
import type { Fact } from './fact.ts';

/** Over how many hours {@link Figures} are summed up. */
export const METRIC_HOURS = 24;

/** Source: CloudWatch API Reference, MetricAlarm. */
export interface AlarmFacts {
  readonly name: string;
  readonly namespace: string | undefined;
  readonly metricName: string | undefined;
  /** Value by name. */
  readonly dimensions: Readonly<Record<string, string>>;
  readonly unit: string | undefined;
  readonly actionsEnabled: boolean;
  readonly alarmActions: readonly string[];
  readonly insufficientDataActions: readonly string[];
  /** `OK`, `ALARM`, `INSUFFICIENT_DATA`. */
  readonly state: string;
  readonly stateSince: Date | undefined;
  readonly statistic: string | undefined;
  readonly periodSeconds: number | undefined;
  readonly evaluationPeriods: number | undefined;
  readonly datapointsToAlarm: number | undefined;
  readonly threshold: number | undefined;
  readonly comparisonOperator: string | undefined;
  readonly treatMissingData: string | undefined;
}

/** Source: SNS API Reference, GetTopicAttributes and ListSubscriptionsByTopic. */
export interface TopicFacts {
  readonly arn: string;
  /** The policy document as text. */
  readonly policy: string | undefined;
  /** KmsMasterKeyId: id, ARN or alias. */
  readonly keyId: string | undefined;
  readonly subscriptions: Fact<readonly SubscriptionFacts[]>;
}

export interface SubscriptionFacts {
  /** E-mail address, ARN, phone number; of a URL scheme and host only, as in `https://hooks.example.com/...`, since its path may be a secret. */
  readonly endpoint: string;
  readonly protocol: string;
  /** `Deleted` is what SNS lists for some days after somebody unsubscribed. */
  readonly state: 'confirmed' | 'pending' | 'deleted';
  /** Its filter policy as text; undefined: it has none. Asked for confirmed ones only. */
  readonly filterPolicy: Fact<string | undefined>;
  /** What that policy is held against; attributes, where SNS does not say, or there is no policy. */
  readonly filterPolicyScope: 'MessageAttributes' | 'MessageBody';
}

/** Source: Lambda API Reference, GetFunctionConfiguration. */
export interface FunctionFacts {
  readonly name: string;
  readonly arn: string;
  /** `nodejs24.x` */
  readonly runtime: string | undefined;
  /** `Active`, `Pending`, `Inactive`, `Failed`, and why. */
  readonly state: string | undefined;
  readonly stateReason: string | undefined;
  readonly roleArn: string | undefined;
  readonly keyId: string | undefined;
  readonly environment: Readonly<Record<string, string>>;
  /** Its resource policy as text; undefined: it has none. */
  readonly policy: Fact<string | undefined>;
  /** Undefined: none is reserved. */
  readonly reservedConcurrency: Fact<number | undefined>;
  /** ARN of its on-failure destination. */
  readonly onFailure: Fact<string | undefined>;
}

/** Sums of the last {@link METRIC_HOURS} hours; 0 where CloudWatch has nothing. */
export interface Figures {
  /** Of detect-key-use. Source: Lambda Developer Guide, "Types of metrics for Lambda functions". */
  readonly invocations: number;
  readonly errors: number;
  readonly throttles: number;
  readonly asyncEventsDropped: number;
  readonly destinationDeliveryFailures: number;
  /** SweepRan of the last hour. */
  readonly sweepsInLastHour: number;
  /** BlindSpotsChecked of the last {@link METRIC_HOURS} hours. */
  readonly selfChecks: number;
}

/**
 * Sums of the last {@link METRIC_HOURS} hours of what CloudWatch Logs says of the guard's subscription filter: AWS/Logs DeliveryErrors and
 * DeliveryThrottling. Source: CloudWatch Logs User Guide, "Monitoring with CloudWatch metrics".
 */
export interface Delivery {
  readonly errors: number;
  /** Of the last hour alone: one that is tried again, for a day, ends in one or the other. */
  readonly errorsInLastHour: number;
  readonly throttling: number;
}

/** Source: SQS API Reference, GetQueueAttributes. */
export interface QueueFacts {
  readonly messages: number;
  readonly keyId: string | undefined;
}

/** Source: DynamoDB API Reference, TableDescription. */
export interface TableFacts {
  readonly status: string;
  readonly keyId: string | undefined;
}

/** Source: KMS API Reference, KeyMetadata. */
export interface DependencyKey {
  readonly arn: string;
  readonly state: string;
  readonly deletionDate: Date | undefined;
  /** `CUSTOMER` or `AWS`. */
  readonly manager: string | undefined;
  /** The key policy as text; asked for where a topic is encrypted under it, else undefined. */
  readonly policy: Fact<string> | undefined;
}

export interface RegionFacts {
  readonly region: string;
  readonly customerKeys: number;
}

export interface SilenceFacts {
  readonly silences: readonly Silence[];
  readonly malformed: readonly { readonly name: string; readonly fault: string }[];
}
