import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createLog } from '../../shared/log.ts';
import { hostileText } from '../builders/hostile.ts';

it('a log line is one line of JSON whatever stands in it', () => {
  fc.assert(
    fc.property(hostileText(), fc.array(hostileText()), (text, list) => {
      const lines: string[] = [];
      createLog((line) => void lines.push(line))('batch', { text, list, number: 1, absent: undefined });
      expect(lines).toHaveLength(1);
      expect(lines[0]).toMatch(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*\n$/u);
      expect(JSON.parse(lines[0] ?? '')).toMatchObject({ message: 'batch', number: 1 });
    }),
  );
});
