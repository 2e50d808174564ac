import { describe, expect, it } from '@jest/globals';
import type { Finding } from '../../shared/finding/finding.ts';
import { truthTable } from '../builders/fixture.ts';
import { aRecord, detectedIn, KEY } from '../builders/record.ts';

const table = truthTable();
const ALIAS = 'arn:aws:kms:eu-west-1:111122223333:alias/ledger-prod';
const filled = (text: string) => text.replaceAll('{key}', KEY).replaceAll('{alias}', ALIAS);

interface Verdict {
  readonly counts: boolean;
  readonly confirmed?: boolean;
  readonly keyState?: string | null;
}
interface Message extends Verdict {
  readonly name: string;
  /** undefined: the record has no errorMessage at all. */
  readonly text: string | null | undefined;
}

const messages: readonly Message[] = [
  ...table.confirmed.flatMap(({ name, text, keyState }) =>
    table.spellings.map((spelling) => ({
      name: `${name}, ${spelling.name}`,
      text: filled(`${spelling.before}${text}${spelling.after}`),
      counts: true,
      confirmed: true,
      keyState,
    })),
  ),
  ...table.unconfirmed.map(({ text }) => ({
    name: `unconfirmed: ${text}`,
    text: filled(text),
    counts: true,
    confirmed: false,
    keyState: null,
  })),
  ...table.negatives.map(({ name, text }) => ({
    name: `negative: ${name}`,
    text: text === null ? null : filled(text),
    counts: false,
  })),
  { name: 'negative: absent', text: undefined, counts: false },
];

type Operation = (typeof table.operations)[number];

/** Every error code and source, for one operation and message. */
function* recordsOf(operation: Operation, message: Message) {
  for (const { code } of table.errorCodes) {
    for (const { eventSource, wrapped } of table.eventSources) {
      const record = aRecord({
        eventName: operation.name,
        eventSource,
        ...(code === null ? {} : { errorCode: code }),
        ...(message.text === undefined ? {} : { errorMessage: message.text }),
      });
      const expectedClass = wrapped ? 'cryptographic' : operation.class;
      yield { which: `${code ?? 'no code'}, ${eventSource}`, record, expectedClass };
    }
  }
}

/** The cases in which the records of these operations and messages come to something else than what is wanted. */
function disagreements(
  operations: readonly Operation[],
  some: readonly Message[],
  wanted: (message: Message, expectedClass: Operation['class']) => unknown,
  got: (finding: Finding | undefined) => unknown,
): readonly unknown[] {
  return operations.flatMap((operation) =>
    some.flatMap((message) =>
      [...recordsOf(operation, message)].flatMap(({ which, record, expectedClass }) => {
        const [want, have] = [wanted(message, expectedClass), got(detectedIn(record))];
        return JSON.stringify(want) === JSON.stringify(have) ? [] : [{ which, text: message.text, want, have }];
      }),
    ),
  );
}

describe('the truth table', () => {
  it('knows every operation of the key-state table, each once', () => {
    const names = table.operations.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    const onThePage = table.operations.filter(({ source }) => source.includes('Key states of AWS KMS keys'));
    expect(onThePage.length).toBe(40);
  });

  it('names a source for every entry', () => {
    const { operations, confirmed, unconfirmed, negatives, errorCodes, eventSources } = table;
    const entries = [operations, confirmed, unconfirmed, negatives, errorCodes, eventSources].flat();
    expect(entries.filter(({ source }) => source.length < 3)).toEqual([]);
  });

  it('is whole: every operation with every message, code and source', () => {
    const cases = table.operations.flatMap((operation) =>
      messages.flatMap((message) => [...recordsOf(operation, message)]),
    );
    expect(messages.length).toBe(3 * 3 + table.unconfirmed.length + table.negatives.length + 1);
    expect(cases.length).toBe(table.operations.length * messages.length * 5 * 2);
  });
});

const outcome = ({ counts, confirmed }: Verdict) =>
  counts ? `counts, ${confirmed ? 'confirmed' : 'unconfirmed'}` : 'does not count';

it.each(messages.map((message) => [message.name, outcome(message), message] as const))(
  '%s: %s, whatever the operation, the code and the source',
  (_name, _outcome, message) => {
    const wanted = ({ counts, confirmed = false, keyState = null }: Message): Verdict =>
      counts ? { counts, confirmed, keyState } : { counts };
    const got = (finding: Finding | undefined): Verdict =>
      finding === undefined
        ? { counts: false }
        : { counts: true, confirmed: finding.operation.confirmed, keyState: finding.keyState ?? null };
    expect(disagreements(table.operations, [message], wanted, got)).toEqual([]);
  },
);

const settled = table.operations.filter((operation) => operation.class !== null);
const counting = messages.filter(({ counts }) => counts);

it.each(settled.map((operation) => [operation.name, operation.class, operation] as const))(
  '%s is %s, whatever the message and the code; of another service, cryptographic',
  (name, _class, operation) => {
    const wanted = (_message: Message, expectedClass: Operation['class']) => [name, expectedClass];
    const got = (finding: Finding | undefined) => [finding?.operation.name, finding?.operation.class];
    expect(disagreements([operation], counting, wanted, got)).toEqual([]);
  },
);
