import { CfnOutput } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { OUTPUTS } from '../shared/contract/names.ts';
import type { NotifySlack } from './constructs/notify-slack.ts';
import { shownSettings } from './shown-settings.ts';

/** What was deployed, as far as outsiders ask for it. */
export interface Told {
  readonly alertTopic: ITopic;
  readonly backstop: ITopic;
  readonly detect: IFunction;
  readonly check: IFunction | undefined;
  readonly failures: IQueue;
  readonly table: { readonly tableName: string };
  readonly notifySlack: NotifySlack | undefined;
  readonly chatTopic: ITopic | undefined;
  readonly logGroup: ILogGroup;
  readonly version: string;
  readonly given: Readonly<Record<string, string>>;
}

/** Writes the outputs of the stack, right below `scope`; what is not there has none. */
export function tellOutputs(scope: Construct, told: Told): void {
  const { notifySlack: slack } = told;
  const tell = (output: string, value: string | undefined, description: string) =>
    value === undefined ? undefined : new CfnOutput(scope, output, { value, description });
  tell(OUTPUTS.alertTopicArn, told.alertTopic.topicArn, 'Alerts: which key, by whom, until when, what to do');
  tell(OUTPUTS.backstopTopicArn, told.backstop.topicArn, 'Alarms, also of the guard itself');
  tell(OUTPUTS.functionName, told.detect.functionName, 'Turns records into alerts');
  tell(OUTPUTS.checkFunctionName, told.check?.functionName, 'Looks for what would silence the guard');
  tell(OUTPUTS.failureQueueUrl, told.failures.queueUrl, 'Batches that no alert could be sent for');
  tell(OUTPUTS.tableName, told.table.tableName, 'What was counted and not yet told');
  tell(OUTPUTS.slackFunctionName, slack?.function.functionName, 'Posts to Slack');
  tell(OUTPUTS.slackQueueUrl, slack?.queue.queueUrl, 'Messages that wait for Slack');
  tell(OUTPUTS.slackFailureQueueUrl, slack?.failureQueue.queueUrl, 'Messages that Slack will not take');
  tell(OUTPUTS.chatTopicArn, told.chatTopic?.topicArn, 'Alerts in the form of Amazon Q Developer');
  tell(OUTPUTS.logGroupName, told.logGroup.logGroupName, 'Where the records come from');
  tell(OUTPUTS.version, told.version, 'Version of KMS Deletion Guard');
  tell(OUTPUTS.settings, shownSettings(told.given), 'What was set; long texts by their digest');
}
