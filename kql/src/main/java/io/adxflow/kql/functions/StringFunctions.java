package io.adxflow.kql.functions;

/** Functions of strings. */
final class StringFunctions {
    static final String SIGNATURES =
            """
            strcat(arg: scalar, ...): string
            strcat_array(array: dynamic, delimiter: scalar): string
            strcat_delim(delimiter: scalar, arg1: scalar, arg2: scalar, ...): string
            strcmp(s1: scalar, s2: scalar): long
            strrep(value: scalar, multiplier: long, [delimiter: scalar]): string
            strlen(string: text): long | name=strlen_*
            string_size(string: text): long | name=string_size_*
            toupper(value: scalar): string
            tolower(value: scalar): string
            unicode_codepoints_from_string(value: scalar): dynamic
            unicode_codepoints_to_string(value: integer_or_dynamic, ...): string
            substring(string: scalar, start: integer, [length: integer]): string
            regex_quote(string: scalar): string
            indexof(string: scalar, match: scalar, [start: integer], [length: integer], [occurrence: integer!]): long
            indexof_regex(string: scalar, match: scalar!, [start: integer], [length: integer], [occurrence: integer!]): long
            has_any_index(source: text, values: dynamic): long
            reverse(value: scalar): string
            split(source: scalar, delimiter: text, [requestedIndex: integer]): dynamic | name=first
            parse_command_line(command: scalar, parser: text): dynamic
            extract(regex: text!, captureGroup: long, source: text): string
            extract(regex: text!, captureGroup: long, source: text, typeLiteral: type): $typeof
            extract_all(regex: text!, source: text): dynamic
            extract_all(regex: text!, captureGroups: dynamic, source: text): dynamic
            extract_json(jsonPath: text!, jsonText: text): string
            extract_json(jsonPath: text!, jsonText: text, type: type): $typeof
            replace_regex(source: text, lookup_regex: text!, rewrite_pattern: text!): string
            replace_string(text: text, lookup: text, rewrite: text): string
            replace_strings(text: text, lookups: dynamic, rewrites: dynamic): string
            trim(regex: text!, source: text): string
            trim_start(regex: text!, source: text): string
            trim_end(regex: text!, source: text): string
            countof(source: text, search: text, [kind: text!]): long
            translate(searchList: text, replacementList: text, source: text): string
            url_encode(url: text): string
            url_encode_component(url: text): string
            url_decode(encoded_url: text): string
            base64_encode_tostring(string: text): string
            base64_decode_tostring(base64_string: text): string
            base64_decode_toarray(base64_string: text): dynamic
            base64_encode_fromarray(base64_string_decoded_as_array: dynamic): string
            base64_decode_toguid(base64_string: text): guid
            base64_encode_fromguid(guid: guid): string
            gzip_decompress_from_base64_string(string: text): string
            gzip_compress_to_base64_string(string: text): string
            zlib_decompress_from_base64_string(string: text): string
            zlib_compress_to_base64_string(string: text): string
            parse_csv(csv_text: text): dynamic | name=first
            parse_xml(xml_text: text): dynamic | name=first
            parse_url(url: text): dynamic
            parse_urlquery(query: text): dynamic
            parse_path(path: text): dynamic
            parse_version(version: text): decimal
            parse_user_agent(user_agent: text, [look_for: text]): dynamic
            punycode_to_string(string: text): string
            punycode_from_string(string: text): string
            punycode_domain_from_string(string: text): string
            punycode_domain_to_string(string: text): string
            isascii(value: scalar): bool
            isutf8(value: scalar): bool
            isempty(value: scalar): bool
            isnotempty(value: scalar): bool
            """;

    private StringFunctions() {}
}
