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
