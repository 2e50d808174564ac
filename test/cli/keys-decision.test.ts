import { describe, expect, it } from '@jest/globals';
import { keys } from '../../cli/commands/keys.ts';
import { fact } from '../../shared/blind-spots/fact.ts';
import { NO_RESCUE, type Rescue, type RescueStep } from '../../shared/incident/rescue.ts';
import { NOW } from '../builders/alert.ts';
import { lifeOf } from '../builders/incident.ts';
import { aRefusal, findingOf, KEY } from '../builders/record.ts';
import { aTerminal } from './fake-terminal.ts';
import { NEVER, pendingKey, portsOf } from './keys-account.ts';
import { RESCUES, step } from './rescues.ts';

async function shown(rescue: Rescue | undefined) {
  const life = lifeOf();
  life.brings(Date.parse('2026-11-21T03:11:40Z'), findingOf(aRefusal({ eventTime: '2026-11-21T03:11:40Z' })));
  const ports = portsOf([[pendingKey(KEY), NEVER]], { incidents: async () => fact([{ ...life.item, rescue }]) });
  const { terminal, seen } = aTerminal({ now: () => NOW });
  await keys(ports, 'text', terminal);
  return seen.stdout;
}
const last = (changes: Partial<RescueStep>, rescue: Partial<Rescue> = {}) =>
  shown({ ...NO_RESCUE, last: step(changes), ...rescue }).then((text) => text.replace(/\s+/g, ' '));

describe('keys, of what the guard decided', () => {
  it('says nothing of a key about which nothing was decided', async () => {
    for (const rescue of [undefined, NO_RESCUE]) expect(await shown(rescue)).not.toContain('  guard');
  });

  it('gives the decision, its reason, its mode and its time', async () => {
    const text = await last({ reason: 'the key has no tag', cause: 'not-tagged' });
    expect(text).toContain(
      'guard it does not cancel the deletion: the key has no tag (decided today 03:12:00 UTC, mode cancel)',
    );
    expect(await last({}, { attempts: 1 })).toContain('decided again by the next sweep');
  });

  it('says of a dry run that nothing was done, and of a wait until when', async () => {
    const reason = 'role billing-batch, Decrypt';
    expect(await last({ mode: 'dry-run', decision: 'cancel', outcome: 'would-cancel', reason })).toContain(
      'DRY RUN: it would have cancelled the deletion, for role billing-batch, Decrypt; nothing was done',
    );
    const actAt = Date.parse('2026-11-25T14:02:00Z');
    expect(await last({ decision: 'wait', reason: 'it acts when 3 days are left', actAt })).toContain(
      'it waits until Wed 25 Nov 2026 14:02 UTC: it acts when 3 days are left',
    );
  });

  it('says that a cancel failed, and that a key is pending again which it had saved', async () => {
    expect(await last({ outcome: 'refused', reason: 'KMS refused it' })).toContain('FAILED: KMS refused it');
    expect(await last({ outcome: 'cancelled' })).toContain('and the key is pending deletion again');
  });

  it('stays within 80 columns, whatever is remembered, and shows no control character', async () => {
    for (const rescue of RESCUES) {
      const lines = (await shown(rescue)).split('\n').filter((line) => !/^(aws kms | {2}arn:)/.test(line));
      expect(lines.filter((line) => line.length > 80)).toEqual([]);
      expect(lines.join('')).not.toMatch(/\p{Cc}/u);
    }
  });
});
