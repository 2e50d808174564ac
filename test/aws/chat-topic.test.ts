import { describe, expect, it } from '@jest/globals';
import { renderChat } from '../../shared/alert/chat/render-chat.ts';
import { CHAT_BUDGET_MS, CHAT_PATIENCE, chatTopic } from '../../shared/aws/chat-topic.ts';
import { createClients } from '../../shared/aws/clients.ts';
import { alertOf, NOW } from '../builders/alert.ts';
import { type Answer, snsError, useFakeAws } from '../fakes/aws.ts';

const CHAT_TOPIC = 'arn:aws:sns:eu-west-1:111122223333:chat';
const aws = useFakeAws();
const publishes = () => aws.requests.filter(({ operation }) => operation === 'Publish');
const topic = (budgetMs?: number) =>
  chatTopic(createClients(undefined, CHAT_PATIENCE).sns('eu-west-1'), CHAT_TOPIC, () => NOW, budgetMs);

describe('the topic that Amazon Q Developer reads', () => {
  it('gets the notification as it stands: no subject, no structure, no attributes', async () => {
    expect(await topic()(alertOf())).toBe('sent');
    const [{ parameters } = { parameters: {} }] = publishes();
    expect(parameters).toEqual({
      Action: 'Publish',
      Version: '2010-03-31',
      TopicArn: CHAT_TOPIC,
      Message: expect.any(String),
    });
    expect(JSON.parse(String((parameters as { Message?: unknown }).Message))).toEqual(renderChat(alertOf(), NOW));
  });

  it('gets an alert once', async () => {
    const publish = topic();
    await publish(alertOf());
    expect(await publish(alertOf())).toBe('sent-before');
    expect(publishes()).toHaveLength(1);
  });

  it.each<[string, Answer, number, RegExp]>([
    ['refuses', snsError(403, 'AuthorizationError'), 1, /the stand-in says AuthorizationError/],
    ['is down', snsError(500, 'InternalFailure'), 2, /the stand-in says InternalFailure/],
    ['breaks off', 'reset', 2, /\S/],
  ])('rejects when it %s, and tries again later', async (_, answer, tries, reason) => {
    aws.answer('Publish', answer);
    const publish = topic();
    await expect(publish(alertOf())).rejects.toThrow(reason);
    expect(publishes()).toHaveLength(tries);
    aws.reset();
    expect(await publish(alertOf())).toBe('sent');
  });

  it('that hangs holds nobody up for longer than its budget, in which it is tried twice', async () => {
    aws.answer('Publish', 'hang');
    const started = Date.now();
    await expect(topic()(alertOf())).rejects.toThrow();
    expect(Date.now() - started).toBeLessThan(CHAT_BUDGET_MS + 500);
    expect(publishes()).toHaveLength(2);
    await expect(topic(100)(alertOf())).rejects.toThrow('no answer within 100 ms');
  });
});
