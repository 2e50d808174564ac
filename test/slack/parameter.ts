import { expect } from '@jest/globals';
import { ok, type Result } from '../../shared/result.ts';
import { slackPoster } from '../../shared/slack/poster.ts';
import type { WebhookAnswer } from '../../shared/slack/webhook.ts';
import { MARK, plainWebhook } from '../fakes/slack-server.ts';

export const MESSAGE = { text: 'x', blocks: [] };
export const TAKEN: WebhookAnswer = { kind: 'taken' };
export const GONE = { kind: 'gone', reason: 'the webhook answered with HTTP status 404 (no_service)' } as const;
export const OLD = `https://old.example/${MARK}`;
export const NEW = `https://new.example/${MARK}`;

interface World {
  time: number;
  parameter: Result<string, string> | 'throws';
  reads: number;
  readonly posts: string[];
  readonly answers: Record<string, WebhookAnswer>;
  /** Milliseconds that a post takes. */
  postMs: number;
}

/** A poster over a parameter that can be changed, and over webhooks that answer what is set. */
export function setUp(answers: Readonly<Record<string, WebhookAnswer>> = {}) {
  const world: World = {
    time: Date.parse('2026-11-22T12:00:00Z'),
    parameter: ok(OLD),
    reads: 0,
    posts: [],
    answers: { [OLD]: TAKEN, [NEW]: TAKEN, ...answers },
    postMs: 0,
  };
  const post = slackPoster({
    now: () => new Date(world.time),
    readWebhook: async () => {
      world.reads += 1;
      const { parameter } = world;
      await Promise.resolve();
      if (parameter === 'throws') throw new Error(OLD);
      return parameter.ok ? ok(plainWebhook(parameter.value)) : parameter;
    },
    post: async (webhook, message) => {
      expect(message).toBe(MESSAGE);
      world.posts.push(webhook.reveal());
      await Promise.resolve();
      world.time += world.postMs;
      return world.answers[webhook.reveal()] ?? GONE;
    },
  });
  return Object.assign(world, { post });
}
