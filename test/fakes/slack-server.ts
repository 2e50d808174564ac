import { createServer as createHttp, type IncomingMessage, type RequestListener } from 'node:http';
import { createServer as createHttps } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import type { WebhookUrl } from '../../shared/slack/webhook-url.ts';
import { act, INVALID_BLOCKS, INVALID_PAYLOAD, limited, type SlackBehaviour } from './slack-behaviour.ts';

/** A request that came in. */
export interface SlackRequest {
  /** Milliseconds, by the clock of the stand-in. */
  readonly at: number;
  readonly method: string;
  readonly path: string;
  readonly contentType: string;
  /** The header Connection. */
  readonly connection: string;
  /** What the body holds as JSON; undefined: it holds none. */
  readonly message: unknown;
  readonly body: string;
}

export interface SlackServerOptions {
  /** Milliseconds between two messages that are taken; one that comes sooner is answered with 429 and Retry-After: 1. Default 0. */
  readonly everyMs?: number;
  /** Milliseconds before each answer. Default 0. */
  readonly delayMs?: number;
  /** In milliseconds. Default: since the process began. */
  readonly now?: () => number;
  /** What is wrong with a message; any fault is answered as invalid_blocks. Default: nothing. */
  readonly faultsOf?: (message: unknown) => readonly string[];
  /** Key and certificate, in PEM, for https. Default: http. */
  readonly tls?: { readonly key: string; readonly cert: string };
}

/** Slack on a port of this machine. */
export interface SlackServer {
  /** `127.0.0.1:port`, as the setting slackWebhookHosts has it. */
  readonly host: string;
  /** Its webhook, with {@link MARK} in the path. */
  readonly url: string;
  readonly requests: readonly SlackRequest[];
  /** The messages that were taken, as they came. */
  readonly taken: readonly unknown[];
  /** Faults of all messages so far. */
  readonly faults: readonly string[];
  /** Sets how it treats each request from now on; `nth` counts from 0 since then. */
  behave(behaviour: SlackBehaviour | ((request: SlackRequest, nth: number) => SlackBehaviour)): void;
  /** Forgets requests, and treats the next as at the start. */
  reset(): void;
  close(): Promise<void>;
}

/** The secret part of the stand-in's webhook, to be searched for where it must not be. */
export const MARK = 'MarkedSecretXyz0123456789';
export const PATH = `/services/T0EXAMPLE/B0EXAMPLE/${MARK}`;

/**
 * A webhook of plain http, for tests alone: parseWebhookUrl, which is the only maker in the code that is deployed, takes none, and
 * Node.js before 24 trusts no certificate of ours without a restart.
 */
export const plainWebhook = (url: string): WebhookUrl => ({
  reveal: () => url,
  toString: () => '[webhook URL]',
  toJSON: () => '[webhook URL]',
});

/** Starts a Slack that takes each message. */
export async function startSlackServer(options: SlackServerOptions = {}): Promise<SlackServer> {
  const { everyMs = 0, delayMs = 0, now = () => performance.now(), faultsOf = () => [], tls } = options;
  let behaviour: SlackBehaviour | ((request: SlackRequest, nth: number) => SlackBehaviour) = 'ok';
  let nth = 0;
  let lastTakenAt = Number.NEGATIVE_INFINITY;
  const requests: SlackRequest[] = [];
  const taken: unknown[] = [];
  const faults: string[] = [];
  const judge = ({ at, message, method, contentType }: SlackRequest): SlackBehaviour => {
    if (method !== 'POST' || !contentType.startsWith('application/json') || message === undefined)
      return INVALID_PAYLOAD;
    const found = faultsOf(message);
    faults.push(...found);
    if (found.length > 0) return INVALID_BLOCKS;
    if (at - lastTakenAt < everyMs) return limited('1');
    lastTakenAt = at;
    taken.push(message);
    return { status: 200, body: 'ok' };
  };
  const listener: RequestListener = async (incoming, response) => {
    const request = await read(incoming, now());
    requests.push(request);
    const wanted = typeof behaviour === 'function' ? behaviour(request, nth) : behaviour;
    nth += 1;
    if (delayMs > 0) await setTimeout(delayMs);
    act(wanted === 'ok' ? judge(request) : wanted, response);
  };
  const server = tls === undefined ? createHttp(listener) : createHttps({ ...tls }, listener);
  const host = await listen(server);
  const behave: SlackServer['behave'] = (wanted) => {
    behaviour = wanted;
    nth = 0;
  };
  return {
    host,
    url: `${tls === undefined ? 'http' : 'https'}://${host}${PATH}`,
    requests,
    taken,
    faults,
    behave,
    reset() {
      behave('ok');
      lastTakenAt = Number.NEGATIVE_INFINITY;
      for (const list of [requests, taken, faults]) list.length = 0;
    },
    close() {
      server.closeAllConnections();
      return closed(server);
    },
  };
}

async function read(incoming: IncomingMessage, at: number): Promise<SlackRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  const body = Buffer.concat(chunks).toString('utf8');
  const { method = '', url: path = '', headers } = incoming;
  return {
    at,
    method,
    path,
    contentType: headers['content-type'] ?? '',
    connection: headers.connection ?? '',
    message: jsonOf(body),
    body,
  };
}

function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** Begins to listen; gives `127.0.0.1:port`. */
export async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

export const closed = (server: Server): Promise<void> => new Promise((resolve) => server.close(() => resolve()));
