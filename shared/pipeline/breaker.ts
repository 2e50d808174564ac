import { GuardError } from '../errors.ts';
import type { MessagePace } from '../incident/pace.ts';
import type { IncidentStore } from '../incident/store.ts';

/**
 * A store that is not asked again once it could not be reached: each of its calls may take seconds to fail, and an alert must not
 * wait for all of them. One item that cannot be read, or one refusal of too many calls, says nothing about the others.
 */
export function breaker(store: IncidentStore): IncidentStore {
  let broken: unknown;
  const guarded =
    <A extends readonly unknown[], R>(call: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      if (broken !== undefined) throw broken;
      try {
        return await call(...args);
      } catch (thrown) {
        if (!isAboutOneCall(thrown)) broken ??= thrown;
        throw thrown;
      }
    };
  return { load: guarded(store.load), save: guarded(store.save), all: guarded(store.all) };
}

const isAboutOneCall = (thrown: unknown): boolean =>
  thrown instanceof GuardError && (thrown.code === 'incident-unreadable' || thrown.code === 'incidents-busy');

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
