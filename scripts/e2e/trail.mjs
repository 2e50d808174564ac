import { CreateTrailCommand, StartLoggingCommand, UpdateTrailCommand } from '@aws-sdk/client-cloudtrail';
import {
  GetFunctionEventInvokeConfigCommand,
  ListFunctionsCommand,
  PutFunctionEventInvokeConfigCommand,
} from '@aws-sdk/client-lambda';
import { CreateBucketCommand } from '@aws-sdk/client-s3';

/** A multi-Region trail that says that it delivers to a log group. The emulator delivers nothing: the tests do. */
export async function createTrail({ cloudTrail, s3 }, { name, logGroupName, account, region }) {
  const bucket = `${name}-${account}`;
  await s3.send(new CreateBucketCommand({ Bucket: bucket }));
  const to = {
    CloudWatchLogsLogGroupArn: `arn:aws:logs:${region}:${account}:log-group:${logGroupName}:*`,
    CloudWatchLogsRoleArn: `arn:aws:iam::${account}:role/trail-to-logs`,
  };
  await cloudTrail.send(new CreateTrailCommand({ Name: name, S3BucketName: bucket, IsMultiRegionTrail: true, ...to }));
  // The emulator keeps the log group of an update only.
  await cloudTrail.send(new UpdateTrailCommand({ Name: name, ...to }));
  await cloudTrail.send(new StartLoggingCommand({ Name: name }));
}

/**
 * Puts the functions' settings for asynchronous invocations where who asks without a qualifier finds them: to AWS that is the same as
 * $LATEST, by which CloudFormation puts them, and to the emulator another place. test/e2e/emulator-gaps holds that it still is.
 */
export async function showInvokeConfigs(lambda) {
  const { Functions: functions = [] } = await lambda.send(new ListFunctionsCommand({}));
  for (const { FunctionName } of functions) {
    const of = { FunctionName, Qualifier: '$LATEST' };
    const config = await lambda.send(new GetFunctionEventInvokeConfigCommand(of)).catch(() => undefined);
    if (config === undefined) continue;
    const { MaximumRetryAttempts, MaximumEventAgeInSeconds, DestinationConfig } = config;
    const settings = { MaximumRetryAttempts, MaximumEventAgeInSeconds, DestinationConfig };
    await lambda.send(new PutFunctionEventInvokeConfigCommand({ FunctionName, ...settings }));
  }
}
