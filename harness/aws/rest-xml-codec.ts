/** restXml, the wire form of S3: https://smithy.io/2.0/aws/protocols/aws-restxml-protocol.html */
export { identifyingHeaders, writeRestXmlAnswer, writeRestXmlError } from './rest-xml-answer.js';
export { parseRestXmlInput, type RestXmlRequest, takesStream } from './rest-xml-input.js';
