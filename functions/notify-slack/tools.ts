import type { SlackPoster } from '../../shared/alert/slack/poster.ts';
import type { SlackSettings } from '../../shared/alert/slack/render-slack.ts';
import type { Log } from '../../shared/log.ts';
import type { ContainerMemory } from './memory.ts';

/** Puts a message back into the queue it came from, hidden for so many seconds. Rejects with whatever AWS answered. */
export type HandBack = (receiptHandle: string, seconds: number) => Promise<void>;

/** Puts a message aside for a person, as it came, with the reason. Rejects with whatever AWS answered. */
export type Keep = (body: string, reason: string) => Promise<void>;

/** As the alerts of a guard name it. */
export interface OwnGuard {
  readonly stack: string;
  /** Undefined outside of Lambda. */
  readonly region: string | undefined;
}

/** What one invocation is given; made once a container. */
export interface Tools {
  readonly settings: SlackSettings;
  /** The guard that the function belongs to. For alerts of another one nobody is mentioned. */
  readonly guard: OwnGuard;
  readonly post: SlackPoster;
  readonly handBack: HandBack;
  readonly keep: Keep;
  readonly memory: ContainerMemory;
  readonly now: () => Date;
  /** Resolves after so many milliseconds, or at once when the signal says that nobody waits any more. */
  readonly wait: (ms: number, unneeded?: AbortSignal) => Promise<void>;
  readonly random: () => number;
  readonly log: Log;
}
