import { randomUUID } from 'node:crypto';
import { CloudWatchLogsClient, CreateLogStreamCommand, PutLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { ACCOUNT } from '../builders/record.ts';

/** Delivers lines to a log group in one batch, as CloudTrail delivers records; an object becomes its JSON. */
export async function deliver(logGroupName: string, lines: readonly unknown[]): Promise<void> {
  const logs = new CloudWatchLogsClient();
  const logStreamName = `${ACCOUNT}_CloudTrail_${process.env.AWS_REGION}_${randomUUID()}`;
  await logs.send(new CreateLogStreamCommand({ logGroupName, logStreamName }));
  await logs.send(
    new PutLogEventsCommand({
      logGroupName,
      logStreamName,
      logEvents: lines.map((line) => ({
        timestamp: Date.now(),
        message: typeof line === 'string' ? line : JSON.stringify(line),
      })),
    }),
  );
}
