/** The name at the end of an ARN or a principal id: behind the last slash or colon. */
export function lastPartOf(arn: string | undefined): string | undefined {
  const part = arn?.split(/[/:]/).at(-1);
  return part === '' ? undefined : part;
}

const SSO_ROLE = /^AWSReservedSSO_(.+)_[0-9a-f]{16}$/;

/** The permission set of a role that IAM Identity Center made; its session name is the person. */
export const permissionSetOf = (roleName: string | undefined): string | undefined => SSO_ROLE.exec(roleName ?? '')?.[1];

/** A caller in one text: "role admin (alice@example.com)". */
export const principalText = ({
  name,
  session,
}: {
  readonly name: string;
  readonly session: string | undefined;
}): string => (session === undefined || session === name ? name : `${name} (${session})`);
