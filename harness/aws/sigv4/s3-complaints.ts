import type { AwsError } from '../errors.js';
import type { Attempt } from './attempt.js';
import type { Complaints, KnownAttempt } from './complaints.js';
import * as header from './s3-header-complaints.js';
import * as proof from './s3-proof-complaints.js';
import * as query from './s3-query-complaints.js';

/**
 * The order in which S3 complains about a signature in the `Authorization` header: as rebuilt from S3's answers by
 * versity/versitygw (`s3api/middlewares/authentication.go`), with the words of localstack's recordings where they differ.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
 */
export const s3HeaderComplaints: Complaints = {
  form: (attempt) =>
    header.signedTwice(attempt) ??
    header.noDate(attempt) ??
    header.timeTooSkewed(attempt) ??
    header.schemeWithoutComponents(attempt) ??
    header.unsupportedScheme(attempt) ??
    header.missingComponents(attempt) ??
    header.malformedComponent(attempt) ??
    header.missingComponent(attempt) ??
    header.malformedCredential(attempt) ??
    header.wrongService(attempt) ??
    header.wrongTerminator(attempt) ??
    header.dateThatIsNoDate(attempt) ??
    header.wrongRegion(attempt),
  unknownKey: proof.unknownKey,
  proof: (known) =>
    header.dateOfAnotherDay(known) ??
    header.noContentSha256(known) ??
    header.invalidContentSha256(known) ??
    proof.headersNotSigned(known) ??
    proofOfKey(known),
};

/**
 * The same for a presigned URL (`s3api/utils/presign-auth-reader.go` there).
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
 */
export const s3QueryComplaints: Complaints = {
  form: (attempt) =>
    query.missingAlgorithm(attempt) ??
    query.unsupportedAlgorithm(attempt) ??
    query.missingParameters(attempt) ??
    query.malformedCredential(attempt) ??
    query.wrongService(attempt) ??
    query.wrongTerminator(attempt) ??
    query.dateThatIsNoDate(attempt) ??
    query.wrongRegion(attempt) ??
    query.timeThatIsNoTime(attempt) ??
    query.dateOfAnotherDay(attempt) ??
    query.expiresThatIsNoNumber(attempt) ??
    query.expiresNegative(attempt) ??
    query.expiresAfterAWeek(attempt) ??
    query.notYetValid(attempt) ??
    query.expired(attempt),
  unknownKey: proof.unknownKey,
  proof: (known) => query.expiredOnTheClockOfTheAccount(known) ?? proof.headersNotSigned(known) ?? proofOfKey(known),
};

function proofOfKey(known: KnownAttempt): AwsError | undefined {
  return (
    proof.sessionWithoutToken(known) ??
    proof.wrongToken(known) ??
    proof.sessionExpired(known) ??
    proof.signatureThatDoesNotMatch(known)
  );
}

export function s3Complaints({ place }: Attempt): Complaints {
  return place === 'header' ? s3HeaderComplaints : s3QueryComplaints;
}
