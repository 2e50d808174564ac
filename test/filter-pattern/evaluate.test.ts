import { describe, expect, it } from '@jest/globals';
import { matcherOf } from './evaluate.ts';

// The examples of AWS's page, retyped. Source: CloudWatch Logs User Guide, "Filter pattern syntax for metric filters,
// subscription filters, filter log events, and Live Tail", section "Using filter patterns to match terms in JSON log events",
// and the page's edition of 2022, "Filter and Pattern Syntax", where it says so.
const EVENT = {
  eventType: 'UpdateTrail',
  sourceIPAddress: '111.111.111.111',
  arrayKey: ['value', 'another value'],
  objectList: [
    { name: 'a', id: 1 },
    { name: 'b', id: 2 },
  ],
  SomeObject: null,
  'cluster.name': 'c',
};
const COMPOUND = {
  user: { id: 1, email: 'John.Stiles@example.com' },
  users: [
    { id: 2, email: 'John.Doe@example.com' },
    { id: 3, email: 'Jane.Doe@example.com' },
  ],
  actions: ['GET', 'PUT', 'DELETE'],
  coordinates: [
    [0, 1, 2],
    [4, 5, 6],
    [7, 8, 9],
  ],
};

const matches = (pattern: string, event: unknown) => matcherOf(pattern)(event);

type Example = readonly [pattern: string, event: unknown, expected: boolean];

describe("AWS's examples", () => {
  it.each<Example>([
    ['{ $.eventType = "UpdateTrail" }', EVENT, true],
    ['{ $.sourceIPAddress != 123.123.* }', EVENT, true],
    ['{ $.arrayKey[0] = "value" }', EVENT, true],
    ['{ $.objectList[1].id = 2 }', EVENT, true],
    ['{ $.[\'cluster.name\'] = "c" }', EVENT, true],
    ['{ $.SomeObject IS NULL }', EVENT, true],
    ['{ $.SomeOtherObject NOT EXISTS }', EVENT, true],
    ['{ $.ThisFlag IS TRUE }', { ThisFlag: true }, true],
    ['{ $.ThisFlag IS FALSE }', { ThisFlag: true }, false],
  ])('%s', (pattern, event, expected) => expect(matches(pattern, event)).toBe(expected));

  it.each<Example>([
    ['{ ($.user.id = 1) && ($.users[0].email = "John.Doe@example.com") }', COMPOUND, true],
    [
      '{ $.user.email = "John.Stiles@example.com" || $.coordinates[0][1] = "nonmatch" && $.actions[2] = "nonmatch" }',
      COMPOUND,
      true,
    ],
    [
      '{ ($.user.email = "John.Stiles@example.com" || $.coordinates[0][1] = "nonmatch") && $.actions[2] = "nonmatch" }',
      COMPOUND,
      false,
    ],
    ['{ ($.user.id = 2 && $.users[0].email = "nonmatch") || $.actions[2] = "GET" }', COMPOUND, false],
    ['{$.foo = bar || $.foo = baz }', { foo: 'baz' }, true],
    ['{$.foo = bar}', { foo: 'baz' }, false],
  ])('with && and ||: %s', (pattern, event, expected) => expect(matches(pattern, event)).toBe(expected));

  it.each<Example>([
    ['{ $.bandwidth > 75 }', { bandwidth: 76 }, true],
    ['{ $.bandwidth > 75 }', { bandwidth: 75 }, false],
    ['{ $.latency < 50 }', { latency: 49.9 }, true],
    ['{ $.refreshRate >= 60 }', { refreshRate: 60 }, true],
    ['{ $.responseTime <= 5 }', { responseTime: 6 }, false],
    ['{ $.errorCode = 400}', { errorCode: 400 }, true],
    ['{ $.errorCode != 500 }', { errorCode: 500 }, false],
    ['{ $.number[0] = 1e+3 }', { number: [1000] }, true],
    ['{ $.number[0] != 1e-3 }', { number: [0.001] }, false],
    ['{ $.latency > +1000 }', { latency: 1000.5 }, true],
    ['{ $.processes[4].averageRuntime <= 55.5 }', { processes: [0, 0, 0, 0, { averageRuntime: 55.5 }] }, true],
  ])('with numbers: %s on %j', (pattern, event, expected) => expect(matches(pattern, event)).toBe(expected));

  it.each<Example>([
    ['{ $.eventName = *Event }', { eventName: 'PutEvent' }, true],
    ['{ $.eventName = *Event }', { eventName: 'EventId' }, false],
    ['{ $.eventName = Event* }', { eventName: 'EventId' }, true],
    ['{ $.errorCode = "*Unauthorized*" }', { errorCode: 'Client.UnauthorizedOperation' }, true],
    ['{ $.latency = * }', { latency: 12 }, true],
  ])('with a wildcard at an end: %s on %j', (pattern, event, expected) =>
    expect(matches(pattern, event)).toBe(expected),
  );

  it.each(['{$.users = 1}', '{$.users != 1}'])('a list never matches: %s', (pattern) =>
    expect(matches(pattern, { users: [1, 2, 3] })).toBe(false),
  );
});

describe('beside the examples', () => {
  it.each<Example>([
    ['{ $.eventType = "updatetrail" }', EVENT, false],
    ['{ $.eventType = "" }', { eventType: '' }, true],
    ['{ $.a = "say \\"hi\\"" }', { a: 'say "hi"' }, true],
    ['{ $.a = 1 || $.b = 2 && $.c = 3 }', { a: 1, b: 0, c: 0 }, true],
    ['{ $.a = 1 && $.b = 2 || $.c = 3 }', { a: 0, b: 0, c: 3 }, true],
    ['{ $.a = 1 && ($.b = 2 || $.c = 3) }', { a: 0, b: 0, c: 3 }, false],
    ['{ $.arrayKey.0 = "value" }', EVENT, false],
    ['{ $.SomeObject = "null" }', EVENT, false],
    ['{ $.nowhere IS NULL }', EVENT, false],
    ['{ $.eventType = "UpdateTrail" }', 'no object at all', false],
    ['{ $.constructor = "*" }', {}, false],
  ])('%s on %j', (pattern, event, expected) => expect(matches(pattern, event)).toBe(expected));

  it.each([
    ['a * within a string', '{ $.eventType = "Up*Trail" }', /\* at the ends only/],
    ['a regular expression', '{ $.eventType = %Trail% }', /no rule of the syntax covers/],
    ['a wildcard for an index', '{ $.arrayKey[*] = "value" }', /got \[\*\]/],
    ['a wildcard for a name', '{ $.* = "value" }', /no rule of the syntax covers/],
    ['EXISTS', '{ $.eventType EXISTS }', /got EXISTS/],
    ['IS NOT', '{ $.eventType IS NOT NULL }', /got NOT/],
    ['no value', '{ $.eventType = }', /wanted a value/],
    ['no closing brace', '{ $.eventType = a', /got the end/],
    ['more after the closing brace', '{ $.eventType = a } }', /wanted the end/],
    ['no selector', '{ eventType = a }', /wanted a selector/],
    ['!= on what is not there', '{ $.nowhere != "a" }', /does not say/],
    ['more than 1,024 characters', `{ $.a = "${'x'.repeat(1024)}" }`, /at most 1,024/],
  ])('refuses %s', (_name, pattern, reason) => expect(() => matches(pattern, EVENT)).toThrow(reason));
});
