import type { ServerResponse } from 'node:http';

/** How the stand-in treats one request. */
export type SlackBehaviour =
  /** Takes a message that is one, and answers as Slack does to any other. */
  | 'ok'
  /** Takes the request and never answers. */
  | 'hang'
  /** Breaks the connection instead of an answer. */
  | 'reset'
  /** The same in the middle of an answer of 200. */
  | 'reset-in-body'
  /** Sends "ok" and then a blank each 50 ms, without an end. */
  | 'drip'
  /** Sends 200 and a body without an end, as fast as it is read. */
  | 'huge'
  | { readonly status: number; readonly body?: string; readonly headers?: Readonly<Record<string, string>> };

// Source of the words: Slack developer documentation, "Sending messages using incoming webhooks", "Handling errors".
export const INVALID_BLOCKS: SlackBehaviour = { status: 400, body: 'invalid_blocks' };
export const INVALID_PAYLOAD: SlackBehaviour = { status: 400, body: 'invalid_payload' };
export const INVALID_TOKEN: SlackBehaviour = { status: 403, body: 'invalid_token' };
export const NO_SERVICE: SlackBehaviour = { status: 404, body: 'no_service' };
export const ARCHIVED: SlackBehaviour = { status: 410, body: 'channel_is_archived' };
export const ROLLUP_ERROR: SlackBehaviour = { status: 500, body: 'rollup_error' };

/** 429, with the header Retry-After as given. */
export const limited = (retryAfter?: string): SlackBehaviour => ({
  status: 429,
  body: 'rate_limited',
  ...(retryAfter === undefined ? {} : { headers: { 'retry-after': retryAfter } }),
});

/** Treats a request so, whatever it was. To `ok`, which depends on the message, there is no answer here. */
export function act(behaviour: SlackBehaviour, response: ServerResponse): void {
  if (typeof behaviour === 'object') {
    const { status, body = '', headers = {} } = behaviour;
    response.writeHead(status, { 'content-type': 'text/html', ...headers }).end(body);
  } else if (behaviour === 'reset') response.destroy();
  else if (behaviour === 'reset-in-body') {
    response.writeHead(200, { 'content-length': '2' }).write('o', () => response.destroy());
  } else if (behaviour === 'drip') {
    response.writeHead(200).write('ok');
    const drip = setInterval(() => response.write(' '), 50);
    response.on('close', () => clearInterval(drip));
  } else if (behaviour === 'huge') pour(response.writeHead(200));
}

/** Writes on whenever what was written is gone. */
function pour(response: ServerResponse): void {
  const part = 'x'.repeat(64 * 1024);
  const more = () => {
    while (!response.destroyed && response.write(part));
  };
  response.on('drain', more);
  more();
}
