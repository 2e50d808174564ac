import { describe, expect, it } from '@jest/globals';
import type { SummaryAlert } from '../../shared/alert/alert.ts';
import { buildSummary, type SummaryEntry } from '../../shared/alert/build-summary.ts';
import { renderEmail } from '../../shared/alert/email/render-email.ts';
import { bytesOf, MAX_SNS_BYTES, snsMessageOf } from '../../shared/alert/sns-message.ts';
import { openIncident } from '../../shared/incident/item.ts';
import { parseKeyArn } from '../../shared/kms/key-arn.ts';
import { type KeyDetails, known, nothingKnown } from '../../shared/kms/key-details.ts';
import { knownDetails, NOW, someSettings } from '../builders/alert.ts';
import { aFinding } from '../builders/finding.ts';
import { batchOf, DAY, HOUR, type Life, lifeOf, pendingUntil, readAs } from '../builders/incident.ts';
import { eventId, KEY } from '../builders/record.ts';

const now = NOW.getTime();
const arnOf = (n: number, account = '111122223333') =>
  KEY.replace('111122223333', account).replace(/.{3}$/, String(n).padStart(3, '0'));

/** An incident of key n that was refused yesterday; its claims as they are. */
function lifeOfKey(n: number, overrides: Record<string, unknown> = {}, account?: string): Life {
  const arn = arnOf(n, account);
  const key = parseKeyArn(arn);
  if (key === undefined) throw new Error('wanted an ARN');
  const life = lifeOf(undefined, openIncident(arn, { kind: 'arn', key }, now - DAY));
  const finding = aFinding(0, {
    eventID: eventId(30_000_000 + n),
    errorMessage: `${arn} is pending deletion.`,
    ...overrides,
  });
  life.brings(now - DAY, finding);
  return life;
}

const entryOf = (life: Life, details: KeyDetails): SummaryEntry => ({
  item: life.item,
  claims: life.item.outbox,
  details,
});
const made = (...entries: readonly SummaryEntry[]): SummaryAlert =>
  buildSummary('many-due', entries, someSettings(), NOW);
const bodyOf = (alert: SummaryAlert) => renderEmail(alert, NOW).body;
const soon = pendingUntil(now + 72 * HOUR);

describe('a summary', () => {
  it('names each of its keys in the mail, and fits into a message', () => {
    const alert = made(...Array.from({ length: 50 }, (_, n) => entryOf(lifeOfKey(n), soon)));
    const body = bodyOf(alert);
    for (let n = 0; n < 50; n += 1) expect(body).toContain(arnOf(n).slice(-12));
    expect(bytesOf(snsMessageOf(alert, NOW))).toBeLessThan(MAX_SNS_BYTES / 2);
    expect(alert.keysNotListed).toBe(0);
  });

  it('offers to cancel only what is ours to save, still to be saved, and confirmed', () => {
    const mine = entryOf(lifeOfKey(1), soon);
    const saved = entryOf(lifeOfKey(2), readAs('Enabled'));
    const foreign = entryOf(lifeOfKey(3, {}, '999988887777'), nothingKnown('no right'));
    const echoed = entryOf(lifeOfKey(4, { errorMessage: `see: ${arnOf(4)} is pending deletion. ok` }), soon);
    const body = bodyOf(made(mine, saved, foreign, echoed));
    expect(body.match(/^aws kms .*$/gm)).toEqual([
      expect.stringMatching(`^aws kms cancel-key-deletion .*${arnOf(1)}$`),
      expect.stringMatching(`^aws kms describe-key .*${arnOf(4)}$`),
    ]);
    expect(body).toContain('tell account 999988887777');
    expect(body).toContain('no longer pending deletion: Enabled');
    expect(body).toMatch(/Reported +1 time/);
  });

  it('of a last chance tells what was refused before, and is as grave as a last chance', () => {
    const quiet = lifeOfKey(1);
    quiet.sendsAll(now - DAY, pendingUntil(now + 71 * HOUR));
    quiet.tick(now);
    const alert = made(entryOf(quiet, pendingUntil(now + 71 * HOUR)));
    expect(alert).toMatchObject({
      severity: 'critical',
      keys: [{ due: ['reminder'], count: 0, total: 1, callers: [{ count: 1 }] }],
    });
    expect(bodyOf(alert)).toMatch(/Refused +not again, 1 time in all \(critical, LAST CHANCE\)/);
  });

  it('of a last chance of a key whose uses are hidden says how many were', () => {
    const life = lifeOf();
    const hiddenBy = { kind: 'silence', by: 'x', class: 'cryptographic', untilDeletion: false } as const;
    life.happens(batchOf('b', [], [{ hiddenBy, findings: [aFinding(1), aFinding(2)] }]), now - DAY);
    life.settles({ details: pendingUntil(now + 70 * HOUR) }, now - DAY);
    life.tick(now);
    const alert = made(
      entryOf(
        life,
        knownDetails({
          metadata: known({
            state: 'PendingDeletion',
            deletionDate: new Date(now + 70 * HOUR),
            pendingWindowInDays: undefined,
            createdAt: undefined,
            description: undefined,
            manager: undefined,
          }),
        }),
      ),
    );
    expect(alert).toMatchObject({ severity: 'critical', keys: [{ total: 2 }] });
    expect(bodyOf(alert)).not.toMatch(/\b0 times/);
  });
});
