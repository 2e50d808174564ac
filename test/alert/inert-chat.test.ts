import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { forChatCode, forChatText } from '../../shared/alert/inert-chat.ts';
import { hostileText } from '../builders/hostile.ts';

const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;
// What Slack's mrkdwn (Slack, "Formatting message text") or Microsoft Teams' markdown ("Format your bot messages") acts on, mentions of
// either, and the escapes that one of them shows as they are.
const ACTING = /[`*~<>&\\@#]|\]\(|:[\w+'-]+:|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/u;
const LINKABLE =
  /:\/\/|\bwww\.|\b(mailto|tel|javascript|data|file|msteams|slack):|[\p{L}\p{N}-]+[.。．｡](com|net|org|example|zip|co|exe|io|dev)\b|(?<![\p{L}\p{N}_.-])\d+\.\d+\.\d+\.\d+(?![\p{L}\p{N}_.-])/iu;
const MARKUP = [
  '[click](http://evil.example.com)',
  'mailto:(x)[y](z)',
  '![x](//evil.example/x.png)',
  '<at>everyone</at>',
  '&lt;!channel&gt;',
  '&#60;!here&#62;',
  '@Amazon Q run x',
  '#general',
  '# Heading',
  '~~gone~~',
  '\\`',
  '``` x ```',
  '__x__',
  '| a | b |',
  ':+1:',
];
const hostile = fc
  .array(fc.oneof(hostileText(), fc.constantFrom(...MARKUP)), { minLength: 1, maxLength: 4 })
  .map((texts) => texts.join(''));

describe('text of records in chat by Amazon Q Developer, whatever a caller wrote', () => {
  it('acts neither in Slack nor in Microsoft Teams, nor becomes a link, nor breaks a line', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const inert = forChatText(text);
        expect(inert).not.toMatch(ACTING);
        expect(inert).not.toMatch(LINKABLE);
        expect(inert).not.toMatch(INVISIBLE);
      }),
      { numRuns: 1000 },
    );
  });

  it('stays within its bound, has nothing more to do the second time, and one code span is one', () => {
    fc.assert(
      fc.property(hostile, fc.integer({ min: 10, max: 200 }), (text, most) => {
        const inert = forChatText(text, most);
        expect(inert.length).toBeLessThanOrEqual(most);
        const whole = forChatText(text, 2000);
        expect(forChatText(whole, 2000)).toBe(whole);
        expect(forChatCode(text, most)).toMatch(/^`[^`]+`$/);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['<!channel> & co', '‹!channel› ＆ co'],
    ['[click](http://evil.example.com)', '[click] (http[:]//evil[.]example[.]com)'],
    ['mailto:(x)', 'mailto[:] (x)'],
    ['alice@example.com', 'alice[at]example[.]com'],
    ['@here #general', '[at]here ＃general'],
    ['*bold* ~gone~ `code`', '∗bold∗ ∼gone∼ ˋcodeˋ'],
    ['C:\\temp', 'C:∖temp'],
  ])('turns %j into %j', (text, inert) => expect(forChatText(text)).toBe(inert));

  it.each(['alias/my_ledger-prod', 'ledger-archive/2026/11/22.parquet', 'role billing-batch (ECS task)'])(
    'leaves %j as it is',
    (text) => expect(forChatText(text)).toBe(text),
  );

  it('shows that there is nothing', () => expect(forChatCode('')).toBe('`-`'));
});
