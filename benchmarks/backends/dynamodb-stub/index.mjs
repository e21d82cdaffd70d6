import { dynamoDb } from '../dynamodb/backend.mjs';
import { notes } from '../dynamodb/notes.mjs';
import { startStub } from './server.mjs';

export default { ...dynamoDb, name: 'dynamodb-stub', title: 'DynamoDB, a stub', notes, start: startStub };
