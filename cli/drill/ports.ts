import type { DrillKeys } from '../../shared/aws/drill-key.ts';
import type { DrillDeployment, DrillWatch } from '../../shared/aws/drill-watch.ts';

/** What a drill with a real key needs from outside. */
export interface RealDrillPorts {
  readonly deployment: DrillDeployment;
  readonly keys: DrillKeys;
  readonly watch: DrillWatch;
  /** Asks whether to go on. */
  readonly confirm: () => Promise<boolean>;
  /** Milliseconds; over at once when the signal comes. */
  readonly wait: (ms: number, interrupted?: AbortSignal) => Promise<void>;
  /** Does work that must not be cut off: an interruption only tells it to come to its end. */
  readonly uncut: <T>(work: (interrupted: AbortSignal) => Promise<T>) => Promise<T>;
}

/** What was typed. */
export interface RealDrillOptions {
  /** Do not ask. */
  readonly yes: boolean;
  /** How long to wait for what the refusal causes. */
  readonly timeoutMs: number;
}
