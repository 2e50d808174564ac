import fc from 'fast-check';
import { CALLERS, type CallParts, KEYS, OPERATIONS } from './calls.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** What befalls one invocation. Steps are the calls that it makes of anything outside. */
export interface Fate {
  /** It dies at this step, before or after what the step does; at once, or hanging until its time is up. */
  readonly crash: { readonly step: number; readonly done: boolean; readonly hangs: boolean } | undefined;
  /** Steps that fail, before or after what they do. */
  readonly faults: readonly { readonly step: number; readonly done: boolean }[];
}

export type Outage = 'table' | 'topic' | 'reads' | 'silences';

/** A part of a new batch. */
export type Piece =
  | { readonly kind: 'call'; readonly parts: CallParts; readonly lagMs: number }
  /** A call across accounts, of which one copy or both come now; the other one may come later, by `mix`. */
  | { readonly kind: 'copies'; readonly now: 'named' | 'unnamed' | 'both' }
  /** The record of a call that succeeded, or none at all. */
  | { readonly kind: 'other'; readonly line: 'success' | 'junk' }
  /** The line before once more. */
  | { readonly kind: 'twice' };

/** What happens next. `fates`: of the first try and of those after it. */
export type Happening =
  | { readonly kind: 'batch'; readonly pieces: readonly Piece[]; readonly fates: readonly Fate[] }
  /** A batch that came before comes again, as it was. */
  | { readonly kind: 'again'; readonly which: number; readonly fates: readonly Fate[] }
  /** Records that came before come again in another batch. */
  | { readonly kind: 'mix'; readonly which: readonly number[]; readonly fates: readonly Fate[] }
  /** One call to each of many keys. */
  | { readonly kind: 'crowd'; readonly keys: number; readonly fates: readonly Fate[] }
  /** Calls to one key by many callers. */
  | { readonly kind: 'callers'; readonly callers: number; readonly fates: readonly Fate[] }
  | { readonly kind: 'sweep'; readonly fates: readonly Fate[] }
  | { readonly kind: 'outage'; readonly of: Outage; readonly isOver: boolean }
  | { readonly kind: 'cancel'; readonly key: 'ledger' | 'archive' }
  | { readonly kind: 'schedule'; readonly key: 'ledger' | 'archive'; readonly days: number };

export interface Scenario {
  /** When the two keys of ours end, in milliseconds from the beginning. */
  readonly ends: Readonly<Record<'ledger' | 'archive', number>>;
  /** Each with the time that passes before it. */
  readonly happenings: readonly { readonly after: number; readonly what: Happening }[];
  readonly seed: number;
}

const aFate = (): fc.Arbitrary<Fate> =>
  fc.record({
    crash: fc.option(fc.record({ step: fc.nat({ max: 14 }), done: fc.boolean(), hangs: fc.boolean() }), {
      nil: undefined,
      freq: 2,
    }),
    faults: fc.oneof(
      { weight: 2, arbitrary: fc.constant([]) },
      {
        weight: 1,
        arbitrary: fc.array(fc.record({ step: fc.nat({ max: 14 }), done: fc.boolean() }), { maxLength: 3 }),
      },
    ),
  });

const someFates = () => fc.array(aFate(), { minLength: 1, maxLength: 3 });

const aCall = (): fc.Arbitrary<Piece> =>
  fc.record({
    kind: fc.constant('call' as const),
    parts: fc.record({
      key: fc.constantFrom('ledger', 'ledger', ...KEYS),
      caller: fc.constantFrom('batch', ...CALLERS),
      operation: fc.constantFrom('Decrypt', ...OPERATIONS),
      confirmed: fc.constantFrom(true, true, true, false),
    }),
    lagMs: fc.constantFrom(1000, 90_000, 2 * HOUR),
  });

const aPiece = (): fc.Arbitrary<Piece> =>
  fc.oneof(
    { weight: 8, arbitrary: aCall() },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constant('copies'), now: fc.constantFrom('named', 'unnamed', 'both') }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('other'), line: fc.constantFrom('success', 'junk') }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('twice') }) },
  ) as fc.Arbitrary<Piece>;

const of = <K extends Happening['kind']>(kind: K) => fc.constant(kind);
const ours = () => fc.constantFrom('ledger' as const, 'archive' as const);

const aHappening = (crowds: number): fc.Arbitrary<Happening> =>
  fc.oneof(
    {
      weight: 12,
      arbitrary: fc.record({
        kind: of('batch'),
        pieces: fc.array(aPiece(), { minLength: 1, maxLength: 5 }),
        fates: someFates(),
      }),
    },
    { weight: 4, arbitrary: fc.record({ kind: of('again'), which: fc.nat({ max: 9 }), fates: someFates() }) },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: of('mix'),
        which: fc.array(fc.nat({ max: 30 }), { minLength: 1, maxLength: 4 }),
        fates: someFates(),
      }),
    },
    { weight: 5, arbitrary: fc.record({ kind: of('sweep'), fates: someFates() }) },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: of('outage'),
        of: fc.constantFrom('table', 'topic', 'reads', 'silences'),
        isOver: fc.boolean(),
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: of('cancel'), key: ours() }) },
    { weight: 1, arbitrary: fc.record({ kind: of('schedule'), key: ours(), days: fc.integer({ min: 7, max: 9 }) }) },
    {
      weight: crowds,
      arbitrary: fc.record({ kind: of('crowd'), keys: fc.integer({ min: 21, max: 45 }), fates: someFates() }),
    },
    {
      weight: crowds,
      arbitrary: fc.record({ kind: of('callers'), callers: fc.integer({ min: 40, max: 60 }), fates: someFates() }),
    },
  ) as fc.Arbitrary<Happening>;

/** Most of what happens happens at once, the rest minutes, hours or days later. */
const aPause = (): fc.Arbitrary<number> =>
  fc.oneof(
    { weight: 6, arbitrary: fc.constant(0) },
    { weight: 3, arbitrary: fc.constantFrom(20, 2000, 70_000) },
    { weight: 3, arbitrary: fc.constantFrom(4 * MINUTE, 16 * MINUTE, 70 * MINUTE) },
    { weight: 2, arbitrary: fc.integer({ min: 3, max: 80 }).map((hours) => hours * HOUR) },
  );

/** @param crowds how often many keys come at once, beside 27 other happenings */
export const aScenario = (crowds: number): fc.Arbitrary<Scenario> =>
  fc.record({
    ends: fc.record({ ledger: anEnd(), archive: anEnd() }),
    happenings: fc.array(fc.record({ after: aPause(), what: aHappening(crowds) }), { minLength: 1, maxLength: 14 }),
    seed: fc.nat(),
  });

/** Near one of the marks, or anywhere. */
const anEnd = (): fc.Arbitrary<number> =>
  fc.oneof(
    fc.integer({ min: -6 * 60, max: 9 * 24 * 60 }).map((minutes) => minutes * MINUTE),
    fc
      .tuple(fc.constantFrom(7, 3, 1), fc.constantFrom(-HOUR, MINUTE, 3 * MINUTE, 40 * MINUTE, 5 * HOUR))
      .map(([days, more]) => days * DAY + more),
  );
