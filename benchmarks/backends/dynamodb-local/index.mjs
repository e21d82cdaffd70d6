import { dynamoDb } from '../dynamodb/backend.mjs';
import { notes } from '../dynamodb/notes.mjs';
import { startDynamoDbLocal } from './server.mjs';

export default {
  ...dynamoDb,
  name: 'dynamodb-local',
  title: 'DynamoDB Local',
  notes,
  start: startDynamoDbLocal,
};
