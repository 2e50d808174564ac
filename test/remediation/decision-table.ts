import type { KeyMetadata, Part } from '../../shared/kms/key-details.ts';
import { known, unavailable } from '../../shared/kms/key-details.ts';
import type { Cause, DecisionFacts } from '../../shared/remediation/facts.ts';
import { REMEDIATION_OFF } from '../../shared/remediation/policy.ts';
import { aFinding } from '../builders/finding.ts';
import { otherAccountIdentity, ssoIdentity } from '../builders/identity.ts';
import { ACCOUNT, type Json, KEY, KEY_ID, OTHER_ACCOUNT, roleIdentity } from '../builders/record.ts';

const DAY = 24 * 3_600_000;
/** The refusal of the tests is of 03:11:40. */
export const NOW = new Date('2026-11-22T03:15:00.000Z');
const inDays = (days: number) => new Date(NOW.getTime() + days * DAY);
const SCHEDULED = new Date('2026-11-20T14:02:00.000Z');
const END = inDays(6);
const TAG = 'kms-deletion-guard:remediation';

/** What one value of a column says about the decision. */
export interface Value {
  /** Facts that it changes. */
  readonly facts?: (facts: DecisionFacts) => DecisionFacts;
  /** Nothing is done for this reason, whatever the other columns say. */
  readonly no?: Cause;
  /** The same, but something is not known. */
  readonly unknown?: Cause;
  /** It allows no more than this mode. */
  readonly most?: DecisionFacts['policy']['mode'];
}

const policy = (part: Partial<DecisionFacts['policy']>): Required<Pick<Value, 'facts'>> => ({
  facts: (facts) => ({ ...facts, policy: { ...facts.policy, ...part } }),
});
const change = (part: Partial<DecisionFacts>): Required<Pick<Value, 'facts'>> => ({
  facts: (facts) => ({ ...facts, ...part }),
});
const metadata = (part: Partial<KeyMetadata>): Required<Pick<Value, 'facts'>> => ({
  facts: (facts) => ({
    ...facts,
    metadata: facts.metadata.status === 'known' ? known({ ...facts.metadata.value, ...part }) : facts.metadata,
  }),
});
/** The call, but for its key: a column of its own. */
const call = (record: Json): Required<Pick<Value, 'facts'>> => ({
  facts: (facts) => ({ ...facts, evidence: { ...aFinding(0, record), key: facts.evidence.key } }),
});
const tag = (value: string) => change({ tags: known({ [TAG]: value }) });
const never = (...entries: readonly string[]) => policy({ never: entries });
const UNREAD: Part<never> = unavailable('it was throttled');
const S3 = { eventSource: 's3.amazonaws.com', eventName: 'CopyObject' };
const kms = (eventName: string, more: Json = {}) => call({ eventName, ...more });
const serviceIdentity = { type: 'AWSService', invokedBy: 'dynamodb.amazonaws.com' };
const ofOtherAccount = JSON.parse(JSON.stringify(roleIdentity('report-api')).replaceAll(ACCOUNT, OTHER_ACCOUNT));

/**
 * The columns of the decision and what each of their values must lead to, written from what the guard promises (docs/remediation.md) and
 * not from its rules. The first value of each column lets the deletion be cancelled.
 */
export const COLUMNS: Readonly<Record<string, Readonly<Record<string, Value>>>> = {
  mode: {
    'cancel-and-enable': policy({ mode: 'cancel-and-enable' }),
    cancel: { ...policy({ mode: 'cancel' }), most: 'cancel' },
    'dry-run': { ...policy({ mode: 'dry-run' }), most: 'dry-run' },
    off: { ...policy({ mode: 'off' }), no: 'mode-off' },
  },
  killSwitch: {
    'not set': {},
    off: { ...change({ killSwitch: known('off') }), no: 'kill-switch' },
    'dry-run': { ...change({ killSwitch: known('dry-run') }), most: 'dry-run' },
    cancel: { ...change({ killSwitch: known('cancel') }), most: 'cancel' },
    'cancel-and-enable': change({ killSwitch: known('cancel-and-enable') }),
    unread: { ...change({ killSwitch: UNREAD }), unknown: 'kill-switch-unread' },
  },
  tag: {
    'cancel-and-enable': tag('cancel-and-enable'),
    cancel: { ...tag('cancel'), most: 'cancel' },
    'dry-run': { ...tag('dry-run'), most: 'dry-run' },
    never: { ...tag('never'), no: 'tag-never' },
    misspelt: { ...tag('Never!'), unknown: 'tag-unclear' },
    unread: { ...change({ tags: UNREAD }), unknown: 'tags-unread' },
    'none, of all keys': change({ tags: known({ team: 'ledger' }) }),
    'none, of tagged keys': {
      facts: (facts) => ({ ...facts, tags: known({}), policy: { ...facts.policy, scope: 'tagged' } }),
      no: 'not-tagged',
    },
    'cancel-and-enable, of tagged keys': {
      facts: (facts) => ({ ...tag('cancel-and-enable').facts(facts), policy: { ...facts.policy, scope: 'tagged' } }),
    },
  },
  never: {
    none: {},
    'other keys': never('alias/other', '444455556666', '0987dcba-09fe-87dc-65ba-ab0987654321'),
    'its ARN': { ...never(KEY), no: 'never-listed' },
    'its id': { ...never(KEY_ID), no: 'never-listed' },
    'its account': { ...never(ACCOUNT), no: 'never-listed' },
    'its second alias': { ...never('alias/ledger-old'), no: 'never-listed' },
    'its id, in the parameter': { ...change({ neverNow: known([KEY_ID]) }), no: 'never-listed' },
    'an alias, and aliases unread': {
      facts: (facts) => ({ ...never('alias/x').facts(facts), aliases: UNREAD }),
      unknown: 'aliases-unread',
    },
    'no alias, and aliases unread': change({ aliases: UNREAD }),
    'the parameter unread': { ...change({ neverNow: UNREAD }), unknown: 'never-list-unread' },
  },
  state: {
    PendingDeletion: {},
    PendingReplicaDeletion: metadata({ state: 'PendingReplicaDeletion', deletionDate: undefined }),
    Disabled: { ...metadata({ state: 'Disabled', deletionDate: undefined }), no: 'not-pending' },
    Enabled: { ...metadata({ state: 'Enabled', deletionDate: undefined }), no: 'not-pending' },
    PendingImport: { ...metadata({ state: 'PendingImport', deletionDate: undefined }), no: 'not-pending' },
    unread: { ...change({ metadata: UNREAD }), unknown: 'key-unread' },
  },
  manager: {
    CUSTOMER: {},
    AWS: { ...metadata({ manager: 'AWS' }), no: 'not-a-customer-key' },
    'not known': { ...metadata({ manager: undefined }), unknown: 'key-unread' },
  },
  account: {
    ours: {},
    "another's": { ...change({ ownAccount: OTHER_ACCOUNT }), no: 'other-account' },
    'not known': { ...change({ ownAccount: undefined }), unknown: 'own-account-unknown' },
  },
  call: {
    Decrypt: {},
    'an operation younger than the table': { ...kms('Translate'), no: 'no-evidence' },
    'Decrypt, passed on by S3': call({ ...S3, errorCode: 'KMS.KMSInvalidStateException' }),
    "in KMS's words, by S3 itself": { ...call({ ...S3, errorCode: 'AccessDenied' }), no: 'no-evidence' },
    'CreateGrant by a service': kms('CreateGrant', {
      userIdentity: { ...roleIdentity('aws:ec2-infrastructure'), invokedBy: 'ec2.amazonaws.com' },
    }),
    'CreateGrant by a role': { ...kms('CreateGrant'), no: 'no-evidence' },
    GetPublicKey: { ...kms('GetPublicKey'), no: 'no-evidence' },
    TagResource: { ...kms('TagResource'), no: 'no-evidence' },
    EnableKey: { ...kms('EnableKey'), no: 'no-evidence' },
    unconfirmed: { ...call({ errorMessage: `denied: ${KEY} is pending deletion.` }), no: 'no-evidence' },
    'without a time': {
      facts: (facts) => ({
        ...facts,
        evidence: { ...facts.evidence, event: { ...facts.evidence.event, time: undefined } },
      }),
      no: 'no-evidence',
    },
    'by a person': call({ userIdentity: ssoIdentity() }),
    'by a service, one account': call({ userIdentity: serviceIdentity }),
    'by a service, several accounts': {
      ...call({ userIdentity: serviceIdentity, sharedEventID: '30000000-0000-4000-8000-000000000001' }),
      no: 'no-evidence',
    },
    'by AWS Config': {
      ...call({ userIdentity: { ...roleIdentity('config'), invokedBy: 'config.amazonaws.com' } }),
      no: 'no-evidence',
    },
    'by a role of another account': { ...call({ userIdentity: ofOtherAccount }), no: 'no-evidence' },
    'by another account': { ...call({ userIdentity: otherAccountIdentity(OTHER_ACCOUNT) }), no: 'no-evidence' },
    'by nobody that is named': { ...call({ userIdentity: {} }), no: 'no-evidence' },
    'by the guard': {
      facts: (facts) => ({ ...facts, evidence: { ...facts.evidence, own: true } }),
      no: 'no-evidence',
    },
  },
  period: {
    'this one': {},
    'not read before': change({ period: undefined }),
    'another one, by its end': { ...change({ period: END.getTime() - DAY }), no: 'evidence-outdated' },
    'an earlier one, by its scheduling': {
      ...change({ scheduledAt: new Date('2026-11-22T03:12:00.000Z') }),
      no: 'evidence-outdated',
    },
    'scheduling not known': change({ scheduledAt: undefined }),
  },
  earlier: {
    'never cancelled': {},
    'cancelled days ago': {
      ...change({ cancelled: { at: NOW.getTime() - 2 * DAY, period: END.getTime() - 9 * DAY } }),
      no: 'scheduled-again',
    },
    'cancelled a minute ago, and scheduled again': {
      ...change({ cancelled: { at: NOW.getTime() - 60_000, period: END.getTime() - DAY } }),
      no: 'scheduled-again',
    },
    'cancelled a minute ago, and still shown': {
      facts: (facts) => ({
        ...facts,
        cancelled: {
          at: NOW.getTime() - 60_000,
          period: facts.metadata.status === 'known' ? facts.metadata.value.deletionDate?.getTime() : END.getTime(),
        },
      }),
      unknown: 'key-unread',
    },
  },
  days: {
    'at once': {},
    'few are left': policy({ withinDays: 7 }),
    'many are left': policy({ withinDays: 3 }),
  },
  hidden: {
    'by nothing': {},
    'by a silence': { ...change({ hiddenBy: known('silence old-etl') }), no: 'silenced' },
    'not known': { ...change({ hiddenBy: UNREAD }), unknown: 'silences-unread' },
  },
};

/** Facts that let the deletion be cancelled. */
export const fineFacts = (): DecisionFacts => ({
  now: NOW,
  policy: { ...REMEDIATION_OFF, mode: 'cancel-and-enable', dailyLimit: 5 },
  killSwitch: known(undefined),
  neverNow: known([]),
  ownAccount: ACCOUNT,
  evidence: aFinding(),
  hiddenBy: known(undefined),
  metadata: known({
    state: 'PendingDeletion',
    deletionDate: END,
    pendingWindowInDays: undefined,
    createdAt: new Date('2024-01-01T00:00:00.000Z'),
    description: undefined,
    manager: 'CUSTOMER',
  }),
  aliases: known(['alias/ledger-prod', 'alias/ledger-old']),
  tags: known({}),
  scheduledAt: SCHEDULED,
  period: END.getTime(),
  cancelled: undefined,
});

/** A row: the value of each column. */
export type Row = Readonly<Record<string, string>>;

/** What the chosen values say. In the order in which the facts are made: the metadata before what compares with it. */
export const valuesOf = (row: Row): readonly Value[] =>
  Object.entries(COLUMNS).map(([column, values]) => values[row[column] ?? ''] ?? {});

export const factsOf = (row: Row): DecisionFacts =>
  valuesOf(row).reduce((facts, { facts: apply }) => apply?.(facts) ?? facts, fineFacts());

/** Rows in which every value of each column meets every value of every other one at least once. Always the same ones. */
export function pairwise(): readonly Row[] {
  const open = new Set(allPairs());
  const rows: Row[] = [];
  while (open.size > 0) {
    const [first = '{}'] = open;
    const row = filledUp(JSON.parse(first), open);
    for (const met of pairsIn(row)) open.delete(met);
    rows.push(row);
  }
  return rows;
}

/** The row with a value for each column, each the one that meets the most others that it has not met yet. */
function filledUp(begun: Row, open: ReadonlySet<string>): Row {
  const row: Record<string, string> = { ...begun };
  for (const [column, values] of Object.entries(COLUMNS)) {
    if (column in row) continue;
    const gain = (value: string) =>
      Object.entries(row).filter(([other, chosen]) => open.has(pair(column, value, other, chosen))).length;
    row[column] = Object.keys(values).reduce((best, value) => (gain(value) > gain(best) ? value : best));
  }
  return row;
}

/** Every pair of values of two columns. */
export function allPairs(): readonly string[] {
  const columns = Object.entries(COLUMNS).map(([name, values]) => [name, Object.keys(values)] as const);
  return columns.flatMap(([one, values], at) =>
    columns
      .slice(at + 1)
      .flatMap(([other, others]) => values.flatMap((value) => others.map((with_) => pair(one, value, other, with_)))),
  );
}

/** Those of a row. */
export const pairsIn = (row: Row): readonly string[] =>
  Object.entries(row).flatMap(([one, value], at) =>
    Object.entries(row)
      .slice(at + 1)
      .map(([other, with_]) => pair(one, value, other, with_)),
  );

/** The same for the same two, in whichever order. */
const pair = (one: string, value: string, other: string, with_: string): string => {
  const both = [
    [one, value],
    [other, with_],
  ] as const;
  return JSON.stringify(Object.fromEntries([...both].sort(([a], [b]) => (a < b ? -1 : 1))));
};
