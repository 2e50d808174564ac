import type { GuardTemplate } from './guard-template.ts';

/** What a value of a template becomes in a Region; what is left out there is undefined. */
export function asDeployed(value: unknown, template: GuardTemplate, region: string): unknown {
  const become = (node: unknown): unknown => asDeployed(node, template, region);
  if (Array.isArray(value)) return value.map(become).filter((one) => one !== undefined);
  if (typeof value !== 'object' || value === null) return value;
  const [name, given] = Object.entries(value)[0] ?? [];
  const parts: readonly unknown[] = Array.isArray(given) ? given : [];
  switch (name) {
    case 'Ref':
      return given === 'AWS::Region' ? region : given === 'AWS::NoValue' ? undefined : value;
    case 'Condition':
      return become(Object(template.json.Conditions)[given]);
    case 'Fn::If':
      return become(become({ Condition: parts[0] }) === true ? parts[1] : parts[2]);
    case 'Fn::Not':
      return !become(parts[0]);
    case 'Fn::Or':
      return parts.map(become).includes(true);
    case 'Fn::Equals':
      return become(parts[0]) === become(parts[1]);
    case 'Fn::Join':
      return [become(parts[1])].flat().join(String(parts[0]));
    default:
      throw new Error(`wanted a function that is known here, got ${name}`);
  }
}
