import { DAY, MINUTE } from '../../builders/incident.ts';
import { aRecord, eventId } from '../../builders/record.ts';
import { arnOf, type Call, callByOneOf, callOf, copiesOf, crowdArn, crowdCall } from './calls.ts';
import type { Batch } from './guard.ts';
import type { KeyStates } from './key-states.ts';
import type { Happening, Piece } from './scenario.ts';

/** What brings records. */
export type Arrival = Extract<Happening, { kind: 'batch' | 'again' | 'mix' | 'crowd' | 'callers' }>;

type Made = Pick<Batch, 'calls' | 'lines' | 'isMixed'>;

/** Makes batches of what happens, out of new records and of those that came before; undefined when none has come. */
export function createNews(keys: KeyStates, now: () => number): (what: Arrival) => Batch | undefined {
  const batches: Batch[] = [];
  const known: Call[] = [];
  let records = 0;
  const nextRecord = () => {
    records += 1;
    return records;
  };
  /** When a call that is delivered now may have been refused: only while the deletion of its key was pending. */
  const timeOf = (arn: string, lagMs: number) => {
    const schedule = keys.scheduleOf(arn);
    if (schedule === undefined) return now() - lagMs;
    const latest = Math.min(schedule.cancelledAt ?? Number.POSITIVE_INFINITY, schedule.end + DAY) - MINUTE;
    return Math.max(Math.min(now() - lagMs, latest), schedule.since + 1000);
  };
  const copiesNow = (which: 'named' | 'unnamed' | 'both'): readonly Call[] => {
    const copies = copiesOf(nextRecord(), timeOf(arnOf('ledger'), MINUTE));
    known.push(...copies);
    return which === 'both' ? copies : [copies[which === 'named' ? 0 : 1]];
  };
  const linesOf = (piece: Piece, before: unknown): readonly (Call | string | object)[] => {
    switch (piece.kind) {
      case 'call':
        return [callOf(piece.parts, nextRecord(), timeOf(arnOf(piece.parts.key), piece.lagMs))];
      case 'copies':
        return copiesNow(piece.now);
      case 'other':
        return [piece.line === 'junk' ? 'no record' : aRecord({ eventID: eventId(nextRecord()) })];
      case 'twice':
        return [isObject(before) ? before : 'no record'];
    }
  };
  const ofPieces = (pieces: readonly Piece[]): Made => {
    const all: (Call | string | object)[] = [];
    for (const piece of pieces) all.push(...linesOf(piece, all.at(-1)));
    return {
      calls: all.filter(isCall),
      lines: all.map((one) => (isCall(one) ? one.record : one)),
      isMixed: pieces.some((piece) => piece.kind === 'copies' && piece.now !== 'both'),
    };
  };
  const ofCalls = (calls: readonly Call[], isMixed = false): Made => ({
    calls,
    lines: calls.map(({ record }) => record),
    isMixed,
  });
  const madeOf = (what: Exclude<Arrival, { kind: 'again' }>): Made => {
    switch (what.kind) {
      case 'batch':
        return ofPieces(what.pieces);
      case 'mix': {
        const calls = what.which.map((which) => known[which % Math.max(1, known.length)]);
        return ofCalls([...new Set(calls.filter((call) => call !== undefined))], true);
      }
      case 'callers':
        return ofCalls(
          numbersTo(what.callers).map((caller) => callByOneOf(caller, nextRecord(), timeOf(arnOf('archive'), 1000))),
        );
      case 'crowd':
        return ofCalls(numbersTo(what.keys).map((key) => crowdCall(key, nextRecord(), timeOf(crowdArn(key), 1000))));
    }
  };
  return (what) => {
    if (what.kind === 'again') return batches[what.which % Math.max(1, batches.length)];
    const made = madeOf(what);
    if (made.lines.length === 0) return undefined;
    const batch = { n: batches.length, ...made };
    batches.push(batch);
    known.push(...made.calls.filter((call) => !known.includes(call)));
    return batch;
  };
}

const isObject = (one: unknown): one is object => typeof one === 'object' && one !== null;
const isCall = (one: Call | string | object): one is Call => typeof one === 'object' && 'hides' in one;

const numbersTo = (many: number): readonly number[] => Array.from({ length: many }, (_, n) => n);
