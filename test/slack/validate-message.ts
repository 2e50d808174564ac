/**
 * What Slack's documentation says about messages of an incoming webhook, as far as this project sends such, and one rule of our own:
 * texts in all stay below what Slack was seen to refuse. Sources: Slack developer documentation, "Blocks", "Header block", "Section
 * block", "Context block", "Text object", "Formatting message text"; slackapi/bolt-js#2509 for the sum.
 */
const MOST_BLOCKS = 50;
const MOST_ALL = 12_000;
const TEXT = { mrkdwn: ['text', 'type', 'verbatim'], plain_text: ['emoji', 'text', 'type'] } as const;
const BLOCKS: Readonly<Record<string, (block: Shape, at: string) => string[]>> = {
  header: (block, at) => [
    ...keysOf(block, ['text', 'type'], at),
    ...textFaults(block.text, `${at}.text`, 150, 'plain_text'),
  ],
  section: sectionFaults,
  context: (block, at) => [
    ...keysOf(block, ['elements', 'type'], at),
    ...listFaults(block.elements, `${at}.elements`, 10, 3000),
  ],
};

type Shape = Readonly<Record<string, unknown>>;

/** Everything that Slack would refuse or show other than it was meant; `mention` is the one that may stand in it. */
export function faultsOf(message: unknown, mention = ''): string[] {
  if (!isShape(message)) return ['message: is no object'];
  const { text, blocks } = message;
  if (!Array.isArray(blocks)) return ['message.blocks: is no list'];
  const sum = textsIn(blocks).reduce((all, one) => all + one.length, typeof text === 'string' ? text.length : 0);
  return [
    ...keysOf(message, ['blocks', 'text'], 'message'),
    ...(typeof text === 'string' && text.trim() !== ''
      ? markupFaults(text, 'text', '')
      : ['text: is no text, or empty']),
    ...(blocks.length < 1 || blocks.length > MOST_BLOCKS ? [`blocks: ${blocks.length} of them`] : []),
    ...blocks.flatMap((block, at) => blockFaults(block, `blocks[${at}]`)),
    ...mentionFaults(blocks, mention),
    ...(sum > MOST_ALL ? [`texts: ${sum} characters in all`] : []),
  ];
}

function blockFaults(block: unknown, at: string): string[] {
  if (!isShape(block)) return [`${at}: is no object`];
  const faults = Object.hasOwn(BLOCKS, String(block.type)) ? BLOCKS[String(block.type)] : undefined;
  return faults === undefined ? [`${at}.type: ${String(block.type)}`] : faults(block, at);
}

function sectionFaults(block: Shape, at: string): string[] {
  if (block.text === undefined && block.fields === undefined) return [`${at}: neither text nor fields`];
  return [
    ...keysOf(block, ['fields', 'text', 'type'], at),
    ...(block.text === undefined ? [] : textFaults(block.text, `${at}.text`, 3000)),
    ...(block.fields === undefined ? [] : listFaults(block.fields, `${at}.fields`, 10, 2000)),
  ];
}

function listFaults(list: unknown, at: string, most: number, characters: number): string[] {
  if (!Array.isArray(list) || list.length < 1 || list.length > most) return [`${at}: not 1 to ${most}`];
  return list.flatMap((one, index) => textFaults(one, `${at}[${index}]`, characters));
}

function textFaults(value: unknown, at: string, most: number, only?: string): string[] {
  if (!isShape(value)) return [`${at}: is no text object`];
  const { type, text } = value;
  if (type !== 'mrkdwn' && type !== 'plain_text') return [`${at}.type: ${String(type)}`];
  if (typeof text !== 'string') return [`${at}.text: is no text`];
  return [
    ...(only !== undefined && type !== only ? [`${at}.type: must be ${only}`] : []),
    ...keysOf(value, TEXT[type], at),
    ...(type === 'mrkdwn' && value.verbatim !== true ? [`${at}.verbatim: not true`] : []),
    ...(type === 'plain_text' && value.emoji !== false ? [`${at}.emoji: not false`] : []),
    ...(text.trim() === '' || text.length > most ? [`${at}.text: ${text.length} characters`] : []),
    ...markupFaults(text, at, type),
  ];
}

/** Escapes whole, nothing unescaped but what begins a link or a mention, code that ends where it begins. */
function markupFaults(text: string, at: string, type: string): string[] {
  const withoutLinks = type === 'mrkdwn' ? text.replace(/<(https?:\/\/[^<>|\s]+\|[^<>|]+|[!@][^<>|\s]+)>/g, '') : text;
  const outsideBlocks = text.split('```');
  return [
    ...(/&(?!(amp|lt|gt);)/.test(text) ? [`${at}: an unescaped &, or a broken escape`] : []),
    ...(/[<>]/.test(withoutLinks) ? [`${at}: an unescaped < or >`] : []),
    ...(outsideBlocks.length % 2 === 0 ? [`${at}: a code block that does not end`] : []),
    ...(type === 'mrkdwn' && outsideBlocks.some((part, index) => index % 2 === 0 && oddTicks(part))
      ? [`${at}: a code span that does not end on its line`]
      : []),
    ...(/[\p{Cs}\p{Cf}]|[^\P{Cc}\n]/u.test(text) ? [`${at}: something that cannot be seen`] : []),
  ];
}

const oddTicks = (part: string): boolean => part.split('\n').some((line) => (line.split('`').length - 1) % 2 === 1);

/** Mentions act wherever they stand: outside of code, and in it as well for all that is documented. */
function mentionFaults(blocks: unknown, mention: string): string[] {
  const found = textsIn(blocks).flatMap((text) => text.match(/<[!@#][^>]*>/g) ?? []);
  const others = found.filter((one) => one !== mention);
  return [...others.map((one) => `mention ${one}`), ...(found.length > 1 ? [`${found.length} mentions`] : [])];
}

const keysOf = (value: Shape, allowed: readonly string[], at: string): string[] =>
  Object.keys(value)
    .filter((key) => !allowed.includes(key))
    .map((key) => `${at}.${key}: not known`);

/** Every text of every text object. */
export function textsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(textsIn);
  if (!isShape(value)) return [];
  return Object.entries(value).flatMap(([key, one]) =>
    key === 'text' && typeof one === 'string' ? [one] : textsIn(one),
  );
}

const isShape = (value: unknown): value is Shape =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
