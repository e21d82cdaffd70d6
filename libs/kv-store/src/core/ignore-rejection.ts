/** Of a promise where none was wanted: nobody waits for it, and a rejection that nobody hears of ends the process. */
export async function ignoreRejection(given: unknown): Promise<void> {
  try {
    await given;
  } catch {
    // Whoever gave it was told that it must not be a promise.
  }
}
