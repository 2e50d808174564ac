import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  forEmail,
  forJson,
  forLogLine,
  forSlackCode,
  forSlackText,
  forSubject,
  forTerminal,
  visible,
} from '../../shared/alert/inert.ts';
import { hostileText } from '../builders/hostile.ts';

// Anything that is not drawn as itself: control, format (zero width, bidirectional), line and paragraph separators, surrogates.
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;
// What mail clients make a link of: a scheme, www., or labels with a last one of letters (IDNA counts three more dots).
const LINKABLE =
  /:\/\/|\bwww\.|\b(mailto|tel|javascript|data|file):|[\p{L}\p{N}-]+[.。．｡](com|net|org|example|zip|co|exe|io|dev)\b|\\\\/iu;

describe('what every outlet promises, whatever a caller wrote', () => {
  const outlets = { visible, forEmail, forSubject, forTerminal, forLogLine, forJson, forSlackCode, forSlackText };

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
    ['forSlackText', forSlackText, 150],
    // Two backticks, and each character escaped.
    ['forSlackCode', forSlackCode, 96 * 5 + 2],
  ] as const)('%s never gets longer than its bound', (_name, inert, most) => {
    const long = fc.array(hostileText(), { minLength: 1, maxLength: 400 }).map((texts) => texts.join(''));
    fc.assert(
      fc.property(long, (text) => expect(inert(text).length).toBeLessThanOrEqual(most)),
      { numRuns: 50 },
    );
  });

  it.each(Object.entries({ forEmail, forSubject, forSlackCode, forSlackText }))(
    '%s leaves nothing that becomes a link',
    (_name, inert) => {
      fc.assert(
        fc.property(hostileText(), (text) => expect(inert(text)).not.toMatch(LINKABLE)),
        { numRuns: 500 },
      );
    },
  );

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

  it('makes no link by what it cuts', () => {
    const long = 'x'.repeat(200);
    expect(forSubject(`${'x'.repeat(45)}www.evil.co${long}`)).not.toMatch(/www\./i);
    expect(forEmail(`${long}192.0.2.1${'y'.repeat(39)}`)).not.toMatch(/(?<!\d)\d+\.0\.2\.1/);
  });

  it('keeps a text one word, so that it cannot begin a line of its own', () => {
    expect(forEmail('x aws kms enable-key')).not.toContain(' ');
  });
});

// Source: Slack developer documentation, "Formatting message text".
describe('Slack', () => {
  it.each([
    ['role billing-batch', '`role billing-batch`'],
    ['a`b```c', '`a\u02cbb\u02cb\u02cb\u02cbc`'],
    ['<!channel> & <@U012AB3CD>', '`&lt;!channel&gt; &amp; &lt;@U012AB3CD&gt;`'],
    ['*a* _b_ ~c~ :boom:', '`*a* _b_ ~c~ :boom:`'],
    ['http://evil.example.com', '`http[:]//evil[.]example[.]com`'],
    ['', '`-`'],
    ['\n', '`-`'],
    ['\u0301a', '`\u25cc\u0301a`'],
    // What is of AWS's own form is easier to read without one.
    ['111122223333', '111122223333'],
    ['ap-southeast-5', 'ap-southeast-5'],
    ['111122223333*', '`111122223333*`'],
  ])('shows %j in a code span as %j', (text, code) => expect(forSlackCode(text)).toBe(code));

  it.each([
    ['*a* _b_ ~c~ `d`', '\u2217a\u2217 \uff3fb\uff3f \u223cc\u223c \u02cbd\u02cb'],
    ['snake_case_name', 'snake_case_name'],
    ['> quoted', '\u203a quoted'],
    ['a > b & c < d', 'a &gt; b &amp; c &lt; d'],
    [':boom: and 03:11:40', '[:]boom: and 03[:]11:40'],
    ['::+1::', ':[:]+1::'],
    ['@here @Channel @everyone, alice@corp', '\uff20here \uff20Channel \uff20everyone, alice@corp'],
    ['see http://evil.example.com', 'see http[:]//evil[.]example[.]com'],
  ])('shows %j in plain text as %j', (text, plain) => expect(forSlackText(text)).toBe(plain));

  it('cuts no escape', () => {
    for (let most = 1; most < 12; most += 1) {
      const text = forSlackText('&&&&&&&&', most);
      expect(text.length).toBeLessThanOrEqual(most);
      expect(text).toMatch(/^(&amp;)*…$/);
    }
  });
});

describe('visible', () => {
  it('shows what cannot be seen', () => expect(visible('a\u001b[31mb\u202ec')).toBe('a\\u{1b}[31mb\\u{202e}c'));
  it('makes one space of any white space', () => expect(visible('a\r\n\t\u00a0 b')).toBe('a b'));
  it('cuts the middle of what is too long', () => expect(visible('abcdefghij', 5)).toBe('ab…ij'));
  it('never cuts through a character', () => expect(visible('🔥🔥🔥🔥🔥🔥', 4)).not.toMatch(/\p{Cs}/u));
  it('leaves names in any language alone', () => expect(visible('Zürich 東京 مفتاح')).toBe('Zürich 東京 مفتاح'));
});
