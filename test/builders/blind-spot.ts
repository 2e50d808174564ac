import fc from 'fast-check';
import { type Check, type Examined, fail, pass, unknown, type Verdict, warn } from '../../shared/blind-spots/check.ts';
import type { PendingKey, PendingKeys } from '../../shared/blind-spots/pending-key.ts';
import type { Turn, Watch } from '../../shared/blind-spots/watch.ts';
import type { WatchedCheck } from '../../shared/blind-spots/watch-step.ts';
import { SEVERITIES } from '../../shared/finding/severity.ts';
import { NOW } from './alert.ts';
import { hostileText } from './hostile.ts';
import { KEY } from './record.ts';

/** A check as an alert names it. */
export const aCheck = (overrides: Partial<Examined['check']> = {}): Examined['check'] => ({
  id: 'trail-records-kms',
  title: 'A trail records the use of keys',
  meaning: 'Records of KMS never reach the log group: no use of any key is seen.',
  concerns: 'seeing',
  changedBy: ['PutEventSelectors'],
  ...overrides,
});

/** A check that finds what it is told to. */
export const checkThatFinds = (verdict: () => Verdict, overrides: Partial<Examined['check']> = {}): Check => ({
  ...aCheck(overrides),
  judge: () => verdict(),
});

/** One verdict of each state. */
export const VERDICTS: Readonly<Record<Verdict['state'], Verdict>> = {
  pass: pass('trail my-trail records all management events'),
  warn: warn('trail my-trail records some of them', { title: 'Look at it' }),
  fail: fail('trail my-trail excludes kms.amazonaws.com', { title: 'Record KMS events' }),
  unknown: unknown('no right cloudtrail:GetEventSelectors', 'cloudtrail:GetEventSelectors'),
};

/** A check with a verdict of that state. */
export const found = (state: Verdict['state'], id = 'trail-records-kms'): Examined => ({
  check: aCheck({ id }),
  verdict: VERDICTS[state],
});

/** A key that is destroyed on Sat 28 Nov 2026 14:02 UTC. */
export const aPendingKey = (overrides: Partial<PendingKey> = {}): PendingKey => ({
  arn: KEY,
  region: 'eu-west-1',
  accountId: '111122223333',
  state: 'PendingDeletion',
  deletionDate: new Date('2026-11-28T14:02:00Z'),
  pendingWindowInDays: undefined,
  createdAt: undefined,
  description: undefined,
  keySpec: 'SYMMETRIC_DEFAULT',
  keyUsage: 'ENCRYPT_DECRYPT',
  multiRegion: undefined,
  origin: 'AWS_KMS',
  ...overrides,
});

/** What a look at two whole Regions found. */
export const pendingKeys = (...keys: readonly PendingKey[]): PendingKeys => ({
  keys,
  regions: ['eu-west-1', 'us-east-1'],
  notSeen: [],
});

/** A failure that was found an hour before {@link NOW}, and well six hours before that. */
export const aTurn = (overrides: Partial<Turn> = {}): Turn => ({
  id: 'AAAAbbbbCCCCddddEEEEffff',
  check: {
    id: 'trail-records-kms',
    title: aCheck().title,
    meaning: aCheck().meaning,
    concerns: 'seeing',
    alertsMayNotArrive: false,
  },
  state: 'failed',
  again: undefined,
  found: 'trail my-trail excludes kms.amazonaws.com',
  at: Date.parse('2026-11-22T02:10:00Z'),
  since: Date.parse('2026-11-22T02:10:00Z'),
  lastWell: Date.parse('2026-11-21T20:10:00Z'),
  damped: false,
  toldTo: [],
  unread: false,
  ...overrides,
});

const time = () => fc.integer({ min: NOW.getTime() - 1e9, max: NOW.getTime() });
const perhaps = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: undefined });

/** Anything that may be remembered of a check. */
const aWatchedCheck = (): fc.Arbitrary<WatchedCheck> =>
  fc.record({
    id: hostileText(),
    told: fc.constantFrom('well' as const, 'failed' as const),
    startedAt: time(),
    turns: fc.nat(1000),
    lastTurns: fc.array(time(), { maxLength: 5 }),
    failedAt: perhaps(time()),
    wellBefore: perhaps(time()),
    damped: fc.boolean(),
    lastWell: perhaps(time()),
    wellFor: perhaps(fc.nat(1e9)),
    toldFaults: fc.array(fc.string(), { maxLength: 8 }),
    newFaults: perhaps(fc.string()),
    toldSeverity: perhaps(fc.constantFrom(...SEVERITIES)),
    againAt: perhaps(time()),
  });

const anyTurn = (): fc.Arbitrary<Turn> =>
  fc.record({
    id: fc.string({ minLength: 1 }),
    check: fc.record({
      id: hostileText(),
      title: hostileText(),
      meaning: hostileText(),
      concerns: fc.constantFrom('seeing' as const, 'telling' as const, 'acting' as const),
      alertsMayNotArrive: fc.boolean(),
    }),
    state: fc.constantFrom('failed' as const, 'recovered' as const),
    again: perhaps(fc.constantFrom('faults' as const, 'severity' as const)),
    found: hostileText(),
    at: time(),
    since: time(),
    lastWell: perhaps(time()),
    damped: fc.boolean(),
    toldTo: fc.subarray(['alerts' as const, 'backstop' as const]),
    unread: fc.boolean(),
  });

/** Anything that may be remembered. */
export const aWatch = (): fc.Arbitrary<Watch> =>
  fc.record({ checks: fc.array(aWatchedCheck(), { maxLength: 5 }), outbox: fc.array(anyTurn(), { maxLength: 5 }) });
