import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CHECKS } from '../../shared/blind-spots/checks.ts';
import { examine } from '../../shared/blind-spots/examine.ts';
import { notKnown } from '../../shared/blind-spots/fact.ts';
import type { Facts } from '../../shared/blind-spots/facts.ts';
import { healthyAccount, withRemediation, withSlack } from '../builders/account.ts';
import { hostileText } from '../builders/hostile.ts';
import { SABOTAGES } from './sabotages.ts';
import { type Path, pathsOf, withAt } from './walk.ts';

// Alerts, state and people's scripts key on these.
const IDS = [
  'trail-delivers',
  'trail-records-kms',
  'trail-covers-regions',
  'log-group',
  'metric-filters',
  'alarms',
  'subscription-filter',
  'invoke-permission',
  'patterns',
  'alert-readers',
  'backstop-readers',
  'slack',
  'alert-topic-policy',
  'backstop-topic-policy',
  'topic-keys',
  'function-runs',
  'function-runtime',
  'function-errors',
  'failure-queue',
  'heartbeat',
  'self-check',
  'table',
  'own-keys',
  'remediation',
  'silences',
  'version',
  'settings',
];

// What only tells: while it fails, the trail, the filters and the function still see.
const TELLING = [
  'metric-filters',
  'alarms',
  'alert-readers',
  'backstop-readers',
  'slack',
  'alert-topic-policy',
  'backstop-topic-policy',
  'topic-keys',
  'failure-queue',
  'heartbeat',
  'self-check',
  'table',
  'silences',
  'settings',
];

describe('the checks', () => {
  it('concern seeing, but for those by which what is seen is told, or acted on', () => {
    expect(CHECKS.filter(({ concerns }) => concerns === 'telling').map(({ id }) => id)).toEqual(TELLING);
    expect(CHECKS.filter(({ concerns }) => concerns === 'acting').map(({ id }) => id)).toEqual(['remediation']);
  });

  it('have stable ids, in a stable order', () => {
    expect(CHECKS.map(({ id }) => id)).toEqual(IDS);
  });

  it('say in one sentence what a failure means', () => {
    for (const { meaning, title } of CHECKS) {
      expect(meaning).toMatch(/^[A-Z][^\n]{10,120}\.$/);
      expect(title).toMatch(/^[A-Z][^\n.]{5,70}$/);
    }
  });

  it('name at most six calls by which somebody may have caused a failure', () => {
    for (const { changedBy } of CHECKS) expect(changedBy.length).toBeLessThanOrEqual(6);
  });

  it('say how to mend whatever they find, by commands of one line', () => {
    for (const sabotage of SABOTAGES) {
      for (const { verdict } of examine(sabotage.break(healthyAccount()))) {
        if (verdict.state !== 'fail' && verdict.state !== 'warn') continue;
        expect([sabotage.name, verdict.fixes.length > 0]).toEqual([sabotage.name, true]);
        for (const { command = '' } of verdict.fixes) expect(command).toMatch(/^[\x20-\x7e]*$/);
      }
    }
  });
});

const isFact = (value: unknown): boolean => typeof value === 'object' && value !== null && 'known' in value;

// Told where they are known, and judged by nobody: no record passes through those functions, a mapping invokes without a permission, filters that stand need no slot, and a
// transformer rewrites nothing for filters that do not ask for it.
const NOT_JUDGED = [
  'checkBlindSpots.value.onFailure',
  'slack.function.value.onFailure',
  'slack.function.value.policy',
  'accountFilterPolicies',
  'logGroup.value.hasTransformer',
];

describe('a fact that is not known', () => {
  const unread = notKnown('AWS did not answer', 'service:Right');
  const pathsIn = (account: Facts) => pathsOf(account, isFact).filter((path) => !NOT_JUDGED.includes(path.join('.')));
  const plain = pathsIn(healthyAccount());
  const facts = [
    ...plain.map((path) => [path.join('.'), path, healthyAccount()] as const),
    // With Slack as another reader, less must be known of the first.
    ...pathsIn(withSlack(healthyAccount()))
      .filter((path) => !plain.some((other) => other.join('.') === path.join('.')))
      .map((path) => [path.join('.'), path, withSlack(healthyAccount())] as const),
    ...pathsIn(withRemediation(healthyAccount()))
      .filter((path) => path[0] === 'remediation')
      .map((path) => [path.join('.'), path, withRemediation(healthyAccount())] as const),
  ];

  it.each(facts)('%s makes a check unknown, and none fail', (_, path, account) => {
    const examined = examine(withAt(account, path, unread)).map(({ verdict }) => verdict);

    expect(examined.filter(({ state }) => state === 'fail' || state === 'warn')).toEqual([]);
    expect(examined).toContainEqual(
      expect.objectContaining({
        state: 'unknown',
        reason: expect.stringContaining('AWS did not answer'),
        right: 'service:Right',
      }),
    );
  });

  it('makes checks unknown when nothing at all is known', () => {
    const whole = withRemediation(withSlack(healthyAccount()));
    const nothing = pathsOf(whole, isFact)
      .filter((path) => path.length <= 2)
      .reduce((all, path) => withAt(all, path, unread), whole);

    expect(examine(nothing).filter(({ verdict }) => verdict.state === 'fail' || verdict.state === 'warn')).toEqual([]);
  });
});

const junk = (): fc.Arbitrary<string> =>
  fc.oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.json({ maxDepth: 4 }),
    hostileText(),
    fc.constantFrom('', ':*', '__proto__', 'constructor', '-x', "'; rm -rf ~; '", '$(id)', '{"Statement":null}'),
    fc
      .record({
        Effect: fc.constantFrom('Allow', 'Deny', 'Perhaps'),
        Principal: fc.oneof(fc.constant('*'), fc.dictionary(fc.string(), fc.jsonValue()), fc.jsonValue()),
        Action: fc.oneof(fc.string(), fc.array(fc.string())),
        Condition: fc.dictionary(fc.string(), fc.dictionary(fc.string(), fc.jsonValue())),
      })
      .map((statement) => JSON.stringify({ Statement: [statement] })),
  );

describe('whatever the facts hold', () => {
  // Names, policies and the like; not the words of our own types.
  const isText = (value: unknown): boolean => typeof value === 'string' && value !== 'missing';
  const isOurs = (path: Path): boolean =>
    path.at(-1) === 'kind' || (path.includes('subscriptions') && path.at(-1) === 'state');
  const accounts: readonly Facts[] = [
    healthyAccount(),
    ...SABOTAGES.map((sabotage) => sabotage.break(healthyAccount())),
  ];

  it('no check throws, and no command holds more than one line of plain characters', () => {
    fc.assert(
      fc.property(fc.nat(), fc.array(fc.tuple(fc.nat(), junk()), { minLength: 1, maxLength: 4 }), (which, pieces) => {
        const account = accounts[which % accounts.length] ?? healthyAccount();
        const texts = pathsOf(account, isText).filter((path) => !isOurs(path));
        const facts = pieces.reduce((all, [at, text]) => withAt(all, texts[at % texts.length] ?? [], text), account);
        for (const { verdict } of examine(facts)) {
          if (verdict.state !== 'fail' && verdict.state !== 'warn') continue;
          for (const { command = '' } of verdict.fixes) expect(command).toMatch(/^[\x20-\x7e]*$/);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('no check throws for a time that is none', () => {
    const account = healthyAccount();
    for (const path of pathsOf(account, (value) => value instanceof Date)) {
      expect(() => examine(withAt(account, path, new Date(Number.NaN)))).not.toThrow();
    }
  });
});
