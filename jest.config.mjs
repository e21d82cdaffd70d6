import { availableParallelism } from 'node:os';

// Nest, and some of what it stands on, are ESM only; jest runs everything as CommonJS, so these are transformed too.
const esmPackages = [
  '@nestjs',
  'file-type',
  'strtok3',
  'token-types',
  'uint8array-extras',
  '@tokenizer',
  '@borewit',
];

const shared = {
  testEnvironment: 'node',
  transform: {
    '^.+\\.(ts|js|mjs)$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2023',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
        },
        module: { type: 'commonjs' },
      },
    ],
  },
  transformIgnorePatterns: [`/node_modules/(?!(${esmPackages.join('|')})/)`],
  moduleNameMapper: {
    '^nestjs-kv-store$': '<rootDir>/libs/kv-store/src/index.ts',
    '^nestjs-kv-store/([a-z]+)$': '<rootDir>/libs/kv-store/src/$1/index.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  setupFiles: ['<rootDir>/test/support/setup.ts'],
};

/** @type {import('jest').Config} */
export default {
  projects: [
    {
      ...shared,
      displayName: 'unit',
      testMatch: [
        '<rootDir>/libs/**/*.spec.ts',
        '<rootDir>/apps/**/*.spec.ts',
        '<rootDir>/examples/**/*.spec.ts',
        '<rootDir>/test/{api,cache,conformance,linearizability,lists}/*.spec.ts',
        '<rootDir>/test/model/!(dynamodb).spec.ts',
      ],
    },
    {
      ...shared,
      displayName: 'servers',
      testMatch: [
        '<rootDir>/test/{adapters,docs,drivers,e2e,linearizability/servers,release,telemetry,testing}/**/*.spec.ts',
        '<rootDir>/test/model/dynamodb.spec.ts',
        '<rootDir>/test/observability/*.spec.ts',
      ],
      globalSetup: '<rootDir>/test/support/global-setup.ts',
      globalTeardown: '<rootDir>/test/support/global-teardown.ts',
    },
    {
      ...shared,
      displayName: 'slow',
      testMatch: ['<rootDir>/test/slow/**/*.spec.ts'],
      globalSetup: '<rootDir>/test/support/global-setup.ts',
      globalTeardown: '<rootDir>/test/support/global-teardown.ts',
    },
    {
      ...shared,
      displayName: 'faults',
      testMatch: ['<rootDir>/test/faults/**/*.spec.ts'],
      globalSetup: '<rootDir>/test/support/global-setup.ts',
      globalTeardown: '<rootDir>/test/support/global-teardown.ts',
    },
    {
      ...shared,
      displayName: 'consumers',
      globalSetup: '<rootDir>/test/support/build.ts',
      testMatch: ['<rootDir>/test/consumers/*.spec.ts'],
    },
    {
      ...shared,
      displayName: 'matrix',
      globalSetup: '<rootDir>/test/support/build.ts',
      testMatch: ['<rootDir>/test/consumers/matrix/*.spec.ts'],
    },
  ],
  testTimeout: 20_000,
  // The servers that tests wait for leave a second core to others: on two cores jest would use one.
  maxWorkers: Math.max(2, availableParallelism() - 1),
  collectCoverageFrom: ['libs/kv-store/src/**/*.ts', 'apps/demo/src/**/*.ts', '!**/*.spec.ts'],
  coverageThreshold: { global: { lines: 90, functions: 90 } },
};
