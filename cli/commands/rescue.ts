import { GuardError } from '../../shared/errors.ts';
import type { KeyMetadata } from '../../shared/kms/key-details.ts';
import { isPendingState } from '../../shared/kms/key-state.ts';
import type { ExitCode } from '../exit-codes.ts';
import { foundText, planText, resultText } from '../output/rescue-text.ts';
import type { RescueReport } from '../reports/rescue.ts';
import { reportOf, rescuedKey } from '../reports/rescue-report.ts';
import type { KeyToRescue, RescuePorts } from '../rescue/ports.ts';
import { writeKey } from '../rescue/write-key.ts';
import { type Terminal, write } from '../terminal.ts';

export interface RescueOptions {
  /** Enable the key as well. */
  readonly enable: boolean;
  /** Do not ask. */
  readonly yes: boolean;
  readonly format: 'text' | 'json';
}

/**
 * Saves a key for a person: shows what is known of it, asks, cancels its deletion, enables it where that is asked for, and reads back what
 * became of it. Rejects with a GuardError where the key cannot be read: then nothing is written.
 */
export async function rescue(options: RescueOptions, ports: RescuePorts, terminal: Terminal): Promise<ExitCode> {
  const found = await ports.find();
  const metadata = metadataOf(found);
  const known = rescuedKey(found, metadata);
  // Standard output holds nothing but the JSON, where that is asked for.
  const { stdout, stderr } = terminal;
  const say = (text: string) => write(options.format === 'json' ? stderr : stdout, text);
  const end = async (report: RescueReport) => {
    await write(stdout, options.format === 'json' ? `${JSON.stringify(report, null, 2)}\n` : resultText(report));
    return report.exit;
  };
  await say(foundText(known, terminal.now()));
  const plan = {
    cancel: isPendingState(metadata.state),
    enable: options.enable && (isPendingState(metadata.state) || metadata.state === 'Disabled'),
    period: metadata.deletionDate?.getTime(),
  };
  const nothing = { enable: undefined, readBack: undefined, writeId: undefined, interrupted: false };
  if (!plan.cancel && !plan.enable)
    return end(reportOf(known, { ...nothing, cancel: 'not-pending', reason: '' }, terminal.now()));
  await say(planText(known, plan));
  if (!options.yes && !(await ports.confirm()))
    return end(reportOf(known, { ...nothing, cancel: 'nothing-done', reason: 'you said no' }, terminal.now()));
  return ports.uncut(async (interrupted) => {
    const written = await writeKey(found.key, plan, ports, interrupted);
    return end(reportOf(known, { ...written, writeId: ports.id, interrupted: interrupted.aborted }, terminal.now()));
  });
}

/** Nothing is written to a key that nobody can look at first. */
function metadataOf({ key, details: { metadata } }: KeyToRescue): KeyMetadata {
  if (metadata.status === 'known') return metadata.value;
  throw new GuardError(
    'key-unread',
    `key ${key.arn}: got nothing of it (${metadata.reason}), wanted to read it before anything is done; to save it unread: aws kms cancel-key-deletion`,
  );
}
