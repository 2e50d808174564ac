import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decodeSubscription, MAX_INFLATED_BYTES } from '../../shared/cloudwatch-logs/decode.ts';

const root = join(import.meta.dirname, '../..');
const MB = 1024 * 1024;

// In a process of its own, as the function has one: its memory is nobody else's, and zlib's errors are its own Errors (in a
// Jest sandbox they are of another realm).
const SCRIPT = `
import { gzipSync } from 'node:zlib';
import { decodeSubscription } from './decode.mjs';
const refusal = (data, ...most) => {
  const before = process.resourceUsage().maxRSS;
  const batch = decodeSubscription({ awslogs: { data } }, ...most);
  const grownMb = (process.resourceUsage().maxRSS - before) / 1024;
  return batch.ok ? { grownMb } : { code: batch.error.code, message: batch.error.message, grownMb };
};
// A gzip stream may have many members: the same 10 MB of zeros 20 times, then as one member that holds 20 MB.
const zeros = gzipSync(Buffer.alloc(10 * ${MB}), { level: 1 });
const oneMember = gzipSync(Buffer.alloc(20 * ${MB}), { level: 1 });
const batch = JSON.stringify({ messageType: 'DATA_MESSAGE', logEvents: [] });
const good = gzipSync(batch).toString('base64');
console.log(JSON.stringify({
  bomb: refusal(Buffer.concat(Array(20).fill(zeros)).toString('base64')),
  oneMember: refusal(oneMember.toString('base64'), 5 * ${MB}),
  justFits: refusal(good, batch.length),
  oneByteMore: refusal(good, batch.length - 1),
}));
`;

interface Refusal {
  readonly code?: string;
  readonly message?: string;
  readonly grownMb: number;
}

describe('a payload that inflates beyond all measure', () => {
  let folder: string;
  let refusals: Record<'bomb' | 'oneMember' | 'justFits' | 'oneByteMore', Refusal>;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'too-large-'));
    execFileSync(join(root, 'node_modules/.bin/esbuild'), [
      join(root, 'shared/cloudwatch-logs/decode.ts'),
      ...[
        '--bundle',
        '--format=esm',
        '--platform=node',
        '--log-level=error',
        `--outfile=${join(folder, 'decode.mjs')}`,
      ],
    ]);
    writeFileSync(join(folder, 'refuse.mjs'), SCRIPT);
    refusals = JSON.parse(execFileSync(process.execPath, [join(folder, 'refuse.mjs')], { encoding: 'utf8' }));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is refused by name, with the bound that it broke', () => {
    expect(refusals.bomb).toMatchObject({
      code: 'payload-too-large',
      message: expect.stringContaining(String(MAX_INFLATED_BYTES)),
    });
    expect(refusals.oneMember).toMatchObject({
      code: 'payload-too-large',
      message: expect.stringContaining(String(5 * MB)),
    });
  });

  it('takes far less memory than its 200 MB', () => {
    expect(refusals.bomb.grownMb).toBeLessThan(130);
  });

  it('is measured to the byte', () => {
    expect(refusals.justFits.code).toBeUndefined();
    expect(refusals.oneByteMore.code).toBe('payload-too-large');
  });

  it('is refused by the number of its log events as well, before they cost memory each', () => {
    const zeros = {
      awslogs: {
        data: gzipSync(`{"messageType":"DATA_MESSAGE","logEvents":[${'0,'.repeat(150_000)}0]}`).toString('base64'),
      },
    };
    expect(decodeSubscription(zeros)).toMatchObject({
      ok: false,
      error: { code: 'payload-too-large', message: expect.stringContaining('got 150001, wanted at most 100000') },
    });
  });

  it('leaves room for the largest payload that Lambda is handed', () => {
    // 1 MB of base64, at the ratio of 45 that genuine records stay below.
    expect(MAX_INFLATED_BYTES).toBeGreaterThan(0.75 * MB * 45);
  });
});
