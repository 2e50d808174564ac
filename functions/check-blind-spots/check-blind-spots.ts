import type { AlertPublisher } from '../../shared/alert/publisher.ts';
import { count } from '../../shared/alert/time.ts';
import { messageOf } from '../../shared/errors.ts';
import type { Log } from '../../shared/log.ts';
import { alsoInChat } from '../../shared/pipeline/also-in-chat.ts';
import type { BlindSpotPorts, BlindSpotSettings } from '../../shared/pipeline/blind-spot-ports.ts';
import { type BlindSpotsChecked, checkBlindSpots } from '../../shared/pipeline/check-blind-spots.ts';
import type { Config } from './config.ts';
import { isStackChanging } from './stack-event.ts';

/** What the function answers, for who invokes it by hand. */
export type Answer =
  | { readonly kind: 'stack still changing' }
  | { readonly kind: 'checked'; readonly counts: BlindSpotsChecked['counts']; readonly sent: number };

/** What one invocation is given. */
export interface Tools {
  readonly config: Config;
  readonly version: string;
  /** Made anew for each invocation, since it holds the time that reads may take. */
  readonly portsOfInvocation: () => BlindSpotPorts;
  /** Where Amazon Q Developer reads; undefined: nowhere. */
  readonly chat: AlertPublisher | undefined;
  readonly settings?: Pick<BlindSpotSettings, 'checks'>;
  readonly now: () => Date;
  readonly log: Log;
}

// The function has 120 s, and an SNS that hangs takes up to 20 s of them for each topic.
const SEND_WITHIN_MS = 80_000;
// What goes to the chat, within 3 s, is begun no later than this.
const CHAT_WITHIN_MS = 112_000;

/**
 * Looks at everything, tells what has turned, logs one line, and throws when an alert could not be sent after all was tried, short, so
 * that Lambda tries again. What was told and could not be remembered is no reason to: another try would tell it again. The figure of that
 * line is written by a run that looked at everything and remembered what it found, and its absence raises an alarm.
 */
export async function checkForBlindSpots(event: unknown, tools: Tools): Promise<Answer> {
  const { log, now } = tools;
  if (isStackChanging(event)) {
    log('stack still changing', { level: 'info' });
    return { kind: 'stack still changing' };
  }
  const started = now().getTime();
  const checked = await run(tools, started);
  logRun(checked, started, tools);
  const { length } = checked.notSent;
  if (length > 0) throw new Error(`${count(length, 'alert')} not sent; see the log line of this request`);
  return { kind: 'checked', counts: checked.counts, sent: checked.sent };
}

async function run(tools: Tools, started: number): Promise<BlindSpotsChecked> {
  const chat = alsoInChat(tools.chat, tools.now, started + CHAT_WITHIN_MS);
  try {
    const { publish, publishBackstop, ...ports } = tools.portsOfInvocation();
    const telling = { ...ports, publish: chat.beside(publish), publishBackstop: chat.beside(publishBackstop) };
    return await checkBlindSpots(telling, settingsOf(tools, started));
  } catch (thrown) {
    tools.log('check failed', { level: 'error', reason: messageOf(thrown), ms: tools.now().getTime() - started });
    throw thrown;
  } finally {
    await chat.finish(tools.log);
  }
}

function logRun(checked: BlindSpotsChecked, started: number, { log, now }: Tools): void {
  const { counts, ...rest } = checked;
  const isRemembered = checked.untracked === undefined && checked.unsettled === undefined;
  const isWell = isRemembered && checked.notSent.length === 0;
  log(
    'check',
    { level: isWell ? 'info' : 'error', ...counts, ...rest, ms: now().getTime() - started },
    { messagesSent: checked.sent, blindSpotsChecked: isRemembered ? 1 : undefined },
  );
}

function settingsOf({ config, version, settings }: Tools, started: number): BlindSpotSettings {
  const { stackName: stack, region, accountNames, consoleLinkTemplate, runbookUrl } = config;
  return {
    ...settings,
    alert: {
      guard: { version, stack, ...(region === undefined ? {} : { region }) },
      accountNames,
      consoleLinkTemplate,
      runbookUrl,
      ownerTag: undefined,
    },
    sendBefore: started + SEND_WITHIN_MS,
  };
}
