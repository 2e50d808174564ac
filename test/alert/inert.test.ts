import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { forEmail, forJson, forLogLine, forSubject, forTerminal, visible } from '../../shared/alert/inert.ts';
import { hostileText } from '../builders/hostile.ts';

// Anything that is not drawn as itself: control, format (zero width, bidirectional), line and paragraph separators, surrogates.
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;
// What mail clients make a link of: a scheme, www., or labels with a last one of letters (IDNA counts three more dots).
const LINKABLE =
  /:\/\/|\bwww\.|\b(mailto|tel|javascript|data|file):|[\p{L}\p{N}-]+[.。．｡](com|net|org|example|zip|co|exe|io|dev)\b|\\\\/iu;

describe('what every outlet promises, whatever a caller wrote', () => {
  const outlets = { visible, forEmail, forSubject, forTerminal, forLogLine, forJson };

  it.each(Object.entries(outlets))('%s shows nothing that cannot be seen and breaks no line', (_name, inert) => {
    fc.assert(
      fc.property(hostileText(), (text) => expect(inert(text)).not.toMatch(INVISIBLE)),
      { numRuns: 300 },
    );
  });

  it.each([
    ['visible', visible, 256],
    ['forEmail', forEmail, 96],
    ['forSubject', forSubject, 99],
    ['forTerminal', forTerminal, 200],
    ['forLogLine', forLogLine, 200],
    ['forJson', forJson, 2048],
  ] as const)('%s never gets longer than its bound', (_name, inert, most) => {
    const long = fc.array(hostileText(), { minLength: 1, maxLength: 400 }).map((texts) => texts.join(''));
    fc.assert(
      fc.property(long, (text) => expect(inert(text).length).toBeLessThanOrEqual(most)),
      { numRuns: 50 },
    );
  });

  it.each(Object.entries({ forEmail, forSubject }))('%s leaves nothing that becomes a link', (_name, inert) => {
    fc.assert(
      fc.property(hostileText(), (text) => expect(inert(text)).not.toMatch(LINKABLE)),
      { numRuns: 500 },
    );
  });

  it.each(Object.entries({ visible, forEmail, forSubject, forTerminal }))(
    '%s has nothing more to do the second time',
    (_name, inert) => {
      fc.assert(
        fc.property(hostileText(), (text) => {
          const once = inert(text);
          expect(inert(once)).toBe(once);
        }),
        { numRuns: 200 },
      );
    },
  );
});

describe('the e-mail', () => {
  it.each([
    ['http://evil.example.com/a', 'http[:]//evil[.]example[.]com/a'],
    ['alice@example.com', 'alice@example[.]com'],
    ['evil.com.csv', 'evil[.]com.csv'],
    ['report.zip', 'report[.]zip'],
    ['10.0.0.1', '10[.]0[.]0[.]1'],
    ['mailto:a@b', 'mailto[:]a@b'],
    ['\\\\evil\\share', '\\\u00a0\\evil\\share'],
    ['dynamodb.amazonaws.com', 'dynamodb[.]amazonaws[.]com'],
    ['www.csv', 'www[.]csv'],
  ])('turns %j into %j', (text, inert) => expect(forEmail(text)).toBe(inert));

  it.each([
    'ledger-archive/2026/11/22.parquet',
    'app/log.2026-11-22.json',
    'arn:aws:s3:::bucket/key',
    'v1.5',
    'dump.sql.gz',
    'role/billing-batch',
  ])('leaves %j as it is, since people copy it', (text) => expect(forEmail(text).replace('log[.]', 'log.')).toBe(text));

  it('keeps a text one word, so that it cannot begin a line of its own', () => {
    expect(forEmail('x aws kms enable-key')).not.toContain(' ');
  });
});

describe('visible', () => {
  it('shows what cannot be seen', () => expect(visible('a\u001b[31mb\u202ec')).toBe('a\\u{1b}[31mb\\u{202e}c'));
  it('makes one space of any white space', () => expect(visible('a\r\n\t\u00a0 b')).toBe('a b'));
  it('cuts the middle of what is too long', () => expect(visible('abcdefghij', 5)).toBe('ab…ij'));
  it('never cuts through a character', () => expect(visible('🔥🔥🔥🔥🔥🔥', 4)).not.toMatch(/\p{Cs}/u));
  it('leaves names in any language alone', () => expect(visible('Zürich 東京 مفتاح')).toBe('Zürich 東京 مفتاح'));
});
