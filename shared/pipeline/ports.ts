import type { AlertPublisher } from '../alert/publisher.ts';
import type { AlertSettings } from '../alert/settings.ts';
import type { RecordRejection } from '../cloudtrail/record.ts';
import type { KeyReader } from '../enrichment/key-reader.ts';
import type { Policy } from '../incident/item.ts';
import type { MessagePace } from '../incident/pace.ts';
import type { IncidentStore } from '../incident/store.ts';
import type { RemediationPolicy } from '../remediation/policy.ts';
import type { IgnoreSettings } from '../silence/hiding.ts';
import type { Silence } from '../silence/silence.ts';
import type { RemediationPorts } from './remediation-ports.ts';

/** The silences that stand; where they could not be read, none. */
export interface SilencesRead {
  readonly silences: readonly Silence[];
  /** Parameters that are no silences, and so hide nothing. */
  readonly malformed: readonly { readonly name: string; readonly fault: string }[];
  /** Why they could not be read, in words; absent when they could. */
  readonly unread?: string;
}

/** What reading records needs from outside. */
export interface CollectPorts {
  readonly now: () => Date;
  /** Told of each text that was no record; `told` when it became a finding all the same. */
  readonly rejected?: (rejection: RecordRejection, told: boolean) => void;
}

/** What telling needs. */
export interface TellPorts {
  readonly now: () => Date;
  readonly readKey: KeyReader;
  /** A reader with a budget of its own, for who has used up part of the other; default: the same. */
  readonly freshReader?: () => KeyReader;
  readonly publish: AlertPublisher;
  /** Whether this process has sent an alert already, by its id: then it costs no moment to find that out. */
  readonly wasSent?: (alertId: string) => boolean;
}

/** Everything that the way of an event needs from outside. */
export interface PipelinePorts extends CollectPorts, TellPorts {
  readonly store: IncidentStore;
  readonly pace: MessagePace;
  /** The pace where the other one cannot be asked: of this process alone. */
  readonly ownPace: MessagePace;
  readonly silences: () => Promise<SilencesRead>;
  readonly wait: (ms: number) => Promise<void>;
  /** At least 0, less than 1. */
  readonly random: () => number;
  /** What saves keys; undefined: nothing does. */
  readonly remediation?: RemediationPorts | undefined;
}

export interface PipelineSettings extends IgnoreSettings {
  readonly alert: AlertSettings;
  readonly ownRoleArn: string | undefined;
  readonly policy: Policy;
  /** What the guard may do about a key by itself. */
  readonly remediation: RemediationPolicy;
  /** A test of the way: its alerts are of kind `test`. */
  readonly drill: boolean;
  /** Milliseconds since 1970 after which nothing more is sent: what is left is told by whoever comes next. */
  readonly sendBefore: number;
}
