/** As an error may be: wherever it can hold something, it holds what was sent. */
export function tellingError(sent: unknown): Error {
  const text = JSON.stringify(sent);
  return Object.assign(new AggregateError([new Error(text)], text, { cause: new Error(text) }), {
    name: `Error of ${text}`,
    code: text,
    status: text,
    requestId: text,
    response: { body: sent },
    $metadata: { requestId: text },
    input: sent,
    key: text,
    toJSON: () => sent,
  });
}
