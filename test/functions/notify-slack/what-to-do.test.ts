import { describe, expect, it } from '@jest/globals';
import { whatToDo } from '../../../functions/notify-slack/what-to-do.ts';

const plenty = { failures: 1, leftMs: 45_000, random: 0.5 };
const later = { kind: 'later', reason: 'r' } as const;
const wait = (ms: number | undefined) => ({ kind: 'wait', ms, reason: 'r' }) as const;

describe('what follows from an answer', () => {
  it('is nothing more when Slack took it, and that it is put aside when Slack never will', () => {
    expect(whatToDo({ kind: 'taken' }, plenty)).toEqual({ do: 'finish' });
    expect(whatToDo({ kind: 'refused', reason: 'invalid_blocks' }, plenty)).toEqual({
      do: 'put-aside',
      reason: 'invalid_blocks',
    });
  });

  it('is to wait as long as asked, while one more try fits in behind', () => {
    expect(whatToDo(wait(30_000), { ...plenty, leftMs: 38_000 })).toEqual({ do: 'try-again', inMs: 30_000 });
    expect(whatToDo(wait(30_000), { ...plenty, leftMs: 37_999 })).toEqual({
      do: 'hand-back',
      askedMs: 30_000,
      reason: 'r',
    });
    expect(whatToDo(wait(0), { ...plenty, failures: 99 })).toEqual({ do: 'try-again', inMs: 0 });
  });

  it.each([
    ['no answer of use', later],
    ['a request to wait that does not say how long', wait(undefined)],
  ])('is up to three tries, half a second to four apart, after %s', (_what, answer) => {
    const pauses = [0, 0.5, 1].map((random) => whatToDo(answer, { ...plenty, random }));
    expect(pauses).toEqual([500, 2250, 4000].map((inMs) => ({ do: 'try-again', inMs })));
    expect(whatToDo(answer, { ...plenty, failures: 2 }).do).toBe('try-again');
    const back = { do: 'hand-back', askedMs: undefined, reason: 'r' };
    expect(whatToDo(answer, { ...plenty, failures: 3 })).toEqual(back);
    expect(whatToDo(answer, { ...plenty, leftMs: 10_249 })).toEqual(back);
    expect(whatToDo(answer, { ...plenty, leftMs: 10_250 }).do).toBe('try-again');
  });
});
