import { describe, expect, it } from '@jest/globals';
import { faultsOf } from './validate-message.ts';

const mrkdwn = (text: string) => ({ type: 'mrkdwn', text, verbatim: true });
const plain = (text: string) => ({ type: 'plain_text', text, emoji: false });
const section = (text: string) => ({ type: 'section', text: mrkdwn(text) });
const message = (...blocks: unknown[]) => ({ text: 'text', blocks });

describe('what the validator finds well', () => {
  it.each([
    [message({ type: 'header', text: plain('a') })],
    [message(section('a *b* `c` &amp; &lt; <https://x.example/?a=1&amp;b=2|d>'))],
    [message(section('```\na ` b\n```'))],
    [message({ type: 'section', fields: Array.from({ length: 10 }, () => mrkdwn('a'.repeat(200))) })],
    [message({ type: 'context', elements: [mrkdwn('a'), plain('b')] })],
    [message(section('a'.repeat(3000)))],
  ])('%j', (one) => expect(faultsOf(one)).toEqual([]));
  it('the mention that is allowed', () => expect(faultsOf(message(section('<!here> a')), '<!here>')).toEqual([]));
});

describe('what it finds at fault', () => {
  it.each<[string, unknown]>([
    ['no object', 'x'],
    ['no blocks', { text: 'x' }],
    ['no text', { blocks: [section('a')] }],
    ['an empty text', { text: ' ', blocks: [section('a')] }],
    ['an empty list', message()],
    ['51 blocks', message(...Array.from({ length: 51 }, () => section('a')))],
    ['a block of another type', message({ type: 'actions', elements: [] })],
    ['a type from the prototype', message({ type: 'constructor' })],
    ['an unknown key of the message', { ...message(section('a')), attachments: [] }],
    ['an unknown key of a block', message({ ...section('a'), accessory: {} })],
    ['an unknown key of a text', message({ type: 'section', text: { ...mrkdwn('a'), emoji: true } })],
    ['a header with markup', message({ type: 'header', text: mrkdwn('a') })],
    ['a header of 151', message({ type: 'header', text: plain('a'.repeat(151)) })],
    ['a section of 3,001', message(section('a'.repeat(3001)))],
    ['a section of nothing', message({ type: 'section' })],
    ['an empty section', message(section(''))],
    ['11 fields', message({ type: 'section', fields: Array.from({ length: 11 }, () => mrkdwn('a')) })],
    ['a field of 2,001', message({ type: 'section', fields: [mrkdwn('a'.repeat(2001))] })],
    ['11 elements', message({ type: 'context', elements: Array.from({ length: 11 }, () => mrkdwn('a')) })],
    ['12,001 characters', message(...Array.from({ length: 5 }, () => section('a'.repeat(2400))))],
    ['a bare &', message(section('a & b'))],
    ['a cut escape', message(section('a &am'))],
    ['a bare <', message(section('a < b'))],
    ['a link without a title', message(section('<https://x.example>'))],
    ['a link of another scheme', message(section('<slack://x|y>'))],
    ['a span that does not end', message(section('`a'))],
    ['a block that does not end', message(section('```a'))],
    ['a mention', message(section('<!channel> a'))],
    ['a mention in a code span', message(section('`<@U012AB3CD>`'))],
    ['markup that is not verbatim', message({ type: 'section', text: { type: 'mrkdwn', text: 'a' } })],
    ['emoji codes', message({ type: 'header', text: { type: 'plain_text', text: 'a', emoji: true } })],
    ['what turns text around', message(section('a\u202eb'))],
  ])('%s', (_name, one) => expect(faultsOf(one)).not.toEqual([]));
  it('a mention twice', () => expect(faultsOf(message(section('<!here> <!here>')), '<!here>')).not.toEqual([]));
});
