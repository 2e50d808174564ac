// Who may import whom. The table and its reasons: docs/architecture.md, "Import directions".
// The steps of the way of one event, from left to right: each may import those to its left.
const steps = [
  'cloudwatch-logs',
  'cloudtrail',
  'kms',
  'finding',
  'silence',
  'incident',
  'remediation',
  'alert',
  'blind-spots',
  'notification',
];
const core = `^shared/(${steps.join('|')})/`;
const ioBuiltins =
  '^(node:)?(fs|fs/promises|net|http|http2|https|child_process|dns|dgram|tls|worker_threads|cluster|readline|process|os|timers)(/|$)';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    // aws-lambda: types only, from @types/aws-lambda.
    { name: 'not-resolvable', severity: 'error', from: {}, to: { couldNotResolve: true, pathNot: '^aws-lambda$' } },
    {
      name: 'only-adapters-import-the-sdk',
      severity: 'error',
      from: { pathNot: '^(shared/aws/|test/|bench/|node_modules/)' },
      to: { path: '@aws-sdk/|@smithy/' },
    },
    {
      name: 'core-does-no-io',
      severity: 'error',
      from: { path: core },
      to: { dependencyTypes: ['core'], path: ioBuiltins },
    },
    {
      name: 'core-imports-core-only',
      severity: 'error',
      from: { path: core },
      to: { path: '^(shared/(enrichment|pipeline|aws|slack|config)/|functions/|infra/|cli/|test/|bench/)' },
    },
    ...steps.map((step, position) => ({
      name: `${step}-imports-only-what-stands-before-it`,
      severity: 'error',
      from: { path: `^shared/${step}/` },
      to: { path: `^shared/(${steps.slice(position + 1).join('|') || '\\b\\B'})/` },
    })),
    {
      name: 'pipeline-and-enrichment-take-adapters-as-arguments',
      severity: 'error',
      from: { path: '^shared/(enrichment|pipeline)/' },
      to: { path: '^(shared/(aws|slack|config)/|functions/|infra/|cli/|test/|bench/)' },
    },
    {
      name: 'enrichment-does-not-know-the-pipeline',
      severity: 'error',
      from: { path: '^shared/enrichment/' },
      to: { path: '^shared/pipeline/' },
    },
    {
      name: 'adapters-know-the-domain-only',
      severity: 'error',
      from: { path: '^shared/(aws|slack)/' },
      to: { path: '^(shared/pipeline/|functions/|infra/|cli/|test/|bench/)' },
    },
    {
      name: 'contract-imports-nothing',
      severity: 'error',
      from: { path: '^shared/contract/' },
      to: { pathNot: '^shared/contract/' },
    },
    {
      name: 'a-function-imports-shared-only',
      severity: 'error',
      from: { path: '^functions/([^/]+)/' },
      to: { path: '^(functions/|infra/|cli/|test/|bench/)', pathNot: '^functions/$1/' },
    },
    {
      name: 'infra-knows-the-contract-only',
      severity: 'error',
      from: { path: '^infra/' },
      to: { path: '^(shared/(?!contract/)|functions/|cli/|test/|bench/)' },
    },
    {
      name: 'cli-imports-shared-only',
      severity: 'error',
      from: { path: '^cli/' },
      to: { path: '^(functions/|infra/|test/|bench/)' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.mjs', '.js', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
