import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { forward } from './forward.ts';
import { changeEnvironment } from './function.ts';

/** The way from the function to SNS, with a gate in it: a proxy that this test holds in its hands. */
export interface SnsRoad {
  /** What the function has asked SNS to publish, also when the gate was shut: the parameters of each Publish. */
  readonly published: readonly URLSearchParams[];
  /** From now on SNS answers that it is not available; to these calls, or to all. */
  readonly shut: (isRefused?: (publish: URLSearchParams) => boolean) => void;
  /** From now on SNS does not answer, though it may have done what was asked. */
  readonly hang: (sns: 'does nothing' | 'publishes') => void;
  /** SNS answers as it does. */
  readonly open: () => void;
  /** Sends the function straight to SNS again. */
  readonly remove: () => Promise<void>;
}

/** Leads the function's calls of SNS, and no others, through a proxy. */
export async function layRoad(functionName: string): Promise<SnsRoad> {
  const published: URLSearchParams[] = [];
  let isRefused = (_: URLSearchParams) => false;
  let silent: 'does nothing' | 'publishes' | undefined;
  const server = createServer(async (incoming, outgoing) => {
    const body = await buffer(incoming);
    const publish = new URLSearchParams(body.toString('utf8'));
    published.push(publish);
    if (isRefused(publish)) refuse(outgoing);
    else if (silent === undefined) forward(incoming, body, outgoing);
    else if (silent === 'publishes') forward(incoming, body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const putBack = await changeEnvironment(functionName, { AWS_ENDPOINT_URL_SNS: `http://127.0.0.1:${port}` });
  return {
    published,
    shut: (refused = () => true) => {
      isRefused = refused;
    },
    hang: (sns) => {
      silent = sns;
    },
    open: () => {
      isRefused = () => false;
      silent = undefined;
    },
    remove: async () => {
      await putBack();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** As SNS says it. Source: SNS API Reference, "Common Error Types". */
function refuse(outgoing: ServerResponse): void {
  outgoing.writeHead(503, { 'content-type': 'text/xml' });
  outgoing.end(
    '<ErrorResponse><Error><Type>Receiver</Type><Code>ServiceUnavailable</Code><Message>down</Message></Error></ErrorResponse>',
  );
}
