import { describe, expect, it } from '@jest/globals';
import type { Watch } from '../../shared/blind-spots/watch.ts';
import { decodeWatch, encodeWatch } from '../../shared/blind-spots/watch-codec.ts';
import { aTurn } from '../builders/blind-spot.ts';

const watching = (concerns: 'seeing' | 'telling' | 'acting'): Watch => ({
  checks: [],
  outbox: [aTurn({ check: { ...aTurn().check, concerns } })],
});

const readAs = (concerns: string) => ({ ok: true, value: { outbox: [{ check: { concerns } }] } });

describe('a turn that waits in the table', () => {
  it.each(['seeing', 'telling', 'acting'] as const)('comes back as one that concerns %s', (concerns) => {
    expect(decodeWatch(encodeWatch(watching(concerns)))).toMatchObject(readAs(concerns));
  });

  it('is read when an earlier version wrote it, and then concerns what is seen', () => {
    const stored = encodeWatch(watching('telling')).replace('"concerns":"telling",', '');
    expect(stored).not.toContain('concerns');
    expect(decodeWatch(stored)).toMatchObject(readAs('seeing'));
  });

  it('is refused when it concerns something else', () => {
    const stored = encodeWatch(watching('telling')).replace('"concerns":"telling"', '"concerns":"hearing"');
    expect(decodeWatch(stored)).toMatchObject({ ok: false, error: expect.stringContaining('concerns') });
  });
});
