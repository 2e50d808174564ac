import { describe } from '@jest/globals';
import { trailRecordsKms } from '../../../shared/blind-spots/checks/trail-records-kms.ts';
import { fact, notKnown } from '../../../shared/blind-spots/fact.ts';
import type { TrailFacts } from '../../../shared/blind-spots/facts.ts';
import { aTrail, aTrailStatus } from '../../builders/account.ts';
import { withTrail } from '../breaking.ts';
import { advanced, basic } from '../selectors.ts';
import { asItIs, judges, type Situation } from './situations.ts';

const records = (
  name: string,
  selectors: TrailFacts['selectors'],
  state: Situation[2],
  ...words: readonly (string | RegExp)[]
): Situation => [name, (facts) => withTrail(facts, { selectors }), state, ...words];

const together =
  (...trails: readonly Partial<TrailFacts>[]): Situation[1] =>
  (facts) => ({ ...facts, trails: fact(trails.map((trail) => aTrail(trail))) });

const DATA = { eventCategory: { equals: ['Data'] } };

// CloudTrail User Guide, "Logging management events".
describe('trail-records-kms', () => {
  judges(trailRecordsKms, [
    ['all management events', asItIs, 'pass'],
    records(
      'write-only',
      basic({ readWriteType: 'WriteOnly' }),
      'fail',
      'write-only: Decrypt and Encrypt are read events',
    ),
    records('read-only', basic({ readWriteType: 'ReadOnly' }), 'fail', 'read-only', 'CreateGrant'),
    records(
      'reads and writes by two selectors',
      basic({ readWriteType: 'ReadOnly' }, { readWriteType: 'WriteOnly' }),
      'pass',
    ),
    records('KMS excluded', basic({ excludeManagementEventSources: ['kms.amazonaws.com'] }), 'fail', 'leaves out KMS'),
    records('another service excluded', basic({ excludeManagementEventSources: ['rdsdata.amazonaws.com'] }), 'pass'),
    records('no management events', basic({ includeManagementEvents: false }), 'fail', 'records no management events'),
    records('no selectors', basic(), 'unknown'),
    records(
      'the command that mends it, which keeps what else is excluded',
      basic({ readWriteType: 'WriteOnly', excludeManagementEventSources: ['rdsdata.amazonaws.com'] }),
      'fail',
      `aws cloudtrail put-event-selectors --region eu-west-1 --trail-name arn:aws:cloudtrail:eu-west-1:111122223333:trail/management --event-selectors '[{`,
      '"ExcludeManagementEventSources":["rdsdata.amazonaws.com"]',
      '"title": "record all management events"',
    ),
    // PutEventSelectors replaces all selectors, and would stop the recording of data events.
    records(
      'no command that would drop data events, whichever selector has them',
      basic({ readWriteType: 'WriteOnly' }, { includeManagementEvents: false, hasDataResources: true }),
      'fail',
      /^(?!.*put-event-selectors --)/s,
      'aws cloudtrail get-event-selectors --region eu-west-1 --trail-name arn:aws:cloudtrail:eu-west-1:111122223333:trail/management"',
      'ReadWriteType All',
      'IncludeManagementEvents true',
      'take KMS out of ExcludeManagementEventSources',
      'keep DataResources',
    ),
    [
      'a trail of an organization, which a member account cannot change',
      (facts) => withTrail(facts, { isOrganization: true, selectors: basic({ readWriteType: 'WriteOnly' }) }),
      'fail',
      "in the organization's management account, record all management events",
    ],
    [
      'the same by hand',
      (facts) =>
        withTrail(facts, {
          isOrganization: true,
          selectors: basic({ readWriteType: 'WriteOnly', hasDataResources: true }),
        }),
      'fail',
      "in the organization's management account, set ReadWriteType All",
    ],
    [
      'the same with advanced selectors',
      (facts) => withTrail(facts, { isOrganization: true, selectors: advanced(DATA) }),
      'fail',
      "in the organization's management account, record all management events",
    ],
    records('advanced: all', advanced({}), 'pass'),
    records('advanced: data events alone', advanced(DATA), 'fail', 'records no management events'),
    records(
      'advanced: not KMS',
      advanced({ eventSource: { notEquals: ['kms.amazonaws.com'] } }),
      'fail',
      'leaves out KMS',
    ),
    records(
      'advanced: not what begins with kms',
      advanced({ eventSource: { notStartsWith: ['kms'] } }),
      'fail',
      'leaves out KMS',
    ),
    records(
      'advanced: not what ends so',
      advanced({ eventSource: { notEndsWith: ['.amazonaws.com'] } }),
      'fail',
      'leaves out KMS',
    ),
    records('advanced: KMS alone', advanced({ eventSource: { equals: ['kms.amazonaws.com'] } }), 'pass'),
    records('advanced: what begins so', advanced({ eventSource: { startsWith: ['ec2', 'kms'] } }), 'pass'),
    records('advanced: another service alone', advanced({ eventSource: { equals: ['s3.amazonaws.com'] } }), 'fail'),
    records(
      'advanced: selected and deselected at once',
      advanced({ eventSource: { endsWith: ['.amazonaws.com'], notEquals: ['kms.amazonaws.com'] } }),
      'fail',
    ),
    records('advanced: writes alone', advanced({ readOnly: { equals: ['false'] } }), 'fail', 'write-only'),
    records('advanced: reads alone', advanced({ readOnly: { equals: ['true'] } }), 'fail', 'read-only'),
    records(
      'advanced: reads and writes by two selectors',
      advanced({ readOnly: { equals: ['false'] } }, { readOnly: { equals: ['true'] } }),
      'pass',
    ),
    records(
      'advanced: some callers alone',
      advanced({ 'userIdentity.arn': { startsWith: ['arn:aws:iam::1'] } }),
      'warn',
      'only some calls',
    ),
    records('advanced: not Decrypt', advanced({ eventName: { notEquals: ['Decrypt'] } }), 'warn'),
    records(
      'advanced: not Describe, which no alert needs',
      advanced({ eventName: { notStartsWith: ['Describe'] } }),
      'pass',
    ),
    records(
      'advanced: sign-ins alone',
      advanced({ eventName: { equals: ['ConsoleLogin'] } }),
      'fail',
      'no call of KMS',
    ),
    records(
      'the command keeps selectors of data events',
      advanced(DATA, { readOnly: { equals: ['false'] } }),
      'fail',
      '{"FieldSelectors":[{"Field":"eventCategory","Equals":["Data"]}]}',
      '{"Field":"eventCategory","Equals":["Management"]}',
    ),
    [
      'two trails that make up for each other',
      together(
        { selectors: basic({ readWriteType: 'WriteOnly' }) },
        { name: 'second', selectors: basic({ readWriteType: 'ReadOnly' }) },
      ),
      'pass',
    ],
    [
      'a trail that would make up for it, but is stopped',
      together(
        { selectors: basic({ readWriteType: 'WriteOnly' }) },
        { name: 'second', status: fact(aTrailStatus({ isLogging: false })) },
      ),
      'fail',
    ],
    [
      'a trail that may make up for it',
      together(
        { selectors: basic({ readWriteType: 'WriteOnly' }) },
        { name: 'second', selectors: notKnown('no right', 'cloudtrail:GetEventSelectors') },
      ),
      'unknown',
      'cloudtrail:GetEventSelectors',
    ],
    [
      'enough, whatever another trail records',
      together({}, { name: 'second', selectors: notKnown('no right', 'cloudtrail:GetEventSelectors') }),
      'pass',
    ],
    ['no trail that feeds the log group', together({ logGroupArn: undefined }), 'unknown', 'see trail-delivers'],
    [
      'a trail that is stopped',
      together({ status: fact(aTrailStatus({ isLogging: false })) }),
      'unknown',
      'see trail-delivers',
    ],
  ]);
});
