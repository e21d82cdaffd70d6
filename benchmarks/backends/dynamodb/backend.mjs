// What the two servers share.
import batchesByHand from './contestants/batches-by-hand.mjs';
import keyv from './contestants/keyv.mjs';
import nestjsKvStore from './contestants/nestjs-kv-store.mjs';
import oneByOne from './contestants/one-by-one.mjs';
import uncoalesced from './contestants/uncoalesced.mjs';

export const dynamoDb = {
  contestants: [nestjsKvStore, uncoalesced, oneByOne, batchesByHand, keyv],
  packages: ['@aws-sdk/client-dynamodb', 'keyv', '@keyv/dynamo'],
  // Some contestants write a thousand a second.
  keys: 2_000,
};
