/** What became of asking for one of the day's cancels. */
export type Allowance = 'allowed' | 'spent';
