import type { Check } from './check.ts';
import { alarms } from './checks/alarms.ts';
import { alertReaders } from './checks/alert-readers.ts';
import { alertTopicPolicy } from './checks/alert-topic-policy.ts';
import { backstopReaders } from './checks/backstop-readers.ts';
import { backstopTopicPolicy } from './checks/backstop-topic-policy.ts';
import { failureQueue } from './checks/failure-queue.ts';
import { functionErrors } from './checks/function-errors.ts';
import { functionRuns } from './checks/function-runs.ts';
import { functionRuntime } from './checks/function-runtime.ts';
import { heartbeat } from './checks/heartbeat.ts';
import { invokePermission } from './checks/invoke-permission.ts';
import { logGroup } from './checks/log-group.ts';
import { metricFilters } from './checks/metric-filters.ts';
import { ownKeys } from './checks/own-keys.ts';
import { patterns } from './checks/patterns.ts';
import { remediation } from './checks/remediation.ts';
import { selfCheck } from './checks/self-check.ts';
import { settings } from './checks/settings.ts';
import { silences } from './checks/silences.ts';
import { slack } from './checks/slack.ts';
import { subscriptionFilter } from './checks/subscription-filter.ts';
import { table } from './checks/table.ts';
import { topicKeys } from './checks/topic-keys.ts';
import { trailCoversRegions } from './checks/trail-covers-regions.ts';
import { trailDelivers } from './checks/trail-delivers.ts';
import { trailRecordsKms } from './checks/trail-records-kms.ts';
import { version } from './checks/version.ts';

/** All checks, from the trail to the reader, which is the order in which they are shown when they agree. */
export const CHECKS: readonly Check[] = [
  trailDelivers,
  trailRecordsKms,
  trailCoversRegions,
  logGroup,
  metricFilters,
  alarms,
  subscriptionFilter,
  invokePermission,
  patterns,
  alertReaders,
  backstopReaders,
  slack,
  alertTopicPolicy,
  backstopTopicPolicy,
  topicKeys,
  functionRuns,
  functionRuntime,
  functionErrors,
  failureQueue,
  heartbeat,
  selfCheck,
  table,
  ownKeys,
  remediation,
  silences,
  version,
  settings,
];
