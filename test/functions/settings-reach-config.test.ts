import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readConfig as readCheckConfig } from '../../functions/check-blind-spots/config.ts';
import { readConfig } from '../../functions/detect-key-use/config.ts';
import { checkEnvironmentOf, environmentOf } from '../../infra/environment.ts';
import { readSettings } from '../../infra/settings.ts';
import { ROLE, TOPIC } from './tools.ts';

const DEPLOYED = {
  topicArn: TOPIC,
  backstopTopicArn: `${TOPIC}-backstop`,
  tableName: 'KmsDeletionGuard-Incidents',
  stackName: 'KmsDeletionGuard',
};
const OWN_ROLE = { GUARD_OWN_ROLE_ARN: ROLE };

/** The configurations that the functions of a deployment with these settings read; undefined when synth refuses them. */
function bothReached(given: Record<string, unknown>) {
  const outcome = readSettings({ logGroupName: 'trail', ...given });
  if ('faults' in outcome) return undefined;
  return {
    detect: readConfig({ ...environmentOf(outcome.settings, DEPLOYED), ...OWN_ROLE }),
    check: readCheckConfig({ ...checkEnvironmentOf(outcome.settings, DEPLOYED), ...OWN_ROLE }),
  };
}
const reached = (given: Record<string, unknown>) => bothReached(given)?.detect;

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

const glob = fc.oneof(
  fc.constantFrom('role crossplane-*', 'user auditor', 'x', '*-reader', 'SSO permission set Admin?'),
  fc
    .array(
      fc.oneof(
        fc.constantFrom('*', '?', ' ', '=', ',', 'role ', 'user ', 'SSO permission set ', 'x', '-'),
        fc.string({ minLength: 1, maxLength: 1 }),
      ),
      { maxLength: 6 },
    )
    .map((pieces) => pieces.join('')),
);
const entry = fc.tuple(fc.constantFrom('cryptographic', 'delegation', 'management', 'management', 'reading'), glob);
const callers = fc
  .array(
    entry.map((pair) => pair.join('=')),
    { minLength: 1, maxLength: 3 },
  )
  .chain((entries) => fc.constantFrom(entries.join(','), entries.join(' , '), entries));

// What a deployment accepts and its functions then refuse would deploy green and alert nobody.
describe('what synth accepts, the functions accept', () => {
  it.each([
    ['runbookUrl', links],
    ['consoleLinkTemplate', links.map((link) => `${link}{accountId}{destination}`)],
    ['ownerTag', fc.oneof(fc.string({ unit: 'grapheme', maxLength: 140 }), fc.constant('𝒜'.repeat(100)))],
    ['accountNames', fc.string({ unit: 'grapheme' }).map((name) => `111122223333=${name}`)],
    ['managementCalls', fc.constantFrom('notify', 'ignore', 'Notify')],
    ['windowMinutes', fc.oneof(fc.nat(2000), fc.nat(2000).map(String), fc.string())],
    ['ignoreCallers', callers],
  ] as const)('%s', (setting, values) => {
    let accepted = 0;
    fc.assert(
      fc.property(values as fc.Arbitrary<unknown>, (value) => {
        if (reached({ [setting]: value }) !== undefined) accepted += 1;
      }),
      { numRuns: 300 },
    );
    expect(accepted).toBeGreaterThan(20);
  });
});

describe('what synth accepts reaches the function as it was meant', () => {
  it('of the first interval', () => {
    expect(reached({})?.windowMinutes).toBe(15);
    for (const minutes of [5, 30, 1440])
      for (const given of [minutes, String(minutes)])
        expect(reached({ windowMinutes: given })?.windowMinutes).toBe(minutes);
  });

  it('of the callers to ignore, also as a list', () => {
    const wanted = [
      { class: 'management', caller: 'role crossplane-*' },
      { class: 'delegation', caller: 'user auditor' },
    ];
    expect(reached({})?.ignoreCallers).toEqual([]);
    const entries = ['management=role crossplane-*', 'delegation=user auditor'];
    for (const given of [entries, entries.join(','), entries.join(', ')])
      expect(reached({ ignoreCallers: given })?.ignoreCallers).toEqual(wanted);
  });

  it('of the topics, accounts and links, also for check-blind-spots', () => {
    const links = {
      consoleLinkTemplate: 'https://sso.example.com/?account={accountId}&to={destination}',
      runbookUrl: 'https://wiki.example.com/kms',
    };
    const given = { ...links, accountNames: '111122223333=payments-prod,444455556666=ledger' };
    const wanted = { ...links, accountNames: { '111122223333': 'payments-prod', '444455556666': 'ledger' } };
    const { detect, check } = bothReached(given) ?? {};
    expect(detect).toMatchObject(wanted);
    expect(check).toEqual({ ...DEPLOYED, ...wanted, ownRoleArn: ROLE, region: undefined });
    expect(bothReached({})?.check).toEqual({
      ...DEPLOYED,
      ownRoleArn: ROLE,
      accountNames: {},
      consoleLinkTemplate: undefined,
      runbookUrl: undefined,
      region: undefined,
    });
  });

  it('of administration', () => {
    expect(reached({})?.managementCalls).toBe('notify');
    expect(reached({ managementCalls: 'ignore' })?.managementCalls).toBe('ignore');
  });
});
