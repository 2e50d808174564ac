import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  type IDestination,
  type Function as LambdaFunction,
  LoggingFormat,
  Runtime,
} from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import { type ILogGroup, LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { ENVIRONMENT } from '../../shared/contract/environment.ts';
import { SILENCE_PATH } from '../../shared/contract/names.ts';

/** What the owner of a construct with a function in it passes on. */
export interface GuardFunctionProps {
  /** Folder of package.json, package-lock.json and functions/. */
  readonly projectRoot: string;
  /** Version that alerts and log lines name. */
  readonly version: string;
  /** Variables of shared/contract/environment.ts, but for the role's own ARN, which is added. */
  readonly environment: Readonly<Record<string, string>>;
}

interface Particulars extends GuardFunctionProps {
  /** File that exports `handler`, below functions/. */
  readonly entry: string;
  /** What it does, after "KMS Deletion Guard 1.2.3: ". */
  readonly does: string;
  /** What its role is for, after "KMS Deletion Guard: ". */
  readonly roleFor: string;
  /** What the role may do besides writing to the function's own log group. */
  readonly rights: readonly PolicyStatement[];
  readonly timeout: Duration;
  /** @default 512 MB */
  readonly memorySize?: number;
  /** How long an asynchronous invocation may wait and be tried again. @default - it is not invoked so */
  readonly maxEventAge?: Duration;
  /** Takes what failed three times. @default - nothing does */
  readonly onFailure?: IDestination;
}

/** A function of the guard with what belongs to it. */
export interface GuardFunction {
  readonly function: LambdaFunction;
  readonly role: Role;
  /** The function's own. */
  readonly logGroup: ILogGroup;
}

/** Makes a function with a log group that forgets and a role of its own, all right below `scope`. */
export function guardFunction(scope: Construct, props: Particulars): GuardFunction {
  const entry = join(props.projectRoot, 'functions', props.entry);
  if (!existsSync(entry)) throw new Error(`projectRoot: found no ${entry}; run cdk in the folder of cdk.json`);

  const logGroup = new LogGroup(scope, 'LogGroup', {
    retention: RetentionDays.THREE_MONTHS,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const role = new Role(scope, 'Role', {
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    description: `KMS Deletion Guard: ${props.roleFor}`,
  });
  for (const right of props.rights) role.addToPolicy(right);
  logGroup.grantWrite(role);

  const made = new NodejsFunction(scope, 'Function', {
    description: `KMS Deletion Guard ${props.version}: ${props.does}`,
    entry,
    projectRoot: props.projectRoot,
    depsLockFilePath: join(props.projectRoot, 'package-lock.json'),
    handler: 'handler',
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    memorySize: props.memorySize ?? 512,
    timeout: props.timeout,
    role,
    logGroup,
    // In the JSON format the runtime may wrap what is printed, and embedded metrics would no longer stand at top level.
    loggingFormat: LoggingFormat.TEXT,
    environment: { ...props.environment, [ENVIRONMENT.ownRoleArn]: role.roleArn },
    ...(props.maxEventAge !== undefined && { retryAttempts: 2, maxEventAge: props.maxEventAge }),
    ...(props.onFailure !== undefined && { onFailure: props.onFailure }),
    bundling: {
      format: OutputFormat.ESM,
      target: 'node24',
      minify: true,
      // The runtime's own copy of the SDK drifts and may lack GetKeyLastUsage.
      bundleAwsSDK: true,
      externalModules: [],
      mainFields: ['module', 'main'],
      define: { GUARD_VERSION: JSON.stringify(props.version) },
      tsconfig: join(props.projectRoot, 'tsconfig.json'),
    },
  });
  return { function: made, role, logGroup };
}

/**
 * The right to list the silences. Judged by the path that is asked for, and not by the parameters below it; so the path alone,
 * without its last slash, as the functions must ask for it. Source: Systems Manager User Guide, "How Parameter Store authorizes
 * parameter retrieval".
 */
export function readSilences(scope: Construct): PolicyStatement {
  const path = SILENCE_PATH.replaceAll(/^\/|\/$/g, '');
  return new PolicyStatement({
    sid: 'ReadSilences',
    actions: ['ssm:GetParametersByPath'],
    resources: [Stack.of(scope).formatArn({ service: 'ssm', resource: 'parameter', resourceName: path })],
  });
}
