import { describe, expect, it } from '@jest/globals';
import type { Alert } from '../../shared/alert/alert.ts';
import type { AlertPublisher } from '../../shared/alert/publisher.ts';
import type { Log } from '../../shared/log.ts';
import { alsoInChat } from '../../shared/pipeline/also-in-chat.ts';
import { alertOf, NOW } from '../builders/alert.ts';
import { testClock } from '../builders/ports.ts';

const LATER = NOW.getTime() + 55_000;
const FIRST = { ...alertOf(), id: 'first' };
const SECOND = { ...alertOf(), id: 'second' };

/** Publishers that note what they are given, in one order. */
function world() {
  const seen: string[] = [];
  const noting =
    (name: string, fails?: string): AlertPublisher =>
    async ({ id }: Alert) => {
      seen.push(`${name} ${id}`);
      if (fails !== undefined) throw new Error(fails);
      return 'sent';
    };
  const lines: Parameters<Log>[] = [];
  const log: Log = (...line) => void lines.push(line);
  return { seen, noting, lines, log };
}

describe('the chat beside the topics', () => {
  it('gets each alert after its topic, once, also when two topics get it', async () => {
    const { seen, noting, lines, log } = world();
    const chat = alsoInChat(noting('chat'), () => NOW, LATER);
    expect(await chat.beside(noting('alerts'))(FIRST)).toBe('sent');
    await chat.beside(noting('backstop'))(FIRST);
    await chat.beside(noting('alerts'))(SECOND);
    await chat.finish(log);
    expect(seen).toEqual(['alerts first', 'chat first', 'backstop first', 'alerts second', 'chat second']);
    expect(lines).toEqual([]);
  });

  it('gets an alert that its topic did not take, which is rejected all the same', async () => {
    const { seen, noting, log } = world();
    const chat = alsoInChat(noting('chat'), () => NOW, LATER);
    await expect(chat.beside(noting('alerts', 'topic is down'))(FIRST)).rejects.toThrow('topic is down');
    await chat.finish(log);
    expect(seen).toEqual(['alerts first', 'chat first']);
  });

  it('fails no alert: it is logged, with the reason, and counted', async () => {
    const { noting, lines, log } = world();
    const chat = alsoInChat(noting('chat', 'chat is down'), () => NOW, LATER);
    for (const alert of [FIRST, SECOND]) expect(await chat.beside(noting('alerts'))(alert)).toBe('sent');
    await chat.finish(log);
    const failures = ['first: chat is down', 'second: chat is down'];
    expect(lines).toEqual([['chat', { level: 'error', chatNotSent: 2, failures }, { chatNotSent: 2 }]]);
  });

  it('holds no alert back, and the invocation does not end before it is through', async () => {
    const { noting, log } = world();
    let through: () => void = () => undefined;
    let ended = false;
    const chat = alsoInChat(
      () =>
        new Promise((resolve) => {
          through = () => resolve('sent');
        }),
      () => NOW,
      LATER,
    );
    expect(await chat.beside(noting('alerts'))(FIRST)).toBe('sent');
    const finished = chat.finish(log).then(() => {
      ended = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(ended).toBe(false);
    through();
    await finished;
  });

  it('gets nothing when no time is left, which is told', async () => {
    const { seen, noting, lines, log } = world();
    const clock = testClock();
    const chat = alsoInChat(noting('chat'), clock.now, LATER);
    clock.move(55_000);
    expect(await chat.beside(noting('alerts'))(FIRST)).toBe('sent');
    await chat.finish(log);
    expect(seen).toEqual(['alerts first']);
    expect(lines[0]?.[1]).toMatchObject({ failures: ['first: no time left in this invocation'] });
  });

  it('where there is none, changes nothing', async () => {
    const { noting, lines, log } = world();
    const chat = alsoInChat(undefined, () => NOW, LATER);
    const publish = noting('alerts');
    expect(chat.beside(publish)).toBe(publish);
    await chat.finish(log);
    expect(lines).toEqual([]);
  });
});
