import { setMaxListeners } from 'node:events';
import { type Fact, fact, notKnown, type UnknownFact } from '../../blind-spots/fact.ts';
import { messageOf } from '../../errors.ts';
import { readFailure } from '../read-failure.ts';

/**
 * Asks AWS one thing and gives a fact, whatever happens: what is refused, throttled, broken or answered by something that is not AWS
 * is not known, with the reason in words. `right` is named only where its lack is the reason. Never rejects, and never outlives the
 * budget: the SDK sleeps between two tries without looking at it.
 */
export async function ask<T>(right: string, budget: AbortSignal, call: () => Promise<T>): Promise<Fact<T>> {
  try {
    return fact(await withinBudget(call, budget));
  } catch (thrown) {
    return unknownFor(thrown, right);
  }
}

/** The same, for an error that is an answer: its name, such as `ResourceNotFoundException`, stands for the value given. */
export const askUnless = <T, U>(
  errors: RegExp,
  instead: U,
  right: string,
  budget: AbortSignal,
  call: () => Promise<T>,
): Promise<Fact<T | U>> =>
  ask<T | U>(right, budget, async () => {
    try {
      return await call();
    } catch (thrown) {
      if (thrown instanceof Error && errors.test(thrown.name)) return instead;
      throw thrown;
    }
  });

/**
 * What comes of a fact where it is known and the thing is there. For what is asked beside or after it: put into its own question, that
 * would be lost with it when the budget ends.
 */
export async function whenThere<T, U>(
  asked: Fact<T | 'missing'>,
  next: (value: T) => Promise<U>,
): Promise<Fact<U | 'missing'>> {
  if (!asked.known) return asked;
  return asked.value === 'missing' ? fact('missing') : next(asked.value).then(fact<U | 'missing'>);
}

/** The same, for what cannot be missing. */
export const whenKnown = async <T, U>(asked: Fact<T>, next: (value: T) => Promise<U>): Promise<Fact<U>> =>
  asked.known ? next(asked.value).then(fact<U>) : asked;

/** Why something thrown means that a fact is not known. AWS's own words quote ARNs at length, so its errors go by their names. */
export function unknownFor(thrown: unknown, right: string): UnknownFact {
  const { failure, error } = readFailure(thrown, right);
  switch (failure) {
    case 'no-right':
      return notKnown(`AWS does not allow it (${error})`, right);
    case 'not-found':
      return notKnown(`AWS does not find it (${error})`);
    case 'throttled':
      return notKnown(`${ASKED_TOO_OFTEN} (${error})`);
    case 'timed-out':
      return notKnown('no answer in time');
    case 'no-such-operation':
      return notKnown(`AWS does not offer it here (${error})`);
    case 'failed':
      return notKnown(wordsFor(thrown));
  }
}

const ASKED_TOO_OFTEN = 'AWS was asked too often';

/** Whether it is not known only since AWS had too much to do: worth another look. */
export const wasThrottled = (asked: Fact<unknown>): boolean => !asked.known && asked.reason.startsWith(ASKED_TOO_OFTEN);

/** What errors have, the SDK's and those of Node.js. */
interface Thrown {
  readonly name?: unknown;
  readonly code?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/** A proxy's page has no name of an error, but a status; a connection that broke has a code of Node.js. */
function wordsFor(thrown: unknown): string {
  const { $metadata: metadata, code, name }: Thrown = typeof thrown === 'object' && thrown !== null ? thrown : {};
  const status = metadata?.httpStatusCode;
  const isNamed = !/^(Error|Unknown|UnknownError|SyntaxError|undefined|)$/.test(String(name));
  if (status !== undefined) return isNamed ? `AWS answered ${name}` : `got HTTP status ${status} without a word of AWS`;
  const [ofNode] = /\bE[A-Z]{4,}\b|socket hang up/.exec(`${code} ${messageOf(thrown)}`) ?? [];
  return ofNode === undefined ? messageOf(thrown).slice(0, 200) : `no connection (${ofNode})`;
}

const MOST_LISTENERS = 10_000;

function withinBudget<T>(call: () => Promise<T>, budget: AbortSignal): Promise<T> {
  // Dozens of calls listen to one budget, here and in the SDK: Node.js takes more than ten for a leak and says so on stderr.
  setMaxListeners(MOST_LISTENERS, budget);
  return new Promise((resolve, reject) => {
    const end = () => reject(Object.assign(new Error('the budget ended'), { name: 'TimeoutError' }));
    if (budget.aborted) return end();
    budget.addEventListener('abort', end, { once: true });
    call()
      .then(resolve, reject)
      .finally(() => budget.removeEventListener('abort', end));
  });
}
