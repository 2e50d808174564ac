import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { text } from 'node:stream/consumers';
import type { SlackMessage } from '../../shared/alert/slack/message.ts';
import { eventually } from './eventually.ts';

/** The stand-in for Slack that scripts/e2e.mjs started: what came into the channel, and whether it takes anything. */
export interface SlackChannel {
  /** Waits for the one message that holds all of these texts and has come since the channel was opened. */
  readonly message: (...holding: readonly string[]) => Promise<SlackMessage>;
  /** All messages that hold all of these texts. */
  readonly messages: (...holding: readonly string[]) => Promise<readonly SlackMessage[]>;
  /** How often something was posted to it, taken or not. */
  readonly tries: () => Promise<number>;
  /** `dead`: it hangs up before it answers. */
  readonly set: (mode: 'ok' | 'dead') => Promise<unknown>;
}

interface Told {
  readonly tries: number;
  readonly messages: readonly SlackMessage[];
}

/** Longer than Slack's pace takes for what other scenarios have sent there before, and than one message is put back for. */
const WITHIN_MS = 120_000;

/** The channel, as it goes on from now. */
export async function openSlack(): Promise<SlackChannel> {
  const url = process.env.E2E_SLACK ?? '';
  const agent = new Agent({ ca: readFileSync(process.env.NODE_EXTRA_CA_CERTS ?? '') });
  const ask = (method: string, path: string, body = ''): Promise<string> =>
    new Promise((resolve, reject) => {
      const asked = request(new URL(path, url), { method, agent }, (answer) => resolve(text(answer)));
      asked.once('error', reject).end(body);
    });
  const told = async (): Promise<Told> => JSON.parse(await ask('GET', '/messages'));
  const before = (await told()).messages.length;
  const messages: SlackChannel['messages'] = async (...holding) =>
    (await told()).messages
      .slice(before)
      .filter((message) => holding.every((words) => JSON.stringify(message).includes(words)));
  return {
    messages,
    message: (...holding) =>
      eventually(
        `a message in Slack with ${holding.join(', ')}`,
        async () => (await messages(...holding))[0],
        WITHIN_MS,
      ),
    tries: async () => (await told()).tries,
    set: (mode) => ask('PUT', '/mode', mode),
  };
}
