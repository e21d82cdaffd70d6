import { readFileSync } from 'node:fs';

import { Application, Converter, OptionDefaults, ReflectionKind } from 'typedoc';

const { exports } = JSON.parse(readFileSync(new URL('libs/kv-store/package.json', import.meta.url), 'utf8'));

const { Variable, Function, Class, Interface, Property, Method, Accessor, TypeAlias } = ReflectionKind;
const named = Variable | Function | Class | Interface | Property | Method | Accessor | TypeAlias;

/**
 * Every name has a docstring. TypeDoc's own `notDocumented` asks for one as well of each part of a type that is written
 * where it is used, `{ ok: true; version }`, and explained there as a whole.
 */
function warnOfUndocumented(app, project) {
  for (const reflection of Object.values(project.reflections)) {
    // What is external came with Error.
    if (!reflection.kindOf(named) || reflection.flags.isExternal || isPartOfType(reflection)) continue;
    const { signatures, getSignature } = reflection;
    const told = [reflection, getSignature, ...(signatures ?? [])];
    if (told.some((one) => one?.hasComment())) continue;
    app.logger.validationWarning(`${reflection.getFullName()} has no docstring.`);
  }
}

function isPartOfType({ parent }) {
  return parent !== undefined && (parent.kindOf(ReflectionKind.TypeLiteral) || isPartOfType(parent));
}

/** A guide is named as it names itself, and not as its file. */
function nameByHeading(_, document) {
  const [heading] = document.content;
  document.name = /^# (.+)$/m.exec(heading?.text ?? '')?.[1] ?? document.name;
}

/** The reference of all that can be imported. `npm run docs` writes it to docs/api, and fails with a warning. */
export default {
  name: 'nestjs-kv-store',
  entryPoints: Object.values(exports)
    .filter((entry) => typeof entry === 'object')
    .map(({ types }) => types.replace(/^\.\/dist/, 'libs/kv-store/src').replace(/\.d\.ts$/, '.ts')),
  tsconfig: 'libs/kv-store/tsconfig.json',
  readme: 'libs/kv-store/README.md',
  projectDocuments: ['docs/guides/*.md', 'docs/guides/drivers/*.md', 'docs/*.md'],
  highlightLanguages: [...OptionDefaults.highlightLanguages, 'hcl'],
  out: 'docs/api',
  excludePrivate: true,
  disableSources: true,
  treatWarningsAsErrors: true,
  treatValidationWarningsAsErrors: true,
  validation: { notExported: true, invalidLink: true },
  // What is injected or thrown by these, and named by nobody.
  intentionallyNotExported: ['IdempotencyShelf', 'ProblemMembers', 'problems'],
  plugin: [
    (app) => app.converter.on(Converter.EVENT_CREATE_DOCUMENT, nameByHeading),
    (app) => app.on(Application.EVENT_VALIDATE_PROJECT, (project) => warnOfUndocumented(app, project)),
  ],
  // For the compiler, where an optional peer is not installed.
  blockTags: [...OptionDefaults.blockTags, '@ts-ignore'],
  excludeTags: [...OptionDefaults.excludeTags, '@ts-ignore'],
};
