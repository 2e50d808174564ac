import type { Caller } from '../finding/caller.ts';
import { matchesGlob } from './glob.ts';

// The words that a caller's name begins with, as shared/finding/caller.ts writes them, where IAM or Identity Center holds the name
// that follows. Whoever calls chooses the name of a federated user, a web identity, a session.
const KINDS = ['role', 'user', 'service', 'SSO permission set', 'Identity Center user', 'directory user'] as const;

/** No longer name is matched; IAM's own end at 64 characters. */
const MOST_CHARACTERS = 256;

/**
 * The name of a caller that globs are held against: as people are shown it, but never what the caller chose. A person who came
 * by IAM Identity Center is shown by a session name, so goes here by "SSO permission set NAME". Undefined: no glob covers it.
 */
export function shownCaller({ name, session, via }: Pick<Caller, 'name' | 'session' | 'via'>): string | undefined {
  const shown = name === session ? via : name;
  if (shown === undefined || shown.length > MOST_CHARACTERS) return undefined;
  const isHeldByAws = KINDS.some((kind) => shown.startsWith(`${kind} `)) || /^root( |$)|^a principal /.test(shown);
  return isHeldByAws ? shown : undefined;
}

/** Whether a glob covers a caller, by its whole name ("role crossplane-provider") or without the kind ("crossplane-provider"). */
export function coversCaller(glob: string, shown: string | undefined): boolean {
  if (shown === undefined) return false;
  if (matchesGlob(glob, shown)) return true;
  const kind = KINDS.find((words) => shown.startsWith(`${words} `));
  return kind !== undefined && matchesGlob(glob, shown.slice(kind.length + 1));
}

/** Why a glob names no caller, or undefined when it does. One that covers a caller of which nothing is known covers all of a kind. */
export function callerGlobFault(glob: string): string | undefined {
  if (!/^[\x21-\x7e]+(?: [\x21-\x7e]+)*$/.test(glob) || glob.length > MOST_CHARACTERS) {
    return `wanted at most ${MOST_CHARACTERS} plain characters, such as "role crossplane-*"`;
  }
  return NOBODIES.some((nobody) => coversCaller(glob, nobody))
    ? 'wanted a part of the name itself, such as "role crossplane-*"'
    : undefined;
}

// Names made of a character that no name and no glob has: only wildcards cover them.
const NOBODIES: readonly string[] = [...KINDS, 'root of account', 'a principal of account'].flatMap((kind) =>
  Array.from({ length: 64 }, (_, shorter) => `${kind} ${'\u0001'.repeat(64 - shorter)}`),
);
