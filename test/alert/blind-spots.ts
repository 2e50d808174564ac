import type { Alert } from '../../shared/alert/alert.ts';
import type { AlertSettings } from '../../shared/alert/settings.ts';
import { atRiskOf } from '../../shared/blind-spots/at-risk.ts';
import { type BlindSpotContext, buildBlindSpot } from '../../shared/blind-spots/build-blind-spot.ts';
import { type Fact, fact, notKnown } from '../../shared/blind-spots/fact.ts';
import type { TrailFacts } from '../../shared/blind-spots/facts.ts';
import type { PendingKey, PendingKeys } from '../../shared/blind-spots/pending-key.ts';
import type { Turn } from '../../shared/blind-spots/watch.ts';
import { NOW, someSettings } from '../builders/alert.ts';
import { aPendingKey, aTurn, pendingKeys } from '../builders/blind-spot.ts';
import { KEY } from '../builders/record.ts';

/** What a blind-spot alert is made of, told at {@link NOW}; what is left out is not known. */
export interface BlindSpotStory {
  readonly turn?: Partial<Turn>;
  readonly fixes?: BlindSpotContext['fixes'];
  /** Ids of the checks that fail besides. */
  readonly failing?: readonly string[];
  readonly pending?: Fact<PendingKeys>;
  readonly aliases?: Readonly<Record<string, string>>;
  readonly changedBy?: BlindSpotContext['changedBy'];
  readonly trails?: Fact<readonly TrailFacts[]>;
  readonly notes?: BlindSpotContext['notes'];
  readonly settings?: Partial<AlertSettings>;
}

/** Makes it. */
export async function blindSpotOf(story: BlindSpotStory = {}): Promise<Alert> {
  const settings = someSettings(story.settings);
  const aliases = async ({ arn }: PendingKey) => {
    const alias = story.aliases?.[arn];
    return alias === undefined ? notKnown('no right kms:ListAliases') : fact([alias]);
  };
  const context: BlindSpotContext = {
    place: {
      region: 'eu-west-1',
      accountId: '111122223333',
      partition: 'aws',
      trails: story.trails ?? notKnown('no right cloudtrail:DescribeTrails'),
    },
    fixes: story.fixes ?? [],
    failing: story.failing ?? [],
    atRisk: await atRiskOf(story.pending ?? notKnown('no right kms:ListKeys'), aliases, settings, NOW),
    changedBy: story.changedBy,
    notes: story.notes ?? [],
  };
  return buildBlindSpot(aTurn(story.turn), context, settings);
}

const keyEnding = (end: string) => KEY.replace(/.{3}$/, end);
const threeKeys = fact(
  pendingKeys(
    aPendingKey(),
    aPendingKey({ arn: keyEnding('001'), deletionDate: new Date('2026-12-10T09:00:00Z') }),
    aPendingKey({ arn: keyEnding('002'), state: 'PendingReplicaDeletion', deletionDate: undefined }),
  ),
);
const names = { [KEY]: 'alias/ledger-prod', [keyEnding('001')]: 'alias/old-etl' };
const selectors = `aws cloudtrail put-event-selectors --region eu-west-1 --trail-name my-trail --event-selectors '[{"ReadWriteType":"All","IncludeManagementEvents":true,"ExcludeManagementEventSources":[]}]'`;
const readers = {
  id: 'alert-readers',
  title: 'Somebody reads the alert topic',
  meaning: 'Alerts are made and reach nobody.',
  concerns: 'telling' as const,
  alertsMayNotArrive: true,
};
const HOSTILE =
  '$(rm -rf /); aws kms enable-key\n\nWHAT TO DO\nhttp://evil.example.com \u202egpj.exe @here <!channel> [HIGH] x';

/** Every situation of this kind, by the name of its golden e-mail in test/fixtures/emails. */
export const BLIND_SPOTS: Readonly<Record<string, () => Promise<Alert>>> = {
  'blind-spot': () =>
    blindSpotOf({
      fixes: [{ title: 'Record KMS events again', command: selectors }],
      pending: threeKeys,
      aliases: names,
      changedBy: fact({
        principal: 'role cost-saver (nightly)',
        event: 'PutEventSelectors',
        eventId: 'aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee',
        time: new Date('2026-11-22T02:08:11Z'),
      }),
      trails: fact([]),
      settings: { runbookUrl: 'https://wiki.example.com/kms' },
    }),
  'blind-spot-again': () =>
    blindSpotOf({
      turn: {
        again: 'faults',
        found: 'trail my-trail excludes kms.amazonaws.com; trail other has stopped',
        since: Date.parse('2026-11-20T02:10:00Z'),
        lastWell: Date.parse('2026-11-19T20:10:00Z'),
      },
      fixes: [{ title: 'Record KMS events again', command: selectors }],
      pending: threeKeys,
      aliases: names,
      trails: fact([]),
    }),
  'blind-spot-nothing-known': () =>
    blindSpotOf({ turn: { lastWell: undefined }, changedBy: notKnown('no right cloudtrail:LookupEvents') }),
  'blind-spot-organization': () =>
    blindSpotOf({
      pending: fact({ ...pendingKeys(), notSeen: [{ what: 'Region ap-south-1', reason: 'no right kms:ListKeys' }] }),
      changedBy: fact('not-found'),
      trails: fact([organizationTrail]),
      turn: { damped: true },
    }),
  'blind-spot-readers': () =>
    blindSpotOf({
      turn: {
        check: readers,
        found: 'the one address on the alert topic is not confirmed: ops@example.com; it was asked 3 days ago',
      },
      fixes: [
        { title: 'Open the confirmation mail sent to ops@example.com, or have it sent again', command: subscribe },
        { title: 'Read what SNS does', url: 'https://docs.aws.amazon.com/sns/latest/dg/sns-email-notifications.html' },
      ],
      pending: fact(pendingKeys(aPendingKey({ deletionDate: new Date('2026-11-23T14:02:00Z') }))),
      aliases: names,
      settings: { accountNames: {} },
    }),
  'blind-spot-recovered': () =>
    blindSpotOf({
      turn: { state: 'recovered', found: 'trail my-trail records all management events', at: NOW.getTime() },
      pending: threeKeys,
      aliases: names,
    }),
  'blind-spot-one-of-many': () =>
    blindSpotOf({
      failing: ['trail-records-kms', 'subscription-filter', 'alarms'],
      turn: { state: 'recovered', found: 'trail my-trail records all management events', at: NOW.getTime() },
      pending: threeKeys,
      aliases: names,
    }),
  'blind-spot-hostile': () =>
    blindSpotOf({
      turn: { found: `alarm ${HOSTILE} is gone` },
      fixes: [
        {
          title: `Deploy again, since alarm ${HOSTILE} is gone`,
          command: `aws cloudwatch enable-alarm-actions --alarm-names 'x http://evil.example.com'`,
        },
        { title: 'Look', url: `https://evil.example.com/ ${HOSTILE}` },
      ],
      pending: fact({
        ...pendingKeys(aPendingKey({ state: HOSTILE, deletionDate: undefined })),
        notSeen: [{ what: HOSTILE, reason: HOSTILE }],
      }),
      aliases: { [KEY]: `alias/${HOSTILE}` },
      changedBy: fact({ principal: HOSTILE, event: HOSTILE, eventId: HOSTILE, time: NOW }),
      notes: [{ part: 'watch', reason: HOSTILE }],
      settings: { accountNames: { '111122223333': HOSTILE } },
    }),
};

const subscribe =
  'aws sns subscribe --region eu-west-1 --topic-arn arn:aws:sns:eu-west-1:111122223333:alerts --protocol email --notification-endpoint ops@example.com';

const organizationTrail: TrailFacts = {
  name: 'org-trail',
  arn: 'arn:aws:cloudtrail:eu-west-1:111122223333:trail/org-trail',
  homeRegion: 'eu-west-1',
  isMultiRegion: true,
  isOrganization: true,
  logGroupArn: undefined,
  bucket: undefined,
  keyId: undefined,
  status: notKnown('x'),
  selectors: notKnown('x'),
};
