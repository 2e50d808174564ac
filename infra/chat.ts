import type { IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { AmazonQChat, type AmazonQChatProps } from './constructs/amazon-q-chat.ts';
import { NotifySlack } from './constructs/notify-slack.ts';
import { slackEnvironmentOf } from './environment.ts';
import type { GuardSettings } from './settings.ts';

interface SlackParts {
  readonly projectRoot: string;
  readonly version: string;
  readonly stackName: string;
  readonly topics: readonly ITopic[];
  readonly action: IAlarmAction;
}

/** The way to Slack, where the owner wants one. */
export function notifySlackOf(scope: Construct, { slack }: GuardSettings, parts: SlackParts): NotifySlack | undefined {
  if (slack === undefined) return undefined;
  const { stackName, ...rest } = parts;
  return new NotifySlack(scope, 'NotifySlack', {
    ...rest,
    webhookParameter: slack.webhookParameter,
    environment: slackEnvironmentOf(slack, stackName),
  });
}

/** The way to Amazon Q Developer, where the owner wants one. */
export const amazonQOf = (
  scope: Construct,
  { amazonQ }: GuardSettings,
  parts: Pick<AmazonQChatProps, 'backstop' | 'action'>,
): AmazonQChat | undefined =>
  amazonQ === undefined ? undefined : new AmazonQChat(scope, 'AmazonQ', { ...amazonQ, ...parts });
