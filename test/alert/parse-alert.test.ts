import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import type { Alert } from '../../shared/alert/alert.ts';
import { parseAlert } from '../../shared/alert/parse-alert.ts';
import { BLIND_SPOTS } from './blind-spots.ts';
import { SITUATIONS } from './situations.ts';
import { STORIES } from './stories.ts';

interface Schema {
  readonly $ref?: string;
  readonly anyOf?: readonly Schema[];
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly definitions?: Readonly<Record<string, Schema>>;
}

const schema: Schema = JSON.parse(readFileSync(join(import.meta.dirname, '../../docs/alert.schema.json'), 'utf8'));
const isAlert = new Ajv({ strict: false }).compile(schema);
const published = (alert: Alert): unknown => JSON.parse(JSON.stringify(alert));

const resolved = (some: Schema): Schema =>
  some.$ref === undefined ? some : (schema.definitions?.[some.$ref.replace('#/definitions/', '')] ?? {});

/** All of the kinds. */
const kinds = (some: Schema): readonly Schema[] => {
  const { anyOf, ...one } = resolved(some);
  return anyOf === undefined ? [one] : anyOf.flatMap(kinds);
};

/** A value in which every field that the contract knows is there. */
function whole(some: Schema): unknown {
  const { anyOf, type, properties = {}, items, additionalProperties, const: only, enum: some_ } = resolved(some);
  // Of several forms the last, which has most fields.
  if (anyOf !== undefined) return whole(anyOf.at(-1) ?? {});
  if (only !== undefined) return only;
  if (some_ !== undefined) return some_.at(-1);
  if (type === 'array') return [whole(items ?? {})];
  if (type === 'object' && typeof additionalProperties === 'object')
    return { a: whole(additionalProperties), constructor: whole(additionalProperties) };
  if (type === 'object') return Object.fromEntries(Object.entries(properties).map(([name, one]) => [name, whole(one)]));
  return type === 'number' ? 7 : type === 'boolean' ? true : 'text';
}

const OFF = { mode: 'off', decision: 'none', reason: 'text', outcome: 'nothing-done' };
const KINDS = kinds(schema).map((kind) => whole(kind) as Record<string, unknown>);
/** Those about a key twice: of a deployment that may act by itself, and of one that does not. */
const WHOLE = KINDS.flatMap((alert) => ('remediation' in alert ? [alert, { ...alert, remediation: OFF }] : [alert]));

describe('an alert that was published', () => {
  it.each(Object.entries({ ...SITUATIONS, ...STORIES }))('of %s is read as it was', (_name, make) => {
    const alert = published(make());
    expect(parseAlert(alert)).toEqual(alert);
  });

  it.each(Object.entries(BLIND_SPOTS))('of %s is read as it was', async (_name, make) => {
    const alert = await make();
    expect(parseAlert(published(alert))).toEqual(published(alert));
  });

  it('of each kind is read with every field of the contract', () => {
    expect(KINDS).toHaveLength(8);
    for (const alert of WHOLE) {
      expect(isAlert(alert)).toBe(true);
      expect(parseAlert(alert)).toEqual(alert);
    }
  });

  it('of a version that has added fields is read without them', () => {
    for (const alert of WHOLE) {
      const guard = { ...(alert.guard as object), partition: 'aws' };
      expect(parseAlert({ ...alert, guard, confidence: 1 })).toEqual(alert);
    }
  });
});

type Path = readonly (string | number)[];

const pathsIn = (value: unknown, path: Path = []): readonly Path[] => [
  path,
  ...(typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([name, one]) =>
        pathsIn(one, [...path, Array.isArray(value) ? Number(name) : name]),
      )
    : []),
];

const GONE = Symbol('gone');

/** The value with another at that path, or without what is there. */
function changed(value: unknown, [first, ...rest]: Path, to: unknown): unknown {
  if (first === undefined) return to;
  if (Array.isArray(value)) {
    const copy: unknown[] = [...value];
    if (rest.length === 0 && to === GONE) copy.splice(Number(first), 1);
    else copy[Number(first)] = changed(copy[Number(first)], rest, to);
    return copy;
  }
  const copy: Record<string, unknown> = { ...(value as object) };
  if (rest.length === 0 && to === GONE) delete copy[first];
  else copy[first] = changed(copy[first], rest, to);
  return copy;
}

describe('what is nearly an alert', () => {
  const mutant = fc
    .constantFrom(...WHOLE)
    .chain((alert) =>
      fc
        .tuple(
          fc.constantFrom(...pathsIn(alert)),
          fc.oneof(
            fc.constantFrom<unknown>(
              GONE,
              null,
              '',
              'text',
              'low',
              'key-use',
              '0.2',
              0,
              -1.5,
              true,
              [],
              {},
              ['x'],
              [1],
            ),
            fc.jsonValue({ maxDepth: 1 }),
          ),
        )
        .map(([path, to]) => (path.length === 0 && to === GONE ? undefined : changed(alert, path, to))),
    );

  it('is taken where the contract takes it, and refused where it does not, but for fields more', () => {
    const verdicts = { taken: 0, refused: 0 };
    fc.assert(
      fc.property(mutant, (value) => {
        const alert = parseAlert(value);
        if (isAlert(value)) expect(alert).toEqual(value);
        else if (alert !== undefined) {
          expect(isAlert(alert)).toBe(true);
          expect(value).toMatchObject(alert as unknown as Record<string, unknown>);
          expect(value).not.toEqual(alert);
        }
        verdicts[alert === undefined ? 'refused' : 'taken'] += 1;
      }),
      { numRuns: 3000 },
    );
    expect(verdicts.taken).toBeGreaterThan(300);
    expect(verdicts.refused).toBeGreaterThan(300);
  });

  it('is no alert, whatever else it is', () => {
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), fc.anything()), (value) => expect(parseAlert(value)).toBeUndefined()),
    );
  });
});
