import type { KeyArn } from '../kms/key-arn.ts';

/** What people are offered to run. */
export const KMS_COMMANDS = ['describe-key', 'cancel-key-deletion', 'enable-key', 'schedule-key-deletion'] as const;
export type KmsCommand = (typeof KMS_COMMANDS)[number];

/** A command for a key of the strict grammar. A deletion is scheduled with the longest waiting period that KMS takes. */
export const kmsCommand = (command: KmsCommand, key: KeyArn): string =>
  `aws kms ${command} --region ${key.region} --key-id ${key.arn}${
    command === 'schedule-key-deletion' ? ' --pending-window-in-days 30' : ''
  }`;
