import { describe, expect, it } from '@jest/globals';
import { detectUnreadable } from '../../shared/finding/detect.ts';
import type { Finding } from '../../shared/finding/finding.ts';
import { graver, SEVERITIES, type Severity, type Spread, severityOf, useOf } from '../../shared/finding/severity.ts';
import { type KeyMetadata, known, type Part, unavailable } from '../../shared/kms/key-details.ts';
import { timeLeft } from '../../shared/kms/time-left.ts';
import { NOW } from '../builders/alert.ts';
import {
  federatedIdentity,
  identityCenterIdentity,
  otherAccountIdentity,
  rootIdentity,
  serviceIdentity,
  serviceLinkedIdentity,
  ssoIdentity,
} from '../builders/identity.ts';
import { aRefusal, findingOf, type Json, KEY, OTHER_ACCOUNT, roleIdentity, userIdentity } from '../builders/record.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const ALONE: Spread = { callers: 1, lastsMs: 0 };

const metadata = (overrides: Partial<KeyMetadata>): Part<KeyMetadata> =>
  known({
    state: 'PendingDeletion',
    deletionDate: undefined,
    pendingWindowInDays: undefined,
    createdAt: undefined,
    description: undefined,
    manager: undefined,
    ...overrides,
  });
const endsIn = (ms: number) => metadata({ deletionDate: new Date(NOW.getTime() + ms) });
const unread = unavailable('access denied');

const severity = (finding: Finding, key: Part<KeyMetadata>, spread: Spread = ALONE): Severity =>
  severityOf(useOf(finding), timeLeft(key, finding.keyState, NOW), spread);

const by = (identity: Json, overrides: Json = {}) => findingOf(aRefusal({ userIdentity: identity, ...overrides }));
const config = { ...roleIdentity('config-recorder', 'x'), invokedBy: 'config.amazonaws.com' };
const lister = { ...roleIdentity('estate-monitor', 'sweep'), invokedBy: 'lambda.amazonaws.com' };
const ofFunction = {
  requestParameters: { encryptionContext: { 'aws:lambda:FunctionArn': 'arn:aws:lambda:eu-west-1:1:function:f' } },
};
const management = (eventName: string) => by(roleIdentity('terraform-deploy'), { eventName });

function unreadable(): Finding {
  const text = `{"errorMessage":"${KEY} is pending deletion."`;
  const finding = detectUnreadable(
    text,
    { path: '', reason: 'got x, wanted y' },
    { lineId: 'l', ownRoleArn: undefined },
  );
  if (finding === undefined) throw new Error('wanted a finding');
  return finding;
}

// Typed from the design, "Severity: one table": > 7 days left | 7 days .. 72 h | <= 72 h or overdue | date unknown.
type Row = readonly [Severity, Severity, Severity, Severity];
const WORKLOAD: Row = ['high', 'high', 'critical', 'high'];
const PERSON: Row = ['medium', 'high', 'critical', 'high'];
const INVENTORY: Row = ['low', 'medium', 'high', 'medium'];
const DELEGATION: Row = ['medium', 'medium', 'high', 'medium'];
const ENABLE_KEY: Row = ['medium', 'high', 'critical', 'high'];
const MANAGEMENT: Row = ['low', 'low', 'medium', 'low'];
const UNCONFIRMED: Row = ['low', 'low', 'medium', 'low'];
// design, "What counts": a record that matched the filter and cannot be parsed is told too, severity high.
const UNREADABLE: Row = ['high', 'high', 'high', 'high'];

const unconfirmed = { errorMessage: 'the key is pending deletion' };

const FINDINGS: readonly (readonly [string, Finding, Row])[] = [
  ['Decrypt by a workload', by(roleIdentity()), WORKLOAD],
  ['Decrypt by a service', by(serviceIdentity()), WORKLOAD],
  [
    'Decrypt through a service-linked role',
    by(serviceLinkedIdentity('AWSServiceRoleForX', 'x.aws.com', 's')),
    WORKLOAD,
  ],
  ['Decrypt from another account', by(otherAccountIdentity(OTHER_ACCOUNT)), WORKLOAD],
  ['Decrypt by a federated user', by(federatedIdentity()), WORKLOAD],
  ['Decrypt by nobody knows whom', by({}), WORKLOAD],
  ['an operation of next year', by(roleIdentity(), { eventName: 'AnOperationOfNextYear' }), WORKLOAD],
  ['GetObject of S3', by(roleIdentity(), { eventSource: 's3.amazonaws.com', eventName: 'GetObject' }), WORKLOAD],
  ['CreateGrant by a service', by(serviceIdentity(), { eventName: 'CreateGrant' }), WORKLOAD],
  [
    'CreateGrant by a service for a role',
    by({ ...roleIdentity(), invokedBy: 'dynamodb.amazonaws.com' }, { eventName: 'CreateGrant' }),
    WORKLOAD,
  ],
  ['Decrypt by a person of SSO', by(ssoIdentity()), PERSON],
  ['Decrypt by an IAM user', by(userIdentity()), PERSON],
  ['Decrypt by root', by(rootIdentity()), PERSON],
  ['Decrypt by an Identity Center user', by(identityCenterIdentity()), PERSON],
  ['Encrypt by an IAM user', by(userIdentity(), { eventName: 'Encrypt' }), PERSON],
  ['Decrypt by AWS Config', by(config), INVENTORY],
  ['Decrypt by a scanner of functions', by(lister, ofFunction), INVENTORY],
  ['CreateGrant by a role', by(roleIdentity(), { eventName: 'CreateGrant' }), DELEGATION],
  ['CreateGrant by a person', by(userIdentity(), { eventName: 'CreateGrant' }), DELEGATION],
  ['GetPublicKey', by(roleIdentity(), { eventName: 'GetPublicKey' }), DELEGATION],
  ['GetPublicKey by a service', by(serviceIdentity(), { eventName: 'GetPublicKey' }), DELEGATION],
  ['ReplicateKey', by(roleIdentity(), { eventName: 'ReplicateKey' }), DELEGATION],
  ['UpdatePrimaryRegion', by(roleIdentity(), { eventName: 'UpdatePrimaryRegion' }), DELEGATION],
  ['EnableKey by a person', by(ssoIdentity(), { eventName: 'EnableKey' }), ENABLE_KEY],
  ['EnableKey by a role', management('EnableKey'), ENABLE_KEY],
  ['TagResource', management('TagResource'), MANAGEMENT],
  ['ScheduleKeyDeletion', management('ScheduleKeyDeletion'), MANAGEMENT],
  ['EnableKeyRotation', management('EnableKeyRotation'), MANAGEMENT],
  ['an unconfirmed Decrypt', by(roleIdentity(), unconfirmed), UNCONFIRMED],
  ['an unconfirmed EnableKey', by(ssoIdentity(), { eventName: 'EnableKey', ...unconfirmed }), UNCONFIRMED],
  ['a record that could not be read', unreadable(), UNREADABLE],
];

describe.each(FINDINGS)('%s', (_, finding, [late, soon, now, unknown]) => {
  it.each([
    ['30 days left', endsIn(30 * DAY), late],
    ['7 days and a millisecond left', endsIn(7 * DAY + 1), late],
    ['exactly 7 days left', endsIn(7 * DAY), soon],
    ['72 hours and a millisecond left', endsIn(72 * HOUR + 1), soon],
    ['exactly 72 hours left', endsIn(72 * HOUR), now],
    ['nothing left', endsIn(0), now],
    ['overdue', endsIn(-DAY), now],
    ['date unknown: the key could not be read', unread, unknown],
    ['date unknown: KMS names none', metadata({}), unknown],
    ['pending replica deletion', metadata({ state: 'PendingReplicaDeletion', pendingWindowInDays: 7 }), late],
  ])('%s', (_left, key, expected) => {
    expect(severity(finding, key)).toBe(expected);
  });
});

it('pending replica deletion counts as more than 7 days on the word of the record alone', () => {
  const finding = by(userIdentity(), { errorMessage: `${KEY} is pending replica deletion.` });
  expect(severity(finding, unread)).toBe('medium');
});

it('a message that leaves the state open does not put off the date', () => {
  const finding = by(userIdentity(), { errorMessage: `${KEY} is pending deletion (or pending replica deletion).` });
  expect(severity(finding, unread)).toBe('high');
});

describe('one step up', () => {
  const management30Days = (spread: Partial<Spread>) =>
    severity(management('TagResource'), endsIn(30 * DAY), { ...ALONE, ...spread });

  it.each([
    ['1 caller', { callers: 1 }, 'low'],
    ['2 callers', { callers: 2 }, 'low'],
    ['3 callers', { callers: 3 }, 'medium'],
    ['300 callers: one step only', { callers: 300 }, 'medium'],
    ['exactly 24 hours', { lastsMs: DAY }, 'low'],
    ['24 hours and a millisecond', { lastsMs: DAY + 1 }, 'medium'],
    ['a month: one step only', { lastsMs: 30 * DAY }, 'medium'],
    ['3 callers and more than 24 hours: one step only', { callers: 3, lastsMs: 2 * DAY }, 'medium'],
  ] as const)('%s: %s', (_, spread, expected) => {
    expect(management30Days(spread)).toBe(expected);
  });

  it.each(FINDINGS)('is taken from every cell, and critical stays: %s', (_, finding, row) => {
    const keys = [endsIn(30 * DAY), endsIn(5 * DAY), endsIn(HOUR), unread];
    const raised = keys.map((key) => severity(finding, key, { callers: 3, lastsMs: 0 }));
    expect(raised).toEqual(
      row.map((cell) => ({ low: 'medium', medium: 'high', high: 'critical', critical: 'critical' })[cell]),
    );
  });
});

describe('the graver of two', () => {
  it.each(SEVERITIES.flatMap((one, at) => SEVERITIES.slice(at).map((other) => [one, other] as const)))(
    '%s and %s',
    (one, other) => {
      expect([graver(one, other), graver(other, one)]).toEqual([other, other]);
    },
  );

  it('goes from low to critical', () => {
    expect(SEVERITIES).toEqual(['low', 'medium', 'high', 'critical']);
  });
});
