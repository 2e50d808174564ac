import type { Alert } from '../../shared/alert/alert.ts';
import { buildAlert } from '../../shared/alert/build-alert.ts';
import { buildSummary } from '../../shared/alert/build-summary.ts';
import { openIncident, policyOf } from '../../shared/incident/item.ts';
import { tellingOf, withLearned } from '../../shared/incident/telling.ts';
import { parseKeyArn } from '../../shared/kms/key-arn.ts';
import { type KeyDetails, known, nothingKnown, unavailable } from '../../shared/kms/key-details.ts';
import { knownDetails, NOW, someSettings } from '../builders/alert.ts';
import { aFinding } from '../builders/finding.ts';
import { batchOf, DAY, HOUR, type Life, lifeOf, MINUTE } from '../builders/incident.ts';
import { eventId, KEY, roleIdentity } from '../builders/record.ts';
import { RESCUES } from './rescues.ts';

const now = NOW.getTime();
const s3 = (path: string) => ({ encryptionContext: { 'aws:s3:arn': `arn:aws:s3:::${path}` } });
const FIRST_EVENT = 20_000_000;
let events = FIRST_EVENT;

/** n calls by a role, the last at `until`, a second apart. */
function calls(n: number, role: string, until: number, overrides: Record<string, unknown> = {}) {
  return Array.from({ length: n }, (_, at) => {
    events += 1;
    return aFinding(0, {
      eventID: eventId(events),
      eventTime: new Date(until - (n - 1 - at) * 1000).toISOString(),
      userIdentity: roleIdentity(role),
      ...overrides,
    });
  });
}

/** The alert of the last claim on an incident, told now. */
function lastOf(life: Life, details: KeyDetails, settings = someSettings({ guard: GUARD })): Alert {
  const claim = life.item.outbox.at(-1);
  const telling = claim && tellingOf(life.item, claim, policyOf());
  if (telling === undefined) throw new Error('wanted a claim');
  return buildAlert(telling, withLearned(details, life.item), settings, NOW);
}
const GUARD = { version: '0.0.0-test', stack: 'KmsDeletionGuard', region: 'eu-west-1' };

const endsOn = (time: string): KeyDetails =>
  knownDetails({
    metadata: known({
      state: 'PendingDeletion',
      deletionDate: new Date(time),
      pendingWindowInDays: undefined,
      createdAt: undefined,
      description: undefined,
      manager: 'CUSTOMER',
    }),
  });
const ledger = { requestParameters: s3('ledger-archive/2026/11/22.parquet') };

/** A key in use since yesterday: 187 refusals told. */
function inUse(details: KeyDetails): Life {
  const life = lifeOf();
  life.brings(now - 20 * HOUR, ...calls(1, 'billing-batch', now - 20 * HOUR, ledger));
  life.sendsAll(now - 20 * HOUR, details);
  life.brings(now - 19 * HOUR, ...calls(186, 'billing-batch', now - 19 * HOUR, ledger));
  life.tick(now - 19 * HOUR);
  life.sendsAll(now - 19 * HOUR, details);
  return life;
}

const TOLD: Readonly<Record<string, () => Alert>> = {
  'first-use': () => {
    const life = lifeOf();
    const userIdentity = { ...roleIdentity('billing-batch', 'task-1'), inScopeOf: { issuerType: 'AWS::ECS::Task' } };
    const time = Date.parse('2026-11-22T03:11:40Z');
    life.brings(
      now,
      ...calls(1, '', time, { ...ledger, userIdentity, eventID: 'aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee' }),
    );
    const settings = someSettings({
      guard: GUARD,
      runbookUrl: 'https://wiki.example.com/kms',
      consoleLinkTemplate:
        'https://acme.awsapps.com/start/#/console?account_id={accountId}&role_name=KmsRescue&destination={destination}',
    });
    return lastOf(life, knownDetails({ tags: unavailable('no right kms:ListResourceTags') }), settings);
  },
  'new-caller': () => {
    const life = inUse(endsOn('2026-11-28T14:02:00Z'));
    life.brings(now, ...calls(2, 'report-api', now - 5 * MINUTE, { requestParameters: s3('ledger-archive/q3.csv') }));
    return lastOf(life, endsOn('2026-11-28T14:02:00Z'));
  },
  digest: () => {
    const life = inUse(endsOn('2026-11-28T14:02:00Z'));
    life.brings(now - 9 * MINUTE, ...calls(1180, 'billing-batch', now - 10 * MINUTE, ledger));
    life.brings(now - 8 * MINUTE, ...calls(24, 'report-api', now - 9 * MINUTE));
    life.sendsAll(now - 8 * MINUTE);
    life.brings(now - 7 * MINUTE, ...calls(11, 'report-api', now - 8 * MINUTE));
    life.tick(now);
    return lastOf(life, endsOn('2026-11-28T14:02:00Z'));
  },
  'digest-of-management': () => {
    const life = lifeOf();
    const tag = { eventName: 'TagResource' };
    life.brings(now - DAY - HOUR, ...calls(1, 'crossplane-provider', now - DAY - HOUR, tag));
    life.sendsAll(now - DAY - HOUR, endsOn('2026-12-13T14:02:00Z'));
    life.brings(now - 2 * HOUR, ...calls(311, 'crossplane-provider', now - 2 * HOUR, tag));
    life.tick(now);
    return lastOf(life, endsOn('2026-12-13T14:02:00Z'));
  },
  'digest-after-cancel': () => {
    const life = inUse(endsOn('2026-11-28T14:02:00Z'));
    life.brings(now - 9 * MINUTE, ...calls(12, 'billing-batch', now - 30 * MINUTE, ledger));
    life.tick(now);
    const disabled = {
      state: 'Disabled',
      deletionDate: undefined,
      pendingWindowInDays: undefined,
      createdAt: undefined,
    };
    return lastOf(
      life,
      knownDetails({ metadata: known({ ...disabled, description: undefined, manager: 'CUSTOMER' }) }),
    );
  },
  'last-chance': () => {
    const end = new Date(now + 24 * HOUR).toISOString();
    const life = inUse(endsOn(end));
    life.tick(now);
    return lastOf(life, endsOn(end));
  },
  'last-chance-not-read-again': () => {
    const end = new Date(now + 72 * HOUR).toISOString();
    const life = inUse(endsOn(end));
    life.tick(now);
    return lastOf(life, nothingKnown('kms:DescribeKey was throttled'));
  },
  'last-chance-all-hidden': () => {
    const end = new Date(now + 72 * HOUR).toISOString();
    const life = lifeOf();
    const hiddenBy = { kind: 'silence', by: 'etl-move', class: 'cryptographic', untilDeletion: false } as const;
    life.happens(
      batchOf('hidden', [], [{ hiddenBy, findings: calls(40, 'etl', now - 3 * DAY, ledger) }]),
      now - 3 * DAY,
    );
    life.settles({ details: endsOn(end) }, now - 3 * DAY);
    life.tick(now);
    return lastOf(life, endsOn(end));
  },
  ...RESCUES,
  'many-due': () => manyDue(),
  'hidden-of-the-week': () => {
    const life = lifeOf();
    const hiddenBy = { kind: 'silence', by: 'crossplane-sandbox', class: 'management', untilDeletion: false } as const;
    const findings = calls(2304, 'crossplane-provider', now - 3 * DAY, { eventName: 'TagResource' });
    life.happens(batchOf('hidden', [], [{ hiddenBy, findings }]), now - 8 * DAY);
    life.tick(now);
    const claims = life.item.outbox;
    const entry = { item: life.item, claims, details: endsOn('2026-11-28T14:02:00Z') };
    return buildSummary('weekly', [entry], someSettings({ guard: GUARD }), NOW);
  },
};

/**
 * Incidents that have a history, by the name of their golden e-mail: what {@link SITUATIONS} are to single batches. Each counts its
 * events from the beginning, so that it reads the same whatever was told before.
 */
export const STORIES: Readonly<Record<string, () => Alert>> = Object.fromEntries(
  Object.entries(TOLD).map(([name, tell]) => [
    name,
    () => {
      events = FIRST_EVENT;
      return tell();
    },
  ]),
);

function manyDue(): Alert {
  const entries = Array.from({ length: 24 }, (_, n) => {
    const arn = KEY.replace(/.{3}$/, String(n).padStart(3, '0'));
    const key = parseKeyArn(arn);
    if (key === undefined) throw new Error('wanted an ARN');
    const life = lifeOf(policyOf(), openIncident(arn, { kind: 'arn', key }, now - DAY));
    const findings = calls(n + 1, 'nightly-backup', now - HOUR, { errorMessage: `${arn} is pending deletion.` });
    life.brings(now, ...findings);
    const details = endsOn(new Date(now + (n + 2) * DAY + 10 * HOUR).toISOString());
    return { item: life.item, claims: life.item.outbox, details: { ...details, aliases: known([`alias/team-${n}`]) } };
  });
  return buildSummary('many-due', entries, someSettings({ guard: GUARD }), NOW);
}
