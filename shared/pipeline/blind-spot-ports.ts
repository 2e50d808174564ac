import type { Unavailable } from '../alert/alert.ts';
import type { AlertPublisher } from '../alert/publisher.ts';
import type { AlertSettings } from '../alert/settings.ts';
import type { WhoChanged } from '../blind-spots/changed-by.ts';
import type { Check } from '../blind-spots/check.ts';
import type { Facts } from '../blind-spots/facts.ts';
import type { Aliases, IsDrill, ReadPendingKeys } from '../blind-spots/pending-key.ts';
import type { WatchStore } from '../blind-spots/watch-store.ts';
import type { MessagePace } from '../incident/pace.ts';

/** Everything that a run of the checks needs from outside. */
export interface BlindSpotPorts {
  /** Rejects only when there is no deployment to look at. */
  readonly readFacts: () => Promise<Facts>;
  readonly store: WatchStore;
  readonly readPendingKeys: ReadPendingKeys;
  /** Asked only of keys that lived as short as one of a drill. */
  readonly isDrill: IsDrill;
  readonly aliases: Aliases;
  readonly whoChanged: WhoChanged;
  /** To the alert topic. */
  readonly publish: AlertPublisher;
  /** To the backstop topic, for what may not arrive on the other. */
  readonly publishBackstop: AlertPublisher;
  readonly pace: MessagePace;
  readonly now: () => Date;
  readonly wait: (ms: number) => Promise<void>;
}

export interface BlindSpotSettings {
  readonly alert: AlertSettings;
  /** Milliseconds since 1970 after which nothing more is sent: what is left is told by the next run. */
  readonly sendBefore: number;
  /** Default: all. */
  readonly checks?: readonly Check[];
}

/** What a run cannot remember, for its alerts to say. */
export type Notes = readonly Unavailable[];
