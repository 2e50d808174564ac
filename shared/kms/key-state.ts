const PENDING = new Set(['PendingDeletion', 'PendingReplicaDeletion']);

/** Whether a key in this state, as DescribeKey names it, is on its way to be destroyed. */
export const isPendingState = (state: string | undefined): boolean => state !== undefined && PENDING.has(state);
