import { describe, expect, test } from 'vitest';
import { AwsError } from './errors.js';
import { parseXml, type XmlElement } from './xml-reader.js';

/** An element as text again, for short expectations. */
function brief({ name, attributes, children, text }: XmlElement): string {
  const given = [...attributes].map(([key, value]) => ` ${key}=${value}`).join('');
  return `${name}${given}(${children.length === 0 ? JSON.stringify(text) : children.map(brief).join(' ')})`;
}

describe('a body is read as S3 reads it', () => {
  test.each([
    ['<a/>', 'a("")'],
    ['<?xml version="1.0" encoding="UTF-8"?>\n<a>x</a>\n', 'a("x")'],
    ['\ufeff<a>x</a>', 'a("x")'],
    ['<a><b>1</b><b>2</b></a>', 'a(b("1") b("2"))'],
    ['<s3:a xmlns:s3="urn:s3"><s3:b>x</s3:b></s3:a>', 'a xmlns:s3=urn:s3(b("x"))'],
    ['<a >x</a >', 'a("x")'],
    ['<a b = \'x\' c="y"></a>', 'a b=x c=y("")'],
    ['<g xsi:type="Canonical&#10;User"/>', 'g type=Canonical\nUser("")'],
    ['<a>&lt;&gt;&amp;&quot;&apos;&#65;&#x1F3AD;</a>', 'a("<>&\\"\'A🎭")'],
    ['<a>one<!-- not --> two<![CDATA[ <three> & ]]></a>', 'a("one two <three> & ")'],
    ['<a>\r\n\r&#xD;</a>', 'a("\\n\\n\\r")'],
    ['<a> keep </a>', 'a(" keep ")'],
  ])('%j', (xml, expected) => expect(brief(parseXml(xml))).toBe(expected));
});

describe('what is not well-formed is MalformedXML', () => {
  test.each([
    '',
    ' ',
    'text',
    '<a>',
    '</a>',
    '<a></b>',
    '<a><b></a></b>',
    '<a/><a/>',
    '<a/>text',
    'text<a/>',
    '<a',
    '<a b>',
    '<a b=c/>',
    '<a b="1" b="2"/>',
    '<a b="<"/>',
    '<1a/>',
    '<:a/>',
    '< a/>',
    '<a>&unknown;</a>',
    '<a>&amp</a>',
    '<a>& </a>',
    '<a>&#0;</a>',
    '<a>&#xD800;</a>',
    '<a>&#x110000;</a>',
    '<a>&#xFFFFFFFFFF;</a>',
    '<a>&#12a;</a>',
    '<a>&__proto__;</a>',
    '<a>\u0000</a>',
    '<a><!-- </a>',
    '<a><![CDATA[ </a>',
    '<!DOCTYPE a><a/>',
    '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
    '<a><!ELEMENT b></a>',
  ])('%j', (xml) => {
    expect(() => parseXml(xml)).toThrow(AwsError);
  });
});

test('64 levels are read, 65 are not', () => {
  const nested = (levels: number) => '<a>'.repeat(levels) + '</a>'.repeat(levels);
  expect(parseXml(nested(64)).name).toBe('a');
  expect(() => parseXml(nested(65))).toThrow(AwsError);
});
