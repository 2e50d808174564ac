/**
 * CloudWatch Logs filter patterns over CloudTrail records. Syntax: CloudWatch Logs User Guide, "Filter pattern syntax". Only
 * constructs that AWS's own examples show are used: equality, `*` at either end of a quoted string, `&&`, `||`, parentheses.
 */

/**
 * The pattern of AWS's page "Create an alarm that detects use of a KMS key pending deletion", letter for letter. It misses calls
 * that another service passes on, and KMS's texts for multi-Region keys.
 */
export const DOCUMENTED_PATTERN = '{ $.eventSource = kms* && $.errorMessage = "* is pending deletion."}';

/** Everything that shared/finding may count, whichever service reports it; it also lets through more than counts. */
export const WIDE_PATTERN =
  '{ ($.errorMessage = "*is pending deletion*") || ($.errorMessage = "*is pending replica deletion*") }';

/**
 * The same and, besides, what KMS refuses because a key is Disabled: what callers meet after a deletion was cancelled. Only in modes
 * that cancel, and counted only for keys whose deletion the guard itself cancelled.
 */
export const RESCUE_PATTERN =
  '{ ($.errorMessage = "*is pending deletion*") || ($.errorMessage = "*is pending replica deletion*") || ($.eventSource = "kms.amazonaws.com" && $.errorMessage = "* is disabled*") }';

/** The pattern of the one subscription filter. */
export const streamedPattern = (mode: string): string =>
  mode === 'cancel' || mode === 'cancel-and-enable' ? RESCUE_PATTERN : WIDE_PATTERN;
