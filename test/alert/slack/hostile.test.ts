import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Alert } from '../../../shared/alert/alert.ts';
import { renderSlack } from '../../../shared/alert/slack/render-slack.ts';
import { NOW } from '../../builders/alert.ts';
import { hostileText } from '../../builders/hostile.ts';
import { parseMarkup } from '../../slack/markup.ts';
import { faultsOf, textsIn } from '../../slack/validate-message.ts';
import { BLIND_SPOTS } from '../blind-spots.ts';
import { SITUATIONS } from '../situations.ts';
import { STORIES } from '../stories.ts';

const MAKERS: readonly (() => Alert | Promise<Alert>)[] = [
  ...Object.values(SITUATIONS),
  ...Object.values(STORIES),
  ...Object.values(BLIND_SPOTS),
];
const ALERTS: readonly Alert[] = await Promise.all(MAKERS.map((make) => make()));
const renderingOf = (alert: Alert) => renderSlack(alert, NOW, { mention: 'here' });
const markupOf = (alert: Alert) => textsIn(renderingOf(alert).blocks).map(parseMarkup);

// Words of the contract, not of anybody who calls, and times.
const FIXED = new Set([
  'schemaVersion',
  'kind',
  'severity',
  'reason',
  'class',
  'mode',
  'modeOfKey',
  'decision',
  'outcome',
  'due',
  'concerns',
]);
const TIME = /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/;

/** The alert with another text wherever it holds one that anybody may have written. */
function withTexts(value: unknown, next: () => string, key = '', fixed = FIXED): unknown {
  if (Array.isArray(value)) return value.map((one) => withTexts(one, next, key, fixed));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, withTexts(one, next, name, fixed)]));
  if (typeof value !== 'string' || TIME.test(value)) return value;
  if (key === 'url') return `https://example.com/${next()}`;
  return fixed.has(key) && !(key === 'reason' && value.length > 9) ? value : next();
}

const SHORT = hostileText();
const LONG = fc.array(hostileText(), { minLength: 30, maxLength: 60 }).map((texts) => texts.join(' ').slice(0, 2048));
const strange = (text: fc.Arbitrary<string>): fc.Arbitrary<Alert> =>
  fc
    .tuple(fc.constantFrom(...ALERTS), fc.array(text, { minLength: 1, maxLength: 8 }), fc.boolean())
    .map(([alert, texts, keepState]) => {
      let at = 0;
      const next = () => texts[at++ % texts.length] ?? '';
      const fixed = keepState || alert.kind === 'blind-spot' ? new Set([...FIXED, 'state']) : FIXED;
      return withTexts(alert, next, '', fixed) as Alert;
    });

const numberless = (text: string) => text.replace(/[\d,]+ (keys?)/, 'n $1');
const OUR_BOLD = new Set(ALERTS.flatMap(markupOf).flatMap(({ bold }) => bold.map(numberless)));
// Labels of situations that no story is in.
const MORE_BOLD = [
  'Also',
  'Also for',
  'Besides',
  'Owner',
  'In all',
  'Who',
  'New',
  'Data',
  'Found now',
  'Failed',
  'Destroyed',
];
const isOurs = (bold: string) =>
  OUR_BOLD.has(numberless(bold)) ||
  MORE_BOLD.includes(bold) ||
  /^(A key that |LAST CHANCE|NOT SAVED|(TEST|LOW|MEDIUM|HIGH|CRITICAL)$)/.test(bold);

/** Bytes that a URL names, whether they are percent-encoded or not. */
const bytesOf = (url: string) =>
  Buffer.from(url)
    .toString('latin1')
    .replace(/%([0-9A-F]{2})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
const urlsIn = (value: unknown): string[] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, one]) => (key === 'url' && typeof one === 'string' ? [one] : urlsIn(one)))
    : [];

// Shrinking texts of this length would take minutes: the seed that is printed finds them again.
const AT_ONCE = { endOnFailure: true };

describe.each([
  ['hostile', SHORT, 300],
  ['hostile and very long', LONG, 120],
] as const)('whatever %s text stands in every field of every kind', (_name, text, numRuns) => {
  it('Slack takes the message', () => {
    fc.assert(
      fc.property(strange(text), (alert) => expect(faultsOf(renderingOf(alert), '<!here>')).toEqual([])),
      { numRuns, ...AT_ONCE },
    );
  });

  it('nothing of it acts: no mention, link, emoji, quote or emphasis but ours', () => {
    fc.assert(
      fc.property(strange(text), (alert) => {
        const urls = urlsIn(alert).map(bytesOf);
        for (const { mentions, links, bold, others } of markupOf(alert)) {
          expect(others).toEqual([]);
          expect(bold.filter((one) => !isOurs(one))).toEqual([]);
          expect(mentions.filter((one) => one !== '<!here>')).toEqual([]);
          for (const { url } of links) expect(urls).toContain(bytesOf(url));
        }
      }),
      { numRuns, ...AT_ONCE },
    );
  });

  it('no command is offered but for a key of the strict grammar', () => {
    fc.assert(
      fc.property(strange(text), (alert) => {
        if (alert.kind === 'blind-spot' || alert.kind === 'summary') return;
        const code = markupOf(alert).flatMap((one) => one.code);
        expect(code.filter((one) => /^(aws kms \S+ --region|kms-deletion-guard silence add)/.test(one))).toEqual([]);
      }),
      { numRuns: numRuns / 4, ...AT_ONCE },
    );
  });
});

describe('a message that cannot hold all', () => {
  it('still has its id, and says that something was left out', () => {
    fc.assert(
      fc.property(LONG, (text) => {
        const many = ALERTS.find(({ kind, severity }) => kind === 'summary' && severity === 'critical');
        const alert = withTexts(many, () => text, '', new Set([...FIXED, 'id', 'arn', 'state'])) as Alert;
        const texts = textsIn(renderingOf(alert).blocks);
        expect(texts.at(-1)).toContain(`\`${alert.id}\``);
        expect(texts.join('\n')).toMatch(/\b(and \d+ more|left out for want of room)/);
      }),
      { numRuns: 60, ...AT_ONCE },
    );
  });
});
