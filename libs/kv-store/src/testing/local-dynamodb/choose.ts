import { CannotRun } from './cannot-run.js';
import { engineFolder } from './data-folder.js';
import { findDynalite } from './dynalite.js';
import { findDynamoDbLocal } from './dynamodb-local.js';
import type { EngineStart } from './engine.js';
import { engines, type LocalDynamoDbEngine } from './options.js';

export interface Choice {
  engine: LocalDynamoDbEngine;
  start: EngineStart;
  notes: string[];
}

/** @param withData The engines whose data `dataPath` holds. */
export async function chooseEngine(
  wanted: LocalDynamoDbEngine | 'auto',
  withData: readonly LocalDynamoDbEngine[],
  dataPath = '',
): Promise<Choice> {
  const [owner, ...more] = withData;
  if (wanted === 'auto' && owner !== undefined && more.length === 0) {
    return takeOwner(owner, engineFolder(dataPath, owner));
  }
  const choice = await (wanted === 'auto' ? takeEither() : take(wanted));
  const other = withData.find((engine) => engine !== choice.engine);
  if (other !== undefined) {
    choice.notes.push(
      `'${engineFolder(dataPath, other)}' holds data of ${other}, which ${choice.engine} does not see.`,
    );
  }
  return choice;
}

async function take(engine: LocalDynamoDbEngine): Promise<Choice> {
  try {
    return { engine, start: await find[engine](), notes: [] };
  } catch (error) {
    if (!(error instanceof CannotRun)) throw error;
    const other = engines.find((one) => one !== engine);
    throw new Error(
      `Engine '${engine}' cannot run: ${error.why}; ${error.remedy}, or name engine '${String(other)}'.`,
      { cause: error },
    );
  }
}

async function takeEither(): Promise<Choice> {
  try {
    return { engine: 'dynamodb-local', start: await findDynamoDbLocal(), notes: [] };
  } catch (error) {
    if (!(error instanceof CannotRun)) throw error;
    return takeSecond(error);
  }
}

function takeSecond({ why, remedy }: CannotRun): Choice {
  try {
    const note =
      `dynalite serves, which has no transactions and no TTL, since Amazon's DynamoDB Local cannot run: ${why}; ` +
      `${remedy} to have it.`;
    return { engine: 'dynalite', start: findDynalite(), notes: [note] };
  } catch (error) {
    if (!(error instanceof CannotRun)) throw error;
    throw new Error(
      `No local DynamoDB can run: for Amazon's DynamoDB Local, ${remedy} (${why}); for dynalite, ${error.remedy}.`,
      { cause: error },
    );
  }
}

/** Data is never opened by the engine that would not see it, unless that one is asked for by its name. */
async function takeOwner(engine: LocalDynamoDbEngine, folder: string): Promise<Choice> {
  try {
    const choice = { engine, start: await find[engine](), notes: [] as string[] };
    if (engine === 'dynalite') {
      choice.notes.push(
        `dynalite serves, since '${folder}' holds its data; to have Amazon's DynamoDB Local name it by 'engine', or ` +
          "take another 'dataPath'.",
      );
    }
    return choice;
  } catch (error) {
    const why = (error as Error).message.replace(/\.$/, '');
    const other = engine === 'dynalite' ? 'dynamodb-local' : 'dynalite';
    throw new Error(
      `'${folder}' holds data of ${engine}, which cannot run: ${why}. Or take another 'dataPath', or name engine ` +
        `'${other}', which starts empty.`,
      { cause: error },
    );
  }
}

const find: Record<LocalDynamoDbEngine, () => EngineStart | Promise<EngineStart>> = {
  'dynamodb-local': findDynamoDbLocal,
  dynalite: findDynalite,
};
