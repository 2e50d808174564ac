import type { Before, Wishes } from '../../shared/blind-spots/preflight/before.ts';
import { preflight as judge } from '../../shared/blind-spots/preflight/preflight.ts';
import type { ExitCode } from '../exit-codes.ts';
import { preflightText } from '../output/preflight-text.ts';
import { createStatusLine } from '../output/status-line.ts';
import { preflightReport } from '../reports/preflight.ts';
import { mayColour, type Terminal, write } from '../terminal.ts';

/** Says before a deployment whether the guard would see anything, and gives the line that deploys it. Changes nothing. */
export async function preflight(
  readBefore: () => Promise<Before>,
  wishes: Wishes,
  format: 'text' | 'json',
  terminal: Terminal,
): Promise<ExitCode> {
  const status = createStatusLine(terminal);
  status.show('asking AWS about trails and log groups ...');
  const before = await readBefore().finally(() => status.clear());
  const report = preflightReport(before, judge(before, wishes));
  await write(
    terminal.stdout,
    format === 'json' ? `${JSON.stringify(report, null, 2)}\n` : preflightText(report, mayColour(terminal)),
  );
  return report.exit;
}
