import { describe, expect, it } from '@jest/globals';
import { type Fact, fact, notKnown } from '../../shared/blind-spots/fact.ts';
import type { LogGroupFacts, TrailFacts, TrailSelectors, TrailStatus } from '../../shared/blind-spots/facts.ts';
import { holdsAllSince } from '../../shared/blind-spots/log-coverage.ts';
import { NOW } from '../builders/alert.ts';

describe('whether a log group holds all refusals since some time', () => {
  const GROUP = 'arn:aws:logs:eu-west-1:111122223333:log-group:my-trail';
  const hoursAgo = (hours: number) => new Date(NOW.getTime() - hours * 3_600_000);
  const plain = (changes: object = {}): TrailSelectors => ({
    kind: 'basic',
    selectors: [
      {
        readWriteType: 'All',
        includeManagementEvents: true,
        excludeManagementEventSources: [],
        hasDataResources: false,
        ...changes,
      },
    ],
  });
  const trail = (changes: Partial<TrailFacts> = {}, selectors: TrailSelectors = plain()): TrailFacts => ({
    name: 't',
    arn: 'arn:aws:cloudtrail:eu-west-1:111122223333:trail/t',
    homeRegion: 'eu-west-1',
    isMultiRegion: true,
    isOrganization: false,
    logGroupArn: `${GROUP}:*`,
    bucket: undefined,
    keyId: undefined,
    status: fact({
      ...{ isLogging: true, startedAt: new Date('2025-01-01T00:00:00Z'), stoppedAt: undefined, deliveredAt: undefined },
      ...{ deliveryError: undefined, logsDeliveredAt: hoursAgo(0.1), logsDeliveryError: undefined },
    }),
    selectors: fact(selectors),
    ...changes,
  });
  const group = (changes: Partial<LogGroupFacts> = {}): LogGroupFacts => ({
    ...{ name: 'my-trail', arn: GROUP, logGroupClass: 'STANDARD', keyId: undefined, retentionDays: undefined },
    ...{ createdAt: new Date('2025-01-01T00:00:00Z'), lastIngestedAt: fact(NOW), hasTransformer: fact(false) },
    ...changes,
  });
  const SINCE = new Date('2026-11-10T00:00:00Z');
  const advanced = (...fields: readonly string[]): TrailSelectors => ({
    kind: 'advanced',
    selectors: [
      {
        name: undefined,
        fields: fields.map((field) => ({
          ...{ field, equals: field === 'eventCategory' ? ['Management'] : ['x'], notEquals: [], startsWith: [] },
          ...{ notStartsWith: [], endsWith: [], notEndsWith: [] },
        })),
      },
    ],
  });
  const saying = (changes: Partial<TrailStatus>): Partial<TrailFacts> => {
    const { status } = trail();
    return { status: status.known ? fact({ ...status.value, ...changes }) : status };
  };
  const startedAt = (time: string) => saying({ startedAt: new Date(time) });
  const quietFor = (hours: number, bucketHours: number) =>
    fact([trail(saying({ logsDeliveredAt: hoursAgo(hours), deliveredAt: hoursAgo(bucketHours) }))]);
  const ingested = (hours: number) => fact(group({ lastIngestedAt: fact(hoursAgo(hours)) }));
  const LATELY = 'records may not reach the log group now';

  it.each<[string, Fact<readonly TrailFacts[]>, Fact<LogGroupFacts | 'missing'>, string, string | true]>([
    ['a plain multi-Region trail', fact([trail()]), fact(group()), 'us-east-1', true],
    [
      'an advanced one of all management events',
      fact([trail({}, advanced('eventCategory'))]),
      fact(group()),
      'eu-west-1',
      true,
    ],
    ['a single-Region one at home', fact([trail({ isMultiRegion: false })]), fact(group()), 'eu-west-1', true],
    [
      'a single-Region one elsewhere',
      fact([trail({ isMultiRegion: false })]),
      fact(group()),
      'us-east-1',
      'no trail brings records of us-east-1',
    ],
    [
      'a trail of another log group',
      fact([trail({ logGroupArn: `${GROUP}2:*` })]),
      fact(group()),
      'eu-west-1',
      'no trail brings',
    ],
    [
      'write-only',
      fact([trail({}, plain({ readWriteType: 'WriteOnly' }))]),
      fact(group()),
      'eu-west-1',
      'may not have recorded',
    ],
    [
      'KMS excluded',
      fact([trail({}, plain({ excludeManagementEventSources: ['kms.amazonaws.com'] }))]),
      fact(group()),
      'eu-west-1',
      'may not have recorded',
    ],
    [
      'narrowed selectors',
      fact([trail({}, advanced('eventCategory', 'readOnly'))]),
      fact(group()),
      'eu-west-1',
      'may not have recorded',
    ],
    [
      'logging only since',
      fact([trail(startedAt('2026-11-12T00:00:00Z'))]),
      fact(group()),
      'eu-west-1',
      'may not have recorded',
    ],
    [
      'status not known',
      fact([trail({ status: notKnown('no right') })]),
      fact(group()),
      'eu-west-1',
      'may not have recorded',
    ],
    [
      'a younger log group',
      fact([trail()]),
      fact(group({ createdAt: new Date('2026-11-12T00:00:00Z') })),
      'eu-west-1',
      'holds nothing from before Thu 12 Nov',
    ],
    [
      'a short retention',
      fact([trail()]),
      fact(group({ retentionDays: 3 })),
      'eu-west-1',
      'holds nothing from before Thu 19 Nov',
    ],
    [
      'an error at the log group',
      fact([trail(saying({ logsDeliveryError: 'AccessDenied' }))]),
      fact(group()),
      'eu-west-1',
      LATELY,
    ],
    ['no delivery ever', fact([trail(saying({ logsDeliveredAt: undefined }))]), fact(group()), 'eu-west-1', LATELY],
    [
      'no delivery for hours',
      fact([trail(saying({ logsDeliveredAt: hoursAgo(3) }))]),
      ingested(3),
      'eu-west-1',
      LATELY,
    ],
    ['deliveries to the bucket only', quietFor(3, 0.5), ingested(3), 'eu-west-1', LATELY],
    ['a quiet account', quietFor(3, 3), ingested(3), 'eu-west-1', true],
    ['no delivery for a day, nor to the bucket', quietFor(25, 25), ingested(25), 'eu-west-1', LATELY],
    ['a log group that took nothing lately', fact([trail()]), ingested(3), 'eu-west-1', LATELY],
    [
      'a log group that never took anything',
      fact([trail()]),
      fact(group({ lastIngestedAt: fact(undefined) })),
      'eu-west-1',
      LATELY,
    ],
    [
      'a log group of which that is not known',
      fact([trail()]),
      fact(group({ lastIngestedAt: notKnown('no right') })),
      'eu-west-1',
      LATELY,
    ],
    [
      'a blind trail that delivers beside a whole one that does not',
      fact([
        trail(saying({ logsDeliveryError: 'AccessDenied' })),
        trail({}, plain({ excludeManagementEventSources: ['kms.amazonaws.com'] })),
      ]),
      fact(group()),
      'eu-west-1',
      LATELY,
    ],
    ['no log group', fact([trail()]), fact('missing'), 'eu-west-1', 'the log group is gone'],
    ['nothing known', notKnown('no right'), fact(group()), 'eu-west-1', 'no right'],
  ])('%s', (_, trails, logGroup, region, held) => {
    const told = holdsAllSince({ trails, logGroup }, region, SINCE, NOW);
    expect(told.known ? told.value : told.reason).toEqual(held === true ? true : expect.stringContaining(held));
  });
});
