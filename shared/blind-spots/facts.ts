import type { Fact } from './fact.ts';
import type {
  AlarmFacts,
  Delivery,
  DependencyKey,
  Figures,
  FunctionFacts,
  QueueFacts,
  RegionFacts,
  SilenceFacts,
  TableFacts,
  TopicFacts,
} from './facts-of-deployment.ts';
import type { RemediationFacts } from './facts-of-remediation.ts';
import type { SlackFacts } from './facts-of-slack.ts';

export * from './facts-of-deployment.ts';
export * from './facts-of-remediation.ts';
export * from './facts-of-slack.ts';

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
  /** Undefined where the deployment sends nothing to Slack (no `slackWebhookParameter`). */
  readonly slack: SlackFacts | undefined;
  /** Undefined where the deployment does nothing by itself (`remediation=off`), or its settings cannot be read. */
  readonly remediation: RemediationFacts | undefined;
  /** Figures of the last {@link METRIC_HOURS} hours. */
  readonly figures: Fact<Figures>;
  /** Of the same hours; apart, since it is searched for, and a search is not answered everywhere. */
  readonly delivery: Fact<Delivery>;
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
  /** It records data events besides, which are not read here: who puts selectors anew would lose them. */
  readonly hasDataResources: boolean;
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
  /** A transformer, its own or perhaps one of an account policy, rewrites records before filters that ask for it. */
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
  /** Field of the record by the dimension's name; a metric with dimensions is another than that without. */
  readonly dimensions: Readonly<Record<string, string>>;
  readonly unit: string | undefined;
  /** Lets only log events of some accounts or Regions to the filter. */
  readonly fieldSelectionCriteria: string | undefined;
  /** System fields that become dimensions. */
  readonly emitSystemFieldDimensions: readonly string[];
}

/** Source: CloudWatch Logs API Reference, SubscriptionFilter. */
export interface SubscriptionFilterFacts {
  readonly name: string;
  readonly pattern: string;
  readonly destinationArn: string;
  readonly appliesToTransformed: boolean;
  /** Lets only log events of some accounts or Regions to the filter. */
  readonly fieldSelectionCriteria: string | undefined;
}

/** What TestMetricFilter says of one pattern of shared/contract/filter-patterns.ts. */
export interface PatternTest {
  readonly pattern: string;
  /** Names of the samples that it matches. */
  readonly matched: readonly string[];
}
