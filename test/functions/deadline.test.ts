import { describe, expect, it } from '@jest/globals';
import { testClock } from '../builders/ports.ts';
import { fakeIncidentStore } from '../fakes/incident-store.ts';
import { fakeMessagePace } from '../fakes/message-pace.ts';
import { batchWith, ofKeys } from '../pipeline/guard.ts';
import { aFunction } from './tools.ts';

/** A function whose topic takes 20 seconds to refuse an alert, and whose table answers or takes 4 seconds not to. */
function withTopicThatHangs(isTableThere: boolean) {
  const clock = testClock();
  let tries = 0;
  const hang = async (): Promise<never> => {
    clock.move(4000);
    throw new Error('TimeoutError');
  };
  const made = aFunction({
    clock,
    publish: async () => {
      tries += 1;
      clock.move(20_000);
      throw new Error('TimeoutError');
    },
    ...(isTableThere
      ? {}
      : {
          store: { ...fakeIncidentStore(), load: hang, save: hang, all: hang },
          pace: { ...fakeMessagePace(), next: hang },
        }),
  });
  return { ...made, clock, tries: () => tries };
}

describe('a topic that hangs does not keep the function from saying in time', () => {
  it('which alerts were not sent; those that were not tried wait for the next sweep', async () => {
    const { invoke, clock, ports, tries } = withTopicThatHangs(true);
    const started = clock.now().getTime();
    const { thrown, lines } = await invoke(batchWith(...ofKeys(9)));
    expect(clock.now().getTime() - started).toBeLessThan(60_000);
    expect(tries()).toBeGreaterThan(0);
    expect(String(thrown)).toMatch(new RegExp(` ${tries()} alerts? failed`));
    const batch = lines.filter(({ message }) => message === 'batch');
    expect(batch).toMatchObject([{ level: 'error', messagesFailed: tries(), waiting: 9 - tries(), unaccounted: 0 }]);
    expect(ports.store.items().filter(({ outbox }) => outbox.every(({ released }) => released))).toHaveLength(9);
  });

  it('which alerts were not sent, when the table is not there either: all of them come again', async () => {
    const { invoke, clock, tries } = withTopicThatHangs(false);
    const started = clock.now().getTime();
    const { thrown, lines } = await invoke(batchWith(...ofKeys(9)));
    expect(clock.now().getTime() - started).toBeLessThan(60_000);
    expect(tries()).toBeLessThan(9);
    expect(String(thrown)).toContain('9 alerts failed');
    expect(lines.filter(({ message }) => message === 'batch')).toMatchObject([{ level: 'error', failed: 9 }]);
  });
});
