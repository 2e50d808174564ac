import { describe, expect, it } from '@jest/globals';
import { deployment } from '../deployment.ts';
import { invoke, linesOf } from '../function.ts';
import { withoutRights } from '../rights.ts';

// What ministack 1.5.33 does otherwise than AWS, where it matters here: what the other scenarios cannot prove, or go around. A test
// that fails here after an upgrade is good news: the scenario that went around it can be made stricter.

/** As scripts/e2e/rights.mjs calls it. */
const RIGHTS_STACK = 'EmulatorRights';

describe('the rights of the check for blind spots in the emulator', () => {
  it('are judged otherwise than AWS does: what is granted on the narrowest resource is refused', async () => {
    const { checkFunctionName } = await deployment();
    const giveBack = await withoutRights(RIGHTS_STACK);
    const since = new Date();
    try {
      await invoke(checkFunctionName, { source: 'aws.events' });
      const [line] = await linesOf<{ notKnown: readonly string[] }>(checkFunctionName, since, 'check');
      const rights = line?.notKnown.flatMap((one) => /right ([A-Za-z:]+)/.exec(one)?.[1] ?? []);
      expect([...new Set(rights)].sort()).toEqual([
        'cloudwatch:DescribeAlarms',
        'lambda:GetEventSourceMapping',
        'lambda:GetFunctionConcurrency',
        'lambda:GetFunctionEventInvokeConfig',
        'logs:DescribeLogGroups',
        'ssm:GetParametersByPath',
      ]);
    } finally {
      await giveBack();
    }
  });
});
