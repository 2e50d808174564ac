import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import { Ajv } from 'ajv';
import type { Terminal } from '../../cli/terminal.ts';
import { type Path, pathsOf, withAt } from '../blind-spots/walk.ts';
import { NOW } from '../builders/alert.ts';
import { aTerminal, type FakeTerminal } from './fake-terminal.ts';

/** What a command prints at {@link NOW}, as its readers parse it. */
export async function printedJson(
  command: (terminal: Terminal) => Promise<unknown>,
  fake: FakeTerminal = {},
): Promise<unknown> {
  const { terminal, seen } = aTerminal({ now: () => NOW, ...fake });
  await command(terminal);
  return JSON.parse(seen.stdout);
}

/**
 * Holds all reports of a command to its schema in docs/: each is valid, and is not with one field more in any of its objects; and every
 * field and every word that the schema offers stands in one of them.
 */
export function expectToFit(command: string, reports: readonly unknown[]): void {
  const file = join(import.meta.dirname, `../../docs/${command}.schema.json`);
  const schema: unknown = JSON.parse(readFileSync(file, 'utf8'));
  const validate = new Ajv({ strict: false, allErrors: true }).compile(Object(schema));
  for (const report of reports) {
    expect([validate(report), validate.errors]).toEqual([true, null]);
    for (const path of pathsOf(report, isObject))
      expect([path, validate(withOneMore(report, path))]).toEqual([path, false]);
  }
  const held = new Set(reports.flatMap(offeredBy));
  expect([...new Set(offered(schema, schema))].filter((field) => !held.has(field))).toEqual([]);
}

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);

const at = (report: unknown, path: Path): unknown =>
  path.reduce<unknown>((inner, step) => Reflect.get(Object(inner), step), report);

function withOneMore(report: unknown, path: Path): unknown {
  const more = { ...Object(at(report, path)), oneMore: 1 };
  return path.length === 0 ? more : withAt(report, path, more);
}

/** `kind`, or `kind: "in-use"` where a schema lets it choose between words. */
const named = (field: string, word?: unknown): string =>
  word === undefined ? field : `${field}: ${JSON.stringify(word)}`;

/** All the fields of a schema, with the words between which it lets them choose. */
function offered(part: unknown, root: unknown, field = '', within: readonly string[] = []): readonly string[] {
  if (!isObject(part)) return [];
  const { $ref: ref, properties = {}, enum: words, const: word, anyOf = [], items } = Object(part);
  const inner = (value: unknown) => offered(value, root, field, within);
  const here = named(field, ref);
  const definition = Object(root).definitions?.[String(ref).replace('#/definitions/', '')];
  return [
    ...(words ?? (word === undefined ? [] : [word])).map((value: unknown) => named(field, value)),
    ...(within.includes(here) ? [] : offered(definition, root, field, [...within, here])),
    ...[...anyOf, items].flatMap(inner),
    ...Object.entries(properties).flatMap(([own, value]) => [named(own), ...offered(value, root, own, within)]),
  ];
}

/** Those that a report holds. An element of a list goes by the name of the list. */
const offeredBy = (report: unknown): readonly string[] =>
  pathsOf(report, () => true).flatMap((path) => {
    const field = String(path.findLast((step) => !/^\d+$/.test(String(step))) ?? '');
    const value = at(report, path);
    return typeof value === 'object' ? [field] : [field, named(field, value)];
  });
