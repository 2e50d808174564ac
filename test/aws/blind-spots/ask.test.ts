import { getMaxListeners } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { ask, askUnless, whenKnown, whenThere } from '../../../shared/aws/blind-spots/ask.ts';
import { fewAtATime } from '../../../shared/aws/blind-spots/few-at-a-time.ts';
import { fact, notKnown } from '../../../shared/blind-spots/fact.ts';

const never = () => new Promise<never>(() => undefined);
const failing =
  (name: string, more: object = {}) =>
  async () => {
    throw Object.assign(new Error('the message'), { name }, more);
  };
const longEnough = () => AbortSignal.timeout(5000);

describe('asking AWS', () => {
  it('ends with the budget, whatever the SDK still waits for', async () => {
    expect(await ask('a:B', AbortSignal.timeout(20), never)).toEqual(notKnown('no answer in time'));
  });

  it('asks nothing when the budget is over', async () => {
    let asked = 0;
    const call = async () => {
      asked += 1;
    };
    expect(await ask('a:B', AbortSignal.abort(), call)).toEqual(notKnown('no answer in time'));
    expect(asked).toBe(0);
  });

  it('names the right only where its lack is the reason', async () => {
    const reasonOf = async (name: string, more?: object) => ask('a:B', longEnough(), failing(name, more));
    expect(await reasonOf('AccessDeniedException')).toEqual(
      notKnown('AWS does not allow it (AccessDeniedException)', 'a:B'),
    );
    expect(await reasonOf('ResourceNotFoundException')).toEqual(
      notKnown('AWS does not find it (ResourceNotFoundException)'),
    );
    expect(await reasonOf('UnknownOperationException')).toEqual(
      notKnown('AWS does not offer it here (UnknownOperationException)'),
    );
    expect(await reasonOf('ValidationError', { $metadata: { httpStatusCode: 400 } })).toEqual(
      notKnown('AWS answered ValidationError'),
    );
    expect(await reasonOf('Error', { $metadata: { httpStatusCode: 502 } })).toEqual(
      notKnown('got HTTP status 502 without a word of AWS'),
    );
    expect(await reasonOf('Error', { code: 'ENOTFOUND' })).toEqual(notKnown('no connection (ENOTFOUND)'));
    expect(await reasonOf('TypeError')).toEqual(notKnown('the message'));
  });

  it('does not reject when something is thrown that is no error, or before a promise is there', async () => {
    const thrown = ask('a:B', longEnough(), () => {
      throw new TypeError('at once');
    });
    expect(await thrown).toEqual(notKnown('at once'));
    expect(await ask('a:B', longEnough(), () => Promise.reject('a word'))).toEqual(notKnown('a word'));
    expect(await ask('a:B', longEnough(), () => Promise.reject(undefined))).toEqual(notKnown('undefined'));
  });

  it('takes an error for an answer only by its whole name', async () => {
    const unless = (name: string) => askUnless(/^NotFound$/, 'missing', 'a:B', longEnough(), failing(name));
    expect(await unless('NotFound')).toEqual(fact('missing'));
    expect(await unless('NotFoundException')).toEqual(notKnown('AWS does not find it (NotFoundException)'));
  });

  it('about many things within one budget is no leak to Node.js, which would say so on stderr', async () => {
    const budget = longEnough();
    await ask('a:B', budget, async () => 1);
    expect(getMaxListeners(budget)).toBeGreaterThan(1000);
  });
});

describe('what comes of a fact', () => {
  it('is nothing where it is not known or not there', async () => {
    const double = async (value: number) => value * 2;
    expect(await whenKnown(fact(2), double)).toEqual(fact(4));
    expect(await whenKnown(notKnown('why'), double)).toEqual(notKnown('why'));
    expect(await whenThere<number, number>(fact('missing'), double)).toEqual(fact('missing'));
    expect(await whenThere<number, number>(fact(2), double)).toEqual(fact(4));
  });
});

describe('a few at a time', () => {
  it('are so many and no more, with results in the order of the items', async () => {
    let [now, most] = [0, 0];
    const results = await fewAtATime(3, [30, 10, 20, 5, 1], async (ms) => {
      now += 1;
      most = Math.max(most, now);
      await new Promise((resolve) => setTimeout(resolve, ms));
      now -= 1;
      return ms;
    });
    expect([results, most]).toEqual([[30, 10, 20, 5, 1], 3]);
    expect(await fewAtATime(3, [], never)).toEqual([]);
  });
});
