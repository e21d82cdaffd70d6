/** What `work` comes to, unless that takes longer: then it rejects with what `late` makes. Milliseconds. */
export async function within<R>(limit: number, work: Promise<R>, late: () => unknown): Promise<R> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(late());
    }, limit).unref();
  });
  try {
    return await Promise.race([work, over]);
  } finally {
    clearTimeout(timer);
  }
}
