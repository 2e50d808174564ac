import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { foldGeneratedSuffix } from '../../shared/finding/generated-suffix.ts';

describe('the suffix that a tool generates', () => {
  it.each([
    ['ledger-app-LogReader-FunctionRole-1A2B3C4D5E6F7', 'ledger-app-LogReader-FunctionRole'],
    ['ledger-app-LogReader-FunctionRole-7G6H5I4J3K2L', 'ledger-app-LogReader-FunctionRole'],
    ['Ledger-ReaderServiceRole3A9C3D2E-1KJ5P0Q8XW3M7', 'Ledger-ReaderServiceRole3A9C3D2E'],
    ['Ledger-ReaderServiceRole3A9C3D2E-a1B2c3D4e5F6', 'Ledger-ReaderServiceRole3A9C3D2E'],
    // Terraform's name_prefix.
    ['ledger-reader-20261122031140123400000001', 'ledger-reader'],
    ['ledger-reader20261122031140123400000001', 'ledger-reader'],
  ])('%s is folded', (name, folded) => {
    expect(foldGeneratedSuffix(name)).toBe(folded);
  });

  it.each([
    ['a name', 'billing-batch'],
    ['a long word', 'ledger-reconciliation'],
    ['a word of 12 letters', 'ledger-transactions'],
    ['a word of 12 capitals', 'LEDGER-TRANSACTIONS'],
    ['an account', 'ledger-111122223333'],
    ['a date', 'ledger-20261122'],
    ['a date and time', 'ledger-202611220311'],
    ['a version', 'ledger-v2'],
    ['a Region', 'ledger-eu-west-1'],
    ['a Region in one word', 'ledger-useast1'],
    ['words of two cases', 'ledger-ReadOnlyRole'],
    ['a version at the end', 'ledger-DataLoaderV2'],
    ['hexadecimal of 8', 'ledger-3A9C3D2E'],
    ['hexadecimal in small letters', 'ledger-0a1b2c3d4e5f'],
    ['a code of 11 capitals and digits', 'ledger-A1B2C3D4E5F'],
    ['a code of 14 capitals and digits', 'ledger-A1B2C3D4E5F6G7'],
    ['nothing before it', '1A2B3C4D5E6F7'],
    ['something behind it', 'ledger-1A2B3C4D5E6F7-role'],
    ['a UUID', 'ledger-60000000-0000-4000-8000-000000000001'],
    ['a service and what is done with it, 12 letters', 'ledger-S3BucketRead'],
    ['another of that length', 'ledger-Ec2StartStop'],
    ['a protocol', 'ledger-OAuth2Client'],
    ['blank', ''],
    ['a hyphen', '-'],
  ])('%s is none: %s', (_, name) => {
    expect(foldGeneratedSuffix(name)).toBe(name);
  });

  it('is folded once: folding a folded name of words changes nothing', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]{1,10}(-[a-z]{1,14}){0,3}$/), (name) => {
        expect(foldGeneratedSuffix(`${name}-1A2B3C4D5E6F7`)).toBe(name);
        expect(foldGeneratedSuffix(name)).toBe(name);
      }),
      { numRuns: 200 },
    );
  });
});
