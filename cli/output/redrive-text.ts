import * as v from 'valibot';
import { forTerminal } from '../../shared/alert/inert.ts';
import { count } from '../../shared/alert/time.ts';
import type { InvocationLabel } from '../failed-invocation.ts';
import { paragraph } from './layout.ts';

/** What became of a message of the failure queue. */
export type Outcome =
  | { readonly kind: 'delivered' }
  | { readonly kind: 'would-be-tried' }
  /** It stays in the queue; another try may do better. */
  | { readonly kind: 'failed'; readonly reason: string }
  /** It stays in the queue, since it is nothing that could be tried. */
  | { readonly kind: 'cannot-be-tried'; readonly reason: string };

/**
 * "2026-11-22 03:11:40 RetriesExhausted after 3: delivered", and below it what to look for in the function's log.
 * @param id of the message: what cannot be tried is known to SQS by nothing else
 */
export const linesOf = (id: string, label: InvocationLabel | undefined, outcome: Outcome): string =>
  [
    label === undefined ? '' : `${headOf(label)}: `,
    label === undefined || outcome.kind === 'cannot-be-tried' ? `message ${forTerminal(id, 100)}: ` : '',
    `${wordsOf(outcome)}\n`,
    label === undefined ? '' : detailsOf(label),
  ].join('');

const headOf = ({ time, condition, attempts }: InvocationLabel): string =>
  [
    time === undefined ? 'of an unknown time' : time.toISOString().slice(0, 19).replace('T', ' '),
    ` ${forTerminal(condition, 40)}`,
    attempts === undefined ? '' : ` after ${attempts.toLocaleString('en-US')}`,
  ].join('');

const MOST_OF_ERROR = 120;

function detailsOf({ requestId, error }: InvocationLabel): string {
  const details = [
    ...(requestId === undefined ? [] : [`request ${forTerminal(requestId, 60)}`]),
    ...(error === undefined ? [] : [`failed with: ${forTerminal(error, MOST_OF_ERROR)}`]),
  ];
  return details.length === 0 ? '' : paragraph(details.join(', '), 4);
}

function wordsOf(outcome: Outcome): string {
  switch (outcome.kind) {
    case 'delivered':
      return 'delivered';
    case 'would-be-tried':
      return 'would be tried';
    case 'failed':
      return `FAILED: ${forTerminal(outcome.reason, 400)}`;
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
    return 'Nothing can be taken from the failure queue now: it is empty, or a redrive that was interrupted still holds messages, for 15 minutes at most.';
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

/** What is to be done about those that cannot be tried; nothing where there are none. */
export const adviceOf = (outcomes: readonly Outcome[]): string =>
  outcomes.some(({ kind }) => kind === 'cannot-be-tried')
    ? 'What cannot be tried: look at the trail of those minutes with `replay`, then delete the message in the SQS console, by its id; or leave it, and it goes after 14 days.'
    : '';
