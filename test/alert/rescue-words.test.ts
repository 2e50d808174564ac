import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { AlertOfKey, AutomaticRemediation } from '../../shared/alert/alert.ts';
import { renderChat } from '../../shared/alert/chat/render-chat.ts';
import { COLUMNS } from '../../shared/alert/email/layout.ts';
import { renderEmail } from '../../shared/alert/email/render-email.ts';
import { nextStepsFor } from '../../shared/alert/next-steps.ts';
import { standingOf } from '../../shared/alert/rescue-standing.ts';
import { situationOf } from '../../shared/alert/situation.ts';
import { alertOf, knownDetails, NOW } from '../builders/alert.ts';
import { hostileText } from '../builders/hostile.ts';
import { aRefusal } from '../builders/record.ts';
import { expectNotification } from './chat/validate-notification.ts';
import { RESCUES } from './rescues.ts';

const ofKey = (name: string): AlertOfKey => {
  const alert = RESCUES[`rescue-${name}`]?.();
  if (alert === undefined || alert.kind === 'summary' || alert.kind === 'blind-spot') throw new Error(`no ${name}`);
  return alert;
};
const automatic = ({ remediation }: AlertOfKey): AutomaticRemediation => {
  if (remediation.mode === 'off') throw new Error('wanted a mode that acts');
  return remediation;
};
const inState = (alert: AlertOfKey, key: Partial<AlertOfKey['key']>): AlertOfKey => ({
  ...alert,
  key: { ...alert.key, ...key },
});
const bodyOf = (alert: AlertOfKey): string => renderEmail(alert, NOW).body.replace(/\s+/g, ' ');
const commandsOf = (alert: AlertOfKey): string =>
  nextStepsFor(alert)
    .flatMap(({ command }) => command?.split(' ')[2] ?? [])
    .join(' ');

describe('how a key stands after the cancel of the guard', () => {
  it.each<[string, string | undefined]>([
    ['cancelled', 'disabled'],
    ['answer-lost', 'disabled'],
    ['still-down', 'disabled'],
    ['restored', 'works'],
    ['enabled-since', 'works'],
    ['material-gone', 'other-state'],
    ['key-store', 'other-state'],
    ['key-unread', 'unread'],
    ['still-shown', 'still-shown-pending'],
    ['refused', undefined],
    ['unclear', undefined],
    ['overtaken', undefined],
    ['dry-run', undefined],
    ['scheduled-again', undefined],
  ])('%s: %s', (name, standing) => expect(standingOf(ofKey(name))).toBe(standing));

  it('is nothing to tell once people have scheduled the deletion again', () => {
    const pending = { state: 'PendingDeletion', deletionDate: '2026-12-22T03:14:00.000Z' };
    const again = inState(ofKey('cancelled'), pending);
    expect(situationOf(again)).toBe('use');
    expect(commandsOf(again)).toBe('cancel-key-deletion enable-key');
    expect(bodyOf(again)).toMatch(/SCHEDULED AGAIN: .* does NOT cancel it again/);
    expect(bodyOf(again)).not.toContain('data is safe');
  });

  it('is told by what was read for the alert, not by what was read before', () => {
    const disabled = inState(ofKey('restored'), { state: 'Disabled' });
    expect(bodyOf(disabled)).toMatch(/THE KEY IS DISABLED.*somebody or something disabled it since/);
    expect(renderEmail(disabled, NOW).subject).not.toMatch(/restored/);
  });

  it('holds while later decisions find nothing to do, but not for a deletion that people cancelled', () => {
    const alert = ofKey('cancelled');
    const { write: _, ...done } = automatic(alert);
    const later = { ...done, decision: 'skip', cause: 'not-pending', outcome: 'nothing-done' } as const;
    expect(standingOf({ ...alert, remediation: later })).toBe('disabled');
    expect(standingOf({ ...alert, remediation: { ...later, cause: 'scheduled-again' } })).toBeUndefined();
  });
});

describe('the words about a saved key', () => {
  it.each(['cancelled', 'answer-lost', 'enable-failed', 'multi-region', 'still-down', 'still-down-digest'])(
    'put the enable command first, then how to schedule again: %s',
    (name) => expect(commandsOf(ofKey(name))).toBe('enable-key schedule-key-deletion'),
  );

  it.each(Object.keys(RESCUES).filter((name) => name.startsWith('rescue-')))(
    'say "restored" only where it was read as Enabled: %s',
    (name) => {
      const alert = ofKey(name.slice('rescue-'.length));
      const isRestored = automatic(alert).outcome === 'restored' && alert.key.state === 'Enabled';
      expect(/\brestored\b/i.test(`${alert.title} ${bodyOf(alert)}`)).toBe(isRestored);
    },
  );

  it.each(Object.keys(RESCUES).filter((name) => name.startsWith('rescue-')))(
    'offer to cancel only what is, or may be, pending: %s',
    (name) => {
      const alert = ofKey(name.slice('rescue-'.length));
      const mayBePending = alert.key.state?.startsWith('Pending') === true && alert.key.state !== 'PendingImport';
      if (!mayBePending) expect(commandsOf(alert)).not.toContain('cancel-key-deletion');
      expect(bodyOf(alert)).not.toContain('Automatic cancel is OFF');
    },
  );

  it.each<[string, RegExp]>([
    ['cancelled', /^\[HIGH\] SAVED but DISABLED: alias\/ledger-prod, service still down - payments-prod$/],
    ['restored', /^\[LOW\] SAVED and restored: alias\/ledger-prod is Enabled again/],
    ['refused', /NOT SAVED: the guard's cancel failed: .* destroyed in 6 days/],
    ['unclear', /LOOK NOW: not known whether the guard saved/],
    ['still-shown', /LOOK NOW: .* still shown as pending deletion/],
    ['scheduled-again', /scheduled again, NOT saved again: .* destroyed in 6 days/],
    ['still-down', /still down: alias\/ledger-prod is Disabled since the guard's cancel/],
    ['dry-run', /still in use, destroyed in 6 days/],
    ['dry-run-by-tag', /dry run: the guard would have saved .* destroyed in 6 days/],
    ['daily-limit', /NOT SAVED before Mon 23 Nov 00:00 UTC: alias\/ledger-prod, destroyed in 6 days/],
    ['overtaken', /is Disabled now/],
  ])('begin in the subject: %s', (name, words) => expect(renderEmail(ofKey(name), NOW).subject).toMatch(words));

  it.each<[string, RegExp]>([
    ['cancelled', /Read back today 03:12:03 UTC: Disabled, no deletion date/],
    ['cancelled', /Audit: .* rescue\/5d0b7c1e9a2f4b36 in its user agent, request 11111111-2222/],
    ['cancelled-was-disabled', /already Disabled when its deletion was scheduled.*It was Disabled before its deletion/],
    ['enable-failed', /Enabling tried, and it failed: .*; tried again within minutes/],
    ['answer-lost', /its answer was lost/],
    ['material-gone', /read as PendingImport since\. Its imported key material is gone/],
    ['key-store', /Its key store is not connected/],
    ['multi-region', /related multi-Region keys are cancelled each on its own/],
    ['refused', /THE DELETION GOES ON\. It is tried again within minutes/],
    ['refused-for-good', /THE DELETION GOES ON\. Save the key yourself/],
    ['unclear', /whether the guard cancelled this deletion is not known/],
    ['overtaken', /it was not pending any more: .*CloudTrail says who/],
    ['in-progress', /is cancelling this deletion just now \(mode cancel\)/],
    ['dry-run', /DRY RUN: in mode cancel the guard would have cancelled .* NOTHING WAS DONE/],
    ['dry-run-by-tag', /DRY RUN \(by the tag of the key\): in its mode cancel/],
    ['waits', /decides soon after Wed 25 Nov 2026 14:02 UTC, and acts if nothing speaks against it/],
    ['daily-limit', /the day's limit of 5 is used up\. The guard decides soon after Mon 23 Nov 2026 00:00 UTC/],
    ['tag-never', /Not cancelled by the guard: its tag kms-deletion-guard:remediation says never\. Nothing happens/],
    ['unknown', /Not cancelled by the guard: .* It is decided again within minutes/],
    ['scheduled-again', /had cancelled a deletion of this key Tue 17 Nov 03:12 UTC/],
    ['no-evidence', /Automatic cancel does not act on this: the call prepares a use/],
    ['still-down-digest', /while callers still fail, a count in 15 min/],
  ])('tell it as it is: %s', (name, words) => expect(bodyOf(ofKey(name))).toMatch(words));

  it('say in a dry run by whom the mode was lowered, as far as that is known', () => {
    const alert = ofKey('dry-run-by-tag');
    expect(bodyOf(inState(alert, { tags: {} }))).toContain('DRY RUN (by the kill switch)');
    const { tags: _, ...key } = alert.key;
    expect(bodyOf({ ...alert, key })).toContain('(by the tag of the key or by the kill switch)');
  });

  it('promise no cancel where waiting ends in a dry run', () => {
    const alert = ofKey('waits');
    const dry: AlertOfKey = { ...alert, remediation: { ...automatic(alert), modeOfKey: 'dry-run', mode: 'dry-run' } };
    expect(bodyOf(dry)).toMatch(/DRY RUN: nothing is cancelled\. A mode that acts would wait until Wed 25 Nov/);
    expect(bodyOf(dry)).not.toContain('acts if nothing speaks against it');
  });

  it('say who is unknown of a key that is saved, where the cancel got no answer and a person may have been at it', () => {
    const alert = inState(ofKey('overtaken'), { state: 'Enabled' });
    const done = automatic(alert);
    const cancelledAt = done.write?.time ?? '';
    expect(bodyOf({ ...alert, remediation: { ...done, cancelledAt } })).toContain(
      'may have been the guard or a person',
    );
  });

  it('are not those of a service that is down when nothing was ever cancelled', () => {
    const plain = alertOf([aRefusal()], knownDetails());
    expect(standingOf(plain)).toBeUndefined();
    expect(bodyOf(plain)).toContain('Automatic cancel is OFF: nothing happens unless you act.');
  });
});

describe('hostile text in what the guard remembers', () => {
  const ACTING = /[`*~<>&\\@#]|\]\(|:\/\/|:[\w+'-]+:/;
  const OURS =
    /^(aws kms (describe-key|cancel-key-deletion|enable-key|schedule-key-deletion) --region eu-west-1 |kms-deletion-guard silence add --region eu-west-1 )/;
  const names = Object.keys(RESCUES).filter((name) => name.startsWith('rescue-'));

  it('acts neither in an e-mail nor in a chat', () => {
    const bound = fc.tuple(fc.constantFrom(...names), hostileText(), hostileText(), fc.constantFrom(1, 40));
    fc.assert(
      fc.property(bound, ([name, a, b, times]) => {
        const alert = ofKey(name.slice('rescue-'.length));
        const done = automatic(alert);
        const [one, other] = [a.repeat(times).slice(0, 2048), b.repeat(times).slice(0, 2048)];
        const write = done.write && {
          ...done.write,
          ...{ id: one, requestId: other, before: { ...done.write.before, reason: other } },
          ...(done.write.enable === undefined ? {} : { enable: { ...done.write.enable, reason: one } }),
        };
        const remediation = { ...done, reason: one, ...(write === undefined ? {} : { write }) };
        const strange: AlertOfKey = { ...alert, remediation, caller: { ...alert.caller, name: other } };
        const { subject, body } = renderEmail(strange, NOW);
        expect(subject).toMatch(/^[\x20-\x7e]{1,99}$/);
        for (const line of body.split('\n').filter((each) => !/^https:\/\//.test(each))) {
          if (/^\s*(aws|kms-deletion-guard)\b/.test(line)) expect(line).toMatch(OURS);
          else expect(line.length).toBeLessThanOrEqual(COLUMNS);
          expect(line).not.toMatch(/:\/\//);
        }
        expect(expectNotification(renderChat(strange, NOW))).not.toMatch(ACTING);
      }),
      { numRuns: 150 },
    );
  });
});
