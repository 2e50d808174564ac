/** Names from AWS's page "Create an alarm that detects use of a KMS key pending deletion"; defaults of two settings. */
export const DOCUMENTED_ALARM = {
  metricNamespace: 'CloudTrailLogMetrics',
  metricName: 'KMSKeyPendingDeletionErrorCount',
  alarmName: 'KMSKeyPendingDeletionErrorAlarm',
} as const;

/** The second metric and alarm, fed by the wide pattern: a backstop for what the documented one misses. */
export const WIDE_ALARM = {
  metricName: 'KMSKeyPendingDeletionAnyErrorCount',
  alarmNameSuffix: '-wide',
} as const;

/**
 * The functions' own figures, by embedded metric format, in {@link GUARD_NAMESPACE} with the one dimension {@link STACK_DIMENSION}.
 * Each is written when there is something to count and never as a zero, so that a guard at rest costs nothing.
 * recordsIn = notified + counted + silenced + failed + notFinding + rejected + duplicate + unaccounted.
 */
export const GUARD_METRICS = {
  /** Records that reached the function. */
  recordsIn: 'RecordsIn',
  /** Findings that an alert of this invocation tells. */
  notified: 'Notified',
  /** Findings that a later count will show. */
  counted: 'Counted',
  /** Findings that a silence or a setting hides from all but the weekly summary. */
  silenced: 'Silenced',
  /** Findings for which this invocation failed; they are tried again. */
  failed: 'Failed',
  /** Records that do not count. */
  notFinding: 'NotFinding',
  /** Records that cannot be read and say nothing of a key pending deletion. */
  rejected: 'Rejected',
  /** Records that had been counted before. */
  duplicate: 'Duplicate',
  /** Records of which nobody knows what became: must never be. */
  unaccounted: 'Unaccounted',
  /** Messages that went out, of any kind. */
  messagesSent: 'MessagesSent',
  /** Milliseconds from the start of an invocation until an alert was published. */
  publishLatency: 'PublishLatency',
  /** Milliseconds from the refusal of a call until its record reached the function; the greatest of a batch. */
  deliveryLag: 'DeliveryLag',
  /** 1 for each sweep that came to its end: the function's heartbeat. */
  sweepRan: 'SweepRan',
  /** 1 for each run of check-blind-spots that looked at everything and remembered what it found. */
  blindSpotsChecked: 'BlindSpotsChecked',
  /** Decisions not to save a key: policy, a use that is no reason, or something that is not known. */
  rescueSkipped: 'RescueSkipped',
  /** Decisions to save a key later. */
  rescueWaiting: 'RescueWaiting',
  /** Keys whose deletion would have been cancelled, in a dry run. */
  wouldCancel: 'WouldCancel',
  /** Decisions to cancel a deletion, whatever came of it. */
  rescueDecided: 'RescueDecided',
  /** Deletions that KMS says the guard has cancelled. */
  deletionsCancelled: 'DeletionsCancelled',
  /** Keys that KMS says the guard has enabled. */
  keysEnabled: 'KeysEnabled',
  /** Cancels and enables that KMS refused or did not answer. */
  rescueWritesFailed: 'RescueWritesFailed',
  /** Messages that Slack took. */
  slackSent: 'SlackSent',
  /** Messages that wait for Slack to take them, and were sent to it more than ten minutes ago; each time that one is put back. */
  slackLate: 'SlackLate',
  /** Messages that Slack will not take, put aside with the reason. */
  slackRefused: 'SlackRefused',
  /** Alerts that the topic of Amazon Q Developer did not take, whatever became of them elsewhere. */
  chatNotSent: 'ChatNotSent',
} as const;

/** Namespace of {@link GUARD_METRICS}. */
export const GUARD_NAMESPACE = 'KmsDeletionGuard';
/** Its value is the name of the stack. */
export const STACK_DIMENSION = 'Stack';
