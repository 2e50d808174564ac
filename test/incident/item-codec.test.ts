import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { openIncident } from '../../shared/incident/item.ts';
import { decodeItem, encodeItem } from '../../shared/incident/item-codec.ts';
import { anIncident, lifeOf, openIncidentOfKey, START, useAt } from '../builders/incident.ts';

/** The paths of everything in a value. */
function pathsOf(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([name, part]) => pathsOf(part, [...path, name]))];
}

/** A copy of a value with something else at a path; without it, where that is undefined. */
function withAt(value: unknown, [name, ...rest]: readonly string[], other: unknown): unknown {
  if (name === undefined) return other;
  const copy = (Array.isArray(value) ? [...value] : { ...(value as object) }) as Record<string, unknown>;
  const part = withAt(copy[name], rest, other);
  if (part === undefined) delete copy[name];
  else copy[name] = part;
  return copy;
}

describe('an item as text', () => {
  it('is read as it was written', () => {
    fc.assert(
      fc.property(anIncident(), (item) => {
        expect(decodeItem(encodeItem(item))).toEqual({ ok: true, value: item });
      }),
      { numRuns: 150 },
    );
  });

  it.each([
    ['an alias', { kind: 'named', name: 'alias/ledger', accountId: '111122223333', region: undefined } as const],
    ['nothing', { kind: 'unknown', reason: 'the record names no key' } as const],
  ])('is read as it was written for a key that is known by %s', (_, key) => {
    const item = openIncident('id', key, START, true);
    expect(decodeItem(encodeItem(item))).toEqual({ ok: true, value: item });
  });

  it('is written the same when it was read', () => {
    fc.assert(
      fc.property(anIncident(), (item) => {
        const text = encodeItem(item);
        const read = decodeItem(text);
        expect(read.ok && encodeItem(read.value)).toBe(text);
      }),
      { numRuns: 30 },
    );
  });
});

describe('a text that is no item', () => {
  it('is never taken for one, and never throws, whatever it is', () => {
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.json(),
      fc.jsonValue().map((value) => JSON.stringify(value)),
    );
    fc.assert(
      fc.property(texts, (text) => {
        expect(decodeItem(text).ok).toBe(false);
      }),
    );
  });

  it.each([
    ['empty', ''],
    ['null', 'null'],
    ['a list', '[]'],
    ['a number', '1'],
    ['deeply nested', '['.repeat(100_000)],
    ['an object that names its prototype', '{"__proto__":{"schema":1}}'],
  ])('is refused: %s', (_, text) => {
    expect(decodeItem(text).ok).toBe(false);
  });

  it('is refused when one part is missing or of another kind, whichever', () => {
    fc.assert(
      fc.property(
        anIncident().chain((item) => {
          const value: unknown = JSON.parse(encodeItem(item));
          const required = pathsOf(value).filter((path) => !isDerived(path));
          return fc.record({
            value: fc.constant(value),
            path: fc.constantFrom(...required),
            other: fc.constantFrom<unknown>(undefined, { x: 1 }, true, -1.5, ['x']),
          });
        }),
        ({ value, path, other }) => {
          const part = path.reduce<unknown>((at, name) => (at as Record<string, unknown>)[name], value);
          fc.pre(other === undefined ? !isEntry(path) : isOfOtherKind(part, other));
          expect(decodeItem(JSON.stringify(withAt(value, path, other) ?? null)).ok).toBe(false);
        },
      ),
      { numRuns: 300 },
    );
  });

  it.each([
    ['count', -1],
    ['count', 1.5],
    ['version', -1],
    ['schema', 2],
    ['severity', 'grave'],
    ['openedAt', 'soon'],
    ['rescue', {}],
  ])('is refused with %s %j', (name, other) => {
    const value: unknown = JSON.parse(encodeItem(openIncidentOfKey()));
    expect(decodeItem(JSON.stringify(withAt(value, [name], other))).ok).toBe(false);
  });

  it('is refused with times that are none, or a key that is no ARN', () => {
    const life = lifeOf();
    life.brings(START, useAt(START));
    const value: unknown = JSON.parse(encodeItem(life.item));
    expect(decodeItem(JSON.stringify(withAt(value, ['lead', 'event', 'time'], 'yesterday'))).ok).toBe(false);
    expect(decodeItem(JSON.stringify(withAt(value, ['key', 'key', 'arn'], 'arn:aws:kms:x'))).ok).toBe(false);
  });

  it('says where it is wrong, and quotes nothing of it', () => {
    const value: unknown = JSON.parse(encodeItem(openIncidentOfKey()));
    const wrong = decodeItem(JSON.stringify(withAt(value, ['window', 'dueAt'], 'secret')));
    expect(wrong).toMatchObject({ ok: false, error: expect.stringContaining('window.dueAt') });
    for (const text of ['secret', '{"a": secret}', JSON.stringify(withAt(value, ['openedAt'], 'secret'))])
      expect(JSON.stringify(decodeItem(text))).not.toContain('secret');
  });
});

/** A list may hold one less. */
const isEntry = (path: readonly string[]): boolean => /^\d+$/.test(path.at(-1) ?? '');
/** What is not known may be anything; a list is an object to typeof. */
const isOfOtherKind = (part: unknown, other: unknown): boolean =>
  part !== null && (typeof part !== typeof other || (Array.isArray(part) && !Array.isArray(other)));
/** The parts of a key beside its ARN follow from that. */
const isDerived = (path: readonly string[]): boolean =>
  path.at(-2) === 'key' && ['partition', 'region', 'accountId', 'keyId', 'multiRegion'].includes(path.at(-1) ?? '');
