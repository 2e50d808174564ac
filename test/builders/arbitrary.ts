import fc from 'fast-check';
import { KEY } from './record.ts';

/** Pieces that messages about keys are made of, so that arbitrary messages come near the genuine ones. */
const PIECES = [
  KEY,
  'arn:aws-cn:kms:cn-north-1:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab',
  'arn:aws:kms:eu-west-1:111122223333:alias/ledger-prod',
  'arn:aws:kms:eu-west-1:1111:key/short',
  'is pending deletion',
  'is pending replica deletion',
  'is pending deletion (or pending replica deletion)',
  'is not pending deletion',
  'is pending import',
  'is disabled',
  '.',
  ' ',
  '  ',
  '\n',
  '\t',
  ':',
  '"',
];

/** Texts that are, or nearly are, what KMS says of a key pending deletion. */
export const aMessage = (): fc.Arbitrary<string> =>
  fc.oneof(
    fc
      .array(fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...PIECES) }, fc.string({ maxLength: 5 })), {
        maxLength: 6,
      })
      .map((pieces) => pieces.join('')),
    fc
      .tuple(
        fc.constantFrom('', '', ' ', '\n', 'x'),
        fc.constantFrom(...PIECES.slice(0, 4)),
        fc.constantFrom(...PIECES.slice(4, 10)),
        fc.constantFrom('', '.', '. ', '..', '.\n', ' x'),
      )
      .map(([before, subject, words, after]) => `${before}${subject} ${words}${after}`),
  );

/** Lines that are no good refusal: text, JSON of any shape, records cut short. None of them speaks of pending deletion. */
export const aJunkLine = (): fc.Arbitrary<unknown> =>
  fc.oneof(fc.string({ unit: 'binary' }), fc.json({ maxDepth: 3 }), fc.jsonValue({ maxDepth: 3 }));
