// What the harness costs itself: a value out of an array, at the place that the last digits of its key name, behind the
// await that all pay.

/** By the length of their keys, which differs where values are longer. */
const values = Array.from({ length: 32 }, () => []);

function placeOf(key) {
  let place = 0;
  for (let at = key.length - 5; at < key.length; at += 1) place = place * 10 + key.charCodeAt(at) - 48;
  return place - 10_000;
}

const get = (key) => values[key.length][placeOf(key)];

export default {
  name: 'nothing (the harness alone)',
  url: import.meta.url,
  isRival: false,
  open: () => ({
    get,
    set(key, value) {
      values[key.length][placeOf(key)] = value;
    },
    getMany: (keys) => keys.map(get),
  }),
};
