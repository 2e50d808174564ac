import { describe, expect, it } from '@jest/globals';
import { namesIn } from '../../shared/blind-spots/changed-by.ts';
import { healthyAccount, NAMES, PENDING_KEY_ARN, withRemediation } from '../builders/account.ts';

const KILL_SWITCH = '/kms-deletion-guard/remediation-mode';
const NEVER_LIST = '/kms-deletion-guard/remediation-never';

describe('the names by which a call can be found that changed something', () => {
  it('are those of the deployment and of its trail', () => {
    const names = namesIn(healthyAccount());
    for (const name of ['KmsDeletionGuard', NAMES.trailArn, NAMES.alertTopicArn, NAMES.trailKeyArn])
      expect(names).toContain(name);
    for (const name of [KILL_SWITCH, NEVER_LIST, PENDING_KEY_ARN]) expect(names).not.toContain(name);
  });

  it('are, where deletions are cancelled, also the kill switch, the list and the keys that wait', () => {
    expect(namesIn(withRemediation(healthyAccount()))).toEqual(
      expect.arrayContaining([KILL_SWITCH, NEVER_LIST, PENDING_KEY_ARN]),
    );
  });
});
