import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, type Function as LambdaFunction, LoggingFormat, Runtime } from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { NodejsFunction, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import { type ILogGroup, LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { ENVIRONMENT } from '../../shared/contract/environment.ts';
import { SILENCE_PATH } from '../../shared/contract/names.ts';

export interface DetectKeyUseProps {
  /** Folder of package.json, package-lock.json and functions/. */
  readonly projectRoot: string;
  /** Version that alerts and log lines name. */
  readonly version: string;
  /** Variables of shared/contract/environment.ts, but for the role's own ARN, which is added here. */
  readonly environment: Readonly<Record<string, string>>;
  /** Takes the batches for which the function failed three times. */
  readonly failureQueue: IQueue;
  /**
   * File that exports `handler`.
   *
   * @default - functions/detect-key-use/handler.ts below projectRoot
   */
  readonly entry?: string;
}

/** The function that turns records into alerts, with a role that can read what an alert tells and do nothing else. */
export class DetectKeyUse extends Construct {
  readonly function: LambdaFunction;
  readonly role: Role;
  /** The function's own. */
  readonly logGroup: ILogGroup;

  constructor(scope: Construct, id: string, props: DetectKeyUseProps) {
    super(scope, id);
    const entry = props.entry ?? join(props.projectRoot, 'functions/detect-key-use/handler.ts');
    if (!existsSync(entry)) throw new Error(`projectRoot: found no ${entry}; run cdk in the folder of cdk.json`);

    this.logGroup = new LogGroup(this, 'LogGroup', {
      retention: RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.role = this.leastPrivilegeRole();
    this.logGroup.grantWrite(this.role);

    this.function = new NodejsFunction(this, 'Function', {
      description: `KMS Deletion Guard ${props.version}: tells who uses a KMS key that is pending deletion`,
      entry,
      projectRoot: props.projectRoot,
      depsLockFilePath: join(props.projectRoot, 'package-lock.json'),
      handler: 'handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: 512,
      timeout: Duration.seconds(60),
      role: this.role,
      logGroup: this.logGroup,
      // In the JSON format the runtime may wrap what is printed, and embedded metrics would no longer stand at top level.
      loggingFormat: LoggingFormat.TEXT,
      environment: { ...props.environment, [ENVIRONMENT.ownRoleArn]: this.role.roleArn },
      retryAttempts: 2,
      maxEventAge: Duration.hours(6),
      onFailure: new SqsDestination(props.failureQueue),
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
  }

  private leastPrivilegeRole(): Role {
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: 'KMS Deletion Guard: reads what an alert tells about a key',
    });
    // Any Region: a multi-Region trail brings the records of all Regions into one log group.
    const keys = Stack.of(this).formatArn({ service: 'kms', region: '*', resource: 'key', resourceName: '*' });
    role.addToPolicy(
      new PolicyStatement({
        sid: 'ReadKeys',
        actions: ['kms:ListResourceTags', 'kms:GetKeyLastUsage'],
        resources: [keys],
      }),
    );
    // The one read that works across accounts, where the other account's key policy allows it as well: an organization's trail
    // brings the records of keys of all its accounts.
    role.addToPolicy(
      new PolicyStatement({
        sid: 'DescribeKeys',
        actions: ['kms:DescribeKey'],
        resources: [
          Stack.of(this).formatArn({ service: 'kms', region: '*', account: '*', resource: 'key', resourceName: '*' }),
        ],
      }),
    );
    // Neither call has a resource to narrow. Sources: KMS Developer Guide, "Specifying KMS keys in IAM policy statements"
    // (ListAliases uses no particular key); Service Authorization Reference, CloudTrail (LookupEvents has no resource type).
    role.addToPolicy(
      new PolicyStatement({
        sid: 'ReadWhatHasNoResource',
        actions: ['kms:ListAliases', 'cloudtrail:LookupEvents'],
        resources: ['*'],
      }),
    );
    // Judged by the path that is asked for, and not by the parameters below it; so the path alone, without its last slash, as
    // the function must ask for it. Source: Systems Manager User Guide, "How Parameter Store authorizes parameter retrieval".
    const path = SILENCE_PATH.replaceAll(/^\/|\/$/g, '');
    role.addToPolicy(
      new PolicyStatement({
        sid: 'ReadSilences',
        actions: ['ssm:GetParametersByPath'],
        resources: [Stack.of(this).formatArn({ service: 'ssm', resource: 'parameter', resourceName: path })],
      }),
    );
    return role;
  }
}
