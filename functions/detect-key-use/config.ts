import { ENVIRONMENT } from '../../shared/contract/environment.ts';

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
  };
  if (faults.length > 0)
    throw new Error(`the configuration is wrong; deploy the stack again with these mended: ${faults.join('; ')}`);
  return config;
}

const accountNamesOf = (list: string | undefined): Config['accountNames'] =>
  Object.fromEntries((list?.split(',') ?? []).map((pair) => pair.split('=') as [string, string]));
