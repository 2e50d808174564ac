import { ListRegionsCommand } from '@aws-sdk/client-account';
import type { Fact } from '../blind-spots/fact.ts';
import { ask } from './blind-spots/ask.ts';
import { allPages } from './blind-spots/pages.ts';
import type { GuardClients } from './guard-clients.ts';

/**
 * The Regions that the account has enabled, in the order of their names. The service is a global one: the SDK asks the Region that
 * the partition has for those, us-east-1 in `aws`. Source: Account Management API Reference, ListRegions.
 */
export const enabledRegions = (
  { account }: Pick<GuardClients, 'account'>,
  abortSignal: AbortSignal,
): Promise<Fact<readonly string[]>> =>
  ask('account:ListRegions', abortSignal, async () => {
    const regions = await allPages(async (token) => {
      const command = new ListRegionsCommand({
        RegionOptStatusContains: ['ENABLED', 'ENABLED_BY_DEFAULT'],
        MaxResults: 50,
        ...(token && { NextToken: token }),
      });
      const { Regions: items, NextToken: next } = await account.send(command, { abortSignal });
      return { items, next };
    });
    return regions.flatMap(({ RegionName: name }) => (name === undefined ? [] : [name])).sort();
  });
