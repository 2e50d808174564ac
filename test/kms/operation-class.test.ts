import { describe, expect, it } from '@jest/globals';
import { classOfOperation, isEnableKey, isKms } from '../../shared/kms/operation-class.ts';
import { truthTable } from '../builders/fixture.ts';

const KMS = 'kms.amazonaws.com';
const settled = truthTable().operations.flatMap(({ name, class: expected, footnote }) =>
  expected === null ? [] : [[name, expected, footnote] as const],
);

describe('the class of an operation', () => {
  it.each(settled)('%s is %s: footnote %s', (name, expected) => {
    expect(classOfOperation(KMS, name)).toBe(expected);
  });

  it.each(['toString', 'constructor', '__proto__', '', 'decrypt'])('%j is unknown, so cryptographic', (name) => {
    expect(classOfOperation(KMS, name)).toBe('cryptographic');
  });

  it('is cryptographic when the record does not say what was called', () => {
    expect(classOfOperation(undefined, undefined)).toBe('cryptographic');
    expect(classOfOperation(KMS, undefined)).toBe('cryptographic');
  });

  it('is cryptographic on another service, whatever its operation is called: it needed the key for data', () => {
    expect(classOfOperation('s3.amazonaws.com', 'CopyObject')).toBe('cryptographic');
    expect(classOfOperation('lambda.amazonaws.com', 'TagResource')).toBe('cryptographic');
  });
});

describe('a rescue in the wrong order', () => {
  it('is EnableKey of KMS and nothing else', () => {
    expect(isEnableKey(KMS, 'EnableKey')).toBe(true);
    expect(isEnableKey(KMS, 'EnableKeyRotation')).toBe(false);
    expect(isEnableKey('other.amazonaws.com', 'EnableKey')).toBe(false);
    expect(isEnableKey(undefined, undefined)).toBe(false);
  });
});

it('KMS is told from a service that passes its answer on', () => {
  expect([isKms(KMS), isKms('s3.amazonaws.com'), isKms(undefined)]).toEqual([true, false, false]);
});
