import { describe, expect, it } from '@jest/globals';
import { aPayload } from '../../builders/payload.ts';
import { alertAbout } from '../alert-message.ts';
import { deployment, HOME_REGION } from '../deployment.ts';
import { freshContainers, invoke } from '../function.ts';
import { openInbox } from '../inbox.ts';
import { createPendingKey, recordOf, useKey } from '../pending-key.ts';
import { withoutRights } from '../rights.ts';

// What ministack 1.5.33 does otherwise than AWS, where it matters here: what the other scenarios cannot prove, or go around. A test
// that fails here after an upgrade is good news: the scenario that went around it can be made stricter.

/** As scripts/e2e/rights.mjs calls it. */
const RIGHTS_STACK = 'EmulatorRights';

describe('Systems Manager in the emulator', () => {
  it('refuses to list parameters to whom the path is permitted and nothing else, where AWS judges by the path', async () => {
    const stack = await deployment();
    const inbox = await openInbox(stack.alertTopicArn);
    const giveBack = await withoutRights(RIGHTS_STACK);
    try {
      await freshContainers(stack.functionName);
      const key = await createPendingKey({ region: HOME_REGION, alias: 'alias/gap' });
      await invoke(stack.functionName, aPayload([recordOf(await useKey(key, 'Decrypt'))]));
      const { alert } = await alertAbout(inbox, key.arn);
      expect(alert.unavailable).toContainEqual({
        part: 'silences',
        reason: 'the silences could not be read (AccessDeniedException)',
      });
    } finally {
      await giveBack();
      await freshContainers(stack.functionName);
    }
  });
});
