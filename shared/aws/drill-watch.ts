import { ListStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import { DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import * as v from 'valibot';
import { DOCUMENTED_ALARM } from '../contract/metrics.ts';
import { OUTPUTS } from '../contract/names.ts';
import { GuardError, type GuardErrorCode } from '../errors.ts';
import { readMessage } from '../finding/message.ts';
import type { IncidentItem } from '../incident/item.ts';
import { callFailure } from './call-failure.ts';
import { type Place, stackOutputs } from './deployed-stack.ts';
import { type GuardClients, guardClients } from './guard-clients.ts';
import { incidentTable } from './incident-table.ts';

/** A deployment, as far as a drill looks at it. */
export interface DrillDeployment {
  readonly partition: string;
  readonly region: string;
  /** 12 digits. */
  readonly accountId: string;
  readonly logGroupName: string;
  readonly tableName: string;
  /** The documented alarm, whatever it is called. */
  readonly alarmName: string;
}

/** What became of a refusal in the table of incidents. `hidden`: a setting or a silence hides it. */
export type AlertState = 'not-counted' | 'hidden' | 'not-sent' | 'sent';

/** Where a drill looks for what it caused. Each rejects with a GuardError that says what to do. */
export interface DrillWatch {
  /** Whether a record of a refusal by this key is in the log group. */
  hasRecord(keyArn: string, since: Date): Promise<boolean>;
  /** State of the alarm: `OK`, `ALARM`, `INSUFFICIENT_DATA`. */
  alarmState(): Promise<string>;
  alertState(keyArn: string): Promise<AlertState>;
}

/** Finds the deployment by its stack's outputs and resources. */
export async function drillDeployment(
  place: Place,
  clients: GuardClients = guardClients(place),
): Promise<DrillDeployment> {
  const output = await stackOutputs(place);
  const [, partition = '', , region = '', accountId = ''] = output(OUTPUTS.backstopTopicArn).split(':');
  const [logGroupName, tableName] = [output(OUTPUTS.logGroupName), output(OUTPUTS.tableName)];
  return { partition, region, accountId, logGroupName, tableName, alarmName: await alarmNameOf(place, clients) };
}

/** The looks, by CloudWatch Logs, CloudWatch and DynamoDB. */
export function drillWatch(
  { logGroupName, tableName, alarmName }: DrillDeployment,
  place: Place,
  clients: GuardClients = guardClients(place),
): DrillWatch {
  const incidents = incidentTable(clients.dynamoDb, tableName);
  return {
    hasRecord: (keyArn, since) =>
      asking({ what: `log group ${logGroupName}`, right: 'logs:FilterLogEvents', place }, 'logs-unreachable', () =>
        hasRecord(clients, logGroupName, keyArn, since),
      ),
    alarmState: () =>
      asking({ what: `alarm ${alarmName}`, right: 'cloudwatch:DescribeAlarms', place }, 'alarms-unreachable', () =>
        alarmState(clients, alarmName),
      ),
    alertState: (keyArn) =>
      asking({ what: `table ${tableName}`, right: 'dynamodb:GetItem', place }, 'incidents-unreachable', async () =>
        alertStateOf(await incidents.load(keyArn)),
      ),
  };
}

interface Looking {
  readonly what: string;
  readonly right: string;
  readonly place: Place;
}

async function asking<T>({ what, right, place }: Looking, otherwise: GuardErrorCode, look: () => Promise<T>) {
  try {
    return await look();
  } catch (thrown) {
    throw callFailure(thrown, { what, right, profile: place.profile, otherwise });
  }
}

async function alarmNameOf(place: Place, clients: GuardClients): Promise<string> {
  const what = `stack ${place.stack}`;
  const names = await asking({ what, right: 'cloudformation:ListStackResources', place }, 'stack-unreachable', () =>
    alarmsIn(place.stack, clients),
  );
  const right = 'cloudwatch:DescribeAlarms';
  const found = await asking({ what: `alarms of ${what}`, right, place }, 'alarms-unreachable', async () => {
    // Without a name, CloudWatch would describe every alarm of the account.
    if (names.length === 0) return undefined;
    const { MetricAlarms: alarms = [] } = await clients.cloudWatch.send(
      new DescribeAlarmsCommand({ AlarmNames: names, MaxRecords: 100 }),
    );
    return alarms.find(({ MetricName: metric }) => metric === DOCUMENTED_ALARM.metricName)?.AlarmName;
  });
  if (found !== undefined) return found;
  throw alarmGone(`${what}: got no alarm on metric ${DOCUMENTED_ALARM.metricName}`);
}

const alarmGone = (got: string): GuardError =>
  new GuardError('alarm-not-ready', `${got}, wanted the one of the deployment; deploy it again`);

/** Names of the alarms of a stack. Source: CloudFormation API Reference, ListStackResources. */
async function alarmsIn(stack: string, { cloudFormation }: GuardClients): Promise<string[]> {
  const names: string[] = [];
  let next: string | undefined;
  do {
    const page = await cloudFormation.send(new ListStackResourcesCommand({ StackName: stack, NextToken: next }));
    for (const { ResourceType: type, PhysicalResourceId: name } of page.StackResourceSummaries ?? []) {
      if (type === 'AWS::CloudWatch::Alarm' && name !== undefined) names.push(name);
    }
    next = page.NextToken;
  } while (next !== undefined);
  return names;
}

async function alarmState({ cloudWatch }: GuardClients, name: string): Promise<string> {
  const { MetricAlarms: [alarm] = [] } = await cloudWatch.send(new DescribeAlarmsCommand({ AlarmNames: [name] }));
  if (alarm?.StateValue === undefined) throw alarmGone(`alarm ${name}: got no state`);
  return alarm.StateValue;
}

/** A page may be empty and not the last one. Source: CloudWatch Logs API Reference, FilterLogEvents. */
async function hasRecord({ logs }: GuardClients, logGroupName: string, keyArn: string, since: Date): Promise<boolean> {
  // A quoted term matches the text as it stands: all records that name the key, of which the drill causes a few.
  const filter = { logGroupName, filterPattern: `"${keyArn}"`, startTime: since.getTime() };
  let nextToken: string | undefined;
  do {
    const page = await logs.send(new FilterLogEventsCommand({ ...filter, nextToken }));
    if (page.events?.some(({ message }) => isRefusal(message, keyArn))) return true;
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return false;
}

const Refusal = v.pipe(v.string(), v.parseJson(), v.object({ errorMessage: v.string() }));

function isRefusal(text: string | undefined, keyArn: string): boolean {
  const record = v.safeParse(Refusal, text);
  const said = record.success ? readMessage(record.output.errorMessage) : undefined;
  return said?.kind === 'confirmed' && said.key.arn === keyArn;
}

function alertStateOf(item: IncidentItem | undefined): AlertState {
  if (item === undefined) return 'not-counted';
  if (item.count === 0) return item.hidden.length > 0 ? 'hidden' : 'not-counted';
  // Claimed when its counting began, and taken out of the outbox when it was published.
  return item.window.since !== undefined && item.outbox.length === 0 ? 'sent' : 'not-sent';
}
