// What the stub of DynamoDB can do. Items are kept as the JSON that they are sent as, so that reading them is cheap.

/** By name: the attribute that is the key, and items by it. */
const tables = new Map();

/** Each takes the request and gives the answer's text. */
export const operations = {
  CreateTable({ TableName, KeySchema, AttributeDefinitions }) {
    const [{ AttributeName }] = KeySchema;
    const description = { TableName, TableStatus: 'ACTIVE', KeySchema, AttributeDefinitions };
    tables.set(TableName, { keyName: AttributeName, items: new Map(), description });
    return JSON.stringify({ TableDescription: description });
  },
  DescribeTable: ({ TableName }) => JSON.stringify({ Table: tableOf(TableName).description }),
  UpdateTimeToLive: () => '{}',

  GetItem({ TableName, Key }) {
    const { keyName, items } = tableOf(TableName);
    const item = items.get(Key[keyName].S);
    return item === undefined ? '{}' : `{"Item":${item}}`;
  },
  PutItem({ TableName, Item }) {
    put(tableOf(TableName), Item);
    return '{}';
  },
  BatchGetItem({ RequestItems }) {
    const responses = Object.entries(RequestItems).map(([name, { Keys }]) => {
      const { keyName, items } = tableOf(name);
      const keys = distinct(Keys.map((key) => key[keyName].S));
      if (keys.length > 100) throw invalid('Too many items requested for the BatchGetItem call');
      // In an order of its own, as DynamoDB.
      const found = keys.reverse().flatMap((key) => items.get(key) ?? []);
      return `${JSON.stringify(name)}:[${found.join()}]`;
    });
    return `{"Responses":{${responses.join()}},"UnprocessedKeys":{}}`;
  },
  BatchWriteItem({ RequestItems }) {
    for (const [name, requests] of Object.entries(RequestItems)) {
      const table = tableOf(name);
      if (requests.length > 25) throw invalid('Too many items requested for the BatchWriteItem call');
      distinct(requests.map(({ PutRequest }) => PutRequest.Item[table.keyName].S));
      for (const { PutRequest } of requests) put(table, PutRequest.Item);
    }
    return '{"UnprocessedItems":{}}';
  },
};

function tableOf(name) {
  const table = tables.get(name);
  if (!table) throw Object.assign(new Error('Cannot do operations on a non-existent table'), notFound);
  return table;
}

function put({ keyName, items }, item) {
  items.set(item[keyName].S, JSON.stringify(item));
}

function distinct(keys) {
  if (new Set(keys).size < keys.length) throw invalid('Provided list of item keys contains duplicates');
  return keys;
}

const notFound = { name: 'ResourceNotFoundException' };

function invalid(message) {
  return Object.assign(new Error(message), { name: 'ValidationException' });
}
