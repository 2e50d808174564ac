import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { claimCount } from '../../shared/incident/claim.ts';
import { CLAIM_KINDS, type Claim, type ClaimKind, type IncidentItem, policyOf } from '../../shared/incident/item.ts';
import type { KeyDetails } from '../../shared/kms/key-details.ts';
import { alertOf, type Due, isUntracked, messagesOf } from '../../shared/pipeline/messages.ts';
import { NOW } from '../builders/alert.ts';
import { HOUR, lifeOf, pendingUntil, readAs, START, useAt } from '../builders/incident.ts';
import { somePipelineSettings } from '../builders/ports.ts';
import { asAlertOfKey, asSummary, keyNumber } from './guard.ts';

/** An incident of its own, told once, with one more finding. */
function anItem(n = 0): IncidentItem {
  const life = lifeOf();
  life.brings(START, useAt(START));
  life.sendsAll(START);
  life.brings(START + 1, useAt(START + 1));
  return { ...life.item, id: keyNumber(n) };
}

const aClaim = (item: IncidentItem, kind: ClaimKind, overrides: Partial<Claim> = {}): Claim => {
  const [claim] = claimCount(item, 'digest', 'x', START, policyOf()).outbox;
  if (claim === undefined) throw new Error('wanted a claim');
  return { ...claim, id: `${kind} ${item.id}`, kind, ...overrides };
};

const due = (n: number, kinds: readonly ClaimKind[], overrides: Partial<Claim> = {}, untracked?: string): Due => {
  const item = anItem(n);
  return { item, send: kinds.map((kind) => aClaim(item, kind, overrides)), untracked };
};

const inOrder = (all: readonly Due[], random = () => 0) => messagesOf(all, random).map(({ first }) => first.kind);

describe('the messages of what is due', () => {
  it('go by kind: new key, last chance, new caller, count, hidden', () => {
    expect(inOrder([due(1, ['hidden', 'digest', 'facet']), due(2, ['reminder']), due(3, ['first'])])).toEqual([
      'first',
      'reminder',
      'facet',
      'digest',
      'hidden',
    ]);
  });

  it('go by kind whatever chance says and wherever they stand', () => {
    const kinds = fc.array(fc.tuple(fc.constantFrom(...CLAIM_KINDS), fc.boolean()), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(kinds, fc.infiniteStream(fc.double({ min: 0, max: 0.99, noNaN: true })), (all, chance) => {
        const dues = all.map(([kind, isKnown], n) => due(n, [kind], {}, isKnown ? undefined : 'gone'));
        const places = inOrder(dues, () => chance.next().value).map((kind) => CLAIM_KINDS.indexOf(kind));
        expect(places).toEqual([...places].sort());
        expect(places).toHaveLength(all.length);
      }),
      { numRuns: 50 },
    );
  });

  it('go the gravest first, then the oldest', () => {
    const grave = (n: number, severity: IncidentItem['severity'], at: number): Due => {
      const item = { ...anItem(n), severity };
      return { item, send: [aClaim(item, 'first', { at })] };
    };
    const all = [grave(1, 'low', 1), grave(2, 'critical', 9), grave(3, 'high', 5), grave(4, 'critical', 2)];
    const order = messagesOf(all, () => 0).map(({ parts }) => parts[0]?.due.item.id);
    expect(order).toEqual([4, 2, 3, 1].map(keyNumber));
  });

  it('go by chance among those that the store does not know of', () => {
    const all = [1, 2, 3].map((n) => due(n, ['first'], {}, 'gone'));
    const chances = [0.9, 0.1, 0.5];
    const order = messagesOf(all, () => chances.shift() ?? 0).map(({ parts }) => parts[0]?.due.item.id);
    expect(order).toEqual([2, 3, 1].map(keyNumber));
  });

  it('are one for all claims of a summary, which goes by the most urgent of them', () => {
    const all = [
      due(1, ['digest'], { summary: 's' }),
      due(2, ['reminder', 'digest'], { summary: 's' }),
      due(3, ['facet']),
    ];
    const messages = messagesOf(all, () => 0);
    expect(messages.map(({ first, summary, parts }) => [first.kind, summary, parts.length])).toEqual([
      ['reminder', 's', 2],
      ['facet', undefined, 1],
    ]);
    expect(messages[0]?.parts.flatMap(({ claims }) => claims)).toHaveLength(3);
  });

  it('know whether the store knows of them', () => {
    const [known, unknown] = [due(1, ['first']), due(2, ['digest'], {}, 'gone')];
    expect(messagesOf([known, unknown], () => 0).map(isUntracked)).toEqual([false, true]);
  });
});

describe('the alert of a message', () => {
  const settings = somePipelineSettings();
  const alertWith = (one: Due, details: KeyDetails, notes: Parameters<typeof alertOf>[4] = []) => {
    const [message] = messagesOf([one], () => 0);
    if (message === undefined) throw new Error('wanted a message');
    return alertOf(message, new Map([[one.item.id, details]]), NOW, settings, notes);
  };
  const in2Days = pendingUntil(NOW.getTime() + 48 * HOUR);

  it.each([
    ['first', 'key-use'],
    ['facet', 'key-use'],
    ['digest', 'digest'],
    ['reminder', 'reminder'],
  ] as const)('%s is of kind %s', (kind, expected) => {
    expect(alertWith(due(1, [kind]), in2Days)).toMatchObject({ kind: expected, id: `${kind} ${keyNumber(1)}` });
  });

  it('of a drill is a test, whatever the claim', () => {
    for (const kind of ['first', 'facet', 'digest'] as const) {
      const one = due(1, [kind]);
      expect(alertWith({ ...one, item: { ...one.item, drill: true } }, in2Days)).toMatchObject({ kind: 'test' });
    }
  });

  it('of a last chance is nothing for a saved key, and a count if anything came since', () => {
    const disabled = readAs('Disabled');
    expect(alertWith(due(1, ['reminder'], { count: 0, counts: [] }), disabled)).toBeUndefined();
    expect(alertWith(due(1, ['reminder']), disabled)).toMatchObject({ kind: 'digest', occurrences: { count: 1 } });
  });

  it('of a last chance is nothing when the end has been put off', () => {
    const later = pendingUntil(NOW.getTime() + 20 * 24 * HOUR);
    expect(alertWith(due(1, ['reminder'], { count: 0, counts: [] }), later)).toBeUndefined();
  });

  it('of a last chance stands when nobody could read the key', () => {
    expect(
      alertWith(due(1, ['reminder'], { count: 0, counts: [] }), {
        ...in2Days,
        metadata: { status: 'unavailable', reason: 'no right' },
      }),
    ).toMatchObject({
      kind: 'reminder',
    });
  });

  it('that the store does not know of promises and counts nothing', () => {
    const alert = asAlertOfKey(
      alertWith(due(1, ['first'], {}, 'gone'), in2Days, [{ part: 'silences', reason: 'x\u0000' }]),
    );
    expect(alert.occurrences).not.toHaveProperty('total');
    expect(alert).not.toHaveProperty('nextMessage');
    expect(alert.unavailable.slice(-2)).toEqual([
      { part: 'silences', reason: 'x\\u{0}' },
      { part: 'occurrences.total', reason: expect.stringMatching(/repeats cannot be counted \(gone\)$/) },
    ]);
  });

  it('of a summary holds what the store knows of each key', () => {
    const summary = asSummary(alertWith(due(1, ['digest'], { summary: 's' }), in2Days));
    expect(summary.keys).toMatchObject([{ due: ['digest'], count: 1, total: 2, state: 'PendingDeletion' }]);
  });
});
