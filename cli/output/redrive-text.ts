import * as v from 'valibot';
import { forTerminal } from '../../shared/alert/inert.ts';
import { count } from '../../shared/alert/time.ts';
import type { FailedInvocation } from '../failed-invocation.ts';

/** What became of a message of the failure queue. */
export type Outcome =
  | { readonly kind: 'delivered' }
  | { readonly kind: 'would-be-tried' }
  /** It stays in the queue; another try may do better. */
  | { readonly kind: 'failed'; readonly reason: string }
  /** It stays in the queue, since it is nothing that could be tried. */
  | { readonly kind: 'cannot-be-tried'; readonly reason: string };

/** "2026-11-22 03:11:40 RetriesExhausted after 3: delivered" */
export const lineOf = (failed: FailedInvocation | undefined, outcome: Outcome): string =>
  `${failed === undefined ? 'a message' : labelOf(failed)}: ${wordsOf(outcome)}\n`;

const labelOf = ({ time, condition, attempts }: FailedInvocation): string =>
  [
    time === undefined ? 'of an unknown time' : time.toISOString().slice(0, 19).replace('T', ' '),
    ` ${forTerminal(condition, 40)}`,
    attempts === undefined ? '' : ` after ${attempts.toLocaleString('en-US')}`,
  ].join('');

function wordsOf(outcome: Outcome): string {
  switch (outcome.kind) {
    case 'delivered':
      return 'delivered';
    case 'would-be-tried':
      return 'would be tried';
    case 'failed':
      return `FAILED: ${forTerminal(outcome.reason)}`;
    case 'cannot-be-tried':
      return `CANNOT BE TRIED: ${forTerminal(outcome.reason)}`;
  }
}

/** What a Node.js function answers when it throws. Source: Lambda Developer Guide, "Lambda function errors in Node.js". */
const Thrown = v.pipe(v.string(), v.parseJson(), v.object({ errorType: v.string(), errorMessage: v.string() }));

/** Why a function failed, out of its answer. */
export function reasonOf(answer: string): string {
  const thrown = v.safeParse(Thrown, answer);
  return thrown.success ? `${thrown.output.errorType}: ${thrown.output.errorMessage}` : answer;
}

/** The last line: how many there were, and what became of them. */
export function sumsOf(outcomes: readonly Outcome[]): string {
  if (outcomes.length === 0)
    return 'The failure queue is empty: nothing to redrive. What an interrupted redrive held comes back within 15 minutes.';
  const sum = (kind: Outcome['kind']) => outcomes.filter((outcome) => outcome.kind === kind).length;
  const [delivered, untried, failed, hopeless] = [
    sum('delivered'),
    sum('would-be-tried'),
    sum('failed'),
    sum('cannot-be-tried'),
  ];
  const sums = [
    ...(delivered > 0 ? [`${delivered} delivered and removed`] : []),
    ...(untried > 0 ? [`${untried} would be tried`] : []),
    ...(failed > 0 ? [`${failed} failed and stay`] : []),
    ...(hopeless > 0 ? [`${hopeless} cannot be tried and stay`] : []),
  ];
  return `${count(outcomes.length, 'message')}: ${sums.join(', ')}.`;
}
