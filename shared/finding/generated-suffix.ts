/**
 * Cuts what CloudFormation and Terraform append to the names that they make, so that a role which is replaced at each deployment
 * stays one caller. Only shapes that people do not choose are cut (12 or 13 capitals with a digit; 12 letters of both cases and
 * digits without words in them; 26 digits): to take two callers for one would hide the second.
 */
export function foldGeneratedSuffix(name: string): string {
  // Terraform's name_prefix: 18 digits of time and 8 of a counter.
  const byTerraform = /^(.+?)-?\d{26}$/.exec(name)?.[1];
  if (byTerraform !== undefined) return byTerraform;
  const suffix = /-([A-Za-z0-9]{12,13})$/.exec(name)?.[1];
  if (suffix === undefined || !looksGenerated(suffix)) return name;
  return name.slice(0, -suffix.length - 1);
}

function looksGenerated(suffix: string): boolean {
  if (/^[A-Z0-9]+$/.test(suffix)) return /\d[A-Z]/.test(suffix);
  if (suffix.length !== 12 || !/[a-z]/.test(suffix) || !/[A-Z]/.test(suffix) || !/\d/.test(suffix)) return false;
  // "S3BucketRead" has words in it, what is drawn by lot has hardly any.
  return suffix.replace(/[A-Z]?[a-z]{3,}/g, '').length >= 7;
}
