import type { OperationClass } from '../kms/operation-class.ts';
import type { Hiding } from '../silence/hiding.ts';

/** Why findings are counted, and told in the weekly summary only: a silence, a setting, or that they are the guard's own calls. */
export type HiddenBy = Hiding | { readonly kind: 'own'; readonly by: 'guard'; readonly class: OperationClass };

/** The same for the same reason. */
export const hiddenLabel = (hiddenBy: HiddenBy): string =>
  [hiddenBy.kind, hiddenBy.by, hiddenBy.class, hiddenBy.kind === 'silence' && hiddenBy.untilDeletion].join(' ');
