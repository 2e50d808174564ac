import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseIgnoreCallers } from '../../shared/silence/ignore-callers.ts';
import { hostileText } from '../builders/hostile.ts';

describe('the setting ignoreCallers', () => {
  it('is read', () => {
    expect(parseIgnoreCallers('management=role crossplane-*, delegation=a=b')).toEqual({
      ok: true,
      value: [
        { class: 'management', caller: 'role crossplane-*' },
        { class: 'delegation', caller: 'a=b' },
      ],
    });
    expect(parseIgnoreCallers('')).toEqual({ ok: true, value: [] });
  });

  it.each([
    'x',
    'management',
    'management=',
    'management=*',
    'cryptographic=role *',
    'cryptographic=role*',
    'cryptographic=user',
    'management=SSO permission set ?*',
    'all=x',
    'Management=x',
    'management= x',
    'management=x  y',
    'management=x,',
    ',',
    ' ',
    'management=\u0001a',
    'management=ä',
  ])('is refused: %j', (text) =>
    expect(parseIgnoreCallers(text)).toEqual({
      ok: false,
      error: expect.stringMatching(/^got ".*", wanted classes with callers, such as /),
    }),
  );

  it('names what stands there twice', () => {
    expect(parseIgnoreCallers('management=a,management=a')).toEqual({
      ok: false,
      error: 'got "management=a" twice, wanted each once',
    });
  });

  it('never throws, and never takes every caller of a class', () => {
    fc.assert(
      fc.property(
        fc.oneof(hostileText(), fc.string({ unit: fc.constantFrom('management=', ',', '*', '?', ' ', 'a') })),
        (text) => {
          const read = parseIgnoreCallers(text);
          if (read.ok) for (const { caller } of read.value) expect(caller).toMatch(/[A-Za-z0-9]/);
        },
      ),
    );
  });
});
