/** Expects what `fixtures/app` prints. */
export function expectAnswers(answers: unknown, server: 'express' | 'fastify'): void {
  expect(answers).toEqual({
    server,
    miss: { status: 404, body: expect.any(String) },
    set: { status: 200, body: '' },
    get: { status: 200, body: '{"value":"hello"}' },
    note: { status: 200, body: '' },
    notes: { status: 200, body: expect.stringContaining('{"key":"first","value":{"text":"typed"}') },
    health: {
      status: 200,
      body: expect.stringMatching(/"driver":"lmdb".*"driver":"memory"/),
    },
    metrics: {
      status: 200,
      body: expect.stringContaining(
        'kv_store_operation_duration_seconds_count{store="default",driver="lmdb",operation="get",outcome="hit"} 1\n',
      ),
    },
  });
}
