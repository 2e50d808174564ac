import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { forward } from './forward.ts';
import { changeEnvironment } from './function.ts';

/** What the event history says of a key, where the emulator's says too little: it names no key in `resources`. */
export interface HistoryOfKey {
  readonly arn: string;
  /** Successful calls, by name. */
  readonly calls: Readonly<Partial<Record<string, Date>>>;
}

/** The ways from a function to KMS and to CloudTrail, in the hands of a test. */
export interface KmsRoad {
  /** Operations that went to KMS as writes, with the user agent that CloudTrail would record. */
  readonly writes: readonly { readonly operation: string; readonly userAgent: string }[];
  /** From now on KMS does what CancelKeyDeletion asks, and its answer is never given. */
  readonly loseAnswer: () => void;
  /** From now on KMS refuses CancelKeyDeletion like that. */
  readonly refuse: (errorName: string) => void;
  readonly open: () => void;
  /** What LookupEvents shows from now on. */
  readonly history: (of: HistoryOfKey) => void;
  readonly remove: () => Promise<void>;
}

const WRITES = ['CancelKeyDeletion', 'EnableKey', 'DisableKey', 'ScheduleKeyDeletion'];

/** Leads the function's calls of KMS through a proxy and answers those of CloudTrail, and touches no others. */
export async function layKmsRoad(functionName: string): Promise<KmsRoad> {
  const writes: { operation: string; userAgent: string }[] = [];
  const histories = new Map<string, HistoryOfKey>();
  let cancel: 'works' | 'loses its answer' | { readonly refused: string } = 'works';
  const server = createServer(async (incoming, outgoing) => {
    const body = await buffer(incoming);
    const operation =
      String(incoming.headers['x-amz-target'] ?? '')
        .split('.')
        .at(-1) ?? '';
    if (operation === 'LookupEvents') return answer(outgoing, 200, eventsOf(body.toString(), histories.values()));
    if (WRITES.includes(operation)) writes.push({ operation, userAgent: String(incoming.headers['user-agent']) });
    if (operation !== 'CancelKeyDeletion' || cancel === 'works') return forward(incoming, body, outgoing);
    if (cancel === 'loses its answer') return forward(incoming, body);
    return answer(outgoing, 400, { __type: cancel.refused, message: 'refused by the test' });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const putBack = await changeEnvironment(functionName, {
    AWS_ENDPOINT_URL_KMS: url,
    AWS_ENDPOINT_URL_CLOUDTRAIL: url,
  });
  return {
    writes,
    loseAnswer: () => {
      cancel = 'loses its answer';
    },
    refuse: (refused) => {
      cancel = { refused };
    },
    open: () => {
      cancel = 'works';
    },
    history: (of) => void histories.set(of.arn, of),
    remove: async () => {
      await putBack();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function answer(outgoing: ServerResponse, status: number, body: unknown): void {
  outgoing.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' });
  outgoing.end(JSON.stringify(body));
}

/** As CloudTrail answers LookupEvents by event name. */
function eventsOf(request: string, histories: Iterable<HistoryOfKey>) {
  const name: string = JSON.parse(request).LookupAttributes[0].AttributeValue;
  const events = [...histories].flatMap(({ arn, calls }) => {
    const time = calls[name];
    return time === undefined ? [] : [eventOf(name, arn, time)];
  });
  return { Events: events };
}

const eventOf = (eventName: string, arn: string, time: Date) => ({
  EventName: eventName,
  EventTime: Math.floor(time.getTime() / 1000),
  CloudTrailEvent: JSON.stringify({
    eventVersion: '1.11',
    userIdentity: { type: 'IAMUser', userName: 'Alice', accountId: arn.split(':')[4] },
    eventTime: time.toISOString().replace(/\.\d+Z$/, 'Z'),
    eventSource: 'kms.amazonaws.com',
    eventName,
    requestParameters: { keyId: arn },
    resources: [{ accountId: arn.split(':')[4], type: 'AWS::KMS::Key', ARN: arn }],
  }),
});
