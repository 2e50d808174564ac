import type { Fact } from '../fact.ts';
import type {
  AlarmFacts,
  Facts,
  LogGroupFacts,
  MetricFilterFacts,
  SubscriptionFilterFacts,
  TrailFacts,
} from '../facts.ts';

/** What stands in an account and Region before the guard is deployed there, as AWS described it at one moment. */
export interface Before {
  readonly now: Date;
  /** Where it is to be deployed. */
  readonly region: string;
  /** The name that the stack is to have. */
  readonly stackName: string;
  /** Every trail that can be seen from the Region, shadows of other Regions and of the organization among them. */
  readonly trails: Fact<readonly TrailFacts[]>;
  /** The log groups of the Region's name space that a trail names, and the one that was asked for. */
  readonly logGroups: readonly LogGroupBefore[];
  readonly accountFilterPolicies: Fact<readonly string[]>;
  /** Those that have the names of the stack's two detection alarms. */
  readonly alarms: Fact<readonly AlarmFacts[]>;
  readonly stack: Fact<StandingStack | 'missing'>;
  /** Version of CDK's bootstrap stack. Source: AWS CDK Developer Guide, "Bootstrapping". */
  readonly bootstrap: Fact<number | 'missing'>;
  /** As in {@link Facts}: keys under the trails' buckets, and what became of all keys that are looked at. */
  readonly bucketKeys: Facts['bucketKeys'];
  readonly keys: Facts['keys'];
}

/** A log group that might be the one. */
export interface LogGroupBefore {
  readonly name: string;
  readonly logGroup: Fact<LogGroupFacts | 'missing'>;
  readonly metricFilters: Fact<readonly MetricFilterFacts[]>;
  readonly subscriptionFilters: Fact<readonly SubscriptionFilterFacts[]>;
}

/** A stack of the name that the guard's is to have. */
export interface StandingStack {
  /** `CREATE_COMPLETE` ... */
  readonly status: string;
  readonly outputs: Readonly<Record<string, string>>;
  /** Physical ids of what it holds. */
  readonly resources: Fact<readonly string[]>;
}

/** What the person who asks has decided already. */
export interface Wishes {
  readonly logGroupName: string | undefined;
  readonly emails: readonly string[];
  readonly profile: string | undefined;
}
