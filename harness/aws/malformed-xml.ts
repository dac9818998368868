import { AwsError } from './errors.js';

/** S3's one answer to everything that is wrong with a body's form. */
export function malformedXml(): AwsError {
  return new AwsError(
    'MalformedXML',
    'The XML you provided was not well-formed or did not validate against our published schema',
  );
}
