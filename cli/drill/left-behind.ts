import { forTerminal } from '../../shared/alert/inert.ts';
import { dayAndTime } from '../../shared/alert/time.ts';
import { GuardError, messageOf } from '../../shared/errors.ts';
import { LEAST_WINDOW_DAYS, LONGEST_WINDOW_DAYS } from '../../shared/kms/drill-key.ts';
import { parseStrictKeyArn } from '../../shared/kms/key-arn.ts';
import { paragraph } from '../output/layout.ts';
import { type Terminal, write } from '../terminal.ts';
import type { RealDrillPorts } from './ports.ts';

type Leaving = Pick<RealDrillPorts, 'keys'> & Pick<Terminal, 'stdout'>;

/**
 * Where the deletion of a key cannot be scheduled in the least time: sees to it that it is not left enabled, says what is left, with a
 * command on a line of its own, and answers the error to end with. A policy of the organization may deny short waiting periods, so that
 * the longest is tried too. With that the drill cannot go on: the alerts of such a key are real ones, see isDrillKey.
 */
export async function leaveBehind(arn: string, thrown: unknown, { keys, stdout }: Leaving): Promise<GuardError> {
  const waiting = isDenied(thrown) ? await scheduledForLong(arn, keys) : undefined;
  if (waiting !== undefined) {
    await write(stdout, `${paragraph(waitingText(waiting.deletionDate))}${forTerminal(arn)}\n`);
    return new GuardError(
      'drill-window-denied',
      `the deletion of the new key: got it denied in ${LEAST_WINDOW_DAYS} days and allowed in ${LONGEST_WINDOW_DAYS}, wanted ${LEAST_WINDOW_DAYS}; the key was not drilled with, as its alerts would be real ones: ask for kms:ScheduleKeyDeletion with that waiting period, or drill in another account`,
      thrown,
    );
  }
  const disabled = await disabledOr(arn, keys);
  const state = disabled === true ? 'DISABLED' : 'ENABLED';
  const text = `${disabled === true ? 'A' : 'AN'} ${state} KEY IS LEFT BEHIND. It protects nothing; schedule its deletion:`;
  await write(stdout, `${paragraph(text)}${commandFor(arn)}\n`);
  const why = `the deletion of the new key could not be scheduled; ${messageOf(thrown)}`;
  return disabled === true
    ? new GuardError('drill-key-disabled', why, thrown)
    : new GuardError('drill-key-enabled', `${why}; nor could it be disabled; ${messageOf(disabled.thrown)}`, thrown);
}

const isDenied = (thrown: unknown): boolean => thrown instanceof GuardError && thrown.code === 'no-right';

/** Undefined: that was not possible either. */
async function scheduledForLong(
  arn: string,
  keys: Leaving['keys'],
): Promise<{ readonly deletionDate: Date | undefined } | undefined> {
  try {
    const answer = await keys.scheduleDeletion(arn, LONGEST_WINDOW_DAYS);
    return answer.there ? { deletionDate: answer.value } : undefined;
  } catch {
    // The first refusal is the one to tell.
    return undefined;
  }
}

async function disabledOr(arn: string, keys: Leaving['keys']): Promise<true | { readonly thrown: unknown }> {
  try {
    await keys.disable(arn);
    return true;
  } catch (thrown) {
    return { thrown };
  }
}

const waitingText = (deletionDate: Date | undefined): string =>
  `What is left is this key, pending deletion and not used since; it goes ${deletionDate === undefined ? `in ${LONGEST_WINDOW_DAYS} days` : `not before ${dayAndTime(deletionDate)}`}:`;

function commandFor(arn: string): string {
  const key = parseStrictKeyArn(arn);
  return key === undefined
    ? forTerminal(arn)
    : `aws kms schedule-key-deletion --region ${key.region} --key-id ${key.arn} --pending-window-in-days ${LEAST_WINDOW_DAYS}`;
}
