import { describe, expect, it } from '@jest/globals';
import { SITUATIONS } from './situations.ts';
import { STORIES } from './stories.ts';

describe.each(Object.entries({ ...SITUATIONS, ...STORIES }))('the alert for %s', (_name, make) => {
  it('is the same when it is told again, so that no golden file depends on what was told before', () => {
    const first = make();
    expect(make()).toEqual(first);
  });
});
