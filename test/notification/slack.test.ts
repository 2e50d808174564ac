import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { renderSlack } from '../../shared/alert/slack/render-slack.ts';
import { alertOf, knownDetails, NOW } from '../builders/alert.ts';
import { hostileText } from '../builders/hostile.ts';
import { aRefusal } from '../builders/record.ts';
import { envelopeOf, published } from '../functions/notify-slack/envelope.ts';
import { expectInert, expectTaken, NOBODY, slackOf, textsOf, wordsOf } from './told.ts';

describe('anything else in Slack', () => {
  it('is shown line by line under its subject', () => {
    const message = slackOf(envelopeOf('Dear team,\r\nthe trail is off.\n\n- Ops', { Subject: 'Trail' }));
    expectTaken(message);
    expect(message).toMatchObject({ text: 'Trail', blocks: [{ type: 'header', text: { text: 'Trail' } }, {}, {}] });
    expect(message.blocks[1]).toEqual({
      type: 'section',
      text: { type: 'plain_text', text: 'Dear team,\nthe trail is off.\n\n- Ops', emoji: false },
    });
  });

  it('has a header and a text even where there is nothing', () => {
    for (const body of ['', ' \n ', envelopeOf('', { Subject: ' ' })]) {
      const message = slackOf(body);
      expectTaken(message);
      expect(message.text).toBe('A message without a subject');
      expect(wordsOf(message)).toContain('(no text)');
    }
  });

  it.each([
    ['plain', 'a'.repeat(10_000)],
    ['of pairs of characters', `a${'🔥'.repeat(5000)}`],
    ['of what is escaped', '&'.repeat(1000)],
  ])('that is long and %s is cut, and says by how much', (_what, text) => {
    const message = slackOf(text);
    expectTaken(message);
    const [, shown = ''] = textsOf(message.blocks).map((one) => one.text);
    const [, kept = '', left = ''] = /^(.*)\nand ([\d,]+) more characters$/s.exec(shown) ?? [];
    expect(kept.replaceAll('&amp;', '&')).toBe(text.slice(0, text.length - Number(left.replaceAll(',', ''))));
    expect(kept.length).toBeGreaterThan(2500);
  });

  it('acts on nothing, and is never too long, whatever stands in it', () => {
    const text = fc.oneof(
      hostileText(),
      hostileText().map((one) => one.repeat(300)),
      fc.string({ unit: 'binary' }),
    );
    fc.assert(
      fc.property(text, text, (Subject, body) => {
        for (const message of [slackOf(body), slackOf(envelopeOf(body, { Subject }))]) {
          expectTaken(message);
          expectInert(message);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('may be a quarter of a megabyte', () => {
    const message = slackOf(envelopeOf('\u0000\u202e"&<'.repeat(52_429)));
    expectTaken(message);
    expect(wordsOf(message)).toMatch(/and 26\d,\d{3} more characters/);
  });
});

describe('an alert in Slack', () => {
  it('is what is rendered of it', () => {
    const alert = alertOf([aRefusal()], knownDetails());
    expect(slackOf(published(alert))).toEqual(renderSlack(JSON.parse(JSON.stringify(alert)), NOW, NOBODY));
  });

  it('is told in its own words when it cannot be rendered, since its times are none', () => {
    const alert = alertOf([aRefusal()], knownDetails());
    const { key, event, occurrences } = alert;
    const odd = {
      ...alert,
      key: { ...key, deletionDate: 'soon', scheduledBy: { principal: 'x', time: 'once' } },
      event: { ...event, time: 'yesterday' },
      occurrences: { ...occurrences, firstSeen: '', lastSeen: 'x' },
    };
    const message = slackOf(envelopeOf(JSON.stringify(odd)));
    expectTaken(message);
    expect(message.text).toContain(alert.severity.toUpperCase());
  });
});
