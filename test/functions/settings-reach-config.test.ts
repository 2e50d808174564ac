import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readConfig } from '../../functions/detect-key-use/config.ts';
import { readSettings } from '../../infra/settings.ts';

const GOOD = {
  GUARD_TOPIC_ARN: 'arn:aws:sns:eu-west-1:111122223333:alerts',
  GUARD_STACK_NAME: 'KmsDeletionGuard',
  GUARD_OWN_ROLE_ARN: 'arn:aws:iam::111122223333:role/guard',
};

// What a deployment accepts and its function then refuses would deploy green and alert nobody.
describe('what synth accepts, the function accepts', () => {
  const links = fc.oneof(
    fc.webUrl(),
    fc.constantFrom(
      'HTTPS://wiki.example.com',
      'https:wiki.example.com',
      'https://x/{accountId}/{destination}',
      ' https://x',
      'https://é.example/ü',
    ),
    fc.string({ unit: 'grapheme' }),
  );
  it.each([
    ['runbookUrl', 'GUARD_RUNBOOK_URL', links],
    ['consoleLinkTemplate', 'GUARD_CONSOLE_LINK_TEMPLATE', links.map((link) => `${link}{accountId}{destination}`)],
    [
      'ownerTag',
      'GUARD_OWNER_TAG',
      fc.oneof(fc.string({ unit: 'grapheme', maxLength: 140 }), fc.constant('𝒜'.repeat(100))),
    ],
    ['accountNames', 'GUARD_ACCOUNT_NAMES', fc.string({ unit: 'grapheme' }).map((name) => `111122223333=${name}`)],
    ['managementCalls', 'GUARD_MANAGEMENT_CALLS', fc.constantFrom('notify', 'ignore', 'Notify')],
  ] as const)('%s', (setting, variable, texts) => {
    fc.assert(
      fc.property(texts as fc.Arbitrary<string>, (text) => {
        const outcome = readSettings({ logGroupName: 'trail', [setting]: text });
        if ('faults' in outcome) return;
        expect(() => readConfig({ ...GOOD, [variable]: String(outcome.settings[setting]) })).not.toThrow();
      }),
      { numRuns: 300 },
    );
  });
});
