import { inspect } from 'node:util';
import { err, ok, type Result } from '../result.ts';

/**
 * The URL of a webhook. Whoever has it can post, so it is a secret: printed, written as JSON or put into a text, it is only
 * {@link MASK}. Made by {@link parseWebhookUrl} alone.
 */
export interface WebhookUrl {
  /** The URL itself. For the one call that posts to it, and for comparing. */
  reveal(): string;
  toString(): string;
  toJSON(): string;
}

const MASK = '[webhook URL]';

// Source: Slack developer documentation, "Sending messages using incoming webhooks"; "GovSlack" for the second.
const SLACK_HOSTS = ['hooks.slack.com', 'hooks.slack-gov.com'];

// Webhooks that start a workflow live on the same hosts, and take variables, not messages. Source: Slack developer documentation,
// "Creating webhook triggers".
const WORKFLOWS = /^\/(?:triggers|workflows)\//;

/**
 * Reads the URL of an incoming webhook: https, on a host of Slack's or on one of `hosts` (`host` or `host:port`), with a path.
 * White space around it is no fault, as people paste line ends. An error says what is wrong and holds no part of the text.
 */
export function parseWebhookUrl(text: string, hosts: readonly string[] = []): Result<WebhookUrl, string> {
  const trimmed = text.trim();
  const allowed = [...SLACK_HOSTS, ...hosts.map(withoutDefaultPort)];
  const fault = faultOf(trimmed, allowed);
  if (fault === undefined) return ok(masked(new URL(trimmed).href));
  return err(`got ${fault}, wanted the https URL of an incoming webhook on ${allowed.join(' or ')}`);
}

/** Whether both are the same URL. */
export const sameWebhook = (one: WebhookUrl, other: WebhookUrl): boolean => one.reveal() === other.reveal();

function faultOf(text: string, allowed: readonly string[]): string | undefined {
  if (text === '') return 'nothing';
  // The parser would drop line ends without a word, and so join what belongs apart.
  if (/[\s\p{C}]/u.test(text)) return 'a text with white space or control characters within it';
  if (!URL.canParse(text)) return 'a text that is no URL';
  const { protocol, username, password, host, pathname } = new URL(text);
  if (protocol !== 'https:') return 'a URL that is not https';
  if (username !== '' || password !== '') return 'a URL with a user name or a password';
  if (!allowed.includes(host)) return 'a URL on another host or port';
  if (pathname === '/') return 'a URL without a path';
  return SLACK_HOSTS.includes(host) && WORKFLOWS.test(pathname) ? 'the URL of a workflow' : undefined;
}

/** As the URL standard spells it: port 443 is not shown with https. */
const withoutDefaultPort = (host: string): string => host.toLowerCase().replace(/:443$/, '');

const masked = (url: string): WebhookUrl =>
  Object.freeze({
    reveal: () => url,
    toString: () => MASK,
    toJSON: () => MASK,
    [inspect.custom]: () => MASK,
  });
