-- Functions of Kusto that DuckDB has no like of. Each statement ends with a semicolon at the end of a line. Arguments stand in the body as
-- often as they are named there, so what may be long is named once where that is possible.

-- Whole numbers of 64 bits that wrap around.
CREATE OR REPLACE TEMP MACRO kql_wrap(n) AS
  CAST(((n + 9223372036854775808::HUGEINT) & 18446744073709551615::HUGEINT) - 9223372036854775808::HUGEINT AS BIGINT);
CREATE OR REPLACE TEMP MACRO kql_add(a, b) AS kql_wrap(CAST(a AS HUGEINT) + b);
CREATE OR REPLACE TEMP MACRO kql_subtract(a, b) AS kql_wrap(CAST(a AS HUGEINT) - b);
CREATE OR REPLACE TEMP MACRO kql_multiply(a, b) AS kql_wrap(CAST(a AS HUGEINT) * b);
CREATE OR REPLACE TEMP MACRO kql_try_add(a, b) AS coalesce(try(a + b), kql_add(a, b));
CREATE OR REPLACE TEMP MACRO kql_try_subtract(a, b) AS coalesce(try(a - b), kql_subtract(a, b));
CREATE OR REPLACE TEMP MACRO kql_try_multiply(a, b) AS coalesce(try(a * b), kql_multiply(a, b));
CREATE OR REPLACE TEMP MACRO kql_modulo(a, b) AS ((a % b) + abs(b)) % abs(b);
CREATE OR REPLACE TEMP MACRO kql_modulo_real(a, b) AS fmod(fmod(a, b) + abs(b), abs(b));
CREATE OR REPLACE TEMP MACRO kql_truncate(x) AS
  CASE WHEN x >= -9223372036854775808 AND x < 9223372036854775808::HUGEINT THEN CAST(trunc(x) AS BIGINT) END;
CREATE OR REPLACE TEMP MACRO kql_narrow(n) AS
  CASE WHEN n BETWEEN -2147483648 AND 2147483647 THEN CAST(n AS INTEGER) END;
CREATE OR REPLACE TEMP MACRO kql_shift_left(n, bits) AS LET n, bits IN
  CASE WHEN bits < 0 THEN NULL WHEN bits % 64 = 0 THEN n ELSE kql_wrap(
    (CAST(n AS HUGEINT) & (18446744073709551615::HUGEINT >> CAST(bits % 64 AS HUGEINT))) << CAST(bits % 64 AS HUGEINT)) END;
CREATE OR REPLACE TEMP MACRO kql_shift_right(n, bits) AS CASE WHEN bits >= 0 THEN n >> CAST(bits % 64 AS BIGINT) END;

-- Text and numbers.
CREATE OR REPLACE TEMP MACRO kql_plain_real(digits) AS
  CASE WHEN ends_with(digits, '.0') THEN digits[:-3] ELSE digits END;
CREATE OR REPLACE TEMP MACRO kql_long_real(sign, digits) AS
  sign || digits[1] || CASE WHEN rtrim(replace(digits[2:], '.', ''), '0') = '' THEN '' ELSE '.' || rtrim(replace(digits[2:], '.', ''), '0') END
    || 'E+15';
CREATE OR REPLACE TEMP MACRO kql_real_text(x) AS LET x IN CASE
  WHEN isnan(x) THEN 'NaN'
  WHEN isinf(x) THEN CASE WHEN x > 0 THEN 'Infinity' ELSE '-Infinity' END
  WHEN abs(x) >= 1e15 AND abs(x) < 1e16 AND NOT contains(CAST(x AS VARCHAR), 'e')
    THEN kql_long_real(CASE WHEN x < 0 THEN '-' ELSE '' END, CAST(abs(x) AS VARCHAR))
  WHEN x <> 0 AND abs(x) >= 1e-5 AND abs(x) < 1e-4
    THEN CASE WHEN x < 0 THEN '-' ELSE '' END || '0.0000' || replace(split_part(CAST(abs(x) AS VARCHAR), 'e', 1), '.', '')
  ELSE upper(kql_plain_real(CAST(x AS VARCHAR))) END;
CREATE OR REPLACE TEMP MACRO kql_real_json_text(text) AS
  CASE WHEN contains(text, 'N') OR contains(text, 'y') THEN '"' || text || '"'
    WHEN contains(text, '.') OR contains(text, 'E') THEN text ELSE text || '.0' END;
CREATE OR REPLACE TEMP MACRO kql_real_json(x) AS kql_real_json_text(kql_real_text(x));
CREATE OR REPLACE TEMP MACRO kql_decimal_text(x) AS rtrim(rtrim(CAST(x AS VARCHAR), '0'), '.');
CREATE OR REPLACE TEMP MACRO kql_tolong(s) AS LET s IN CASE
  WHEN regexp_full_match(s, '\s*[+-]?\d+\s*') THEN TRY_CAST(trim(s, '+ ' || chr(9) || chr(10) || chr(13)) AS BIGINT)
  WHEN regexp_full_match(s, '\s*0[xX][0-9a-fA-F]{1,16}\s*') THEN kql_wrap(CAST(CAST(lower(trim(s)) AS UBIGINT) AS HUGEINT))
  END;
CREATE OR REPLACE TEMP MACRO kql_toreal(s) AS LET s IN CASE
  WHEN regexp_full_match(s, '\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*') THEN TRY_CAST(trim(s) AS DOUBLE)
  WHEN regexp_full_match(s, '(?i)\s*nan\s*') THEN 'NaN'::DOUBLE
  WHEN regexp_full_match(s, '(?i)\s*\+?inf(inity)?\s*') THEN 'Infinity'::DOUBLE
  WHEN regexp_full_match(s, '(?i)\s*-inf(inity)?\s*') THEN '-Infinity'::DOUBLE
  ELSE CAST(kql_tolong(s) AS DOUBLE) END;
CREATE OR REPLACE TEMP MACRO kql_tobool(s) AS
  CASE lower(trim(s)) WHEN 'true' THEN true WHEN 'false' THEN false ELSE kql_tolong(s) <> 0 END;
CREATE OR REPLACE TEMP MACRO kql_sqrt(x) AS CASE WHEN x >= 0 OR isnan(x) THEN sqrt(x) END;
CREATE OR REPLACE TEMP MACRO kql_log(x) AS
  CASE WHEN x > 0 THEN ln(x) WHEN x = 0 THEN '-Infinity'::DOUBLE END;
CREATE OR REPLACE TEMP MACRO kql_log10(x) AS
  CASE WHEN x > 0 THEN log10(x) WHEN x = 0 THEN '-Infinity'::DOUBLE END;
CREATE OR REPLACE TEMP MACRO kql_asin(x) AS
  CASE WHEN x BETWEEN -1 AND 1 THEN asin(x) END;
CREATE OR REPLACE TEMP MACRO kql_acos(x) AS
  CASE WHEN x BETWEEN -1 AND 1 THEN acos(x) END;
CREATE OR REPLACE TEMP MACRO kql_round(x, digits) AS round(x, CAST(digits AS INTEGER));
CREATE OR REPLACE TEMP MACRO kql_bin(x, size) AS CASE WHEN size > 0 THEN x - ((x % size) + size) % size END;
CREATE OR REPLACE TEMP MACRO kql_bin_real(x, size) AS CASE WHEN size > 0 THEN floor(x / size) * size END;
CREATE OR REPLACE TEMP MACRO kql_bin_at(x, size, origin) AS kql_bin(x - origin, size) + origin;
CREATE OR REPLACE TEMP MACRO kql_bin_at_real(x, size, origin) AS kql_bin_real(x - origin, size) + origin;
CREATE OR REPLACE TEMP MACRO kql_tohex(n, width) AS LET n, width IN
  lpad(lower(to_hex(n)), CAST(greatest(width, length(to_hex(n))) AS INTEGER), '0');
CREATE OR REPLACE TEMP MACRO kql_bytes_unit(x, digits, unit, divisor) AS
  kql_real_text(round(x / divisor, CAST(digits AS INTEGER))) || ' ' || unit;
CREATE OR REPLACE TEMP MACRO kql_format_bytes(x, digits, wanted) AS LET x, digits, wanted IN CASE
  WHEN wanted = 'EB' OR (wanted = '' AND abs(x) >= 1152921504606846976) THEN kql_bytes_unit(x, digits, 'EB', 1152921504606846976)
  WHEN wanted = 'PB' OR (wanted = '' AND abs(x) >= 1125899906842624) THEN kql_bytes_unit(x, digits, 'PB', 1125899906842624)
  WHEN wanted = 'TB' OR (wanted = '' AND abs(x) >= 1099511627776) THEN kql_bytes_unit(x, digits, 'TB', 1099511627776)
  WHEN wanted = 'GB' OR (wanted = '' AND abs(x) >= 1073741824) THEN kql_bytes_unit(x, digits, 'GB', 1073741824)
  WHEN wanted = 'MB' OR (wanted = '' AND abs(x) >= 1048576) THEN kql_bytes_unit(x, digits, 'MB', 1048576)
  WHEN wanted = 'KB' OR (wanted = '' AND abs(x) >= 1024) THEN kql_bytes_unit(x, digits, 'KB', 1024)
  WHEN wanted IN ('', 'Bytes') THEN kql_bytes_unit(x, digits, 'Bytes', 1) END;

-- Dynamic values: JSON text. Paths, parts, elements.
CREATE OR REPLACE TEMP MACRO kql_part(json) AS nullif(CAST(json AS VARCHAR), 'null');
CREATE OR REPLACE TEMP MACRO kql_json(d) AS nullif(CAST(json_extract(d, '$') AS VARCHAR), 'null');
CREATE OR REPLACE TEMP MACRO kql_key_path(key) AS '/' || replace(replace(key, '~', '~0'), '/', '~1');
CREATE OR REPLACE TEMP MACRO kql_index_path(index) AS '$[' || CASE WHEN index < 0 THEN '#' ELSE '' END || CAST(index AS VARCHAR) || ']';
CREATE OR REPLACE TEMP MACRO kql_path(key) AS CASE WHEN json_type(key) = 'VARCHAR' THEN kql_key_path(json_extract_string(key, '$'))
  ELSE kql_index_path(TRY_CAST(key AS BIGINT)) END;
CREATE OR REPLACE TEMP MACRO kql_number(d) AS TRY_CAST(d AS DOUBLE);
CREATE OR REPLACE TEMP MACRO kql_bool(d) AS CASE d WHEN 'true' THEN true WHEN 'false' THEN false END;
CREATE OR REPLACE TEMP MACRO kql_tolong_dynamic(d) AS LET d IN CASE
  WHEN d = 'true' THEN 1 WHEN d = 'false' THEN 0
  WHEN regexp_full_match(d, '-?\d{1,18}') THEN CAST(d AS BIGINT)
  ELSE coalesce(kql_truncate(TRY_CAST(d AS DOUBLE)), kql_tolong(json_extract_string(d, '$'))) END;
CREATE OR REPLACE TEMP MACRO kql_toreal_dynamic(d) AS LET d IN CASE
  WHEN d = 'true' THEN 1.0 WHEN d = 'false' THEN 0.0
  ELSE coalesce(TRY_CAST(d AS DOUBLE), kql_toreal(json_extract_string(d, '$'))) END;
CREATE OR REPLACE TEMP MACRO kql_parse_json(s) AS
  CASE WHEN s = '' THEN NULL WHEN json_valid(s) THEN kql_json(s) ELSE CAST(to_json(s) AS VARCHAR) END;
CREATE OR REPLACE TEMP MACRO kql_gettype(d) AS CASE json_type(d) WHEN 'ARRAY' THEN 'array' WHEN 'OBJECT' THEN 'dictionary' WHEN 'VARCHAR' THEN 'string'
  WHEN 'BOOLEAN' THEN 'bool' WHEN 'DOUBLE' THEN 'real' WHEN 'UBIGINT' THEN 'long' WHEN 'BIGINT' THEN 'long' ELSE 'null' END;
CREATE OR REPLACE TEMP MACRO kql_items(d) AS CASE WHEN json_type(d) = 'ARRAY'
  THEN list_transform(json_extract(d, '$[*]'), lambda item: nullif(CAST(item AS VARCHAR), 'null')) END;
CREATE OR REPLACE TEMP MACRO kql_entries(d) AS LET d IN CASE WHEN json_type(d) = 'OBJECT'
  THEN list_transform(json_keys(d), lambda key: {'key': key, 'value': CAST(json_extract(d, kql_key_path(key)) AS VARCHAR)})
  ELSE [] END;
CREATE OR REPLACE TEMP MACRO kql_elements(d) AS LET d IN CASE json_type(d)
  WHEN 'ARRAY' THEN list_transform(json_extract(d, '$[*]'), lambda item: nullif(CAST(item AS VARCHAR), 'null'))
  WHEN 'OBJECT' THEN list_transform(kql_entries(d), lambda entry: '{' || CAST(to_json(entry.key) AS VARCHAR) || ':' || entry.value || '}')
  ELSE [d] END;
CREATE OR REPLACE TEMP MACRO kql_pairs(d) AS LET d IN CASE json_type(d)
  WHEN 'ARRAY' THEN list_transform(json_extract(d, '$[*]'), lambda item: nullif(CAST(item AS VARCHAR), 'null'))
  WHEN 'OBJECT' THEN list_transform(kql_entries(d), lambda entry: '[' || CAST(to_json(entry.key) AS VARCHAR) || ',' || entry.value || ']')
  ELSE [d] END;
CREATE OR REPLACE TEMP MACRO kql_texts(d) AS CASE WHEN json_type(d) = 'ARRAY'
  THEN list_transform(json_extract(d, '$[*]'), lambda item: coalesce(json_extract_string(item, '$'), ''))
  WHEN d IS NULL THEN [] ELSE [json_extract_string(d, '$')] END;
CREATE OR REPLACE TEMP MACRO kql_reals(d) AS TRY_CAST(CAST(d AS JSON) AS DOUBLE[]);
CREATE OR REPLACE TEMP MACRO kql_array(items) AS
  CASE WHEN len(items) = 0 THEN '[]' ELSE '[' || array_to_string(list_transform(items, lambda item: coalesce(item, 'null')), ',') || ']' END;
CREATE OR REPLACE TEMP MACRO kql_array_of_reals(items) AS
  CASE WHEN len(items) = 0 THEN '[]' ELSE '[' || array_to_string(list_transform(items, lambda item: coalesce(kql_real_json(item), 'null')), ',') || ']' END;
CREATE OR REPLACE TEMP MACRO kql_array_of_longs(items) AS
  CASE WHEN len(items) = 0 THEN '[]' ELSE '[' || array_to_string(list_transform(items, lambda item: coalesce(CAST(item AS VARCHAR), 'null')), ',') || ']' END;
CREATE OR REPLACE TEMP MACRO kql_array_of_texts(items) AS CAST(to_json(items) AS VARCHAR);
CREATE OR REPLACE TEMP MACRO kql_flatten(lists) AS kql_array(flatten(lists));
CREATE OR REPLACE TEMP MACRO kql_bag_of(entries) AS LET entries IN
  CASE WHEN len(entries) = 0 THEN '{}' ELSE '{' || array_to_string(list_transform(entries,
    lambda entry: CAST(to_json(entry.key) AS VARCHAR) || ':' || coalesce(entry.value, 'null')), ',') || '}' END;
CREATE OR REPLACE TEMP MACRO kql_first_of_keys(entries) AS LET entries IN
  list_filter(entries, lambda entry, pos: list_position(list_transform(entries, lambda other: other.key), entry.key) = pos);
CREATE OR REPLACE TEMP MACRO kql_bag(keys, contents) AS kql_bag_of(kql_first_of_keys(
  list_transform(generate_series(1, len(keys)), lambda pos: {'key': keys[pos], 'value': contents[pos]})));
CREATE OR REPLACE TEMP MACRO kql_bag_of_present(keys, contents) AS kql_bag_of(list_filter(
  list_transform(generate_series(1, len(keys)), lambda pos: {'key': keys[pos], 'value': contents[pos]}), lambda entry: entry.value IS NOT NULL AND entry.value NOT IN ('null', '""')));
CREATE OR REPLACE TEMP MACRO kql_bag_merge(bags) AS
  kql_bag_of(kql_first_of_keys(flatten(list_transform(bags, lambda bag: kql_entries(bag)))));
CREATE OR REPLACE TEMP MACRO kql_bag_keys(d) AS CASE WHEN json_type(d) = 'OBJECT' THEN kql_array_of_texts(json_keys(d)) END;
CREATE OR REPLACE TEMP MACRO kql_bag_has_key(d, key) AS
  CASE WHEN starts_with(key, '$') THEN coalesce(json_extract(d, key) IS NOT NULL, false) ELSE coalesce(list_contains(json_keys(d), key), false) END;
CREATE OR REPLACE TEMP MACRO kql_bag_remove_keys(d, keys) AS CASE WHEN json_type(d) = 'OBJECT' THEN
  kql_bag_of(list_filter(kql_entries(d), lambda entry: NOT list_contains(kql_texts(keys), entry.key))) END;
CREATE OR REPLACE TEMP MACRO kql_bag_set_key(d, key, content) AS CASE WHEN json_type(d) = 'OBJECT' THEN
  kql_bag_of(list_append(list_filter(kql_entries(d), lambda entry: entry.key <> key), {'key': key, 'value': coalesce(content, 'null')})) END;
CREATE OR REPLACE TEMP MACRO kql_bag_zip(keys, contents) AS CASE WHEN json_type(keys) = 'ARRAY' AND json_type(contents) = 'ARRAY' THEN
  kql_bag_of(kql_first_of_keys(list_filter(list_transform(kql_items(keys), lambda item, pos: {'key': json_extract_string(item, '$'), 'value': kql_items(contents)[pos],
    'text': json_type(item) = 'VARCHAR'}), lambda entry: entry.text))) END;
CREATE OR REPLACE TEMP MACRO kql_in(json, list) AS coalesce(list_contains(kql_items(list), json), list = json, false);

-- Terms.
CREATE OR REPLACE TEMP MACRO kql_terms(flags, needle, begins, ends) AS flags
  || CASE WHEN begins AND regexp_matches(needle, '^[\p{L}\p{Nd}]') THEN '(^|[^\p{L}\p{Nd}])' ELSE '' END
  || regexp_escape(needle)
  || CASE WHEN ends AND regexp_matches(needle, '[\p{L}\p{Nd}]$') THEN '($|[^\p{L}\p{Nd}])' ELSE '' END;
CREATE OR REPLACE TEMP MACRO kql_has(haystack, needle) AS
  contains(lower(haystack), lower(needle)) AND regexp_matches(haystack, kql_terms('(?i)', needle, true, true));
CREATE OR REPLACE TEMP MACRO kql_has_any(haystack, needles) AS len(list_filter(needles, lambda needle: kql_has(haystack, needle))) > 0;
CREATE OR REPLACE TEMP MACRO kql_has_all(haystack, needles) AS len(list_filter(needles, lambda needle: NOT kql_has(haystack, needle))) = 0;
CREATE OR REPLACE TEMP MACRO kql_has_any_index(haystack, needles) AS
  coalesce(list_position(list_transform(kql_texts(needles), lambda needle: kql_has(haystack, needle)), true) - 1, -1);

-- Strings.
CREATE OR REPLACE TEMP MACRO kql_substring(s, start, count) AS LET s, start, count IN substring(s,
  CAST(CASE WHEN start < 0 THEN greatest(length(s) + start, 0) ELSE least(start, 2147483646) END + 1 AS BIGINT),
  CAST(CASE WHEN count IS NULL OR count > 2147483647 THEN 2147483647 ELSE greatest(count, 0) END AS BIGINT));
CREATE OR REPLACE TEMP MACRO kql_join(texts, delimiter) AS
  CASE WHEN len(texts) = 0 THEN '' ELSE substring(array_to_string(list_transform(texts, lambda one: delimiter || one), ''), length(delimiter) + 1) END;
CREATE OR REPLACE TEMP MACRO kql_strcat_delim(texts) AS kql_join(texts[2:], texts[1]);
CREATE OR REPLACE TEMP MACRO kql_strcat_array(d, delimiter) AS coalesce(kql_join(CASE WHEN json_type(d) = 'ARRAY' THEN kql_texts(d) END, delimiter), '');
CREATE OR REPLACE TEMP MACRO kql_strrep(s, times, delimiter) AS
  CASE WHEN times > 0 AND (length(s) + length(delimiter)) * least(times, 1024) <= 16777216
  THEN repeat(s || delimiter, CAST(least(times, 1024) AS BIGINT) - 1) || s ELSE '' END;
CREATE OR REPLACE TEMP MACRO kql_find(s, sought, start, nth) AS CASE
  WHEN len(string_split(s[start + 1:], sought)) <= nth OR sought = '' THEN -1
  ELSE start + length(kql_join(string_split(s[start + 1:], sought)[:nth], sought)) END;
CREATE OR REPLACE TEMP MACRO kql_indexof(s, sought, start, count, nth) AS LET s, sought, start, count, nth IN CASE WHEN sought = '' THEN
  CAST(least(CASE WHEN start < 0 THEN greatest(length(s) + start, 0) ELSE least(start, length(s)) END + least(greatest(nth, 1) - 1, length(s)), length(s)) AS BIGINT)
  ELSE CAST(kql_find(CASE WHEN count >= 0 THEN s[:CASE WHEN start < 0 THEN greatest(length(s) + start, 0) ELSE start END + count] ELSE s END, sought,
    CASE WHEN start < 0 THEN greatest(length(s) + start, 0) ELSE start END, nth) AS BIGINT) END;
CREATE OR REPLACE TEMP MACRO kql_indexof_regex(s, pattern) AS CASE WHEN regexp_matches(s, pattern)
  THEN CAST(length(regexp_extract(s, '(?s)^(.*?)(?:' || pattern || ')', 1)) AS BIGINT) ELSE -1 END;
CREATE OR REPLACE TEMP MACRO kql_split(s, delimiter) AS
  CASE WHEN delimiter <> '' THEN kql_array_of_texts(string_split(s, delimiter)) END;
CREATE OR REPLACE TEMP MACRO kql_split_at(s, delimiter, index) AS LET s, delimiter, index IN CASE WHEN delimiter <> '' AND index >= 0 AND index < len(string_split(s, delimiter))
  THEN kql_array_of_texts([string_split(s, delimiter)[index + 1]]) END;
CREATE OR REPLACE TEMP MACRO kql_trim_start(pattern, s) AS regexp_replace(s, '^(?:' || pattern || ')', '');
CREATE OR REPLACE TEMP MACRO kql_trim_end(pattern, s) AS regexp_replace(s, '(?:' || pattern || ')$', '');
CREATE OR REPLACE TEMP MACRO kql_trim(pattern, s) AS kql_trim_end(pattern, kql_trim_start(pattern, s));
CREATE OR REPLACE TEMP MACRO kql_replace(s, sought, other) AS CASE WHEN sought = '' THEN s ELSE replace(s, sought, other) END;
CREATE OR REPLACE TEMP MACRO kql_overlaps(sought) AS
  len(list_filter(generate_series(1, length(sought) - 1), lambda pos: starts_with(sought, sought[pos + 1:]))) > 0;
CREATE OR REPLACE TEMP MACRO kql_countof(s, sought) AS LET s, sought IN CASE WHEN sought = '' THEN 0
  WHEN NOT kql_overlaps(sought) THEN len(string_split(s, sought)) - 1
  ELSE len(list_filter(generate_series(1, length(s)), lambda pos: starts_with(s[pos:], sought))) END;
CREATE OR REPLACE TEMP MACRO kql_countof_kind(s, sought, kind) AS
  CASE WHEN kind = 'regex' THEN len(regexp_extract_all(s, sought)) ELSE kql_countof(s, sought) END;
CREATE OR REPLACE TEMP MACRO kql_strcmp(a, b) AS CASE WHEN a < b THEN -1 WHEN a > b THEN 1 ELSE 0 END;
CREATE OR REPLACE TEMP MACRO kql_small_escapes(s) AS array_to_string(list_transform(string_split(s, '%'), lambda part, pos:
  CASE WHEN pos = 1 THEN part ELSE lower(part[:2]) || part[3:] END), '%');
CREATE OR REPLACE TEMP MACRO kql_url_encode(s) AS replace(kql_small_escapes(url_encode(s)), '%20', '+');
CREATE OR REPLACE TEMP MACRO kql_url_encode_component(s) AS kql_small_escapes(url_encode(s));
CREATE OR REPLACE TEMP MACRO kql_url_decode(s) AS url_decode(replace(s, '+', '%20'));
CREATE OR REPLACE TEMP MACRO kql_base64_text(s) AS coalesce(try(decode(from_base64(s))), '');
CREATE OR REPLACE TEMP MACRO kql_base64_array(s) AS
  kql_array_of_longs(list_transform(string_split_regex(regexp_replace(hex(try(from_base64(s))), '(..)', '\1 ', 'g')[:-2], ' '),
    lambda pair: CAST('0x' || pair AS INTEGER)));
CREATE OR REPLACE TEMP MACRO kql_codepoints(s) AS kql_array_of_longs(list_transform(string_split(s, ''), lambda one: unicode(one)));
CREATE OR REPLACE TEMP MACRO kql_from_codepoints(items) AS
  coalesce(array_to_string(list_transform(items, lambda one: chr(CAST(one AS INTEGER))), ''), '');
CREATE OR REPLACE TEMP MACRO kql_translate(sought, other, s) AS CASE WHEN other = '' THEN translate(s, sought, '')
  ELSE translate(s, sought, rpad(other, CAST(greatest(length(sought), length(other)) AS INTEGER), other[-1:])) END;
CREATE OR REPLACE TEMP MACRO kql_regex_quote(s) AS regexp_replace(s, '[\\.+*?()|\[\]{}^$#&~-]', '\\\0', 'g');
CREATE OR REPLACE TEMP MACRO kql_parse_csv(s) AS kql_array_of_texts(list_transform(
  regexp_extract_all(regexp_extract(s, '^(?:"(?:[^"]|"")*"|[^\r\n])*') || ',', '("(?:[^"]|"")*"|[^,]*),', 1),
  lambda field: CASE WHEN starts_with(field, '"') THEN replace(field[2:-2], '""', '"') ELSE field END));
CREATE OR REPLACE TEMP MACRO kql_parse_version(s) AS LET s IN CASE WHEN regexp_full_match(s, '\d{1,8}(\.\d{1,8}){0,3}') THEN
  CAST(list_reduce(list_transform(list_resize(string_split(s, '.'), 4, '0'), lambda part: CAST(part AS DECIMAL(38, 0))),
    lambda total, part: total * 100000000 + part) AS DECIMAL(38, 0)) END;
CREATE OR REPLACE TEMP MACRO kql_query_bag(query) AS kql_bag_of(list_transform(
  list_filter(string_split(query, '&'), lambda pair: pair <> ''), lambda pair:
  {'key': url_decode(split_part(pair, '=', 1)),
   'value': CAST(to_json(url_decode(CASE WHEN contains(pair, '=') THEN pair[length(split_part(pair, '=', 1)) + 2:] ELSE '' END)) AS VARCHAR)}));
CREATE OR REPLACE TEMP MACRO kql_parse_urlquery(query) AS '{"Query Parameters":' || kql_query_bag(regexp_replace(query, '^\?', '')) || '}';
CREATE OR REPLACE TEMP MACRO kql_url_parts(url) AS regexp_extract(url,
  '^(?:([A-Za-z][A-Za-z0-9+.-]*):)?(?://(?:([^:@/?#]*)(?::([^@/?#]*))?@)?([^:/?#]*)(?::(\d+))?)?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$',
  ['scheme', 'username', 'password', 'host', 'port', 'path', 'query', 'fragment']);
CREATE OR REPLACE TEMP MACRO kql_parse_url(url) AS LET url IN
  '{"Scheme":' || to_json(kql_url_parts(url).scheme) || ',"Host":' || to_json(kql_url_parts(url).host) || ',"Port":' || to_json(kql_url_parts(url).port)
  || ',"Path":' || to_json(regexp_replace(kql_url_parts(url).path, '^/', '')) || ',"Username":' || to_json(kql_url_parts(url).username)
  || ',"Password":' || to_json(kql_url_parts(url).password) || ',"Query Parameters":' || kql_query_bag(kql_url_parts(url).query)
  || ',"Fragment":' || to_json(kql_url_parts(url).fragment) || '}';

-- Arrays and sets.
CREATE OR REPLACE TEMP MACRO kql_array_length(d) AS CASE WHEN json_type(d) = 'ARRAY' THEN CAST(json_array_length(d) AS BIGINT) END;
CREATE OR REPLACE TEMP MACRO kql_array_slice(d, first, last) AS LET d, first, last IN kql_array(kql_items(d)[
  greatest(CASE WHEN first < 0 THEN kql_array_length(d) + first ELSE first END, 0) + 1
  :CASE WHEN last < 0 THEN kql_array_length(d) + last ELSE last END + 1]);
CREATE OR REPLACE TEMP MACRO kql_array_index_of(d, json) AS
  CASE WHEN json_type(d) = 'ARRAY' THEN coalesce(CAST(list_position(kql_items(kql_json(d)), json) AS BIGINT) - 1, -1) END;
CREATE OR REPLACE TEMP MACRO kql_array_index_in(d, json, first, count, nth) AS LET d, json, first, count, nth IN CASE WHEN json_type(d) = 'ARRAY' AND nth >= 0 AND count >= -1 THEN
  coalesce(list_filter(generate_series(1, len(kql_items(d))), lambda pos: kql_items(kql_json(d))[pos] = json
    AND pos > CASE WHEN first < 0 THEN greatest(len(kql_items(d)) + first, 0) ELSE first END
    AND (count < 0 OR pos <= CASE WHEN first < 0 THEN greatest(len(kql_items(d)) + first, 0) ELSE first END + count))[greatest(nth, 1)] - 1, -1) END;
CREATE OR REPLACE TEMP MACRO kql_array_split_at(items, borders) AS LET items, borders IN kql_array(list_transform(generate_series(0, len(borders)), lambda pos:
  kql_array(items[(CASE WHEN pos = 0 THEN 0 ELSE borders[pos] END + 1):(CASE WHEN pos = len(borders) THEN len(items) ELSE borders[pos + 1] END)])));
CREATE OR REPLACE TEMP MACRO kql_array_split(d, borders) AS LET d, borders IN CASE WHEN json_type(d) = 'ARRAY' THEN kql_array_split_at(kql_items(d),
  list_transform(borders, lambda border: CASE WHEN border < 0 THEN greatest(border + len(kql_items(d)), 0) ELSE least(border, len(kql_items(d))) END)) END;
CREATE OR REPLACE TEMP MACRO kql_array_reverse(d) AS kql_array(list_reverse(kql_items(d)));
CREATE OR REPLACE TEMP MACRO kql_array_sum(d) AS LET d IN CASE WHEN json_type(d) = 'ARRAY' AND len(list_filter(kql_items(d), lambda item: TRY_CAST(item AS DOUBLE) IS NULL)) = 0
  THEN coalesce(list_sum(kql_reals(d)), 0) END;
CREATE OR REPLACE TEMP MACRO kql_array_iff(conditions, whens, elses) AS LET conditions, whens, elses IN
  CASE WHEN json_type(conditions) = 'ARRAY' THEN kql_array(list_transform(kql_items(conditions), lambda condition, pos:
    CASE WHEN condition = 'true' OR TRY_CAST(condition AS DOUBLE) <> 0 THEN CASE WHEN json_type(whens) = 'ARRAY' THEN kql_items(whens)[pos] ELSE whens END
      WHEN condition = 'false' OR TRY_CAST(condition AS DOUBLE) = 0 THEN CASE WHEN json_type(elses) = 'ARRAY' THEN kql_items(elses)[pos] ELSE elses END END)) END;
CREATE OR REPLACE TEMP MACRO kql_array_rotate(d, count) AS LET d, count IN CASE WHEN kql_array_length(d) > 0 THEN
  kql_array(list_concat(kql_items(d)[(kql_modulo(count, kql_array_length(d)) + 1):], kql_items(d)[:(kql_modulo(count, kql_array_length(d)))])) ELSE d END;
CREATE OR REPLACE TEMP MACRO kql_array_shift(d, count, filler) AS LET d, count, filler IN CASE WHEN json_type(d) = 'ARRAY' THEN
  kql_array(list_transform(kql_items(d), lambda item, pos:
    CASE WHEN pos + count BETWEEN 1 AND kql_array_length(d) THEN kql_items(d)[pos + count] ELSE filler END)) END;
CREATE OR REPLACE TEMP MACRO kql_first_of_items(items) AS list_filter(items, lambda item, pos: list_position(items, item) = pos);
CREATE OR REPLACE TEMP MACRO kql_set_items(d) AS kql_items(kql_json(d));
CREATE OR REPLACE TEMP MACRO kql_set_union(sets) AS
  kql_array(kql_first_of_items(flatten(list_transform(sets, lambda one: coalesce(kql_set_items(one), [])))));
CREATE OR REPLACE TEMP MACRO kql_set_intersect(sets) AS kql_array(kql_first_of_items(list_filter(kql_set_items(sets[1]), lambda item:
  len(list_filter(sets, lambda one: NOT coalesce(list_contains(kql_set_items(one), item), false))) = 0)));
CREATE OR REPLACE TEMP MACRO kql_set_difference(sets) AS kql_array(kql_first_of_items(list_filter(kql_set_items(sets[1]), lambda item:
  len(list_filter(sets[2:], lambda one: coalesce(list_contains(kql_set_items(one), item), false))) = 0)));
CREATE OR REPLACE TEMP MACRO kql_set_has_element(d, json) AS list_contains(kql_set_items(d), json);
CREATE OR REPLACE TEMP MACRO kql_jaccard(a, b) AS LET a, b IN
  json_array_length(kql_set_intersect([a, b])) / CAST(json_array_length(kql_set_union([a, b])) AS DOUBLE);
CREATE OR REPLACE TEMP MACRO kql_zip(arrays) AS LET arrays IN kql_array(list_transform(
  generate_series(1, list_max(list_transform(arrays, lambda one: coalesce(kql_array_length(one), 0)))), lambda pos:
  kql_array(list_transform(arrays, lambda one: kql_items(one)[pos]))));
CREATE OR REPLACE TEMP MACRO kql_repeat(json, times) AS
  CASE WHEN times >= 0 AND (coalesce(length(json), 4) + 1) * least(times, 1048576) <= 16777216 THEN kql_array(list_transform(range(CAST(least(times, 1048576) AS BIGINT)), lambda one: json)) END;
CREATE OR REPLACE TEMP MACRO kql_range_count(first, last, step) AS
  CASE WHEN step = 0 THEN NULL WHEN (last - first) / step < 0 THEN 0 ELSE CAST(least(floor((last - first) / step + 1e-9) + 1, 1048576) AS BIGINT) END;
CREATE OR REPLACE TEMP MACRO kql_range(first, last, step) AS
  CASE WHEN step <> 0 THEN kql_array_of_longs(list_transform(range(kql_range_count(first, last, step)), lambda pos: first + pos * step)) END;
CREATE OR REPLACE TEMP MACRO kql_range_real(first, last, step) AS
  kql_array_of_reals(list_transform(range(kql_range_count(first, last, step)), lambda pos: first + pos * step));
CREATE OR REPLACE TEMP MACRO kql_range_datetime(first, last, step) AS CASE WHEN step <> 0 THEN kql_array_of_texts(
  list_transform(range(kql_range_count(first, last, step)), lambda pos: kql_datetime_text(first + pos * step))) END;
CREATE OR REPLACE TEMP MACRO kql_range_timespan(first, last, step) AS CASE WHEN step <> 0 THEN kql_array_of_texts(
  list_transform(range(kql_range_count(first, last, step)), lambda pos: kql_timespan_text(first + pos * step))) END;
CREATE OR REPLACE TEMP MACRO kql_sort_items(d) AS list_transform(kql_items(kql_json(d)), lambda item:
  {'kind': CASE WHEN item IS NULL THEN NULL WHEN TRY_CAST(item AS DOUBLE) IS NOT NULL THEN 1 ELSE 2 END, 'number': TRY_CAST(item AS DOUBLE),
   'text': json_extract_string(item, '$'), 'item': item});
CREATE OR REPLACE TEMP MACRO kql_array_sort_asc(d) AS LET d IN kql_array(list_transform(list_concat(
  list_sort(list_filter(kql_sort_items(d), lambda one: one.kind IS NOT NULL)), list_filter(kql_sort_items(d), lambda one: one.kind IS NULL)),
  lambda one: one.item));
CREATE OR REPLACE TEMP MACRO kql_array_sort_asc_nulls_first(d) AS LET d IN kql_array(list_transform(list_concat(
  list_filter(kql_sort_items(d), lambda one: one.kind IS NULL), list_sort(list_filter(kql_sort_items(d), lambda one: one.kind IS NOT NULL))),
  lambda one: one.item));
CREATE OR REPLACE TEMP MACRO kql_array_sort_desc_nulls_first(d) AS LET d IN kql_array(list_transform(list_concat(
  list_filter(kql_sort_items(d), lambda one: one.kind IS NULL), list_reverse_sort(list_filter(kql_sort_items(d), lambda one: one.kind IS NOT NULL))),
  lambda one: one.item));
CREATE OR REPLACE TEMP MACRO kql_array_sort_desc(d) AS LET d IN kql_array(list_transform(list_concat(
  list_reverse_sort(list_filter(kql_sort_items(d), lambda one: one.kind IS NOT NULL)), list_filter(kql_sort_items(d), lambda one: one.kind IS NULL)),
  lambda one: one.item));
CREATE OR REPLACE TEMP MACRO kql_extract_json(path, d) AS coalesce(try(json_extract_string(d, path)), '');
CREATE OR REPLACE TEMP MACRO kql_values(d) AS list_sort(list_filter(kql_reals(d), lambda one: one IS NOT NULL));
CREATE OR REPLACE TEMP MACRO kql_percentile_tdigest(d, p) AS LET d, p IN
  kql_values(d)[CAST(greatest(ceil(p / 100.0 * len(kql_values(d))), 1) AS BIGINT)];
-- Of values in their order, each with how often it counts: the first that, with those before it, makes up a share of all.
CREATE OR REPLACE TEMP MACRO kql_weighted_percentile(l, p) AS LET l, p IN
  list_reduce(l, lambda before, one: CASE WHEN before.weight >= list_sum(list_transform(l, lambda each: each.weight)) * p / 100.0 THEN before
    ELSE {'value': one.value, 'weight': before.weight + one.weight} END).value;
CREATE OR REPLACE TEMP MACRO kql_rank_tdigest(d, x) AS CAST(len(list_filter(kql_values(d), lambda one: one < x)) AS BIGINT);
CREATE OR REPLACE TEMP MACRO kql_percentrank_tdigest(d, x) AS LET d, x IN
  100.0 * len(list_filter(kql_values(d), lambda one: one <= x)) / CAST(len(kql_values(d)) AS DOUBLE);

-- Times, in ticks.
CREATE OR REPLACE TEMP MACRO kql_time(t) AS make_timestamp(t // 10 - 62135596800000000);
CREATE OR REPLACE TEMP MACRO kql_ticks(ts) AS (epoch_us(ts) + 62135596800000000) * 10;
CREATE OR REPLACE TEMP MACRO kql_valid_ticks(t) AS CASE WHEN t BETWEEN 0 AND 3155378975999999999 THEN CAST(t AS BIGINT) END;
CREATE OR REPLACE TEMP MACRO kql_ticks_of_nanos(ns) AS (ns - ((ns % 100) + 100) % 100) // 100 + 621355968000000000;
-- A text as ingestion and JSON have it: RFC 3339.
CREATE OR REPLACE TEMP MACRO kql_seventh_digit(s) AS
  coalesce(TRY_CAST(regexp_extract(s, ':\d\d\.\d{6}(\d)', 1) AS BIGINT), 0);
CREATE OR REPLACE TEMP MACRO kql_ticks_of_text(s) AS coalesce(kql_ticks_of_nanos(epoch_ns(TRY_CAST(s AS TIMESTAMP_NS))),
  kql_valid_ticks(kql_ticks(TRY_CAST(s AS TIMESTAMP)) + kql_seventh_digit(s)));
CREATE OR REPLACE TEMP MACRO kql_zone_ticks(zone) AS CASE WHEN zone.h = '' THEN 0
  ELSE (CAST(zone.h AS BIGINT) * 36000000000 + CAST(CASE WHEN zone.m = '' THEN '0' ELSE zone.m END AS BIGINT) * 600000000)
    * CASE WHEN zone.sign = '-' THEN -1 ELSE 1 END END;
CREATE OR REPLACE TEMP MACRO kql_strip_zone(s) AS regexp_replace(trim(s), '(?i)\s*(z|gmt|utc)$', '');
CREATE OR REPLACE TEMP MACRO kql_strptime(s) AS kql_ticks(try_strptime(regexp_replace(s, '(\.\d{6})\d+', '\1'), [
  '%a, %d %b %y %H:%M:%S', '%a, %d %b %y %H:%M', '%d %b %y %H:%M:%S', '%d %b %y %H:%M', '%Y', '%Y-%m', '%Y-%m-%d %H:%M:%S', '%Y-%m-%dT%H:%M:%S', '%Y/%m/%d', '%Y/%m/%d %H:%M', '%Y/%m/%d %H:%M:%S', '%Y/%m/%d %H:%M:%S.%f', '%Y%m%d', '%Y-%m-%dT%H:%M', '%Y-%m-%d %H:%M',
  '%m-%d-%Y', '%m-%d-%Y %H:%M', '%m-%d-%Y %H:%M:%S', '%m-%d-%Y %H:%M:%S.%f', '%m/%d/%Y', '%m/%d/%Y %H:%M', '%m/%d/%Y %H:%M:%S', '%m/%d/%Y %H:%M:%S.%f',
  '%m/%d/%Y %I:%M:%S %p', '%m/%d/%Y %I:%M %p', '%d %b %Y', '%d %b %Y %H:%M', '%d %b %Y %H:%M:%S', '%a, %d %b %Y %H:%M:%S', '%a, %d %b %Y', '%d %B %Y',
  '%d %B %Y %H:%M:%S', '%A, %d-%b-%y %H:%M:%S', '%d-%b-%y %H:%M:%S', '%b %d, %Y', '%b %d, %Y %H:%M:%S', '%b %d, %Y %H:%M', '%B %d, %Y', '%B %d, %Y %H:%M:%S',
  '%d %b %Y %H:%M:%S.%f']));
CREATE OR REPLACE TEMP MACRO kql_todatetime(s) AS LET s IN CASE
  WHEN regexp_matches(s, '^\s*\d{4}-\d{1,2}-\d{1,2}([T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?\s*(Z|z|[+-]\d{2}(:?\d{2})?)?)?\s*$')
    THEN kql_valid_ticks(kql_ticks(TRY_CAST(regexp_extract(trim(s), '^\d{4}-\d{1,2}-\d{1,2}(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?)?') AS TIMESTAMP)) + kql_seventh_digit(s)
      - kql_zone_ticks(regexp_extract(trim(s), ':\d\d.*([+-])(\d{2}):?(\d{2})?$', ['sign', 'h', 'm'])))
  ELSE kql_valid_ticks(kql_strptime(kql_strip_zone(s)) + kql_seventh_digit(s)) END;
CREATE OR REPLACE TEMP MACRO kql_datetime_text(t) AS
  strftime(kql_time(t), '%Y-%m-%dT%H:%M:%S.%f') || CAST(t % 10 AS VARCHAR) || 'Z';
CREATE OR REPLACE TEMP MACRO kql_clock(n) AS printf('%02d:%02d:%02d', CAST(n // 36000000000 % 24 AS BIGINT), CAST(n // 600000000 % 60 AS BIGINT),
  CAST(n // 10000000 % 60 AS BIGINT)) || CASE WHEN n % 10000000 = 0 THEN '' ELSE printf('.%07d', CAST(n % 10000000 AS BIGINT)) END;
CREATE OR REPLACE TEMP MACRO kql_timespan_text(t) AS LET t IN CASE WHEN t < 0 THEN '-' ELSE '' END
  || CASE WHEN abs(CAST(t AS HUGEINT)) >= 864000000000 THEN CAST(abs(CAST(t AS HUGEINT)) // 864000000000 AS VARCHAR) || '.' ELSE '' END
  || kql_clock(abs(CAST(t AS HUGEINT)));
CREATE OR REPLACE TEMP MACRO kql_clock_parts(s) AS
  regexp_extract(s, '^\s*(-?)(?:(\d{1,8})\.)?(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d+))?)?\s*$', ['sign', 'd', 'h', 'm', 's', 'f']);
CREATE OR REPLACE TEMP MACRO kql_part_number(text) AS CASE WHEN text = '' THEN 0 ELSE CAST(text AS BIGINT) END;
CREATE OR REPLACE TEMP MACRO kql_clock_ticks(parts) AS LET parts IN CASE
  WHEN kql_part_number(parts.h) < 24 AND kql_part_number(parts.m) < 60 AND kql_part_number(parts.s) < 60 THEN
    (kql_part_number(parts.d) * 864000000000 + kql_part_number(parts.h) * 36000000000 + kql_part_number(parts.m) * 600000000
      + kql_part_number(parts.s) * 10000000 + kql_part_number(rpad(parts.f, 7, '0')))
    * CASE WHEN parts.sign = '-' THEN -1 ELSE 1 END END;
CREATE OR REPLACE TEMP MACRO kql_unit_ticks(unit) AS CASE
  WHEN unit IN ('', 'd', 'day', 'days') THEN 864000000000.0 WHEN unit IN ('h', 'hr', 'hrs', 'hour', 'hours') THEN 36000000000.0
  WHEN unit IN ('m', 'min', 'minute', 'minutes') THEN 600000000.0 WHEN unit IN ('s', 'sec', 'second', 'seconds') THEN 10000000.0
  WHEN unit IN ('ms', 'milli', 'millis', 'millisec', 'millisecond', 'milliseconds') THEN 10000.0
  WHEN unit IN ('micro', 'micros', 'microsec', 'microsecond', 'microseconds') THEN 10.0
  WHEN unit IN ('nano', 'nanos', 'nanosec', 'nanosecond', 'nanoseconds') THEN 0.01 WHEN unit IN ('tick', 'ticks') THEN 1.0 END;
CREATE OR REPLACE TEMP MACRO kql_unit_parts(s) AS regexp_extract(lower(s), '^\s*(-?\d+(?:\.\d+)?)\s*([a-z]*)\s*$', ['number', 'unit']);
CREATE OR REPLACE TEMP MACRO kql_totimespan(s) AS LET s IN CASE WHEN contains(s, ':')
  THEN CASE WHEN kql_clock_parts(s).h <> '' THEN kql_clock_ticks(kql_clock_parts(s)) END
  ELSE kql_truncate(TRY_CAST(kql_unit_parts(s).number AS DOUBLE) * kql_unit_ticks(kql_unit_parts(s).unit)) END;
CREATE OR REPLACE TEMP MACRO kql_startofday(t, later) AS (t // 864000000000 + later) * 864000000000;
CREATE OR REPLACE TEMP MACRO kql_startofweek(t, later) AS (t // 864000000000 - (t // 864000000000 + 1) % 7 + 7 * later) * 864000000000;
CREATE OR REPLACE TEMP MACRO kql_startofmonth(t, later) AS kql_ticks(date_trunc('month', kql_time(t)) + to_months(CAST(later AS INTEGER)));
CREATE OR REPLACE TEMP MACRO kql_startofyear(t, later) AS kql_ticks(date_trunc('year', kql_time(t)) + to_years(CAST(later AS INTEGER)));
CREATE OR REPLACE TEMP MACRO kql_utc_to_local(t, zone) AS LET t IN
  try(kql_ticks(timezone(zone, timezone('UTC', kql_time(t))))) + t % 10;
CREATE OR REPLACE TEMP MACRO kql_local_to_utc(t, zone) AS LET t IN
  try(kql_ticks(timezone('UTC', timezone(zone, kql_time(t))))) + t % 10;
CREATE OR REPLACE TEMP MACRO kql_make_datetime(y, mo, d, h, mi, s) AS LET y, mo, d, h, mi, s IN CASE WHEN s >= 0 AND s < 60 THEN
  kql_ticks(try(make_timestamp(CAST(y AS BIGINT), CAST(mo AS BIGINT), CAST(d AS BIGINT), CAST(h AS BIGINT), CAST(mi AS BIGINT), floor(CAST(s AS DOUBLE)))))
  + CAST(floor(round((CAST(s AS DOUBLE) - floor(CAST(s AS DOUBLE))) * 10000000, 2)) AS BIGINT) END;
CREATE OR REPLACE TEMP MACRO kql_make_timespan(d, h, m, s) AS CASE WHEN h BETWEEN 0 AND 23 AND m BETWEEN 0 AND 59 AND s >= 0 AND s < 60 THEN
  d * 864000000000 + h * 36000000000 + m * 600000000 + CAST(floor(round(CAST(s AS DOUBLE) * 10000000, 2)) AS BIGINT) END;
CREATE OR REPLACE TEMP MACRO kql_unixtime(x, scale) AS kql_valid_ticks(kql_truncate(CAST(x AS DOUBLE) * scale) + 621355968000000000);
CREATE OR REPLACE TEMP MACRO kql_unixtime_whole(n, scale) AS kql_valid_ticks(CAST(n AS HUGEINT) * scale + 621355968000000000);
CREATE OR REPLACE TEMP MACRO kql_unixtime_nanoseconds(n) AS kql_valid_ticks(kql_ticks_of_nanos(n));
CREATE OR REPLACE TEMP MACRO kql_months(t) AS year(kql_time(t)) * 12 + month(kql_time(t));
CREATE OR REPLACE TEMP MACRO kql_add_months(t, count) AS
  kql_ticks(kql_time(t) + to_months(CAST(count AS INTEGER))) + t % 10;

-- Addresses.
CREATE OR REPLACE TEMP MACRO kql_ipv4_parts(s) AS
  regexp_extract(s, '^\s*(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})(?:/(\d{1,2}))?\s*$', ['a', 'b', 'c', 'd', 'suffix']);
CREATE OR REPLACE TEMP MACRO kql_ipv4_of(parts) AS LET parts IN CASE
  WHEN parts.a <> '' AND CAST(parts.a AS INTEGER) < 256 AND CAST(parts.b AS INTEGER) < 256 AND CAST(parts.c AS INTEGER) < 256
    AND CAST(parts.d AS INTEGER) < 256 AND (parts.suffix = '' OR CAST(parts.suffix AS INTEGER) <= 32)
  THEN ((CAST(parts.a AS BIGINT) * 256 + CAST(parts.b AS BIGINT)) * 256 + CAST(parts.c AS BIGINT)) * 256 + CAST(parts.d AS BIGINT) END;
CREATE OR REPLACE TEMP MACRO kql_ipv4_number(s) AS kql_ipv4_of(kql_ipv4_parts(s));
CREATE OR REPLACE TEMP MACRO kql_ipv4_suffix(s) AS CASE WHEN kql_ipv4_number(s) IS NOT NULL
  THEN CASE WHEN kql_ipv4_parts(s).suffix = '' THEN 32 ELSE CAST(kql_ipv4_parts(s).suffix AS BIGINT) END END;
CREATE OR REPLACE TEMP MACRO kql_masked(n, bits) AS n - n % CAST(pow(2::DOUBLE, 32 - bits) AS BIGINT);
CREATE OR REPLACE TEMP MACRO kql_parse_ipv4(s, bits) AS LET s, bits IN CASE WHEN bits BETWEEN 0 AND 32 THEN kql_masked(kql_ipv4_number(s), least(bits, kql_ipv4_suffix(s))) END;
CREATE OR REPLACE TEMP MACRO kql_ipv4_compare(a, b, bits) AS LET a, b, bits IN CASE WHEN bits BETWEEN 0 AND 32 THEN
  CAST(sign(kql_masked(kql_ipv4_number(a), least(bits, kql_ipv4_suffix(a), kql_ipv4_suffix(b)))
    - kql_masked(kql_ipv4_number(b), least(bits, kql_ipv4_suffix(a), kql_ipv4_suffix(b)))) AS BIGINT) END;
CREATE OR REPLACE TEMP MACRO kql_ipv4_is_in_range(ip, network) AS LET ip, network IN
  kql_masked(kql_parse_ipv4(ip, 32), kql_ipv4_suffix(network)) = kql_masked(kql_ipv4_number(network), kql_ipv4_suffix(network));
CREATE OR REPLACE TEMP MACRO kql_ipv4_is_in_any_range(ip, networks) AS CASE WHEN kql_ipv4_number(ip) IS NOT NULL THEN
  len(list_filter(networks, lambda network: coalesce(kql_ipv4_is_in_range(ip, network), false))) > 0 END;
CREATE OR REPLACE TEMP MACRO kql_ipv4_is_private(s) AS CASE WHEN kql_ipv4_number(s) IS NOT NULL THEN
  kql_ipv4_is_in_any_range(s, ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16']) END;
-- Addresses in a text, with no letter, digit or point that goes on with them beside. Each separator stands twice, so that two addresses can share one.
CREATE OR REPLACE TEMP MACRO kql_ipv4_in(s) AS list_filter(regexp_extract_all(regexp_replace(s, '([^0-9A-Za-z.])', '\1\1', 'g'),
  '(?:^|[^0-9A-Za-z.])(\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3})(?:$|[^0-9A-Za-z.]|\.(?:$|[^0-9A-Za-z]))', 1), lambda ip: kql_ipv4_number(ip) IS NOT NULL);
CREATE OR REPLACE TEMP MACRO kql_has_any_ipv4(s, ips) AS len(list_filter(ips, lambda ip: list_contains(kql_ipv4_in(s), ip))) > 0;
CREATE OR REPLACE TEMP MACRO kql_has_any_ipv4_prefix(s, prefixes) AS len(list_filter(prefixes, lambda prefix:
  ends_with(prefix, '.') AND len(list_filter(kql_ipv4_in(s), lambda ip: starts_with(ip, prefix))) > 0)) > 0;
CREATE OR REPLACE TEMP MACRO kql_dotted(n) AS
  concat(n // 16777216, '.', n // 65536 % 256, '.', n // 256 % 256, '.', n % 256);
CREATE OR REPLACE TEMP MACRO kql_format_ipv4_mask(s, bits) AS LET s, bits IN CASE WHEN bits BETWEEN 0 AND 32 AND kql_ipv4_number(s) IS NOT NULL
  THEN kql_dotted(kql_parse_ipv4(s, bits)) || '/' || CAST(least(bits, kql_ipv4_suffix(s)) AS VARCHAR) ELSE '' END;
CREATE OR REPLACE TEMP MACRO kql_format_ipv4(n, bits) AS
  CASE WHEN n BETWEEN 0 AND 4294967295 AND bits BETWEEN 0 AND 32 THEN kql_dotted(kql_masked(n, bits)) ELSE '' END;

-- XXH64 (seed 0) of a text's UTF-8, as a signed number; source: the specification at github.com/Cyan4973/xxHash, doc/xxhash_spec.md.
CREATE OR REPLACE TEMP MACRO kql_u64(n) AS CAST(n & 18446744073709551615::UHUGEINT AS UBIGINT);
CREATE OR REPLACE TEMP MACRO kql_u64_times(a, b) AS kql_u64(CAST(a AS UHUGEINT) * CAST(b AS UHUGEINT));
CREATE OR REPLACE TEMP MACRO kql_u64_plus(a, b) AS kql_u64(CAST(a AS UHUGEINT) + CAST(b AS UHUGEINT));
CREATE OR REPLACE TEMP MACRO kql_u64_rotate(n, power) AS
  kql_u64(CAST(n AS UHUGEINT) * CAST(power AS UHUGEINT) + CAST(n AS UHUGEINT) // (18446744073709551616::UHUGEINT // CAST(power AS UHUGEINT)));
CREATE OR REPLACE TEMP MACRO kql_xxh_round(acc, lane) AS LET acc, lane IN
  kql_u64_times(kql_u64_rotate(kql_u64_plus(acc, kql_u64_times(lane, 14029467366897019727)), 2147483648), 11400714785074694791);
CREATE OR REPLACE TEMP MACRO kql_xxh_merge(acc, lane) AS LET acc, lane IN kql_u64_plus(
  kql_u64_times(xor(acc, kql_xxh_round(0::UBIGINT, lane)), 11400714785074694791), 9650029242287828579);
-- Little-endian numbers of 8, 4 and 1 bytes at a byte of a text of hexadecimal digits. The variable is named as no caller's: what stands for the begin may name theirs.
CREATE OR REPLACE TEMP MACRO kql_hex_at(digits, start, bytes) AS CAST('0x' || array_to_string(list_reverse(list_transform(range(bytes),
  lambda octet: digits[2 * (start + octet) + 1:2 * (start + octet) + 2])), '') AS UBIGINT);
CREATE OR REPLACE TEMP MACRO kql_xxh_stripes(digits) AS list_reduce(
  list_transform(range(len(digits) // 64), lambda stripe:
    {'a': kql_hex_at(digits, stripe * 32, 8), 'b': kql_hex_at(digits, stripe * 32 + 8, 8), 'c': kql_hex_at(digits, stripe * 32 + 16, 8),
     'd': kql_hex_at(digits, stripe * 32 + 24, 8)}),
  lambda acc, lane: {'a': kql_xxh_round(acc.a, lane.a), 'b': kql_xxh_round(acc.b, lane.b), 'c': kql_xxh_round(acc.c, lane.c),
    'd': kql_xxh_round(acc.d, lane.d)},
  {'a': 6983438078262162902::UBIGINT, 'b': 14029467366897019727::UBIGINT, 'c': 0::UBIGINT, 'd': 7046029288634856825::UBIGINT});
CREATE OR REPLACE TEMP MACRO kql_xxh_merged(acc) AS LET acc IN kql_xxh_merge(kql_xxh_merge(kql_xxh_merge(kql_xxh_merge(
  kql_u64(CAST(kql_u64_rotate(acc.a, 2) AS UHUGEINT) + kql_u64_rotate(acc.b, 128) + kql_u64_rotate(acc.c, 4096) + kql_u64_rotate(acc.d, 262144)),
  acc.a), acc.b), acc.c), acc.d);
CREATE OR REPLACE TEMP MACRO kql_xxh_tail(digits, bytes) AS list_concat(
  list_transform(range(bytes % 32 // 8), lambda one: {'kind': 8, 'lane': kql_hex_at(digits, bytes // 32 * 32 + one * 8, 8)}),
  list_transform(range(bytes % 8 // 4), lambda one: {'kind': 4, 'lane': kql_hex_at(digits, bytes // 8 * 8, 4)}),
  list_transform(range(bytes % 4), lambda one: {'kind': 1, 'lane': kql_hex_at(digits, bytes // 4 * 4 + one, 1)}));
CREATE OR REPLACE TEMP MACRO kql_xxh_step(acc, step) AS LET acc, step IN CASE step.kind
  WHEN 8 THEN kql_u64_plus(kql_u64_times(kql_u64_rotate(xor(acc, kql_xxh_round(0::UBIGINT, step.lane)), 134217728), 11400714785074694791), 9650029242287828579)
  WHEN 4 THEN kql_u64_plus(kql_u64_times(kql_u64_rotate(xor(acc, kql_u64_times(step.lane, 11400714785074694791)), 8388608), 14029467366897019727), 1609587929392839161)
  ELSE kql_u64_times(kql_u64_rotate(xor(acc, kql_u64_times(step.lane, 2870177450012600261)), 2048), 11400714785074694791) END;
CREATE OR REPLACE TEMP MACRO kql_xxh_mix(n) AS list_reduce([{'bits': 33::UBIGINT, 'factor': 14029467366897019727::UBIGINT, 'n': 0::UBIGINT},
  {'bits': 29::UBIGINT, 'factor': 1609587929392839161::UBIGINT, 'n': 0::UBIGINT}, {'bits': 32::UBIGINT, 'factor': 1::UBIGINT, 'n': 0::UBIGINT}],
  lambda total, step: {'bits': 0::UBIGINT, 'factor': 0::UBIGINT, 'n': kql_u64_times(xor(total.n, total.n >> step.bits), step.factor)},
  {'bits': 0::UBIGINT, 'factor': 0::UBIGINT, 'n': n}).n;
CREATE OR REPLACE TEMP MACRO kql_xxh_of(digits, bytes) AS kql_xxh_mix(list_reduce(kql_xxh_tail(digits, bytes),
  lambda acc, step: {'kind': 0, 'lane': kql_xxh_step(acc.lane, step)},
  {'kind': 0, 'lane': kql_u64_plus(CASE WHEN bytes >= 32 THEN kql_xxh_merged(kql_xxh_stripes(digits)) ELSE 2870177450012600261::UBIGINT END, bytes)}).lane);
CREATE OR REPLACE TEMP MACRO kql_xxhash64(s) AS kql_wrap(CAST(kql_xxh_of(hex(encode(s)), octet_length(encode(s))) AS HUGEINT));

-- Of the eight little-endian bytes of a whole number or of ticks.
CREATE OR REPLACE TEMP MACRO kql_little_endian(n) AS array_to_string(list_transform(range(8), lambda one:
  lpad(to_hex((CAST(n AS HUGEINT) & 18446744073709551615::HUGEINT) // CAST(pow(256::DOUBLE, one) AS HUGEINT) % 256), 2, '0')), '');
CREATE OR REPLACE TEMP MACRO kql_xxhash64_whole(n) AS kql_wrap(CAST(kql_xxh_of(kql_little_endian(n), 8) AS HUGEINT));

-- Series: lists of reals.
CREATE OR REPLACE TEMP MACRO kql_side_by_side(lists) AS kql_array(list_transform(generate_series(1, len(lists[1])), lambda pos:
  kql_array_of_texts(list_transform(lists, lambda one: one[pos]))));
CREATE OR REPLACE TEMP MACRO kql_known(x) AS list_filter(x, lambda one: one IS NOT NULL);
CREATE OR REPLACE TEMP MACRO kql_number_json(x) AS coalesce(kql_real_json(x), 'null');
CREATE OR REPLACE TEMP MACRO kql_series_stats(x) AS LET x IN CASE WHEN x IS NOT NULL THEN
  '{"min":' || kql_number_json(list_min(x)) || ',"min_idx":' || coalesce(CAST(list_position(x, list_min(x)) - 1 AS VARCHAR), '-1')
  || ',"max":' || kql_number_json(list_max(x)) || ',"max_idx":' || coalesce(CAST(list_position(x, list_max(x)) - 1 AS VARCHAR), '-1')
  || ',"avg":' || kql_number_json(list_avg(x)) || ',"stdev":' || kql_number_json(list_stddev_samp(x)) || ',"variance":'
  || kql_number_json(list_var_samp(x)) || ',"sum":' || kql_number_json(list_sum(x)) || ',"len":' || CAST(len(x) AS VARCHAR) || '}' END;
CREATE OR REPLACE TEMP MACRO kql_series_normal(weights, wanted) AS
  CASE WHEN coalesce(wanted, len(list_filter(weights, lambda one: one < 0)) = 0) THEN list_sum(weights) ELSE 1.0::DOUBLE END;
CREATE OR REPLACE TEMP MACRO kql_series_fir(x, weights, wanted, center) AS LET x, weights, wanted, center IN CASE
  WHEN coalesce(wanted, false) AND len(list_filter(weights, lambda one: one < 0)) > 0 THEN NULL
  ELSE kql_array_of_reals(list_transform(generate_series(1, len(x)), lambda pos:
    coalesce(list_sum(list_transform(weights, lambda weight, tap:
      CASE WHEN pos - tap + 1 + CASE WHEN center THEN len(weights) // 2 ELSE 0 END BETWEEN 1 AND len(x)
        THEN weight * coalesce(x[pos - tap + 1 + CASE WHEN center THEN len(weights) // 2 ELSE 0 END], 0) ELSE 0 END)), 0)
      / kql_series_normal(weights, wanted))) END;
CREATE OR REPLACE TEMP MACRO kql_series_dot(x, y) AS
  list_sum(list_transform(generate_series(1, least(len(x), len(y))), lambda pos: x[pos] * y[pos]));
CREATE OR REPLACE TEMP MACRO kql_series_moment(x, y) AS list_avg(list_transform(generate_series(1, len(x)), lambda pos: x[pos] * y[pos]))
  - list_avg(x) * list_avg(y);
CREATE OR REPLACE TEMP MACRO kql_series_pearson(x, y) AS LET x, y IN CASE WHEN len(x) = len(y) AND len(x) > 0
  THEN kql_series_moment(x, y) / sqrt(kql_series_moment(x, x) * kql_series_moment(y, y)) END;
CREATE OR REPLACE TEMP MACRO kql_positions(x) AS list_transform(generate_series(0, len(x) - 1), lambda pos: CAST(pos AS DOUBLE));
CREATE OR REPLACE TEMP MACRO kql_series_slope(x) AS LET x IN kql_series_moment(kql_positions(x), x) / kql_series_moment(kql_positions(x), kql_positions(x));
CREATE OR REPLACE TEMP MACRO kql_series_start(x) AS list_avg(x) - kql_series_slope(x) * (len(x) - 1) / 2.0;
CREATE OR REPLACE TEMP MACRO kql_series_line_fit(x) AS
  list_transform(generate_series(0, len(x) - 1), lambda pos: kql_series_start(x) + kql_series_slope(x) * pos);
CREATE OR REPLACE TEMP MACRO kql_series_residual(x) AS LET x IN
  list_transform(generate_series(1, len(x)), lambda pos: pow(x[pos] - kql_series_start(x) - kql_series_slope(x) * (pos - 1), 2));
CREATE OR REPLACE TEMP MACRO kql_series_line(x) AS LET x IN CASE WHEN len(x) > 1 AND len(kql_known(x)) = len(x) THEN
  '{"rsquare":' || kql_number_json(CASE WHEN list_var_pop(x) = 0 THEN 1 ELSE 1 - list_avg(kql_series_residual(x)) / list_var_pop(x) END)
  || ',"slope":' || kql_number_json(kql_series_slope(x)) || ',"variance":' || kql_number_json(list_var_samp(x)) || ',"rvariance":'
  || kql_number_json(list_sum(kql_series_residual(x)) / (len(x) - 1)) || ',"interception":' || kql_number_json(kql_series_start(x))
  || ',"line_fit":' || kql_array_of_reals(kql_series_line_fit(x)) || '}' END;
-- Holes: nulls, or what equals the placeholder.
CREATE OR REPLACE TEMP MACRO kql_items_with_holes(d, placeholder) AS
  list_transform(kql_items(d), lambda item: CASE WHEN placeholder IS NOT NULL AND TRY_CAST(item AS DOUBLE) = placeholder THEN NULL ELSE item END);
CREATE OR REPLACE TEMP MACRO kql_items_fill_const(items, json) AS kql_array(list_transform(items, lambda item: coalesce(item, json)));
CREATE OR REPLACE TEMP MACRO kql_items_fill_forward(items) AS
  kql_array(list_transform(items, lambda item, pos: coalesce(item, kql_known(items[:pos])[-1])));
CREATE OR REPLACE TEMP MACRO kql_items_fill_backward(items) AS
  kql_array(list_transform(items, lambda item, pos: coalesce(item, kql_known(items[pos:])[1])));
CREATE OR REPLACE TEMP MACRO kql_series_holes(d, placeholder) AS
  list_transform(kql_reals(d), lambda one: CASE WHEN placeholder IS NOT NULL AND one = placeholder THEN NULL ELSE one END);
CREATE OR REPLACE TEMP MACRO kql_known_positions(x) AS list_filter(generate_series(1, len(x)), lambda pos: x[pos] IS NOT NULL);
CREATE OR REPLACE TEMP MACRO kql_before(x, pos) AS list_last(list_filter(kql_known_positions(x), lambda other: other <= pos));
CREATE OR REPLACE TEMP MACRO kql_behind(x, pos) AS list_first(list_filter(kql_known_positions(x), lambda other: other >= pos));
CREATE OR REPLACE TEMP MACRO kql_filled(x, one, pos, low, high, edges) AS LET x, one, pos, low, high, edges IN CASE
    WHEN one IS NOT NULL THEN one
    WHEN low IS NULL THEN CASE WHEN edges THEN x[high] END
    WHEN high IS NULL THEN CASE WHEN edges THEN x[low] END
    ELSE x[low] + (x[high] - x[low]) * (pos - low) / (high - low) END;
CREATE OR REPLACE TEMP MACRO kql_series_fill_linear(x, edges, constant) AS LET x, edges, constant IN CASE
  WHEN x IS NULL THEN NULL
  WHEN len(kql_known(x)) = 0 THEN kql_array_of_reals(list_transform(x, lambda one: constant))
  ELSE kql_array_of_reals(list_transform(x, lambda one, pos: kql_filled(x, one, pos, kql_before(x, pos), kql_behind(x, pos), edges))) END;
-- Between whole numbers alone the values between are rounded.
CREATE OR REPLACE TEMP MACRO kql_rounded_like(filled, d) AS LET filled, d IN CASE WHEN len(list_filter(kql_items(d), lambda item: item IS NOT NULL AND NOT regexp_full_match(item, '-?\d+'))) = 0
  THEN kql_array_of_longs(list_transform(kql_reals(filled), lambda one: CAST(round(one) AS BIGINT))) ELSE filled END;
CREATE OR REPLACE TEMP MACRO kql_series_cosine(x, y) AS LET x, y IN kql_series_dot(x, y) / (sqrt(kql_series_dot(x, x)) * sqrt(kql_series_dot(y, y)));
-- What make_set takes of a value: the elements of an array, else the value itself.
CREATE OR REPLACE TEMP MACRO kql_set_of(d) AS CASE WHEN json_type(d) = 'ARRAY' THEN kql_items(d) ELSE [d] END;
-- An element of an array as a whole number: not what would have to be cut off.
CREATE OR REPLACE TEMP MACRO kql_whole_element(d) AS CASE WHEN regexp_full_match(d, '-?\d{1,19}') THEN TRY_CAST(d AS BIGINT) END;
CREATE OR REPLACE TEMP MACRO kql_whole_number(d) AS CASE WHEN regexp_full_match(d, '-?\d{1,18}') THEN CAST(d AS BIGINT)
  ELSE kql_truncate(TRY_CAST(d AS DOUBLE)) END;
-- Keys and values of a text.
CREATE OR REPLACE TEMP MACRO kql_pairs_of(keys, contents) AS
  list_transform(generate_series(1, len(keys)), lambda pos: {'key': trim(keys[pos]), 'value': trim(contents[pos])});
CREATE OR REPLACE TEMP MACRO kql_alternating_pairs(words) AS
  list_transform(range(len(words) // 2), lambda pos: {'key': words[2 * pos + 1], 'value': words[2 * pos + 2]});
CREATE OR REPLACE TEMP MACRO kql_unquoted(content, open, close, escaping) AS CASE
  WHEN open <> '' AND starts_with(content, open) AND ends_with(content, close) AND length(content) > 1
    THEN CASE WHEN escaping = '' THEN content[2:-2]
      ELSE replace(replace(content[2:-2], escaping || close, close), escaping || escaping, escaping) END
  ELSE content END;
CREATE OR REPLACE TEMP MACRO kql_split_pairs(parts, delimiter, open, close, escaping) AS
  list_transform(list_filter(parts, lambda part: contains(part, delimiter)), lambda part: {
    'key': kql_unquoted(trim(split_part(part, delimiter, 1)), open, close, escaping),
    'value': kql_unquoted(trim(part[length(split_part(part, delimiter, 1)) + length(delimiter) + 1:]), open, close, escaping)});
-- Values up to the last delimiter before the next key.
CREATE OR REPLACE TEMP MACRO kql_greedy_pairs(parts, pair) AS LET parts, pair IN list_transform(range(2, len(parts) + 1), lambda pos: {
  'key': trim(list_last(string_split(parts[pos - 1], pair))),
  'value': trim(CASE WHEN pos = len(parts) OR NOT contains(parts[pos], pair) THEN parts[pos]
    ELSE parts[pos][:-(length(list_last(string_split(parts[pos], pair))) + length(pair) + 1)] END)});
CREATE OR REPLACE TEMP MACRO kql_pair(pairs, wanted) AS list_filter(pairs, lambda pair: pair.key = wanted)[1].value;
