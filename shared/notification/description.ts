import type { KnownBlock } from '@slack/types';
import { forSlackCode } from '../alert/inert.ts';
import { section } from '../alert/slack/blocks.ts';
import { textSection } from './text-section.ts';

/** The first sentence of an alarm's description, or its first line where that has no end; and what comes after it. */
export function splitFirst(text: string): readonly [sentence: string, rest: string] {
  const trimmed = text.trim();
  const end = /[.!?](?=\s)|(?=\n)/.exec(trimmed);
  if (end === null) return [trimmed, ''];
  const at = end.index + end[0].length;
  return [trimmed.slice(0, at), trimmed.slice(at).trim()];
}

// As the descriptions of our own alarms end.
const POINTER = /(What to do|If none came): docs\/runbook\.md, "([^"\n]{1,100})"\.$/;

/**
 * What an alarm says of itself, as plain text; where to read on stands in code. Slack's clients may make links of what is plain text
 * (slackapi/java-slack-sdk#1069), and ".md" is a top-level domain: anywhere else our file's name would have to be broken.
 */
export function descriptionBlocks(text: string): KnownBlock[] {
  const trimmed = text.trim();
  const pointer = POINTER.exec(trimmed);
  const before = trimmed.slice(0, pointer?.index).trim();
  const blocks: KnownBlock[] = before === '' ? [] : [textSection(before)];
  if (pointer === null) return blocks;
  const [, label = '', heading = ''] = pointer;
  return [...blocks, section(`*${label}*`, `\`docs/runbook.md\`, ${forSlackCode(heading, 100)}`)];
}
