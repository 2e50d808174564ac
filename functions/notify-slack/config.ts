import { parseMention, type SlackMention } from '../../shared/alert/slack/mention.ts';
import {
  type Environment,
  type EnvironmentReaders,
  environmentReaders,
  stackNameIn,
} from '../../shared/config/environment-readers.ts';
import { ENVIRONMENT } from '../../shared/contract/environment.ts';
import { WEBHOOK_PARAMETER } from '../../shared/contract/names.ts';

/** What the function is told by its environment, read once at cold start. */
export interface Config {
  readonly stackName: string;
  readonly queueUrl: string;
  readonly failureQueueUrl: string;
  /** Name of the SSM parameter that holds the webhook's URL. */
  readonly webhookParameter: string;
  /** Hosts besides Slack's that the webhook may be on. */
  readonly webhookHosts: readonly string[];
  readonly mention: SlackMention;
  /** Region that the function runs in; undefined outside of Lambda. */
  readonly region: string | undefined;
}

const QUEUE_URL = /^https?:\/\/\S+$/;
const HOSTS = /^[a-z0-9.-]+(?::\d{1,5})?(?:,[a-z0-9.-]+(?::\d{1,5})?)*$/;

/** Reads the configuration. Throws one error that names every fault, with what was got and what was wanted. */
export function readConfig(environment: Environment): Config {
  const readers = environmentReaders(environment);
  const { required, finish } = readers;
  const mention = parseMention(environment[ENVIRONMENT.slackMention] || 'none');
  if (mention === undefined)
    unshown(readers, ENVIRONMENT.slackMention, 'none, here, channel, or the id of a user or a user group');
  const config: Config = {
    stackName: stackNameIn(readers),
    queueUrl: required(ENVIRONMENT.slackQueueUrl, QUEUE_URL, 'the URL of an SQS queue'),
    failureQueueUrl: required(ENVIRONMENT.slackFailureQueueUrl, QUEUE_URL, 'the URL of an SQS queue'),
    webhookParameter: webhookParameterIn(readers, environment),
    webhookHosts: hostsIn(readers, environment),
    mention: mention ?? 'none',
    region: environment.AWS_REGION,
  };
  finish();
  return config;
}

function webhookParameterIn(readers: EnvironmentReaders, environment: Environment): string {
  const [name, wanted] = [ENVIRONMENT.slackWebhookParameter, 'the name of an SSM parameter'];
  const value = environment[name] ?? '';
  if (value === '') return readers.required(name, WEBHOOK_PARAMETER, wanted);
  if (!WEBHOOK_PARAMETER.test(value)) unshown(readers, name, wanted);
  return value;
}

function hostsIn(readers: EnvironmentReaders, environment: Environment): readonly string[] {
  const name = ENVIRONMENT.slackWebhookHosts;
  const value = environment[name] ?? '';
  if (value === '') return [];
  if (!HOSTS.test(value)) unshown(readers, name, 'host names, such as chat.example.com,chat.example.com:8443');
  return value.split(',');
}

/** People paste the webhook's URL where its parameter's name or host belongs, and it must stand in no log. */
const unshown = ({ fault }: EnvironmentReaders, name: string, wanted: string): void =>
  fault(`${name}: got a text of another form (not shown, as it may be a secret), wanted ${wanted}`);
