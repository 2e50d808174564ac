import { Aws, Stack } from 'aws-cdk-lib';
import { CfnMicrosoftTeamsChannelConfiguration, CfnSlackChannelConfiguration } from 'aws-cdk-lib/aws-chatbot';
import type { Alarm, IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import { ManagedPolicy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { AmazonQSettings } from '../chat-settings.ts';
import { chatAlarm } from './chat-alarm.ts';

export interface AmazonQChatProps extends AmazonQSettings {
  /** Topic of the alarms, which Amazon Q Developer shows by itself. */
  readonly backstop: ITopic;
  /** What the alarm does: a way that does not lead through the chat topic. */
  readonly action: IAlarmAction;
}

/**
 * A topic of its own for Amazon Q Developer in chat applications, which drops what is not in its own schema, and the channels that read
 * it and the backstop topic. Whoever set up the account has authorized the workspace or the tenant by hand.
 *
 * Anyone in a channel can speak to Amazon Q: the role that it takes on may do nothing, which costs no more than the graph under an
 * alarm, and the guardrail lets through reads alone even if somebody gives the role rights. Without one it would be
 * AdministratorAccess. Sources: Amazon Q Developer in chat applications Administrator Guide, "IAM resource-level permissions", and API
 * Reference, CreateSlackChannelConfiguration, GuardrailPolicyArns.
 *
 * Both channels by L1: Teams has no L2, and this way they have the same properties.
 */
export class AmazonQChat extends Construct {
  /** Takes custom notifications, and nothing else. Nobody but the stack's functions publishes: no alarm does. */
  readonly topic: ITopic;
  /** On alerts that the topic did not take. */
  readonly alarm: Alarm;

  constructor(scope: Construct, id: string, { slack, teams, backstop, action }: AmazonQChatProps) {
    super(scope, id);
    this.topic = new Topic(this, 'Topic', { displayName: 'KMS Deletion Guard chat', enforceSSL: true });
    this.alarm = chatAlarm(this, action);
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('chatbot.amazonaws.com'),
      description: 'KMS Deletion Guard: Amazon Q Developer in chat applications, which may do nothing by it',
    });
    // The service is global: a name is one of the account's, in all its Regions. So is a channel, which takes one configuration.
    const name = `${Stack.of(this).stackName}-${Aws.REGION}`;
    const common = {
      iamRoleArn: role.roleArn,
      snsTopicArns: [this.topic.topicArn, backstop.topicArn],
      guardrailPolicies: [ManagedPolicy.fromAwsManagedPolicyName('ReadOnlyAccess').managedPolicyArn],
      // What could not be shown, and why; INFO would log every message of the channel.
      loggingLevel: 'ERROR',
      userRoleRequired: false,
    };
    if (slack !== undefined) {
      new CfnSlackChannelConfiguration(this, 'Slack', {
        ...common,
        configurationName: name,
        slackWorkspaceId: slack.workspaceId,
        slackChannelId: slack.channelId,
      });
    }
    if (teams !== undefined) {
      new CfnMicrosoftTeamsChannelConfiguration(this, 'Teams', {
        ...common,
        // The name is also that of the log group, and nothing says that the two kinds may share one.
        configurationName: `${name}-teams`,
        teamsTenantId: teams.tenantId,
        teamId: teams.teamId,
        teamsChannelId: teams.channelId,
      });
    }
  }
}
