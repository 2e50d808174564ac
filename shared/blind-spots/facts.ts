import type { Silence } from '../silence/silence.ts';
import type { Fact } from './fact.ts';

/**
 * Everything that the checks judge: a deployment and what it depends on, as AWS described them at one moment. Names follow the
 * answers of AWS; what AWS leaves out is `undefined`, what is not there at all is `missing`, what could not be read is an unknown
 * fact. All texts are as they came.
 */
export interface Facts {
  readonly now: Date;
  readonly region: string;
  /** 12 digits. */
  readonly accountId: string;
  readonly partition: string;
  /** Version of the package that asks. */
  readonly packageVersion: string;
  readonly stack: StackFacts;
  /** Every trail that can be seen from the Region, shadows of other Regions' among them. */
  readonly trails: Fact<readonly TrailFacts[]>;
  /** The log group that the guard reads. */
  readonly logGroup: Fact<LogGroupFacts | 'missing'>;
  readonly metricFilters: Fact<readonly MetricFilterFacts[]>;
  readonly subscriptionFilters: Fact<readonly SubscriptionFilterFacts[]>;
  /** Names of the account's subscription filter policies, which take slots of every log group. */
  readonly accountFilterPolicies: Fact<readonly string[]>;
  /** What CloudWatch Logs itself says of our patterns on the records of sample-records.ts. */
  readonly patternTests: Fact<readonly PatternTest[]>;
  /** The alarms of the stack, by their names; one that is gone is not among them. */
  readonly alarms: Fact<readonly AlarmFacts[]>;
  readonly alertTopic: Fact<TopicFacts | 'missing'>;
  readonly backstopTopic: Fact<TopicFacts | 'missing'>;
  /** The function detect-key-use. */
  readonly detectKeyUse: Fact<FunctionFacts | 'missing'>;
  /** The function check-blind-spots; undefined where the deployment has none (`selfCheck=off`). */
  readonly checkBlindSpots: Fact<FunctionFacts | 'missing'> | undefined;
  /** Figures of the last {@link METRIC_HOURS} hours. */
  readonly figures: Fact<Figures>;
  readonly failureQueue: Fact<QueueFacts | 'missing'>;
  readonly table: Fact<TableFacts | 'missing'>;
  /** KMS keys under the trails' buckets, by bucket name; `undefined`: encrypted under no KMS key. */
  readonly bucketKeys: Readonly<Record<string, Fact<string | undefined>>>;
  /** The customer keys that the guard depends on, by the key id, ARN or alias under which AWS named them. See own-keys.ts. */
  readonly keys: Readonly<Record<string, Fact<DependencyKey | 'missing'>>>;
  /** Regions with customer managed keys, besides this one; undefined where a multi-Region trail makes the question idle. */
  readonly otherRegions: Fact<readonly RegionFacts[]> | undefined;
  readonly silences: Fact<SilenceFacts>;
}

/** Over how many hours {@link Facts.figures} are summed up. */
export const METRIC_HOURS = 24;

/** Source: CloudFormation API Reference, Stack and StackResourceSummary. */
export interface StackFacts {
  readonly name: string;
  /** `CREATE_COMPLETE`, `UPDATE_ROLLBACK_COMPLETE` ... */
  readonly status: string;
  readonly createdAt: Date;
  readonly updatedAt: Date | undefined;
  /** By name, see OUTPUTS in shared/contract/names.ts. */
  readonly outputs: Readonly<Record<string, string>>;
  readonly resources: Fact<readonly StackResource[]>;
}

export interface StackResource {
  readonly logicalId: string;
  /** `AWS::CloudWatch::Alarm` ... */
  readonly type: string;
  readonly physicalId: string | undefined;
}

/** Source: CloudTrail API Reference, Trail. */
export interface TrailFacts {
  readonly name: string;
  readonly arn: string;
  readonly homeRegion: string;
  readonly isMultiRegion: boolean;
  readonly isOrganization: boolean;
  /** Ends in `:*`, as CloudTrail gives it. */
  readonly logGroupArn: string | undefined;
  readonly bucket: string | undefined;
  readonly keyId: string | undefined;
  readonly status: Fact<TrailStatus>;
  readonly selectors: Fact<TrailSelectors>;
}

/** Source: CloudTrail API Reference, GetTrailStatus. */
export interface TrailStatus {
  readonly isLogging: boolean;
  readonly startedAt: Date | undefined;
  readonly stoppedAt: Date | undefined;
  /** To the bucket. */
  readonly deliveredAt: Date | undefined;
  readonly deliveryError: string | undefined;
  /** To the log group. */
  readonly logsDeliveredAt: Date | undefined;
  readonly logsDeliveryError: string | undefined;
}

/** Source: CloudTrail API Reference, GetEventSelectors: a trail has one kind or the other. */
export type TrailSelectors =
  | { readonly kind: 'basic'; readonly selectors: readonly BasicSelector[] }
  | { readonly kind: 'advanced'; readonly selectors: readonly AdvancedSelector[] };

export interface BasicSelector {
  /** `All`, `ReadOnly`, `WriteOnly`. */
  readonly readWriteType: string;
  readonly includeManagementEvents: boolean;
  readonly excludeManagementEventSources: readonly string[];
}

export interface AdvancedSelector {
  readonly name: string | undefined;
  readonly fields: readonly FieldSelector[];
}

/** Each list is empty where AWS gives none. */
export interface FieldSelector {
  readonly field: string;
  readonly equals: readonly string[];
  readonly notEquals: readonly string[];
  readonly startsWith: readonly string[];
  readonly notStartsWith: readonly string[];
  readonly endsWith: readonly string[];
  readonly notEndsWith: readonly string[];
}

/** Source: CloudWatch Logs API Reference, LogGroup. */
export interface LogGroupFacts {
  readonly name: string;
  /** Without the `:*` at its end. */
  readonly arn: string;
  /** `STANDARD`, `INFREQUENT_ACCESS`, `DELIVERY`, `ESSENTIALS`; AWS leaves it out for groups of old, which are Standard. */
  readonly logGroupClass: string;
  readonly keyId: string | undefined;
  readonly createdAt: Date | undefined;
  readonly retentionDays: number | undefined;
  /** When the newest record arrived, as its streams say; undefined: none ever did. AWS updates this within about an hour. */
  readonly lastIngestedAt: Fact<Date | undefined>;
  /** A transformer rewrites records before filters that ask for it. */
  readonly hasTransformer: Fact<boolean>;
}

/** Source: CloudWatch Logs API Reference, MetricFilter. */
export interface MetricFilterFacts {
  readonly name: string;
  readonly pattern: string;
  readonly namespace: string;
  readonly metricName: string;
  readonly metricValue: string;
  readonly defaultValue: number | undefined;
  readonly appliesToTransformed: boolean;
}

/** Source: CloudWatch Logs API Reference, SubscriptionFilter. */
export interface SubscriptionFilterFacts {
  readonly name: string;
  readonly pattern: string;
  readonly destinationArn: string;
  readonly appliesToTransformed: boolean;
}

/** What TestMetricFilter says of one pattern of shared/contract/filter-patterns.ts. */
export interface PatternTest {
  readonly pattern: string;
  /** Names of the samples that it matches. */
  readonly matched: readonly string[];
}

/** Source: CloudWatch API Reference, MetricAlarm. */
export interface AlarmFacts {
  readonly name: string;
  readonly namespace: string | undefined;
  readonly metricName: string | undefined;
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
  /** E-mail address, URL, ARN. */
  readonly endpoint: string;
  readonly protocol: string;
  /** `Deleted` is what SNS lists for some days after somebody unsubscribed. */
  readonly state: 'confirmed' | 'pending' | 'deleted';
  /** Its filter policy as text; undefined: it has none. Asked for confirmed ones only. */
  readonly filterPolicy: Fact<string | undefined>;
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
  readonly errors: number;
  readonly throttles: number;
  readonly asyncEventsDropped: number;
  readonly destinationDeliveryFailures: number;
  /** SweepRan of the last hour. */
  readonly sweepsInLastHour: number;
  /** BlindSpotsChecked of the last {@link METRIC_HOURS} hours. */
  readonly selfChecks: number;
  /** AWS/Logs DeliveryErrors and DeliveryThrottling of the log group. */
  readonly deliveryErrors: number;
  readonly deliveryThrottling: number;
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
