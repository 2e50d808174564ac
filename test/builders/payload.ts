import { gzipSync } from 'node:zlib';
import type { CloudWatchLogsEvent } from 'aws-lambda';

/** A log subscription payload as Lambda is handed it, with these lines as log events. */
export const aPayload = (
  messages: readonly unknown[],
  envelope: Record<string, unknown> = {},
): CloudWatchLogsEvent => ({
  awslogs: { data: packed(aBatch(messages, envelope)) },
});

/** The same, decoded. */
export const aBatch = (
  messages: readonly unknown[],
  envelope: Record<string, unknown> = {},
): Record<string, unknown> => ({
  messageType: 'DATA_MESSAGE',
  owner: '111122223333',
  logGroup: 'org-trail',
  logStream: '111122223333_CloudTrail_eu-west-1',
  subscriptionFilters: ['kms-deletion-guard'],
  logEvents: messages.map((message, at) => ({
    id: `3618418205768333017526310876434952196572608520504639${String(at).padStart(4, '0')}`,
    timestamp: 1_795_317_280_009,
    message: typeof message === 'string' ? message : JSON.stringify(message),
  })),
  ...envelope,
});

/** base64(gzip(JSON)). */
export const packed = (value: unknown): string => gzipSync(JSON.stringify(value)).toString('base64');
