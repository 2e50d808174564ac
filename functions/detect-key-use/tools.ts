import type { AlertPublisher } from '../../shared/alert/publisher.ts';
import type { KeyReader } from '../../shared/enrichment/key-reader.ts';
import { policyOf } from '../../shared/incident/item.ts';
import type { MessagePace } from '../../shared/incident/pace.ts';
import type { IncidentStore } from '../../shared/incident/store.ts';
import type { Log } from '../../shared/log.ts';
import type { PipelinePorts, PipelineSettings, SilencesRead } from '../../shared/pipeline/ports.ts';
import type { RemediationPorts } from '../../shared/pipeline/remediation-ports.ts';
import type { Config } from './config.ts';
import { logRemediation } from './log-remediation.ts';

/** The calls that save keys; what they are told of is written to the log. */
export type RemediationCalls = Omit<RemediationPorts, 'noted'>;

/** What one invocation is given; made once a container, but for the reader, whose budget is that of the invocation. */
export interface Tools {
  readonly config: Config;
  readonly version: string;
  readonly readerOfInvocation: () => KeyReader;
  readonly store: IncidentStore;
  readonly pace: MessagePace;
  readonly ownPace: MessagePace;
  readonly silences: () => Promise<SilencesRead>;
  readonly publish: AlertPublisher;
  readonly wasSent: (alertId: string) => boolean;
  /** Where Amazon Q Developer reads; undefined: nowhere. */
  readonly chat: AlertPublisher | undefined;
  /** What saves keys; undefined: nothing does. */
  readonly remediation?: RemediationCalls | undefined;
  readonly now: () => Date;
  readonly wait: (ms: number) => Promise<void>;
  readonly random: () => number;
  readonly log: Log;
}

// The function has 60 s. A topic that hangs takes up to 20 s an alert, and what is not tried in time is told by the next sweep.
const SEND_WITHIN_MS = 38_000;

/** What goes to the chat, within 3 s, is begun no later than so many milliseconds after the start. */
export const CHAT_WITHIN_MS = 55_000;

/** The settings of an invocation that began just now. */
export function settingsOf({ config, version, now }: Tools, drill: boolean): PipelineSettings {
  const { stackName: stack, region } = config;
  return {
    alert: {
      guard: { version, stack, ...(region === undefined ? {} : { region }) },
      accountNames: config.accountNames,
      consoleLinkTemplate: config.consoleLinkTemplate,
      runbookUrl: config.runbookUrl,
      ownerTag: config.ownerTag,
      remediationMode: config.remediation.mode,
    },
    ownRoleArn: config.ownRoleArn,
    managementCalls: config.managementCalls,
    ignoreCallers: config.ignoreCallers,
    policy: policyOf(config.windowMinutes),
    remediation: config.remediation,
    drill,
    sendBefore: now().getTime() + SEND_WITHIN_MS,
  };
}

/** The ports of an invocation. */
export const portsOf = (tools: Tools): PipelinePorts => ({
  ...tools,
  readKey: tools.readerOfInvocation(),
  remediation: tools.remediation && { ...tools.remediation, noted: (note) => logRemediation(note, tools.log) },
  freshReader: tools.readerOfInvocation,
});
