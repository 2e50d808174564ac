/**
 * The Region that the environment names, as the AWS CLI takes it; undefined: none, and the profile decides. A variable without a value,
 * as a shell makes it, is none. The SDK for JavaScript knows AWS_REGION only. Source: AWS CLI User Guide, "Environment variables".
 */
export const regionOf = ({ AWS_REGION, AWS_DEFAULT_REGION }: NodeJS.ProcessEnv): string | undefined =>
  AWS_REGION || AWS_DEFAULT_REGION || undefined;
