import type { Config } from '../../functions/detect-key-use/config.ts';
import { type Answer, detectKeyUse } from '../../functions/detect-key-use/detect-key-use.ts';
import type { Tools } from '../../functions/detect-key-use/tools.ts';
import { createLog } from '../../shared/log.ts';
import { REMEDIATION_OFF } from '../../shared/remediation/policy.ts';
import { type MemoryPorts, memoryPorts } from '../builders/ports.ts';
import { ACCOUNT } from '../builders/record.ts';

export const ROLE = `arn:aws:iam::${ACCOUNT}:role/guard`;
export const TOPIC = `arn:aws:sns:eu-west-1:${ACCOUNT}:alerts`;

/** The environment of a deployment of which nothing was set. */
export const ENVIRONMENT_GIVEN = {
  GUARD_TOPIC_ARN: TOPIC,
  GUARD_STACK_NAME: 'KmsDeletionGuard',
  GUARD_OWN_ROLE_ARN: ROLE,
  GUARD_TABLE_NAME: 'KmsDeletionGuard-Incidents',
};

/** The configuration of such a deployment. */
export const aConfig = (overrides: Partial<Config> = {}): Config => ({
  topicArn: TOPIC,
  chatTopicArn: undefined,
  stackName: 'KmsDeletionGuard',
  ownRoleArn: ROLE,
  accountNames: {},
  consoleLinkTemplate: undefined,
  runbookUrl: undefined,
  ownerTag: undefined,
  managementCalls: 'notify',
  ignoreCallers: [],
  tableName: 'KmsDeletionGuard-Incidents',
  windowMinutes: 15,
  remediation: REMEDIATION_OFF,
  region: 'eu-west-1',
  ...overrides,
});

/** A line of the log, parsed. */
export type Line = Readonly<Record<string, unknown>>;

/** What one invocation came to. */
export interface Invocation {
  readonly answered: Answer | undefined;
  readonly thrown: unknown;
  /** The lines that it logged, as they were written and parsed. */
  readonly text: string;
  readonly lines: readonly Line[];
}

/** Invokes the function with a log that is kept. */
export async function invoked(event: unknown, tools: Omit<Tools, 'log'>): Promise<Invocation> {
  const written: string[] = [];
  const log = createLog((line) => void written.push(line), tools.config.stackName, tools.now);
  let answered: Answer | undefined;
  let thrown: unknown;
  try {
    answered = await detectKeyUse(event, { ...tools, log });
  } catch (error) {
    thrown = error;
  }
  return { answered, thrown, text: written.join(''), lines: written.map((line) => JSON.parse(line)) };
}

/** The tools of a function whose world is in memory. */
export const toolsOver = (ports: MemoryPorts, config: Partial<Config> = {}): Omit<Tools, 'log'> => ({
  ...ports,
  config: aConfig(config),
  version: '0.0.0-test',
  chat: undefined,
  readerOfInvocation: () => ports.readKey,
  wasSent: (id) => ports.published.some((alert) => alert.id === id),
});

/** A function in memory, and its world. */
export function aFunction(
  overrides: Parameters<typeof memoryPorts>[0] = {},
  refuses?: Parameters<typeof memoryPorts>[1],
  config: Partial<Config> = {},
) {
  const ports = memoryPorts(overrides, refuses);
  return { ports, invoke: (event: unknown) => invoked(event, toolsOver(ports, config)) };
}

/** The figures of a line as CloudWatch makes metrics of them, by name. */
export function figuresIn(line: Line | undefined): Readonly<Record<string, number>> {
  const embedded = line?._aws as { CloudWatchMetrics: { Metrics: { Name: string }[] }[] } | undefined;
  const names = embedded?.CloudWatchMetrics.flatMap(({ Metrics }) => Metrics.map(({ Name }) => Name)) ?? [];
  return Object.fromEntries(names.map((name) => [name, Number(line?.[name])]));
}
