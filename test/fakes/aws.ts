import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach } from '@jest/globals';

/** What the stand-in answers to one request. */
export type Answer =
  | { readonly status: number; readonly body: string; readonly headers?: Record<string, string> }
  /** Takes the request and never answers. */
  | 'hang'
  /** Breaks the connection. */
  | 'reset';

/** A request that came in: the AWS operation, and its parameters as they were sent. */
export interface Request {
  readonly operation: string;
  /** Region that the request was signed for; empty: none. */
  readonly region: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** AWS on a port of this machine: SNS and CloudFormation speak the query protocol, Lambda, S3 and Account REST, all others JSON. */
export interface FakeAws {
  readonly url: string;
  readonly requests: readonly Request[];
  /** Sets what an operation answers from now on. */
  answer(operation: string, answer: Answer | ((request: Request) => Answer)): void;
  /** Forgets requests, and answers set by {@link answer}. */
  reset(): void;
  close(): Promise<void>;
}

/** What a JSON service answers. */
export const json = (body: unknown): Answer => ({
  status: 200,
  body: JSON.stringify(body),
  headers: { 'content-type': 'application/x-amz-json-1.1' },
});

/** An error as JSON services report it. */
export const awsError = (status: number, type: string): Answer => ({
  status,
  body: JSON.stringify({ __type: type, message: `the stand-in says ${type}` }),
  headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-errortype': type },
});

/** What CloudFormation answers about a stack with these outputs. */
export function stackWith(outputs: Readonly<Record<string, string>>): Answer {
  const members = Object.entries(outputs).map(
    ([name, value]) => `<member><OutputKey>${name}</OutputKey><OutputValue>${value}</OutputValue></member>`,
  );
  return {
    status: 200,
    headers: { 'content-type': 'text/xml' },
    body: `<DescribeStacksResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><DescribeStacksResult><Stacks><member><StackName>KmsDeletionGuard</StackName><CreationTime>2026-11-22T00:00:00Z</CreationTime><StackStatus>CREATE_COMPLETE</StackStatus><Outputs>${members.join('')}</Outputs></member></Stacks></DescribeStacksResult></DescribeStacksResponse>`,
  };
}

/** An error as SNS reports it. */
export const snsError = (status: number, code: string): Answer => ({
  status,
  body: `<ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><Error><Type>Sender</Type><Code>${code}</Code><Message>the stand-in says ${code}</Message></Error><RequestId>r</RequestId></ErrorResponse>`,
  headers: { 'content-type': 'text/xml' },
});

const seconds = (time: string) => Date.parse(time) / 1000;

const PUBLISHED: Answer = {
  status: 200,
  body: '<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>m-1</MessageId></PublishResult><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></PublishResponse>',
  headers: { 'content-type': 'text/xml' },
};

// Shapes as the SDK's types give them.
const HEALTHY: Readonly<Record<string, Answer>> = {
  DescribeKey: json({
    KeyMetadata: {
      KeyId: 'k',
      KeyState: 'PendingDeletion',
      DeletionDate: seconds('2026-11-28T14:02:00Z'),
      Description: 'ledger archive',
      KeyManager: 'CUSTOMER',
    },
  }),
  ListAliases: json({ Aliases: [{ AliasName: 'alias/ledger-prod' }], Truncated: false }),
  ListResourceTags: json({ Tags: [{ TagKey: 'team', TagValue: 'ledger' }], Truncated: false }),
  GetKeyLastUsage: json({
    KeyLastUsage: { Operation: 'Decrypt', Timestamp: seconds('2026-11-20T13:58:00Z'), CloudTrailEventId: 'e-1' },
  }),
  LookupEvents: json({ Events: [] }),
  Publish: PUBLISHED,
};

/** Starts a healthy AWS. Point the SDK to it by AWS_ENDPOINT_URL. */
export async function startFakeAws(): Promise<FakeAws> {
  const answers = new Map<string, Answer | ((request: Request) => Answer)>();
  const requests: Request[] = [];
  const server = createServer(async (incoming, response) => {
    const request = readRequest(incoming, await bodyOf(incoming));
    requests.push(request);
    const answer =
      answers.get(request.operation) ?? HEALTHY[request.operation] ?? awsError(400, 'UnknownOperationException');
    send(typeof answer === 'function' ? answer(request) : answer, incoming, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    answer: (operation, answer) => void answers.set(operation, answer),
    reset() {
      answers.clear();
      requests.length = 0;
    },
    close: () => close(server),
  };
}

function readRequest(incoming: IncomingMessage, body: string): Request {
  // Credential=AKIA.../20261122/eu-west-1/kms/aws4_request
  const region = /Credential=[^/]*\/\d{8}\/([^/]*)\//.exec(incoming.headers.authorization ?? '')?.[1] ?? '';
  const target = incoming.headers['x-amz-target'];
  if (typeof target === 'string')
    return { operation: target.split('.').at(-1) ?? '', region, parameters: JSON.parse(body) };
  const rest = restRequest(incoming.url ?? '', body);
  if (rest !== undefined) return { ...rest, region };
  const parameters = Object.fromEntries(new URLSearchParams(body));
  return { operation: parameters.Action ?? '', region, parameters };
}

const LAMBDA_READS: Readonly<Record<string, string>> = {
  configuration: 'GetFunctionConfiguration',
  policy: 'GetPolicy',
  concurrency: 'GetFunctionConcurrency',
  'event-invoke-config': 'GetFunctionEventInvokeConfig',
};

/** What REST services are asked is in the path. */
function restRequest(url: string, body: string): Omit<Request, 'region'> | undefined {
  const { pathname, searchParams } = new URL(url, 'http://127.0.0.1');
  if (pathname.endsWith('/invocations')) return { operation: 'Invoke', parameters: JSON.parse(body) };
  if (pathname === '/listRegions') return { operation: 'ListRegions', parameters: JSON.parse(body) };
  const [, name, read = ''] = /\/functions\/([^/]+)\/([^/]+)$/.exec(pathname) ?? [];
  const operation = LAMBDA_READS[read];
  if (name !== undefined && operation !== undefined)
    return { operation, parameters: { FunctionName: decodeURIComponent(name) } };
  const [, mapping] = /\/event-source-mappings\/([^/]+)$/.exec(pathname) ?? [];
  if (mapping !== undefined)
    return { operation: 'GetEventSourceMapping', parameters: { UUID: decodeURIComponent(mapping) } };
  if (searchParams.has('encryption'))
    return { operation: 'GetBucketEncryption', parameters: { Bucket: pathname.split('/')[1] } };
  return undefined;
}

async function bodyOf(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

function send(answer: Answer, incoming: IncomingMessage, response: ServerResponse): void {
  if (answer === 'hang') return;
  if (answer === 'reset') incoming.socket.destroy();
  else response.writeHead(answer.status, answer.headers).end(answer.body);
}

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}

/** A fake AWS for all tests of a file, which the SDK in this process talks to. Its requests and answers are forgotten before each. */
export function useFakeAws(): Pick<FakeAws, 'requests' | 'answer' | 'reset'> {
  const before = { ...process.env };
  let aws: FakeAws;
  beforeAll(async () => {
    aws = await startFakeAws();
    const credentials = { AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'y' };
    Object.assign(process.env, { AWS_ENDPOINT_URL: aws.url, AWS_REGION: 'eu-west-1', ...credentials });
  });
  afterAll(async () => {
    process.env = before;
    await aws.close();
  });
  beforeEach(() => aws.reset());
  return {
    get requests() {
      return aws.requests;
    },
    answer: (operation, answer) => aws.answer(operation, answer),
    reset: () => aws.reset(),
  };
}
