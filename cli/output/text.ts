import type { Alert } from '../../shared/alert/alert.ts';
import { COLUMNS } from '../../shared/alert/email/layout.ts';
import { renderEmail } from '../../shared/alert/email/render-email.ts';
import { mayColour, type Terminal, write } from '../terminal.ts';

// SGR codes: grey, plain, yellow, red.
const COLOURS = { low: '2', medium: '0', high: '33', critical: '31' } as const;

const NOTHING_FOUND =
  'No use of a key pending deletion in these records. That is no proof of disuse: see docs/limits.md.\n';
const NOTHING_READ = 'No record was read, so this says nothing about any key.\n';

/** What is said where there is no alert. */
export const nothingToShow = (records: number): string => (records === 0 ? NOTHING_READ : NOTHING_FOUND);

/** The e-mails of the alerts, one after the other, as people would get them. */
export async function writeText(
  alerts: readonly Alert[],
  records: number,
  now: Date,
  terminal: Terminal,
): Promise<void> {
  const colour = mayColour(terminal);
  if (alerts.length === 0) await write(terminal.stdout, nothingToShow(records));
  for (const alert of alerts) {
    const { subject, body } = renderEmail(alert, now);
    const heading = `Subject: ${subject}`;
    const shown = colour ? `\u001b[1;${COLOURS[alert.severity]}m${heading}\u001b[0m` : heading;
    await write(terminal.stdout, `${'='.repeat(COLUMNS)}\n${shown}\n\n${body}\n`);
  }
}
