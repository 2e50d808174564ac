import { describe, expect, it } from '@jest/globals';
import type { KnownBlock } from '@slack/types';
import { source } from '../../cli/preview/html.ts';
import { fromMrkdwn } from '../../cli/preview/mrkdwn.ts';
import { slackPane } from '../../cli/preview/slack-pane.ts';
import { NOW } from '../builders/alert.ts';
import { pageTokens } from './page-tokens.ts';

// Slack developer documentation, "Formatting message text".
describe('Slack’s markup', () => {
  it.each([
    ['plain', 'plain'],
    ['*bold* and _italic_ and ~struck~', '<strong>bold</strong> and <em>italic</em> and <s>struck</s>'],
    ['*bold _and italic_*', '<strong>bold <em>and italic</em></strong>'],
    ['snake_case_name 2*3*4 a~b~c', 'snake_case_name 2*3*4 a~b~c'],
    ['* not bold* and *two\nlines*', '* not bold* and *two<br>lines*'],
    ['one\ntwo', 'one<br>two'],
    ['`*code* _x_`', '<code>*code* _x_</code>'],
    ['*bold `code` bold*', '<strong>bold <code>code</code> bold</strong>'],
    ['*a* `b` *c* `d`', '<strong>a</strong> <code>b</code> <strong>c</strong> <code>d</code>'],
    ['before\n```one\n*two*```\nafter', 'before<pre><code>one\n*two*</code></pre>after'],
    ['`&lt;!channel&gt;`', '<code>&#60;!channel&#62;</code>'],
    ['&lt;b&gt; &amp;lt; &amp;amp;', '&#60;b&#62; &#38;lt; &#38;amp;'],
    ['<https://a.example/?b=1&amp;c=2|Open>', '<a href="https://a.example/?b=1&#38;c=2" rel="noreferrer">Open</a>'],
    ['<https://a.example/>', '<a href="https://a.example/" rel="noreferrer">https://a.example/</a>'],
    ['<http://a.example/|Open>', 'Open'],
    ['<javascript:alert(1)|Open>', 'Open'],
    ['<https://a.example/" onclick="x|Open>', 'Open'],
    ['<!here> <@U0123456>', '<span class="mention">@here</span> <span class="mention">@U0123456</span>'],
    ['<!subteam^S0123456>', '<span class="mention">@S0123456</span>'],
    ['<!date^1795317280^{date}|Sun 22 Nov>', 'Sun 22 Nov'],
    ['"quoted" & <', '&#34;quoted&#34; &#38; &#60;'],
    [':boom: \ue000', ':boom: \ufffd'],
  ])('%j', (markup, expected) => {
    expect(source(fromMrkdwn(markup))).toBe(expected);
  });
});

describe('a Slack message', () => {
  const shown = (...blocks: readonly unknown[]) =>
    pageTokens(
      `<!doctype html>${source(slackPane({ text: 'HIGH &amp; low', blocks: blocks as readonly KnownBlock[] }, NOW))}`,
    );
  const classes = (...blocks: readonly unknown[]) => shown(...blocks).tags.map(({ attributes }) => attributes.class);

  it('is shown with its notification, its sender and its time', () => {
    expect(shown().text).toMatch(/^\s*Slack\s+Notification HIGH & low\s+KMS Deletion Guard APP 03:15\s+$/);
  });

  it('has a header whose text is no markup', () => {
    const { tags, text } = shown({ type: 'header', text: { type: 'plain_text', text: '*not bold* &lt;b&gt;' } });
    expect(text).toContain('*not bold* <b>');
    expect(tags.at(-1)).toEqual({ name: 'h4', attributes: {} });
  });

  it('has text that is no markup', () => {
    const { tags, text } = shown({ type: 'section', text: { type: 'plain_text', text: '*a*\n`b` &amp;' } });
    expect(text).toContain('*a*`b` &');
    expect(tags.at(-1)).toEqual({ name: 'br', attributes: {} });
  });

  it('has fields, small print and a line', () => {
    const field = { type: 'mrkdwn', text: '*a*\nb' };
    expect(classes({ type: 'section', fields: [field, field, field] }).filter((one) => one === 'field')).toHaveLength(
      3,
    );
    expect(classes({ type: 'context', elements: [field] })).toContain('context');
    expect(shown({ type: 'divider' }).tags.at(-1)).toMatchObject({ name: 'hr' });
  });

  it.each([
    { type: 'markdown', text: '<b>**x**' },
    { type: 'section', text: { type: 'mrkdwn', text: 'x' }, accessory: { type: 'button', action_id: '<b>' } },
    { type: 'context', elements: [{ type: 'image', image_url: 'https://a.example/<b>', alt_text: 'x' }] },
  ])('shows $type as JSON where the page knows no better', (block) => {
    const { tags, text } = shown(block);
    expect(text).toContain(JSON.stringify(block.elements?.[0] ?? block, null, 2));
    expect(tags.map(({ name }) => name)).not.toContain('b');
    expect(tags.map(({ name }) => name)).not.toContain('img');
  });
});
