import { Silent } from './errors.js';

/** What `work` comes to, unless that takes longer. Milliseconds. */
export async function within<R>(limit: number, work: Promise<R>): Promise<R> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Silent());
    }, limit).unref();
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
