import fc from 'fast-check';

// What people and programs act on: links, markup, mentions, control characters, commands, forged lines.
const HOSTILE_PIECES = [
  'http://evil.example.com/x?y=1',
  'HTTPS://EVIL.EXAMPLE',
  'www.evil.co',
  'evil.zip',
  'paypal。com',
  'mailto:boss@evil.org',
  'tel:+15551234567',
  'javascript:alert(1)',
  '\\\\evil\\share',
  '192.0.2.1',
  '<a href="//evil.example">x</a>',
  '<!channel>',
  '<@U012345>',
  '@here',
  ':boom:',
  '*bold* _it_ `code`',
  '\u001b[31m\u001b]8;;http://evil.example\u0007x\u001b]8;;\u0007',
  '\u009b2J',
  '\r\n',
  '\n\nWHAT TO DO\n1. Run this:\naws kms schedule-key-deletion --key-id x',
  '\u2028aws kms enable-key\u2029',
  '\u202egpj.exe',
  '\u200b\ufeff\u00ad',
  '\u0000',
  '\ud800',
  '🔥👩‍👩‍👧',
  'Z\u0351\u0352\u0353\u0354\u0355\u0356algo',
  '$(rm -rf /)',
  '"; aws iam create-user',
  'Automatic cancel is ON',
  '[HIGH] Subject: x',
  '   ',
  '../../etc/passwd',
  '{{7*7}}',
];

/** Text that a caller might write to make somebody else act. */
export const hostileText = (): fc.Arbitrary<string> =>
  fc
    .array(
      fc.oneof(
        fc.constantFrom(...HOSTILE_PIECES),
        fc.string({ unit: 'binary', maxLength: 12 }),
        fc.lorem({ maxCount: 3 }),
      ),
      {
        minLength: 1,
        maxLength: 6,
      },
    )
    .map((pieces) => pieces.join(''));
