import { describe, expect, it } from '@jest/globals';
import { limited } from '../../shared/slack/time-limits.ts';
import { startSilentServer } from '../fakes/silent-server.ts';
import { startSlackServer } from '../fakes/slack-server.ts';

const LIMITS = { connectMs: 300, totalMs: 2000 };

describe('the limit for connecting', () => {
  it("is about the call's own request, not about one that others make meanwhile", async () => {
    const [silent, slow] = await Promise.all([startSilentServer(), startSlackServer({ delayMs: 600 })]);
    let begin: () => void = () => undefined;
    const begun = new Promise<void>((resolve) => {
      begin = resolve;
    });
    const status = limited(LIMITS, async (signal) => {
      await begun;
      return (await fetch(slow.url, { method: 'POST', signal })).status;
    });
    const others = fetch(`https://${silent.host}`, { signal: AbortSignal.timeout(1000) }).catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 50));
    begin();
    expect(await status).toBe(400);
    await others;
    await Promise.all([silent.close(), slow.close()]);
  });

  it('does not run before there is a request', async () => {
    const late = await limited(LIMITS, async (_, passed) => {
      await new Promise((resolve) => setTimeout(resolve, 400));
      return passed();
    });
    expect(late).toBeUndefined();
  });
});
