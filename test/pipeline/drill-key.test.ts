import { describe, expect, it } from '@jest/globals';
import { renderEmail } from '../../shared/alert/email/render-email.ts';
import { type KeyDetails, known, unavailable } from '../../shared/kms/key-details.ts';
import { knownDetails, NOW } from '../builders/alert.ts';
import { DAY, HOUR, MINUTE } from '../builders/incident.ts';
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
  });

/** First alert, new caller, count, last chances: the whole life of a key in use. */
async function lifeOf(details: KeyDetails) {
  const guard = aGuard({ readKey: async () => details });
  await guard.brings(refusal(1));
  await guard.brings(byRole('report-api', 2));
  await guard.brings(refusal(3));
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
    expect(alerts.map(({ kind }) => kind)).toEqual(['test', 'test', 'test', 'test', 'test']);
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
    expect(alerts.map(({ kind }) => kind)).toEqual(['key-use', 'key-use', 'digest', 'reminder', 'reminder']);
  });

  it('are real ones while its tags or dates cannot be read', async () => {
    const guard = aGuard({ readKey: async () => ({ ...taggedKey(3000), tags: unavailable('throttled') }) });
    await guard.brings(refusal(1));
    const other = aGuard({ readKey: async () => ({ ...taggedKey(3000), metadata: unavailable('throttled') }) });
    await other.brings(refusal(1));
    expect([...guard.published, ...other.published].map(({ kind }) => kind)).toEqual(['key-use', 'key-use']);
  });
});
