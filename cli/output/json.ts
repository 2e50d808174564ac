import type { Alert } from '../../shared/alert/alert.ts';
import { type Terminal, write } from '../terminal.ts';

/** One JSON array of alerts on standard output, and nothing else. */
export async function writeJson(alerts: readonly Alert[], { stdout }: Terminal): Promise<void> {
  await write(stdout, '[');
  for (const [at, alert] of alerts.entries())
    await write(stdout, `${at === 0 ? '\n' : ',\n'}${JSON.stringify(alert, null, 2)}`);
  await write(stdout, alerts.length === 0 ? ']\n' : '\n]\n');
}
