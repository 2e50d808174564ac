import type { Facts, TrailFacts } from '../../../shared/blind-spots/facts.ts';
import { type Answer, awsError, json } from '../aws.ts';
import { type Answering, ifKnown, seconds } from './answers.ts';

/** CloudTrail on the trails. */
export function answerTrails(aws: Answering, { trails }: Facts): void {
  const ofTrail = (arn: unknown, answer: (trail: TrailFacts) => Answer): Answer => {
    const trail = trails.known ? trails.value.find((one) => one.arn === arn) : undefined;
    return trail === undefined ? awsError(400, 'TrailNotFoundException') : answer(trail);
  };
  aws.answer(
    'DescribeTrails',
    ifKnown(trails, (all) => json({ trailList: all.map(described) })),
  );
  aws.answer('GetTrailStatus', ({ parameters: { Name: arn } }) =>
    ofTrail(arn, ({ status }) =>
      ifKnown(status, (known) =>
        json({
          IsLogging: known.isLogging,
          StartLoggingTime: seconds(known.startedAt),
          StopLoggingTime: seconds(known.stoppedAt),
          LatestDeliveryTime: seconds(known.deliveredAt),
          LatestDeliveryError: known.deliveryError ?? '',
          LatestCloudWatchLogsDeliveryTime: seconds(known.logsDeliveredAt),
          LatestCloudWatchLogsDeliveryError: known.logsDeliveryError ?? '',
        }),
      ),
    ),
  );
  aws.answer('GetEventSelectors', ({ parameters: { TrailName: arn } }) =>
    ofTrail(arn, (trail) => ifKnown(trail.selectors, () => selectorsOf(trail))),
  );
}

const described = (trail: TrailFacts) => ({
  Name: trail.name,
  TrailARN: trail.arn,
  HomeRegion: trail.homeRegion,
  IsMultiRegionTrail: trail.isMultiRegion,
  IsOrganizationTrail: trail.isOrganization,
  CloudWatchLogsLogGroupArn: trail.logGroupArn,
  S3BucketName: trail.bucket,
  KmsKeyId: trail.keyId,
});

function selectorsOf({ arn, selectors }: TrailFacts): Answer {
  if (!selectors.known) return json({ TrailARN: arn });
  const { kind } = selectors.value;
  if (kind === 'basic')
    return json({
      TrailARN: arn,
      EventSelectors: selectors.value.selectors.map((selector) => ({
        ReadWriteType: selector.readWriteType,
        IncludeManagementEvents: selector.includeManagementEvents,
        ExcludeManagementEventSources: selector.excludeManagementEventSources,
        DataResources: selector.hasDataResources ? [{ Type: 'AWS::S3::Object', Values: ['arn:aws:s3'] }] : [],
      })),
    });
  return json({
    TrailARN: arn,
    AdvancedEventSelectors: selectors.value.selectors.map(({ name, fields }) => ({
      Name: name,
      FieldSelectors: fields.map(({ field, ...lists }) => ({
        Field: field,
        // What is not asked for is left out.
        ...Object.fromEntries(
          Object.entries(lists).flatMap(([name, values]) =>
            values.length === 0 ? [] : [[name.charAt(0).toUpperCase() + name.slice(1), values]],
          ),
        ),
      })),
    })),
  });
}
