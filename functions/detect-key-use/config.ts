import { ENVIRONMENT } from '../../shared/contract/environment.ts';
import { type IgnoredCaller, parseIgnoreCallers } from '../../shared/silence/ignore-callers.ts';

/** What the function is told by its environment, read once at cold start. */
export interface Config {
  readonly topicArn: string;
  readonly stackName: string;
  readonly ownRoleArn: string;
  readonly accountNames: Readonly<Record<string, string>>;
  readonly consoleLinkTemplate: string | undefined;
  readonly runbookUrl: string | undefined;
  readonly ownerTag: string | undefined;
  readonly managementCalls: 'notify' | 'ignore';
  readonly ignoreCallers: readonly IgnoredCaller[];
  readonly tableName: string;
  readonly windowMinutes: number;
  /** Region that the function runs in; undefined outside of Lambda. */
  readonly region: string | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads the configuration. Throws one error that names every fault, with what was got and what was wanted. */
export function readConfig(environment: Environment): Config {
  const faults: string[] = [];
  const text = (name: string, pattern: RegExp, wanted: string): string | undefined => {
    const value = environment[name];
    if (value === undefined || value === '') return undefined;
    if (pattern.test(value)) return value;
    faults.push(`${name}: got ${JSON.stringify(value.slice(0, 80))}, wanted ${wanted}`);
    return undefined;
  };
  const required = (name: string, pattern: RegExp, wanted: string): string => {
    if (!environment[name]) faults.push(`${name}: got nothing, wanted ${wanted}`);
    return text(name, pattern, wanted) ?? '';
  };
  const ignored = parseIgnoreCallers(environment[ENVIRONMENT.ignoreCallers] ?? '');
  if (!ignored.ok) faults.push(`${ENVIRONMENT.ignoreCallers}: ${ignored.error}`);
  const config: Config = {
    topicArn: required(
      ENVIRONMENT.topicArn,
      /^arn:[a-z0-9-]+:sns:[a-z0-9-]+:\d{12}:[\w-]+$/,
      'the ARN of an SNS topic',
    ),
    stackName: required(ENVIRONMENT.stackName, /^[A-Za-z][A-Za-z0-9-]*$/, 'the name of the stack'),
    ownRoleArn: required(
      ENVIRONMENT.ownRoleArn,
      /^arn:[a-z0-9-]+:iam::\d{12}:role\/\S+$/,
      'the ARN of the role of this function',
    ),
    accountNames: accountNamesOf(
      text(ENVIRONMENT.accountNames, /^\d{12}=[^,=]+(,\d{12}=[^,=]+)*$/, '111122223333=name,...'),
    ),
    consoleLinkTemplate: text(
      ENVIRONMENT.consoleLinkTemplate,
      /^https:\/\/\S*\{destination\}\S*$/,
      'an https link with {destination}',
    ),
    runbookUrl: text(ENVIRONMENT.runbookUrl, /^https:\/\/\S+$/, 'an https link'),
    ownerTag: text(ENVIRONMENT.ownerTag, /^[^\n]{1,128}$/u, 'the name of a tag'),
    managementCalls:
      text(ENVIRONMENT.managementCalls, /^(notify|ignore)$/, 'notify or ignore') === 'ignore' ? 'ignore' : 'notify',
    ignoreCallers: ignored.ok ? ignored.value : [],
    tableName: required(ENVIRONMENT.tableName, /^[A-Za-z0-9_.-]{3,255}$/, 'the name of a DynamoDB table'),
    windowMinutes: Number(
      text(ENVIRONMENT.windowMinutes, /^([5-9]|[1-9]\d{1,2}|1[0-3]\d\d|14[0-3]\d|1440)$/, 'minutes from 5 to 1440') ??
        15,
    ),
    region: environment.AWS_REGION,
  };
  if (faults.length > 0)
    throw new Error(`the configuration is wrong; deploy the stack again with these mended: ${faults.join('; ')}`);
  return config;
}

const accountNamesOf = (list: string | undefined): Config['accountNames'] =>
  Object.fromEntries((list?.split(',') ?? []).map((pair) => pair.split('=') as [string, string]));
