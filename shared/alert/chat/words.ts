import type { Alert } from '../alert.ts';
import { forChatText } from '../inert-chat.ts';

/** A fact as an item of a list, which stays a line of its own in Slack and in Microsoft Teams; nothing where it is not known. */
export const item = (label: string, markup: string | undefined): string[] =>
  markup === undefined || markup === '' ? [] : [`- ${label}: ${markup}`];

/** Links as they stand, since each chat has markup of its own for others. */
export const linkItems = ({ links }: Pick<Alert, 'links'>): string[] =>
  links.filter(({ url }) => isPlainLink(url)).flatMap(({ title, url }) => item(forChatText(title, 60), url));

/** Whether it is a link wherever it stands, and ends nothing around it. */
export const isPlainLink = (url: string): boolean =>
  /^https:\/\/[\x21-\x7e]{1,1500}$/.test(url) && !/[<>`|"\\*~]/.test(url);

/** When people hear of it again, and which alert this is. */
export const closing = ({ nextMessage, id }: Pick<Alert, 'nextMessage' | 'id'>): string[] => [
  ...(nextMessage === undefined ? [] : [forChatText(nextMessage, 300)]),
  `Alert ${forChatText(id, 40)}.`,
];
