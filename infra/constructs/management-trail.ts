import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { ReadWriteType, Trail } from 'aws-cdk-lib/aws-cloudtrail';
import { type ILogGroup, LogGroup, LogGroupClass, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { BlockPublicAccess, Bucket, BucketEncryption, type IBucket, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';

export interface ManagementTrailProps {
  /**
   * How long files and log events are kept: longer than the longest waiting period of a key, 30 days.
   *
   * @default - 90 days, as long as CloudTrail's own event history
   */
  readonly retention?: RetentionDays;
}

/**
 * A multi-Region trail of all management events. Both halves of "all" matter: Encrypt, Decrypt and GenerateDataKey are logged
 * as read events, and a trail may leave out AWS KMS events altogether. Source: CloudTrail User Guide, "Logging management
 * events". Bucket and log group are kept when the stack goes: they are an audit log.
 */
export class ManagementTrail extends Construct {
  /** Class Standard, the only one that takes subscription filters. */
  readonly logGroup: ILogGroup;

  constructor(scope: Construct, id: string, props: ManagementTrailProps = {}) {
    super(scope, id);
    const retention = props.retention ?? RetentionDays.THREE_MONTHS;
    const bucket = new Bucket(this, 'Bucket', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      lifecycleRules: [{ expiration: Duration.days(retention), abortIncompleteMultipartUploadAfter: Duration.days(7) }],
      removalPolicy: RemovalPolicy.RETAIN,
    });
    const logGroup = new LogGroup(this, 'LogGroup', {
      retention,
      logGroupClass: LogGroupClass.STANDARD,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    new Trail(this, 'Trail', {
      // The cast: Bucket declares isWebsite in a way that exactOptionalPropertyTypes takes amiss.
      bucket: bucket as IBucket,
      sendToCloudWatchLogs: true,
      cloudWatchLogGroup: logGroup,
      isMultiRegionTrail: true,
      includeGlobalServiceEvents: true,
      managementEvents: ReadWriteType.ALL,
      enableFileValidation: true,
    });
    this.logGroup = logGroup;
  }
}
