import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import jest from 'eslint-plugin-jest';
import { defineConfig, globalIgnores } from 'eslint/config';
import globals from 'globals';
import ts from 'typescript-eslint';

const scripts = ['**/*.{js,cjs,mjs}'];
const code = ['**/*.ts'];
const tests = ['**/*.spec.ts', 'test/**/*.ts'];

export default defineConfig(
  // The fixtures of test/consumers are projects of their own; their spec compiles them.
  globalIgnores(['**/dist/', '**/coverage/', 'docs/api/', 'test/consumers/fixtures/']),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  { files: scripts, languageOptions: { globals: globals.node } },
  {
    files: code,
    extends: [ts.configs.strictTypeChecked, ts.configs.stylisticTypeChecked],
    // One program for all, the one that `npm run types` checks: quicker than a project service.
    languageOptions: {
      parserOptions: { project: './tsconfig.test.json', tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      // Nest's modules are classes with nothing but a decorator.
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      // Nest declares the options of an application as a class, and everyone passes it a literal.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      // Brackets show that nothing declares the name: process.env['KV_TABLE'], item['pk'].
      '@typescript-eslint/dot-notation': ['error', { allowIndexSignaturePropertyAccess: true }],
      // A number in a text is what it looks like.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // A rejection is passed on as it came.
      '@typescript-eslint/prefer-promise-reject-errors': ['error', { allowThrowingUnknown: true }],
      // Parameters that only keep the place of later ones, and properties left out of a rest.
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
    },
  },
  {
    files: code,
    ignores: tests,
    rules: {
      // A longer file does more than one thing.
      'max-lines': ['error', 250],
    },
  },
  {
    // With the client installed @ts-expect-error has nothing to expect; without it the types need @ts-ignore.
    files: ['libs/kv-store/src/drivers/*/*.options.ts'],
    rules: { '@typescript-eslint/ban-ts-comment': ['error', { 'ts-ignore': false }] },
  },
  {
    files: tests,
    plugins: { jest },
    rules: {
      'jest/no-focused-tests': 'error',
      'jest/no-disabled-tests': 'error',
      'jest/no-identical-title': 'error',
      'jest/valid-expect': 'error',
      'jest/valid-title': 'error',
      // Helpers that check are named so; supertest checks by .expect(), fast-check by fc.assert().
      'jest/expect-expect': [
        'error',
        { assertFunctionNames: ['expect*', 'request.**.expect', '**.expect', 'fc.assert'] },
      ],
      // Knows that expect(store.get) calls nothing.
      '@typescript-eslint/unbound-method': 'off',
      'jest/unbound-method': 'error',
      // The bodies of HTTP answers and jest's matchers are `any`.
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
    },
  },
  prettier,
);
