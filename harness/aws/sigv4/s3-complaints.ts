import type { Attempt } from './attempt.js';
import type { Complaint, Complaints, KnownAttempt } from './complaints.js';
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
  form: [
    header.signedTwice,
    header.noDate,
    header.timeTooSkewed,
    header.schemeWithoutComponents,
    header.signatureVersion2,
    header.unsupportedScheme,
    header.missingComponents,
    header.malformedComponent,
    header.missingComponent,
    header.malformedCredential,
    header.wrongService,
    header.wrongTerminator,
    header.dateThatIsNoDate,
    header.wrongRegion,
  ],
  unknownKey: proof.unknownKey,
  proof: [
    header.dateOfAnotherDay,
    header.noContentSha256,
    header.invalidContentSha256,
    proof.headersNotSigned,
    ...proofOfKey(),
  ],
};

/**
 * The same for a presigned URL (`s3api/utils/presign-auth-reader.go` there).
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
 */
export const s3QueryComplaints: Complaints = {
  form: [
    query.signatureVersion2,
    query.missingAlgorithm,
    query.unsupportedAlgorithm,
    query.missingParameters,
    query.malformedCredential,
    query.wrongService,
    query.wrongTerminator,
    query.dateThatIsNoDate,
    query.wrongRegion,
    query.timeThatIsNoTime,
    query.dateOfAnotherDay,
    query.expiresThatIsNoNumber,
    query.expiresNegative,
    query.expiresAfterAWeek,
    query.notYetValid,
    query.expired,
  ],
  unknownKey: proof.unknownKey,
  proof: [query.expiredOnTheClockOfTheAccount, proof.headersNotSigned, ...proofOfKey()],
};

function proofOfKey(): readonly Complaint<KnownAttempt>[] {
  return [proof.sessionWithoutToken, proof.wrongToken, proof.sessionExpired, proof.signatureThatDoesNotMatch];
}

export function s3Complaints({ place }: Attempt): Complaints {
  return place === 'header' ? s3HeaderComplaints : s3QueryComplaints;
}
