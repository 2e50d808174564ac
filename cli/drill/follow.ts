import { forTerminal } from '../../shared/alert/inert.ts';
import type { AlertState } from '../../shared/aws/drill-watch.ts';
import { messageOf } from '../../shared/errors.ts';
import type { Terminal } from '../terminal.ts';
import type { RealDrillPorts } from './ports.ts';
import { type StepLog, seconds } from './step-log.ts';

/** What the refusal must cause, in the order in which it mostly comes. */
export const EFFECTS = ['record', 'alarm', 'alert'] as const;
export type Effect = (typeof EFFECTS)[number];

/** What came, after how many milliseconds; and what did not, with what is known of why. */
export interface Followed {
  readonly came: ReadonlyMap<Effect, number>;
  readonly missing: ReadonlyMap<Effect, string>;
}

/** The refusal to follow. */
export interface Refused {
  readonly keyArn: string;
  readonly at: Date;
}

const EVERY_MS = 10_000;
/** How much the clock here may be ahead of that of AWS. The key is new, so that no older record can be taken for its. */
const CLOCKS_DIFFER_MS = 15 * 60_000;

/** A look for one effect: it is there, or why it is not, where that is known. */
type Look = () => Promise<true | string>;

/** Looks every ten seconds until all has come, time is up, or somebody interrupts. A look that fails is only one that saw nothing. */
export async function follow(
  refused: Refused,
  ports: Pick<RealDrillPorts, 'deployment' | 'watch' | 'wait'> & Pick<Terminal, 'now'>,
  timeoutMs: number,
  log: StepLog,
  interrupted: AbortSignal,
): Promise<Followed> {
  const looks = looksFor(refused, ports);
  const texts = textsOf(ports);
  const came = new Map<Effect, number>();
  const missing = new Map<Effect, string>(EFFECTS.map((effect) => [effect, '']));
  const left = () => refused.at.getTime() + timeoutMs - ports.now().getTime();
  for (;;) {
    const seen = await Promise.all(
      [...missing.keys()].map(async (effect) => [effect, await looked(looks[effect])] as const),
    );
    const at = ports.now();
    for (const [effect, found] of seen) {
      if (found !== true) {
        missing.set(effect, found);
        continue;
      }
      missing.delete(effect);
      came.set(effect, at.getTime() - refused.at.getTime());
      await log.step(texts[effect], at);
    }
    if (missing.size === 0 || interrupted.aborted || left() <= 0) return { came, missing };
    log.meanwhile(`waiting for the ${[...missing.keys()].join(', the ')}: ${seconds(left())} at most`);
    await ports.wait(Math.min(EVERY_MS, left()), interrupted);
  }
}

async function looked(look: Look): Promise<true | string> {
  try {
    return await look();
  } catch (thrown) {
    return messageOf(thrown);
  }
}

const looksFor = (
  { keyArn, at }: Refused,
  { watch }: Pick<RealDrillPorts, 'watch'>,
): Readonly<Record<Effect, Look>> => {
  const since = new Date(at.getTime() - CLOCKS_DIFFER_MS);
  return {
    record: async () => (await watch.hasRecord(keyArn, since)) || '',
    // It was not in ALARM before, and stays there for minutes.
    alarm: async () => (await watch.alarmState()) === 'ALARM' || '',
    alert: async () => {
      const state = await watch.alertState(keyArn);
      return state === 'sent' || WHY_NOT_SENT[state];
    },
  };
};

const WHY_NOT_SENT: Readonly<Record<Exclude<AlertState, 'sent'>, string>> = {
  'not-counted': '',
  hidden: 'the refusal was counted, but a setting or a silence hides it',
  'not-sent': 'the refusal was counted, but its alert is not out',
};

const textsOf = ({ deployment }: Pick<RealDrillPorts, 'deployment'>): Readonly<Record<Effect, string>> => ({
  record: `record: in log group ${forTerminal(deployment.logGroupName)}`,
  alarm: `alarm: ${forTerminal(deployment.alarmName)}`,
  alert: 'alert: published',
});
