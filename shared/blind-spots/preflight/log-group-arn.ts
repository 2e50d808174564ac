import type { LogGroupPlace } from './source.ts';

/** `arn:aws:logs:eu-west-1:111122223333:log-group:NAME`, with or without `:*`. Source: Service Authorization Reference, CloudWatch Logs. */
const LOG_GROUP_ARN = /^arn:[^:]+:logs:([^:]+):([^:]+):log-group:([^:]+)(?::\*)?$/;

/** The place that an ARN names; undefined: it is not that of a log group. */
export function placeOf(arn: string): LogGroupPlace | undefined {
  const [, region, accountId, name] = LOG_GROUP_ARN.exec(arn) ?? [];
  return region === undefined || accountId === undefined || name === undefined
    ? undefined
    : { region, accountId, name };
}

/** The ARN without what may follow the name. */
export const bareArn = (arn: string): string => arn.replace(/:\*$/, '');
