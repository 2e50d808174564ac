/** One resource of a template. */
export interface Resource {
  readonly id: string;
  readonly Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: CloudFormation's own types are not in the template; each test says what it wants.
  readonly Properties: Readonly<Record<string, any>>;
  readonly DependsOn?: readonly string[];
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

export interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Principal?: unknown;
  readonly Condition?: unknown;
}

const listed = <T>(value: T | readonly T[]): readonly T[] => (Array.isArray(value) ? value : [value as T]);

/** A synthesized template. */
export class GuardTemplate {
  readonly json: Readonly<Record<string, unknown>>;
  readonly resources: readonly Resource[];

  constructor(json: Readonly<Record<string, unknown>>) {
    this.json = json;
    const resources = Object.entries(json.Resources as Readonly<Record<string, Omit<Resource, 'id'>>>);
    this.resources = resources.map(([id, resource]) => ({ ...resource, id }));
  }

  ofType(type: string): readonly Resource[] {
    return this.resources.filter(({ Type }) => Type === type);
  }

  /** The only resource of its type that passes. */
  only(type: string, passes: (resource: Resource) => boolean = () => true): Resource {
    const [found, ...more] = this.ofType(type).filter(passes);
    if (found === undefined || more.length > 0)
      throw new Error(`wanted one ${type}, got ${more.length + (found ? 1 : 0)}`);
    return found;
  }

  /** The only resource of its type in the construct of this id, such as `DetectKeyUse`. */
  in(construct: string, type: string): Resource {
    return this.only(type, ({ id }) => id.startsWith(construct));
  }

  /** The resource that a Ref or Fn::GetAtt leads to. */
  behind(value: unknown): Resource {
    const { Ref, 'Fn::GetAtt': attribute } = (value ?? {}) as { Ref?: string; 'Fn::GetAtt'?: readonly string[] };
    const found = this.resources.find(({ id }) => id === (Ref ?? attribute?.[0]));
    if (found === undefined) throw new Error(`wanted a reference to a resource, got ${JSON.stringify(value)}`);
    return found;
  }

  /** Whether a reference leads to this resource. */
  leadsTo(value: unknown, resource: Resource): boolean {
    return JSON.stringify(value)?.includes(`"${resource.id}"`) ?? false;
  }

  /** All statements of resource policies of this type that are about this resource. */
  policyOf(type: string, resource: Resource): readonly Statement[] {
    return this.ofType(type)
      .filter(({ Properties: { PolicyDocument: _, ...about } }) => this.leadsTo(about, resource))
      .flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
  }

  /** What roles may do, or those of one construct: each `action on resource`, sorted, references written as ${...}. */
  rights(construct = ''): readonly string[] {
    const roles = this.ofType('AWS::IAM::Role').filter(({ id }) => id.startsWith(construct));
    const attached = this.ofType('AWS::IAM::Policy').filter(({ Properties }) =>
      roles.some((role) => this.leadsTo(Properties.Roles, role)),
    );
    const documents = [
      ...attached.map(({ Properties }) => Properties.PolicyDocument),
      ...roles.flatMap(({ Properties }) =>
        (Properties.Policies ?? []).map((policy: { PolicyDocument: unknown }) => policy.PolicyDocument),
      ),
    ];
    const statements: readonly Statement[] = documents.flatMap(({ Statement }) => Statement);
    return statements
      .flatMap(({ Effect, Action, Resource }) =>
        listed(Action).flatMap((action) =>
          listed(Resource).map((resource) => `${Effect === 'Allow' ? '' : 'not '}${action} on ${written(resource)}`),
        ),
      )
      .sort();
  }
}

/** A value as people write it: Fn::Join joined, references as ${name} or ${name.attribute}. */
export function written(value: unknown): string {
  if (typeof value === 'string') return value;
  const node = value as { Ref?: string; 'Fn::GetAtt'?: readonly string[]; 'Fn::Join'?: [string, readonly unknown[]] };
  if (node.Ref !== undefined) return `\${${node.Ref}}`;
  if (node['Fn::GetAtt'] !== undefined) return `\${${node['Fn::GetAtt'].join('.')}}`;
  if (node['Fn::Join'] !== undefined) return node['Fn::Join'][1].map(written).join(node['Fn::Join'][0]);
  throw new Error(`wanted text or a reference, got ${JSON.stringify(value)}`);
}
