import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { detectUnreadable } from '../../shared/finding/detect.ts';
import { couldBeHiddenBy, type IgnoreSettings, stillHides, subjectOf } from '../../shared/silence/hiding.ts';
import { findingsOfOneKey } from '../builders/finding.ts';
import {
  ACCOUNT,
  aRefusal,
  findingOf,
  type Json,
  KEY,
  KEY_ID,
  OTHER_ACCOUNT,
  OTHER_KEY,
  roleIdentity,
} from '../builders/record.ts';
import { anySilence, aSilence, DAY, EVERY_KEY, HOUR, WRITTEN } from './silences.ts';

const NOW = new Date('2026-11-22T00:00:00Z');
const NOTHING: IgnoreSettings = { ignoreCallers: [], managementCalls: 'notify' };
const later = (ms: number) => new Date(NOW.getTime() + ms);
const subject = (overrides: Json = {}) => subjectOf(findingOf(aRefusal(overrides)));
const CROSSPLANE = { eventName: 'TagResource', userIdentity: roleIdentity('crossplane-aws') };
const nameless = { errorMessage: 'x is pending deletion', resources: [], requestParameters: { keyId: 'alias/ledger' } };
const unreadable = () => {
  const text = `{"errorMessage":"${KEY} is pending deletion.","eventName":"TagResource","eventSource":"kms.amazonaws.com"`;
  const finding = detectUnreadable(text, { path: '', reason: 'cut off' }, { lineId: 'l', ownRoleArn: undefined });
  if (finding === undefined) throw new Error('wanted a finding');
  return subjectOf(finding);
};

describe('a silence', () => {
  const hides = (silence: Json, ofWhat = subject()) =>
    couldBeHiddenBy(ofWhat, [aSilence(silence)], NOTHING, NOW) !== undefined;

  it('covers its key, by ARN or by id, and no other', () => {
    expect([hides({}), hides({ key: KEY_ID }), hides({ key: OTHER_KEY })]).toEqual([true, true, false]);
  });

  it.each<[string, Json, boolean]>([
    ['its account', { key: KEY_ID, account: ACCOUNT }, true],
    ['not another account', { key: KEY_ID, account: OTHER_ACCOUNT }, false],
    ['its class', { class: 'cryptographic' }, true],
    ['not another class', { class: 'management' }, false],
    ['its callers', { caller: 'role billing-*' }, true],
    ['not other callers', { caller: 'role report-*' }, false],
    ['not a session', { caller: 'i-0abc*' }, false],
    ['not an ARN', { caller: 'arn:aws:sts::*billing-batch*' }, false],
  ])('covers %s', (_, silence, covered) => expect(hides(silence)).toBe(covered));

  it('that covers every key covers those whose ARN is not known; others do not', () => {
    expect(hides(EVERY_KEY, subject(CROSSPLANE))).toBe(true);
    expect(hides(EVERY_KEY, subject({ ...CROSSPLANE, ...nameless }))).toBe(true);
    expect(hides({ ...EVERY_KEY, account: ACCOUNT }, subject({ ...CROSSPLANE, ...nameless }))).toBe(false);
    expect(hides({ key: KEY_ID }, subject({ ...CROSSPLANE, ...nameless }))).toBe(false);
  });

  it('covers what KMS does not confirm, but nothing that could not be read', () => {
    expect(hides({}, subject({ errorMessage: `warning: ${KEY} is pending deletion.` }))).toBe(true);
    expect(hides({}, unreadable())).toBe(false);
  });

  it('is over when its time has come', () => {
    const silences = [aSilence({ until: NOW.toISOString() })];
    expect(couldBeHiddenBy(subject(), silences, NOTHING, new Date(NOW.getTime() - 1))).toBeDefined();
    expect(couldBeHiddenBy(subject(), silences, NOTHING, NOW)).toBeUndefined();
  });

  it.each(['Decrypt', 'CreateGrant', 'SomethingNew'])(
    'on %s stops working 72 hours before the end of the key',
    (eventName) => {
      const hiding = couldBeHiddenBy(subject({ eventName }), [aSilence()], NOTHING, NOW);
      if (hiding === undefined) throw new Error('wanted it to be covered');
      expect(stillHides(hiding, later(72 * HOUR + 1), NOW)).toBe(true);
      expect(stillHides(hiding, later(72 * HOUR), NOW)).toBe(false);
      expect(stillHides(hiding, later(-HOUR), NOW)).toBe(false);
      expect(stillHides(hiding, undefined, NOW)).toBe(false);
      expect(stillHides(hiding, new Date(Number.NaN), NOW)).toBe(false);
    },
  );

  it.each<[string, Json, string]>([
    ['made to hold until the deletion', { untilDeletion: true }, 'Decrypt'],
    ['on management', {}, 'TagResource'],
  ])('%s works to the end', (_, silence, eventName) => {
    const hiding = couldBeHiddenBy(subject({ eventName }), [aSilence(silence)], NOTHING, NOW);
    if (hiding === undefined) throw new Error('wanted it to be covered');
    for (const end of [later(HOUR), later(-HOUR), undefined]) expect(stillHides(hiding, end, NOW)).toBe(true);
  });

  it('that hides longest is the one that is named', () => {
    const short = aSilence({ until: '2026-11-23T00:00:00Z' }, 'a-short');
    const long = aSilence({}, 'z-long');
    const toTheEnd = aSilence({ until: '2026-11-23T00:00:00Z', untilDeletion: true }, 'to-the-end');
    const by = (...silences: (typeof short)[]) => couldBeHiddenBy(subject(), silences, NOTHING, NOW)?.by;
    expect([by(short, long), by(long, short), by(toTheEnd, long), by(long, toTheEnd)]).toEqual([
      'z-long',
      'z-long',
      'to-the-end',
      'to-the-end',
    ]);
    expect(by({ ...long, name: 'b' }, { ...long, name: 'a' })).toBe('a');
  });
});

describe('a setting', () => {
  const ignoring: IgnoreSettings = { ignoreCallers: [], managementCalls: 'ignore' };
  const config: IgnoreSettings = {
    ignoreCallers: [{ class: 'cryptographic', caller: 'role billing-*' }],
    managementCalls: 'notify',
  };

  it('hides callers of its class for good, and is named before a silence', () => {
    const hiding = couldBeHiddenBy(subject(), [aSilence()], config, NOW);
    expect(hiding).toEqual({ kind: 'ignored', by: 'ignoreCallers', class: 'cryptographic' });
    expect(hiding && stillHides(hiding, undefined, NOW)).toBe(true);
    expect(couldBeHiddenBy(subject({ eventName: 'TagResource' }), [], config, NOW)).toBeUndefined();
    expect(couldBeHiddenBy(subject({ userIdentity: roleIdentity('other') }), [], config, NOW)).toBeUndefined();
  });

  it('hides management, but no rescue, nothing unconfirmed and nothing that could not be read', () => {
    const by = (overrides: Json) => couldBeHiddenBy(subject(overrides), [], ignoring, NOW)?.by;
    expect(by({ eventName: 'TagResource' })).toBe('managementCalls');
    expect(by({ eventName: 'EnableKey' })).toBeUndefined();
    expect(by({ eventName: 'Decrypt' })).toBeUndefined();
    expect(by({ eventName: 'TagResource', errorMessage: `warning: ${KEY} is pending deletion.` })).toBeUndefined();
    expect(couldBeHiddenBy(unreadable(), [], ignoring, NOW)).toBeUndefined();
  });
});

describe('whatever the silences', () => {
  const anySilences = fc.array(anySilence(), { maxLength: 6 });
  const aTime = fc.integer({ min: -5 * 24, max: 40 * 24 }).map((hours) => new Date(WRITTEN.getTime() + hours * HOUR));
  const anEnd = fc.oneof(fc.constant(undefined), aTime);

  it('nobody is left untold of use within 72 hours of the end, or of an end that is not known, but by untilDeletion', () => {
    fc.assert(
      fc.property(findingsOfOneKey(), anySilences, aTime, anEnd, (findings, silences, now, end) => {
        for (const finding of findings) {
          const about = subjectOf(finding);
          const hiding = couldBeHiddenBy(about, silences, NOTHING, now);
          if (hiding === undefined || !stillHides(hiding, end, now)) continue;
          const by = silences.filter(({ name, until }) => name === hiding.by && until > now);
          expect(by).not.toEqual([]);
          const isFar = end !== undefined && end.getTime() > now.getTime() + 3 * DAY;
          if (about.class !== 'management' && !isFar) expect(by.some((silence) => silence.untilDeletion)).toBe(true);
        }
      }),
    );
  });

  it('what any of them would hide alone is hidden, and no more', () => {
    const hidden = (
      about: ReturnType<typeof subject>,
      silences: readonly ReturnType<typeof aSilence>[],
      end: Date | undefined,
      now: Date,
    ) => {
      const hiding = couldBeHiddenBy(about, silences, NOTHING, now);
      return hiding !== undefined && stillHides(hiding, end, now);
    };
    fc.assert(
      fc.property(findingsOfOneKey(), anySilences, aTime, anEnd, (findings, silences, now, end) => {
        for (const about of findings.map(subjectOf)) {
          expect(hidden(about, silences, end, now)).toBe(silences.some((alone) => hidden(about, [alone], end, now)));
        }
      }),
    );
  });
});
