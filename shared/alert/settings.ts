import type { RemediationMode } from '../contract/remediation.ts';

/** What the owner of a deployment tells us about their accounts and their ways, for use in alerts. */
export interface AlertSettings {
  readonly guard: { readonly version: string; readonly stack: string; readonly region?: string };
  /** Account id to the name that people know it by. */
  readonly accountNames: Readonly<Record<string, string>>;
  /** Link that signs in to the right account, with `{accountId}` and `{destination}`; plain console links without it. */
  readonly consoleLinkTemplate: string | undefined;
  readonly runbookUrl: string | undefined;
  /** Name of the tag that names a key's owner. */
  readonly ownerTag: string | undefined;
  /** What the deployment may do by itself. @default off */
  readonly remediationMode?: RemediationMode;
}

/** The name of an account, if the deployment has one for it. */
export const accountNameOf = (accountId: string | undefined, { accountNames }: AlertSettings): string | undefined =>
  accountId !== undefined && Object.hasOwn(accountNames, accountId) ? accountNames[accountId] : undefined;
