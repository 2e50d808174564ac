import { type Terminal, write } from '../terminal.ts';

/** One JSON array on standard output, of alerts or of what is sent for them, and nothing else. */
export async function writeJson(values: readonly unknown[], { stdout }: Terminal): Promise<void> {
  await write(stdout, '[');
  for (const [at, value] of values.entries())
    await write(stdout, `${at === 0 ? '\n' : ',\n'}${JSON.stringify(value, null, 2)}`);
  await write(stdout, values.length === 0 ? ']\n' : '\n]\n');
}
