import { forEmail, visible } from './inert.ts';

/**
 * What `inert.ts` is to the other outlets, for chat by Amazon Q Developer. It hands text on as the markup of Slack or of Microsoft Teams,
 * and nobody says which: an escape of the one would be shown by the other. So what acts in either is replaced by what looks like it and
 * acts in neither, `@` and `#` too, as Amazon Q Developer may make mentions of names. Sources: Amazon Q Developer in chat applications
 * Administrator Guide, "Custom notifications"; Slack developer documentation, "Formatting message text"; Microsoft Teams, "Format your
 * bot messages".
 */

/** Outside of a code span. */
export const forChatText = (text: string, most = 150): string =>
  oneForOne(cut(longer(forEmail(oneForOne(text), most)).replace(/:(?=[^\s:[\]…]+:)/g, '[:]'), most));

/** In a code span, for values that people compare with what they see elsewhere. Not every chat takes it for one, so it is the same besides. */
export const forChatCode = (text: string, most = 96): string =>
  `\`${oneForOne(cut(longer(forEmail(oneForOne(text), most)), most)) || '-'}\``;

/** Cuts the middle out. What it leaves bare at the cut is for {@link oneForOne} to see. */
const cut = visible;

const longer = (text: string): string => text.replaceAll('\u00a0', ' ').replaceAll('@', '[at]').replaceAll('](', '] (');

const LOOK_ALIKES: Readonly<Record<string, string>> = {
  '*': '\u2217',
  '~': '\u223c',
  '`': '\u02cb',
  '\\': '\u2216',
  '&': '\uff06',
  '<': '\u2039',
  '>': '\u203a',
  '#': '\uff03',
};

const oneForOne = (text: string): string =>
  text
    .replace(/[*~`\\&<>#]/g, (char) => LOOK_ALIKES[char] ?? '?')
    .replace(/(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g, '\uff3f')
    .replace(/^\p{M}/u, '\u25cc');
