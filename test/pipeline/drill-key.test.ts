import { describe, expect, it } from '@jest/globals';
import { renderEmail } from '../../shared/alert/email/render-email.ts';
import { type KeyDetails, known, unavailable } from '../../shared/kms/key-details.ts';
import { knownDetails, NOW } from '../builders/alert.ts';
import { DAY, HOUR, MINUTE } from '../builders/incident.ts';
import { type Json, KEY, roleIdentity } from '../builders/record.ts';
import { aSilence } from '../silence/silences.ts';
import { aGuard, asAlertOfKey, byRole, refusal } from './guard.ts';

const END = new Date(NOW.getTime() + 7 * DAY - 5 * MINUTE);

/** A key that was made so long before its deletion was scheduled for 7 days, with the tag of a drill. */
const taggedKey = (livedMs: number): KeyDetails =>
  knownDetails({
    metadata: known({
      state: 'PendingDeletion',
      deletionDate: END,
      createdAt: new Date(END.getTime() - 7 * DAY - livedMs),
      pendingWindowInDays: undefined,
      description: undefined,
      manager: 'CUSTOMER',
    }),
    aliases: known([]),
    tags: known({ 'kms-deletion-guard:drill': 'true' }),
    scheduledBy: known({ principal: 'role admin (alice@example.com)', time: new Date(END.getTime() - 7 * DAY) }),
  });

/** The nth refusal that a drill causes: Decrypt, without an encryption context, by whoever scheduled the deletion. */
const ofDrill = (n: number, overrides: Json = {}): Json =>
  refusal(n, { userIdentity: roleIdentity('admin', 'alice@example.com'), ...overrides });

/** First alert, what else is brought, count, last chances: the whole life of a key in use. */
async function lifeOf(details: KeyDetails, ...others: readonly Json[]) {
  const guard = aGuard({ readKey: async () => details });
  await guard.brings(ofDrill(1));
  for (const other of others) await guard.brings(other);
  await guard.brings(ofDrill(3));
  guard.later(20 * MINUTE);
  await guard.sweeps();
  for (const hours of [72, 24]) {
    guard.later(END.getTime() - hours * HOUR - guard.now().getTime());
    await guard.sweeps();
  }
  return guard.published.map(asAlertOfKey);
}

describe('the alerts of a key that a drill made', () => {
  it('are tests for all of its life, and no mail of them can be taken for a real one', async () => {
    const alerts = await lifeOf(taggedKey(3000));
    expect(alerts.map(({ kind }) => kind)).toEqual(['test', 'test', 'test', 'test']);
    for (const alert of alerts) {
      const { subject, body } = renderEmail(alert, NOW);
      expect(subject).toMatch(/^\[TEST\] drill: no key is in danger/);
      expect(body).toMatch(/^THIS IS A DRILL\. No key is in danger/);
      expect(body).not.toContain('silence add');
    }
  });

  it('say when the next one comes, since more come of this key', async () => {
    const [first] = await lifeOf(taggedKey(3000));
    expect(first?.nextMessage).toContain('a reminder 72 h and 24 h before the end');
  });

  it('are real ones where the key lived for longer, whatever its tag says', async () => {
    const alerts = await lifeOf(taggedKey(HOUR));
    expect(alerts.map(({ kind }) => kind)).toEqual(['key-use', 'digest', 'reminder', 'reminder']);
  });

  it('are real ones from the first on that tells of another caller', async () => {
    const alerts = await lifeOf(taggedKey(3000), byRole('payments-api', 2));
    expect(alerts.map(({ kind }) => kind)).toEqual(['test', 'key-use', 'digest', 'reminder', 'reminder']);
  });

  it.each<[string, Json]>([
    ['by somebody else than scheduled its deletion', { userIdentity: roleIdentity('payments-api') }],
    ['by another session of the same role', { userIdentity: roleIdentity('admin', 'bob@example.com') }],
    ['of another operation', { eventName: 'GenerateDataKey' }],
    ['of data', { requestParameters: { encryptionContext: { 'aws:s3:arn': 'arn:aws:s3:::ledger/a' } } }],
    ['through a service', { eventSource: 's3.amazonaws.com', errorCode: 'KMS.KMSInvalidStateException' }],
    [
      'on behalf of somebody by a service',
      {
        userIdentity: {
          ...roleIdentity('admin', 'alice@example.com'),
          invokedBy: 'AWS Internal',
        },
      },
    ],
    ['in words that KMS does not confirm', { errorMessage: `so ${KEY} is pending deletion.` }],
  ])('are real ones where the use is %s, whatever its tag and age', async (_, overrides) => {
    const guard = aGuard({ readKey: async () => taggedKey(3000) });
    await guard.brings(ofDrill(1, overrides));
    expect(guard.published.map(({ kind }) => kind)).toEqual(['key-use']);
  });

  it('are tests where nobody knows who scheduled its deletion', async () => {
    const guard = aGuard({ readKey: async () => ({ ...taggedKey(3000), scheduledBy: unavailable('too early') }) });
    await guard.brings(refusal(1));
    expect(guard.published.map(({ kind }) => kind)).toEqual(['test']);
  });

  it('are real ones where a silence hides other use', async () => {
    const silences = [aSilence({ caller: '*payments-api*' })];
    const guard = aGuard({
      readKey: async () => taggedKey(3000),
      silences: async () => ({ silences, malformed: [] }),
    });
    await guard.brings(byRole('payments-api', 2));
    await guard.brings(ofDrill(1));
    expect(guard.published.map(({ kind }) => kind)).toEqual(['key-use']);
  });

  it('are real ones while its tags or dates cannot be read', async () => {
    const guard = aGuard({ readKey: async () => ({ ...taggedKey(3000), tags: unavailable('throttled') }) });
    await guard.brings(ofDrill(1));
    const other = aGuard({ readKey: async () => ({ ...taggedKey(3000), metadata: unavailable('throttled') }) });
    await other.brings(ofDrill(1));
    expect([...guard.published, ...other.published].map(({ kind }) => kind)).toEqual(['key-use', 'key-use']);
  });
});
