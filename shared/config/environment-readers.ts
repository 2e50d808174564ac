import { ENVIRONMENT } from '../contract/environment.ts';

/** As process.env is. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Readers of one environment, which gather every fault. What is empty counts as not there. */
export interface EnvironmentReaders {
  readonly optional: (name: string, pattern: RegExp, wanted: string) => string | undefined;
  /** The empty text where there is a fault: {@link EnvironmentReaders.finish} throws then. */
  readonly required: (name: string, pattern: RegExp, wanted: string) => string;
  readonly fault: (text: string) => void;
  /** Throws one error that names every fault, with what was got and what was wanted. */
  readonly finish: () => void;
}

/** Makes them. */
export function environmentReaders(environment: Environment): EnvironmentReaders {
  const faults: string[] = [];
  const optional: EnvironmentReaders['optional'] = (name, pattern, wanted) => {
    const value = environment[name];
    if (value === undefined || value === '') return undefined;
    if (pattern.test(value)) return value;
    faults.push(`${name}: got ${JSON.stringify(value.slice(0, 80))}, wanted ${wanted}`);
    return undefined;
  };
  return {
    optional,
    required(name, pattern, wanted) {
      if (!environment[name]) faults.push(`${name}: got nothing, wanted ${wanted}`);
      return optional(name, pattern, wanted) ?? '';
    },
    fault: (text) => void faults.push(text),
    finish() {
      if (faults.length > 0)
        throw new Error(`the configuration is wrong; deploy the stack again with these mended: ${faults.join('; ')}`);
    },
  };
}

/** What every function is told. */
export interface CommonConfig {
  readonly topicArn: string;
  /** The topic that Amazon Q Developer reads, where there is one. */
  readonly chatTopicArn: string | undefined;
  readonly stackName: string;
  readonly ownRoleArn: string;
  readonly accountNames: Readonly<Record<string, string>>;
  readonly consoleLinkTemplate: string | undefined;
  readonly runbookUrl: string | undefined;
  readonly tableName: string;
  /** Region that the function runs in; undefined outside of Lambda. */
  readonly region: string | undefined;
}

const TOPIC_ARN = /^arn:[a-z0-9-]+:sns:[a-z0-9-]+:\d{12}:[\w-]+$/;

/** The ARN of a topic, which must be there. */
export const topicArnIn = ({ required }: EnvironmentReaders, name: string): string =>
  required(name, TOPIC_ARN, 'the ARN of an SNS topic');

/** The name of the stack, which must be there. */
export const stackNameIn = ({ required }: EnvironmentReaders): string =>
  required(ENVIRONMENT.stackName, /^[A-Za-z][A-Za-z0-9-]*$/, 'the name of the stack');

/** Reads {@link CommonConfig}. */
export function commonConfig(readers: EnvironmentReaders, environment: Environment): CommonConfig {
  const { optional, required } = readers;
  return {
    topicArn: topicArnIn(readers, ENVIRONMENT.topicArn),
    chatTopicArn: optional(ENVIRONMENT.chatTopicArn, TOPIC_ARN, 'the ARN of an SNS topic'),
    stackName: stackNameIn(readers),
    ownRoleArn: required(
      ENVIRONMENT.ownRoleArn,
      /^arn:[a-z0-9-]+:iam::\d{12}:role\/\S+$/,
      'the ARN of the role of this function',
    ),
    accountNames: accountNamesOf(
      optional(ENVIRONMENT.accountNames, /^\d{12}=[^,=]+(,\d{12}=[^,=]+)*$/, '111122223333=name,...'),
    ),
    consoleLinkTemplate: optional(
      ENVIRONMENT.consoleLinkTemplate,
      /^https:\/\/\S*\{destination\}\S*$/,
      'an https link with {destination}',
    ),
    runbookUrl: optional(ENVIRONMENT.runbookUrl, /^https:\/\/\S+$/, 'an https link'),
    tableName: required(ENVIRONMENT.tableName, /^[A-Za-z0-9_.-]{3,255}$/, 'the name of a DynamoDB table'),
    region: environment.AWS_REGION,
  };
}

function accountNamesOf(list: string | undefined): CommonConfig['accountNames'] {
  const pairs = (list?.split(',') ?? []).map((pair) => pair.split('='));
  return Object.fromEntries(pairs.map(([account = '', name = '']) => [account, name]));
}
