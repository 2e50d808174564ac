import { describe, expect, it } from '@jest/globals';
import type { BlindSpotAlert } from '../../../shared/alert/alert.ts';
import { codeBlock, fitting, header, link, section } from '../../../shared/alert/slack/blocks.ts';
import { compose, needed, spare } from '../../../shared/alert/slack/compose.ts';
import { mentionFor, parseMention } from '../../../shared/alert/slack/mention.ts';
import { renderSlack } from '../../../shared/alert/slack/render-slack.ts';
import { NOW } from '../../builders/alert.ts';
import { parseMarkup } from '../../slack/markup.ts';
import { faultsOf, textsIn } from '../../slack/validate-message.ts';
import { blindSpotOf } from '../blind-spots.ts';

describe('lines that do not all fit', () => {
  const lines = Array.from({ length: 100 }, (_, n) => `\`line ${n} &amp;\``);
  it('lose the last ones whole, and are counted', () => {
    const text = fitting(lines, 300);
    expect(text.length).toBeLessThanOrEqual(300);
    const kept = text.split('\n');
    expect(kept.slice(0, -1)).toEqual(lines.slice(0, kept.length - 1));
    expect(kept.at(-1)).toBe(`and ${100 - kept.length + 1} more`);
  });
  it('stay as they are when they fit', () => expect(fitting(['a', 'b'], 3)).toBe('a\nb'));
});

describe('a link', () => {
  it.each([
    ['https://x.example/a?b=1&c=2', '<https://x.example/a?b=1&amp;c=2|Event>'],
    ['https://x.example/a|b>c<d', '<https://x.example/a%7Cb%3Ec%3Cd|Event>'],
    ['https://x.example/ü`', '<https://x.example/%C3%BC%60|Event>'],
    ['http://x.example', '<http://x.example|Event>'],
  ])('%s: %s', (url, expected) => expect(link('Event', url)).toEqual([expected]));
  it.each(['javascript:alert(1)', 'slack://x', 'https://', 'https://x y', 'x', `https://x.example/${'a'.repeat(900)}`])(
    'is none of %j',
    (url) => expect(link('Event', url)).toEqual([]),
  );
  it('has a title in which nothing acts', () => {
    expect(link('*a|b>*', 'https://x.example')).toEqual(['<https://x.example|∗a|b&gt;∗>'.replace('a|b', 'a|b')]);
  });
});

describe('a code block', () => {
  const command = `aws x put --json '{"a":"b&c"}' > out && cat < in`;
  it('gives back what was put in', () => {
    const [code] = parseMarkup(codeBlock(command, 'second')).code;
    expect(code).toBe(`${command}\nsecond`);
  });
});

describe('putting a message together', () => {
  const big = (n: number) => section(`${n} `.padEnd(2500, 'x'));
  it('drops spare blocks from the last on, and says so above the small print', () => {
    const pieces = [...needed(header('a')), ...spare(...[1, 2, 3, 4, 5, 6].map(big)), ...needed(section('the end'))];
    const message = compose('text', pieces, (n) => `${n} left out`);
    expect(faultsOf(message)).toEqual([]);
    expect(textsIn(message.blocks).map((text) => text.slice(0, 10).trim())).toEqual([
      'a',
      '1 xxxxxxxx',
      '2 xxxxxxxx',
      '3 xxxxxxxx',
      '4 xxxxxxxx',
      '2 left out',
      'the end',
    ]);
  });
  it('keeps to 50 blocks', () => {
    const pieces = [...needed(header('a')), ...spare(...Array.from({ length: 80 }, (_, n) => section(`${n}`)))];
    expect(faultsOf(compose('text', [...pieces, ...needed(section('b'))]))).toEqual([]);
  });
});

describe('the setting slackMention', () => {
  it.each(['none', 'here', 'channel'])('%s', (text) => expect(parseMention(text)).toBe(text));
  it('a user and a group, by their ids', () => {
    expect(parseMention('U012AB3CD')).toEqual({ user: 'U012AB3CD' });
    expect(parseMention('S012AB3CD')).toEqual({ group: 'S012AB3CD' });
  });
  it.each(['', '@here', 'everyone', 'U<x>', 'C012AB3CD', 'u012ab3cd', 'U1 |x'])('is not %j', (text) => {
    expect(parseMention(text)).toBeUndefined();
  });
  it('mentions nobody for a count, which tells nothing new', async () => {
    const alert = { ...(await blindSpotOf()), severity: 'critical' } as const;
    expect(mentionFor(alert, 'here')).toBe('<!here> ');
    expect(mentionFor({ ...alert, severity: 'high' }, 'here')).toBe('');
    expect(mentionFor({ ...alert, kind: 'digest' } as never, 'here')).toBe('');
  });
});

describe('a command of a blind spot', () => {
  const shown = async (command: string) => {
    const alert = { ...(await blindSpotOf()), nextSteps: [{ title: 'Mend it', command }] } as BlindSpotAlert;
    const message = renderSlack(alert, NOW, { mention: 'none' });
    expect(faultsOf(message)).toEqual([]);
    return textsIn(message.blocks);
  };
  it('is there to be copied whole', async () => {
    const command = `aws logs put --pattern '{ $.a = "x>y" && $.b = \`c\` }' --end`;
    expect((await shown(command)).flatMap((text) => parseMarkup(text).code)).toContain(command);
  });
  it.each(['x'.repeat(2901), '&'.repeat(600), 'a ```b', 'a `', 'a\nb'])(
    'is left out where it cannot be: %.20j',
    async (command) => {
      const texts = await shown(command);
      expect(texts.join('\n')).toContain(
        '1. Mend it (the command cannot stand here: see the e-mail or the JSON of this alert).',
      );
      expect(texts.join('\n')).not.toContain('```');
    },
  );
});
