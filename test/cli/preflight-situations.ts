import { fact, notKnown } from '../../shared/blind-spots/fact.ts';
import type { Before, Wishes } from '../../shared/blind-spots/preflight/before.ts';
import { aGroup, organizationTrail, standingStack, WITHOUT_KMS, WRITE_ONLY } from '../blind-spots/preflight/before.ts';
import { aLogGroup, anAlarm, aTrail } from '../builders/account.ts';

const denied = (right: string) => notKnown('AWS does not allow it (AccessDenied)', right);
export const emails = ['ops@example.com'];
/** A subscription filter of somebody else. */
export const filter = (name: string) => ({
  ...{ name, pattern: '', destinationArn: `arn:aws:lambda:eu-west-1:111122223333:function:${name}` },
  ...{ appliesToTransformed: false, fieldSelectionCriteria: undefined },
});
export const siem = aGroup({ subscriptionFilters: fact([filter('siem-shipper')]) });

const HOSTILE = '\u001b[31mevil\u202e\nFAIL     <b>http://evil.example.com/x</b> $(rm -rf /) @here';

/** Name, exit code, what stands in the account, what is wished for. */
export const SITUATIONS: readonly (readonly [string, number, Partial<Before>, Partial<Wishes>?])[] = [
  ['good-trail', 0, { logGroups: [siem], accountFilterPolicies: fact(['central-archive']) }, { emails }],
  ['write-only', 10, { trails: fact([aTrail({ selectors: WRITE_ONLY })]) }, { emails }],
  ['kms-excluded', 10, { trails: fact([aTrail({ selectors: WITHOUT_KMS })]) }],
  ['no-trail', 10, { trails: fact([]), logGroups: [], bootstrap: fact('missing') }, { emails }],
  ['collision', 0, { alarms: fact([anAlarm({})]) }],
  [
    'organization-trail',
    10,
    {
      trails: fact([organizationTrail()]),
      logGroups: [aGroup({ name: 'aws-controltower/CloudTrailLogs', logGroup: fact('missing') })],
    },
  ],
  [
    'infrequent-access',
    10,
    { logGroups: [aGroup({ logGroup: fact(aLogGroup({ logGroupClass: 'INFREQUENT_ACCESS' })) })] },
  ],
  [
    'one-region',
    0,
    { trails: fact([aTrail({ isMultiRegion: false })]), bootstrap: fact('missing') },
    { emails, profile: 'security' },
  ],
  ['log-group-gone', 10, { logGroups: [aGroup({ logGroup: fact('missing') })] }, { emails }],
  [
    'other-region',
    10,
    {
      trails: fact([aTrail({ logGroupArn: 'arn:aws:logs:us-east-1:111122223333:log-group:my-trail:*' })]),
      logGroups: [],
    },
    { emails, profile: 'security' },
  ],
  ['stands-already', 0, { stack: fact(standingStack()) }],
  [
    'nothing-readable',
    21,
    {
      trails: denied('cloudtrail:DescribeTrails'),
      alarms: denied('cloudwatch:DescribeAlarms'),
      stack: denied('cloudformation:DescribeStacks'),
      bootstrap: denied('ssm:GetParameter'),
      logGroups: [],
    },
  ],
  [
    'hostile',
    10,
    {
      trails: fact([
        aTrail({ name: HOSTILE, arn: HOSTILE, logGroupArn: undefined }),
        aTrail({ name: HOSTILE, selectors: WRITE_ONLY }),
      ]),
      logGroups: [aGroup({ subscriptionFilters: fact([filter(HOSTILE)]) })],
      accountFilterPolicies: fact([HOSTILE]),
      alarms: fact([anAlarm({ name: HOSTILE })]),
    },
    { emails },
  ],
];
