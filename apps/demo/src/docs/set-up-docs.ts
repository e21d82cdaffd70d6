import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';

import type { HttpOptions } from '../config/http-options.js';

/** Swagger UI at /docs, the document itself at /docs-json. Schemas come from the zod schemas that validate. */
export function setUpDocs(app: INestApplication, { metrics }: HttpOptions): void {
  SwaggerModule.setup('docs', app, () => {
    const document = createDocument(app);
    if (!metrics) delete document.paths['/metrics'];
    return document;
  });
}

function createDocument(app: INestApplication): OpenAPIObject {
  const info = new DocumentBuilder()
    .setTitle('nestjs-kv-store demo')
    .setDescription('A small NestJS application that keeps its data in a key-value store.')
    .setVersion('0.1.0')
    .addTag('kv', 'Text under keys')
    .addTag('users', 'JSON documents in a namespace of the same store')
    .addTag('links', 'Short links that count and expire')
    .addTag('health', 'Probes for whoever runs this')
    .build();
  return SwaggerModule.createDocument(app, info);
}
