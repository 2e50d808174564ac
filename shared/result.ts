/** An expected failure is a value: the compiler makes the caller look at both roads. Unexpected failures throw. */
export type Result<T, E> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: E };

/** The road where it worked. */
export const ok = <T>(value: T): { readonly ok: true; readonly value: T } => ({ ok: true, value });

/** The road where it failed in a way that was expected. */
export const err = <E>(error: E): { readonly ok: false; readonly error: E } => ({ ok: false, error });
