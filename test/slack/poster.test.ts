import { describe, expect, it } from '@jest/globals';
import { err, ok } from '../../shared/result.ts';
import type { WebhookAnswer } from '../../shared/slack/webhook.ts';
import { GONE, MESSAGE, NEW, OLD, setUp, TAKEN } from './parameter.ts';

describe('the webhook of the parameter', () => {
  it('is not read before a message needs it, and then once for five minutes, however many need it', async () => {
    const world = setUp();
    expect(world.reads).toBe(0);
    expect(await Promise.all([world.post(MESSAGE), world.post(MESSAGE)])).toEqual([TAKEN, TAKEN]);
    world.time += 299_999;
    await world.post(MESSAGE);
    expect(world.reads).toBe(1);
    world.parameter = ok(NEW);
    world.time += 1;
    await world.post(MESSAGE);
    expect(world.reads).toBe(2);
    expect(world.posts).toEqual([OLD, OLD, OLD, NEW]);
    world.time -= 1;
    await world.post(MESSAGE);
    expect(world.reads).toBe(3);
  });

  it.each<WebhookAnswer>([
    { kind: 'wait', ms: 30_000, reason: 'r' },
    { kind: 'later', reason: 'r' },
    { kind: 'refused', reason: 'r' },
  ])('stays in force after an answer that says nothing about it: $kind', async (answer) => {
    const world = setUp({ [OLD]: answer });
    expect(await world.post(MESSAGE)).toEqual(answer);
    await world.post(MESSAGE);
    expect(world).toMatchObject({ reads: 1, posts: [OLD, OLD] });
  });

  it('that cannot be read is asked for again after ten seconds, and the message waits', async () => {
    const world = setUp();
    world.parameter = err('no right to read parameter /slack');
    const later = { kind: 'later', reason: 'the webhook could not be read: no right to read parameter /slack' };
    expect(await world.post(MESSAGE)).toEqual(later);
    world.parameter = ok(OLD);
    world.time += 9999;
    expect(await world.post(MESSAGE)).toEqual(later);
    expect(world).toMatchObject({ reads: 1, posts: [] });
    world.time += 1;
    expect(await world.post(MESSAGE)).toEqual(TAKEN);
    expect(world.reads).toBe(2);
  });

  it('whose reading throws is told without a word of what was thrown', async () => {
    const world = setUp();
    world.parameter = 'throws';
    const answer = await world.post(MESSAGE);
    expect(answer).toEqual({ kind: 'later', reason: 'the webhook could not be read: reading it failed' });
  });
});

describe('a webhook that is gone', () => {
  it('is read again, and the message goes to the one that is stored by now', async () => {
    const world = setUp({ [OLD]: GONE });
    await setTo(world, NEW);
    expect(await world.post(MESSAGE)).toEqual(TAKEN);
    expect(world).toMatchObject({ reads: 2, posts: [OLD, OLD, NEW] });
    await world.post(MESSAGE);
    expect(world).toMatchObject({ reads: 2, posts: [OLD, OLD, NEW, NEW] });
  });

  it('refuses the message when no other is stored, and is looked for again with the next', async () => {
    const world = setUp({ [OLD]: GONE });
    const refused = {
      kind: 'refused',
      reason: 'the webhook answered with HTTP status 404 (no_service); the parameter still holds the same URL',
    };
    expect(await world.post(MESSAGE)).toEqual(refused);
    expect(world).toMatchObject({ reads: 2, posts: [OLD] });
    expect(await world.post(MESSAGE)).toEqual(refused);
    expect(world).toMatchObject({ reads: 3, posts: [OLD, OLD] });
  });

  it('refuses the message when the other is gone too, and tries no third', async () => {
    const world = setUp({ [OLD]: GONE, [NEW]: GONE });
    await setTo(world, NEW);
    expect(await world.post(MESSAGE)).toEqual({
      kind: 'refused',
      reason: 'the webhook answered with HTTP status 404 (no_service); so did the URL that was stored before',
    });
    expect(world).toMatchObject({ reads: 2, posts: [OLD, OLD, NEW] });
  });

  it.each<WebhookAnswer>([
    { kind: 'wait', ms: undefined, reason: 'r' },
    { kind: 'later', reason: 'r' },
    { kind: 'refused', reason: 'r' },
  ])('hands on what the other answers: $kind', async (answer) => {
    const world = setUp({ [OLD]: GONE, [NEW]: answer });
    await setTo(world, NEW);
    expect(await world.post(MESSAGE)).toEqual(answer);
  });

  it('leaves the message waiting when the parameter cannot be read, as it may be mended', async () => {
    const world = setUp({ [OLD]: GONE });
    await setTo(world, NEW);
    world.parameter = err('reading parameter /slack was throttled');
    expect(await world.post(MESSAGE)).toEqual({
      kind: 'later',
      reason: `${GONE.reason}, and the webhook could not be read: reading parameter /slack was throttled`,
    });
    world.parameter = ok(NEW);
    await world.post(MESSAGE);
    expect(world).toMatchObject({ reads: 2, posts: [OLD, OLD] });
    world.time += 10_000;
    expect(await world.post(MESSAGE)).toEqual(TAKEN);
  });

  it('leaves the message to the next try when this one took long', async () => {
    const world = setUp({ [OLD]: GONE });
    await setTo(world, NEW);
    world.postMs = 5001;
    expect(await world.post(MESSAGE)).toEqual({
      kind: 'later',
      reason: `${GONE.reason}; the parameter holds another URL by now`,
    });
    expect(await world.post(MESSAGE)).toEqual(TAKEN);
    expect(world).toMatchObject({ reads: 2, posts: [OLD, OLD, NEW] });
  });

  it('is read again once for all who find it gone at the same time', async () => {
    const world = setUp({ [OLD]: GONE });
    await setTo(world, NEW);
    const posts = [world.post(MESSAGE), world.post(MESSAGE), world.post(MESSAGE)];
    expect(await Promise.all(posts)).toEqual([TAKEN, TAKEN, TAKEN]);
    expect(world.reads).toBe(2);
  });

  /** One message with what stands now, so that it is remembered; then another URL is stored. */
  async function setTo(world: ReturnType<typeof setUp>, url: string): Promise<void> {
    const gone = world.answers[OLD] ?? TAKEN;
    world.answers[OLD] = TAKEN;
    await world.post(MESSAGE);
    world.answers[OLD] = gone;
    world.parameter = ok(url);
  }
});
