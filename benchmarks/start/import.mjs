// How long it takes to load a module in a process that has loaded Nest, and the heap that it takes.
import 'reflect-metadata';
import '@nestjs/common';
import '@nestjs/core';

globalThis.gc();
const heap = process.memoryUsage().heapUsed;
const begin = performance.now();
await import(process.argv[2]);
const milliseconds = performance.now() - begin;
globalThis.gc();
console.log(JSON.stringify({ milliseconds, megabytes: (process.memoryUsage().heapUsed - heap) / 2 ** 20 }));
