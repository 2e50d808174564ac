import { forJson } from '../../shared/alert/inert.ts';
import type { Fix } from '../../shared/blind-spots/check.ts';

/** What to do about it, as reports show it. */
export interface ReportedFix {
  readonly title: string;
  /** A command for a POSIX shell, whole and in one line. */
  readonly command?: string;
  /** A page that tells more. */
  readonly url?: string;
}

/** A fix whose texts are inert; a command or link that is not fit to be copied whole is left out rather than changed. */
export function reportedFix({ title, command, url }: Fix): ReportedFix {
  return {
    title: forJson(title),
    ...(command !== undefined && isCopyable(command) ? { command } : {}),
    ...(url !== undefined && isLink(url) ? { url } : {}),
  };
}

// Control, format, bidirectional and unassigned characters, line ends, and blanks that look like others.
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]|(?! )\p{Zs}/u;

const isCopyable = (command: string): boolean => command !== '' && !UNSEEN.test(command);

const isLink = (url: string): boolean => /^https:\/\/[\x21-\x7e]+$/.test(url);
