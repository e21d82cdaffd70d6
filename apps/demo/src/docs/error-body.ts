import { ApiProperty } from '@nestjs/swagger';

/** The body of Nest's own error responses, for the docs. */
export class ErrorBody {
  @ApiProperty()
  statusCode!: number;

  @ApiProperty({ description: "The status code's name." })
  error!: string;

  @ApiProperty({
    description: 'What is wrong: one sentence, or one for each part of the request that is not valid.',
    oneOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }],
  })
  message!: string | string[];
}
