import { KvFault } from './kv-fault.js';

/** The loaded module, or one sentence with the command that installs the package which `who` needs for it. */
export async function needs<M>(who: string, install: string, module: Promise<M>): Promise<M> {
  try {
    return await module;
  } catch (error) {
    const { code } = error as { code?: unknown };
    if (code !== 'ERR_MODULE_NOT_FOUND' && code !== 'MODULE_NOT_FOUND') throw error;
    throw new KvFault('INVALID_ARGUMENT', `${who} needs a package that is missing: npm install ${install}`);
  }
}
