import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const FIXTURES = join(import.meta.dirname, '../fixtures');

/** A file of test/fixtures/records. */
export const recordFixture = (name: string): Record<string, unknown> =>
  JSON.parse(readFileSync(join(FIXTURES, 'records', name), 'utf8'));

/** The names of the files there, but for the table of what is expected of them. */
export const recordFixtures = (): readonly string[] =>
  readdirSync(join(FIXTURES, 'records'))
    .filter((name) => name !== 'expected.json')
    .sort();

/** What is expected of a fixture, from AWS's documents: the shape of one line of test/fixtures/records/expected.json. */
export interface Expected {
  readonly file: string;
  /** What is odd about it. */
  readonly shape: string;
  readonly caller: {
    readonly type: string;
    /** Not given where no source settles it. */
    readonly kind?: string;
    /** The whole name, where design and drafts give its form: "user Alice", "role billing-batch". */
    readonly name?: string;
    /** What must stand in it otherwise. */
    readonly names?: readonly string[];
    readonly session?: string;
    readonly via?: string;
  };
  readonly data: readonly { readonly type: string; readonly id: string; readonly from: string | null }[];
  /** The key that the record itself names: an ARN, or "unknown" when it names none or several. */
  readonly keyWithoutMessage: string;
  /** null: the record does not count. */
  readonly finding: {
    readonly class: string;
    readonly keyState: string;
    readonly key: string;
    readonly eventSource: string;
  } | null;
}

export const expectedOfRecords = (): readonly Expected[] =>
  JSON.parse(readFileSync(join(FIXTURES, 'records/expected.json'), 'utf8'));

/** One entry of each list of test/fixtures/truth-table.json. */
export interface TruthTable {
  readonly operations: readonly {
    readonly name: string;
    readonly class: 'cryptographic' | 'delegation' | 'management' | null;
    readonly footnote: string;
    readonly source: string;
  }[];
  readonly confirmed: readonly {
    readonly name: string;
    readonly text: string;
    readonly keyState: string | null;
    readonly source: string;
  }[];
  readonly spellings: readonly { readonly name: string; readonly before: string; readonly after: string }[];
  readonly unconfirmed: readonly { readonly text: string; readonly source: string }[];
  readonly negatives: readonly { readonly name: string; readonly text: string | null; readonly source: string }[];
  readonly errorCodes: readonly { readonly code: string | null; readonly source: string }[];
  readonly eventSources: readonly {
    readonly eventSource: string;
    readonly wrapped: boolean;
    readonly source: string;
  }[];
}

export const truthTable = (): TruthTable => JSON.parse(readFileSync(join(FIXTURES, 'truth-table.json'), 'utf8'));
