/** awsQuery, the wire form of IAM and STS: https://smithy.io/2.0/aws/protocols/aws-query-protocol.html */
export { writeQueryAnswer, writeQueryError } from './query-answer.js';
export { parseQuery, type QueryForm } from './query-form.js';
export { parseQueryInput } from './query-input.js';
