import type { Alert, AlertOfKey } from '../../shared/alert/alert.ts';
import { buildAlert } from '../../shared/alert/build-alert.ts';
import { buildSummary } from '../../shared/alert/build-summary.ts';
import type { AlertSettings } from '../../shared/alert/settings.ts';
import { REMEDIATION_TAG } from '../../shared/contract/remediation.ts';
import { claimDryRun } from '../../shared/incident/claim.ts';
import { incidentIdOf } from '../../shared/incident/incident.ts';
import { policyOf } from '../../shared/incident/item.ts';
import { NO_RESCUE, type Rescue, type RescueStep, type Write } from '../../shared/incident/rescue.ts';
import { type Telling, tellingOnce } from '../../shared/incident/telling.ts';
import { type KeyDetails, known, nothingKnown } from '../../shared/kms/key-details.ts';
import { incidentOfFindings, knownDetails, NOW, someSettings } from '../builders/alert.ts';
import { aFinding } from '../builders/finding.ts';
import { lifeOf, openIncidentOfKey } from '../builders/incident.ts';
import { eventId, KEY, roleIdentity } from '../builders/record.ts';

const CANCELLED = Date.parse('2026-11-22T03:12:02Z');
const PERIOD = Date.parse('2026-11-28T14:02:00Z');
const DAY = 24 * 3_600_000;
const BEFORE = {
  state: 'Enabled',
  reason: 'CloudTrail: the last call that changed its state before that was EnableKey',
} as const;

const WRITE: Write = {
  id: '5d0b7c1e9a2f4b36',
  at: CANCELLED,
  requestId: '11111111-2222-4333-8444-555555555555',
  before: BEFORE,
  enable: undefined,
  readBack: { kind: 'read', at: CANCELLED + 1000, state: 'Disabled', deletionDate: undefined },
};

/** What the guard remembers after a step. */
const after = (step: Partial<RescueStep>, rescue: Partial<Rescue> = {}): Rescue => ({
  ...NO_RESCUE,
  last: {
    at: CANCELLED,
    mode: 'cancel',
    decision: 'cancel',
    cause: 'in-use',
    reason: 'role billing-batch, Decrypt',
    outcome: 'nothing-done',
    actAt: undefined,
    write: undefined,
    ...step,
  },
  ...rescue,
});
const cancelled = (write: Partial<Write> = {}, step: Partial<RescueStep> = {}): Rescue =>
  after(
    { outcome: 'cancelled', write: { ...WRITE, ...write }, ...step },
    { cancelled: { at: CANCELLED, period: PERIOD } },
  );
const skip = (cause: string, reason: string, rescue: Partial<Rescue> = {}): Rescue =>
  after({ decision: 'skip', cause, reason }, rescue);

const inState = (state: string, deletionDate?: Date): KeyDetails =>
  knownDetails({
    metadata: known({
      state,
      deletionDate,
      pendingWindowInDays: undefined,
      createdAt: undefined,
      description: undefined,
      manager: 'CUSTOMER',
    }),
  });

const use = (time: number, overrides: Record<string, unknown> = {}) =>
  aFinding(0, {
    eventID: eventId(30_000_000),
    eventTime: new Date(time).toISOString(),
    userIdentity: roleIdentity('billing-batch'),
    requestParameters: { encryptionContext: { 'aws:s3:arn': 'arn:aws:s3:::ledger-archive/2026/11/22.parquet' } },
    ...overrides,
  });

const disabledUse = (time: number, role: string) =>
  ({
    ...use(time, { userIdentity: roleIdentity(role), errorMessage: `${KEY} is pending deletion.` }),
    keyState: 'Disabled',
    error: { code: 'DisabledException', message: `${KEY} is disabled.` },
  }) as const;

/** As a sweep finds it: nothing new was counted since the last message. */
const quiet = (incident: Telling['incident']): Telling['incident'] => ({
  ...incident,
  ...{ count: 0, firstSeen: undefined, lastSeen: undefined },
  facets: incident.facets.map((facet) => ({ ...facet, count: 0, total: 3, isNew: false })),
});

interface Told {
  readonly mode?: NonNullable<AlertSettings['remediationMode']>;
  readonly details?: KeyDetails;
  readonly telling?: Partial<Telling>;
  readonly finding?: ReturnType<typeof use>;
}

/** An alert about one refused use at 03:11:45 of today, told with what the guard remembers. */
function told(rescue: Rescue | undefined, { mode = 'cancel', details, telling, finding }: Told = {}): AlertOfKey {
  const first = tellingOnce(incidentOfFindings(finding ?? use(NOW.getTime() - 240_000)));
  const { intervals } = policyOf();
  const incident = telling?.kind === 'rescue' ? quiet(first.incident) : first.incident;
  return buildAlert(
    { ...first, incident, rescue, nextCounts: intervals, remindersAt: [72, 24], ...telling },
    details ?? inState('Disabled'),
    someSettings({ remediationMode: mode }),
    NOW,
  );
}

const pending = knownDetails();
const ofItsOwn = {
  kind: 'rescue',
  total: 3,
  totalSince: new Date(NOW.getTime() - 2 * DAY),
  since: new Date(NOW.getTime() - DAY),
} as const;
const mrk = KEY.replace(/key\/.*/, 'key/mrk-1234abcd12ab34cd56ef1234567890ab');
const tagged = (value: string): KeyDetails => ({ ...pending, tags: known({ [REMEDIATION_TAG]: value }) });
const failed = (triedAgain: boolean): Rescue => ({
  ...after({
    outcome: 'refused',
    reason: 'KMS said AccessDeniedException: the key policy does not allow kms:CancelKeyDeletion',
    write: {
      ...WRITE,
      readBack: { kind: 'read', at: CANCELLED + 1000, state: 'PendingDeletion', deletionDate: PERIOD },
    },
  }),
  attempts: triedAgain ? 1 : 0,
});

/** What the guard did about a key, or did not, by the name of its golden message. */
export const RESCUES: Readonly<Record<string, () => Alert>> = {
  'rescue-cancelled': () => told(cancelled()),
  'rescue-cancelled-not-enabled': () =>
    told(
      cancelled(
        {
          before: {
            state: 'unknown',
            reason: "CloudTrail's event history could not be read (no right cloudtrail:LookupEvents)",
          },
        },
        { mode: 'cancel-and-enable' },
      ),
      { mode: 'cancel-and-enable' },
    ),
  'rescue-cancelled-was-disabled': () =>
    told(
      cancelled(
        {
          before: {
            state: 'Disabled',
            reason: 'CloudTrail: the last call that changed its state before that was DisableKey',
          },
        },
        { mode: 'cancel-and-enable' },
      ),
      { mode: 'cancel-and-enable' },
    ),
  'rescue-enable-failed': () =>
    told(
      {
        ...cancelled(
          { before: BEFORE, enable: { outcome: 'refused', reason: 'KMS said AccessDeniedException' } },
          { mode: 'cancel-and-enable', decision: 'cancel-and-enable' },
        ),
        attempts: 1,
      },
      { mode: 'cancel-and-enable' },
    ),
  'rescue-answer-lost': () =>
    told(cancelled({ requestId: undefined }, { outcome: 'answer-lost' }), { telling: ofItsOwn }),
  'rescue-restored': () =>
    told(
      cancelled(
        {
          before: BEFORE,
          enable: { outcome: 'enabled', reason: '' },
          readBack: { kind: 'read', at: CANCELLED + 2000, state: 'Enabled', deletionDate: undefined },
        },
        { mode: 'cancel-and-enable', decision: 'cancel-and-enable', outcome: 'restored' },
      ),
      { mode: 'cancel-and-enable', details: inState('Enabled') },
    ),
  'rescue-enabled-since': () => told(cancelled(), { details: inState('Enabled'), telling: { kind: 'digest' } }),
  'rescue-key-unread': () =>
    told(cancelled({ readBack: { kind: 'unread', reason: 'kms:DescribeKey was throttled' } }), {
      details: nothingKnown('kms:DescribeKey was throttled'),
    }),
  'rescue-material-gone': () =>
    told(
      cancelled({ readBack: { kind: 'read', at: CANCELLED + 1000, state: 'PendingImport', deletionDate: undefined } }),
      { details: inState('PendingImport') },
    ),
  'rescue-key-store': () =>
    told(
      cancelled({ readBack: { kind: 'read', at: CANCELLED + 1000, state: 'Unavailable', deletionDate: undefined } }),
      { details: inState('Unavailable') },
    ),
  'rescue-still-shown': () =>
    told(
      cancelled({
        readBack: {
          kind: 'read',
          at: CANCELLED + 1000,
          state: 'PendingDeletion',
          deletionDate: new Date(PERIOD).getTime(),
        },
      }),
      { details: pending },
    ),
  'rescue-multi-region': () =>
    told(cancelled(), {
      finding: use(NOW.getTime() - 240_000, { errorMessage: `${mrk} is pending replica deletion.` }),
    }),
  'rescue-refused': () => told(failed(true), { details: pending }),
  'rescue-refused-for-good': () => told(failed(false), { details: pending, telling: ofItsOwn }),
  'rescue-unclear': () =>
    told(
      {
        ...after({
          outcome: 'unclear',
          reason: 'no answer came within 5 seconds',
          write: { ...WRITE, requestId: undefined, readBack: { kind: 'unread', reason: 'no answer' } },
        }),
        attempts: 1,
      },
      { details: nothingKnown('kms:DescribeKey was throttled') },
    ),
  'rescue-overtaken': () =>
    told(after({ outcome: 'not-pending', reason: 'KMS said KMSInvalidStateException', write: WRITE }), {
      telling: ofItsOwn,
    }),
  'rescue-in-progress': () =>
    told(
      {
        ...NO_RESCUE,
        intent: {
          ...{ id: WRITE.id, at: CANCELLED, mode: 'cancel', period: PERIOD, reason: 'role billing-batch, Decrypt' },
          ...{ cancelledAt: undefined, enable: false, before: WRITE.before },
        },
      },
      { details: pending },
    ),
  'rescue-dry-run': () =>
    told(after({ mode: 'dry-run', outcome: 'would-cancel' }), { mode: 'dry-run', details: pending }),
  'rescue-dry-run-by-tag': () =>
    told(after({ mode: 'dry-run', outcome: 'would-cancel' }), { details: tagged('dry-run'), telling: ofItsOwn }),
  'rescue-waits': () =>
    told(
      after({
        ...{ decision: 'wait', cause: 'too-early', reason: 'it acts when 3 days are left' },
        actAt: PERIOD - 3 * DAY,
      }),
      { details: pending },
    ),
  'rescue-daily-limit': () =>
    told(
      after({
        ...{ decision: 'wait', cause: 'daily-limit', reason: "the day's limit of 5 is used up" },
        actAt: Date.parse('2026-11-23T00:00:00Z'),
      }),
      { details: pending, telling: ofItsOwn },
    ),
  'rescue-tag-never': () =>
    told(skip('tag-never', `its tag ${REMEDIATION_TAG} says never`), { details: tagged('never') }),
  'rescue-unknown': () =>
    told(
      skip('tags-unread', 'the tags of the key could not be read (no right kms:ListResourceTags)', { attempts: 1 }),
      {
        details: pending,
      },
    ),
  'rescue-scheduled-again': () =>
    told(
      skip(
        'scheduled-again',
        'its deletion was scheduled again after the guard had cancelled it, and that is respected',
        {
          cancelled: { at: CANCELLED - 5 * DAY, period: PERIOD - 5 * DAY },
        },
      ),
      { details: pending, telling: ofItsOwn },
    ),
  'rescue-no-evidence': () =>
    told(undefined, {
      details: pending,
      finding: use(NOW.getTime() - 240_000, { eventName: 'GetPublicKey' }),
    }),
  'rescue-still-down': () =>
    told(cancelled(), {
      finding: disabledUse(NOW.getTime() - 60_000, 'report-api'),
      telling: { since: new Date(CANCELLED), total: 14, totalSince: new Date(CANCELLED - DAY) },
    }),
  'rescue-still-down-digest': () =>
    told(cancelled(), {
      finding: disabledUse(NOW.getTime() - 60_000, 'billing-batch'),
      telling: { kind: 'digest', since: new Date(CANCELLED), total: 14, totalSince: new Date(CANCELLED - DAY) },
    }),
  'dry-runs-of-the-month': () => {
    const life = lifeOf(policyOf(), openIncidentOfKey(NOW.getTime() - 30 * DAY));
    life.brings(NOW.getTime() - 20 * DAY, use(NOW.getTime() - 20 * DAY));
    life.sendsAll(NOW.getTime() - 20 * DAY);
    const rescue = { ...after({ mode: 'dry-run', outcome: 'would-cancel' }), wouldSince: NOW.getTime() - 20 * DAY };
    const item = claimDryRun({ ...life.item, rescue }, NOW.getTime());
    const entry = { item, claims: item.outbox, details: pending };
    return buildSummary('dry-run', [entry], someSettings({ remediationMode: 'dry-run' }), NOW);
  },
  'many-rescued': () => {
    const steps: readonly (readonly [Rescue, KeyDetails])[] = [
      [failed(true), pending],
      [cancelled(), inState('Disabled')],
      [skip('kill-switch', 'the kill switch is set to off'), pending],
    ];
    const entries = steps.map(([rescue, details], at) => {
      const finding = use(NOW.getTime() - 240_000, {
        errorMessage: `${KEY.replace(/.{3}$/, `00${at}`)} is pending deletion.`,
      });
      const life = lifeOf(policyOf(), { ...openIncidentOfKey(), id: incidentIdOf(finding), key: finding.key });
      life.brings(NOW.getTime(), finding);
      return {
        item: { ...life.item, rescue },
        claims: life.item.outbox,
        details: { ...details, aliases: known([`alias/team-${at}`]) },
      };
    });
    return buildSummary('many-due', entries, someSettings({ remediationMode: 'cancel' }), NOW);
  },
};
