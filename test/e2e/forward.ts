import type { IncomingMessage, ServerResponse } from 'node:http';
import { request } from 'node:https';

/** Hands a request on to the emulator untouched, with its Host header, since that is signed; and the answer back, if anybody is to have it. */
export function forward({ method, url, headers }: IncomingMessage, body: Buffer, outgoing?: ServerResponse): void {
  const onward = request(new URL(url ?? '/', process.env.AWS_ENDPOINT_URL), { method, headers }, (answer) => {
    outgoing?.writeHead(answer.statusCode ?? 502, answer.headers);
    if (outgoing === undefined) answer.resume();
    else answer.pipe(outgoing);
  });
  onward.on('error', (error) => outgoing?.destroy(error));
  onward.end(body);
}
