import { GuardError, messageOf } from '../errors.ts';
import type { MessagePace } from '../incident/pace.ts';
import type { IncidentStore } from '../incident/store.ts';

/** So long a store that has too much to do is waited for, in all; then it is one that cannot be reached. */
const BUSY_FOR_MS = 8_000;

/**
 * A store that is not asked again once it could not be reached: each of its calls may take seconds to fail, and an alert must not
 * wait for all of them. One item that cannot be read says nothing about the others.
 */
export function breaker(store: IncidentStore, now: () => Date): IncidentStore {
  let broken: unknown;
  let busySince: number | undefined;
  const judge = (thrown: unknown): unknown => {
    const code = thrown instanceof GuardError ? thrown.code : undefined;
    if (code === 'incident-unreadable') return thrown;
    if (code === 'incidents-busy') {
      busySince ??= now().getTime();
      if (now().getTime() - busySince < BUSY_FOR_MS) return thrown;
      broken = new Error(messageOf(thrown), { cause: thrown });
    }
    broken ??= thrown;
    return broken;
  };
  const guarded =
    <A extends readonly unknown[], R>(call: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      if (broken !== undefined) throw broken;
      try {
        return await call(...args);
      } catch (thrown) {
        throw judge(thrown);
      }
    };
  // Only a write shows that it has less to do: it may go on being read while it takes no more writes.
  const save = guarded(async (...args: Parameters<IncidentStore['save']>) => {
    const answer = await store.save(...args);
    busySince = undefined;
    return answer;
  });
  return { load: guarded(store.load), save, all: guarded(store.all) };
}

/** The same for the pace: once nobody could say, nobody is asked. */
export function paceBreaker(pace: MessagePace): MessagePace {
  let broken: unknown;
  return {
    async next(now, latest) {
      if (broken !== undefined) throw broken;
      try {
        return await pace.next(now, latest);
      } catch (thrown) {
        broken = thrown;
        throw thrown;
      }
    },
  };
}
