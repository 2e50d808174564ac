import type { Check } from '../../shared/blind-spots/check.ts';
import { examine } from '../../shared/blind-spots/examine.ts';
import type { Facts } from '../../shared/blind-spots/facts.ts';
import type { ExitCode } from '../exit-codes.ts';
import { doctorText } from '../output/doctor-text.ts';
import { createStatusLine } from '../output/status-line.ts';
import { doctorReport } from '../reports/doctor.ts';
import { mayColour, type Terminal, write } from '../terminal.ts';

/** How it is shown, and what counts as well. */
export interface DoctorOptions {
  readonly format: 'text' | 'json';
  /** Warnings and unknowns make an exit code of their own. */
  readonly strict: boolean;
}

/** Asks whether the deployment is really watching: reads what it depends on, judges it and says what to do. Changes nothing. */
export async function doctor(
  readFacts: () => Promise<Facts>,
  { format, strict }: DoctorOptions,
  terminal: Terminal,
  checks?: readonly Check[],
): Promise<ExitCode> {
  const status = createStatusLine(terminal);
  status.show('asking AWS about the deployment ...');
  const facts = await readFacts().finally(() => status.clear());
  const report = doctorReport(facts, examine(facts, checks), strict);
  await write(
    terminal.stdout,
    format === 'json' ? `${JSON.stringify(report, null, 2)}\n` : doctorText(report, mayColour(terminal)),
  );
  return report.exit;
}
