package io.adxflow.kql.sql;

import io.adxflow.kql.bind.BoundExpression;
import io.adxflow.kql.types.KqlType;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Scalar functions as SQL with places for the arguments, a line each, as {@link ScalarSql} fills them. {@code name/2} is for two arguments, {@code name(real)} for
 * arguments of these types; the narrowest that fits counts.
 */
final class ScalarTemplates {
    private static final String TEMPLATES =
            """
            not = (NOT $1)
            isnull = ($1 IS NULL)
            isnull(string) = false
            isnotnull = ($1 IS NOT NULL)
            isnotnull(string) = true
            isempty = ($1t = '')
            isnotempty = ($1t <> '')
            isnan = isnan($1r)
            isinf = isinf($1r)
            isfinite = isfinite($1r)

            strlen = length($1t)
            string_size = strlen($1t)
            substring/2 = kql_substring($1t, $2l, NULL)
            substring/3 = kql_substring($1t, $2l, $3l)
            tolower = lower($1t)
            toupper = upper($1t)
            strcat = concat($*t)
            strcat_delim = kql_strcat_delim([$*t])
            strcat_array = kql_strcat_array($1, $2t)
            strrep/2 = kql_strrep($1t, $2l, '')
            strrep/3 = kql_strrep($1t, $2l, $3t)
            reverse = reverse($1t)
            indexof/2 = kql_indexof($1t, $2t, 0, -1, 1)
            indexof/3 = kql_indexof($1t, $2t, $3l, -1, 1)
            indexof/4 = kql_indexof($1t, $2t, $3l, $4l, 1)
            indexof/5 = kql_indexof($1t, $2t, $3l, $4l, $5l)
            set_equals = (kql_set_items($1) @> kql_set_items($2) AND kql_set_items($2) @> kql_set_items($1))
            around(datetime) = ($1 BETWEEN $2 - $3 AND $2 + $3)
            around = ($1 BETWEEN $2 - $3 AND $2 + $3)
            indexof_regex/2 = kql_indexof_regex($1t, $2x)
            split/2 = kql_split($1t, $2t)
            split/3 = kql_split_at($1t, $2t, $3l)
            trim = kql_trim($1x, $2t)
            trim_start = kql_trim_start($1x, $2t)
            trim_end = kql_trim_end($1x, $2t)
            replace_string = kql_replace($1t, $2t, $3t)
            replace_regex = regexp_replace($1t, $2x, $3t, 'g')
            countof/2 = kql_countof($1t, $2t)
            countof/3 = kql_countof_kind($1t, $2t, $3t)
            strcmp = kql_strcmp($1t, $2t)
            isascii = regexp_full_match($1t, '[\\x00-\\x7F]*')
            isutf8 = true
            url_encode = kql_url_encode($1t)
            url_encode_component = kql_url_encode_component($1t)
            url_decode = kql_url_decode($1t)
            base64_encode_tostring = to_base64(encode($1t))
            base64_decode_tostring = kql_base64_text($1t)
            base64_decode_toarray = kql_base64_array($1t)
            parse_url = kql_parse_url($1t)
            parse_urlquery = kql_parse_urlquery($1t)
            parse_csv = kql_parse_csv($1t)
            parse_version = kql_parse_version($1t)
            translate = kql_translate($1t, $2t, $3t)
            unicode_codepoints_from_string = kql_codepoints($1t)
            unicode_codepoints_to_string = kql_from_codepoints(flatten([$*e]))
            has_any_index = kql_has_any_index($1t, $2)
            regex_quote = kql_regex_quote($1t)
            tohex(int) = kql_tohex($1l & 4294967295, 0)
            tohex(int,int) = kql_tohex($1l & 4294967295, $2l)
            tohex(int,long) = kql_tohex($1l & 4294967295, $2l)
            tohex/1 = kql_tohex($1l, 0)
            tohex/2 = kql_tohex($1l, $2l)
            format_bytes/1 = kql_format_bytes($1r, 0, '')
            format_bytes/2 = kql_format_bytes($1r, $2l, '')
            format_bytes/3 = kql_format_bytes($1r, $2l, $3t)

            tobool = ($1 <> 0)
            tobool(bool) = $1
            tobool(string) = kql_tobool($1t)
            tobool(dynamic) = kql_tobool($1t)
            toint = kql_narrow($1l)
            toint(bool) = CAST($1 AS INTEGER)
            toint(string) = kql_narrow(kql_tolong($1t))
            toint(dynamic) = kql_narrow(kql_tolong_dynamic($1))
            tolong = $1l
            tolong(bool) = CAST($1 AS BIGINT)
            tolong(string) = kql_tolong($1t)
            tolong(dynamic) = kql_tolong_dynamic($1)
            toreal = $1r
            toreal(string) = kql_toreal($1t)
            toreal(dynamic) = kql_toreal_dynamic($1)
            todecimal = CAST($1 AS DECIMAL(38, 16))
            todecimal(string) = TRY_CAST(trim($1t) AS DECIMAL(38, 16))
            todecimal(dynamic) = TRY_CAST(trim($1t) AS DECIMAL(38, 16))
            toguid = TRY_CAST($1t AS UUID)
            toguid(guid) = $1
            todatetime(datetime) = $1
            todatetime(string) = kql_todatetime($1t)
            todatetime(dynamic) = kql_todatetime($1t)
            todatetime(long) = $1
            totimespan(timespan) = $1
            totimespan(string) = kql_totimespan($1t)
            totimespan(dynamic) = kql_totimespan($1t)
            totimespan(long) = $1
            totimespan(int) = $1l
            totimespan(real) = $1l

            pi = pi()
            sqrt = kql_sqrt($1r)
            exp = exp($1r)
            exp2 = pow(2, $1r)
            exp10 = pow(10, $1r)
            log = kql_log($1r)
            log2 = (kql_log($1r) / kql_log(2.0::DOUBLE))
            log10 = kql_log10($1r)
            pow = pow($1r, $2r)
            ceiling = ceil($1r)
            sin = sin($1r)
            cos = cos($1r)
            tan = tan($1r)
            asin = kql_asin($1r)
            acos = kql_acos($1r)
            atan = atan($1r)
            atan2 = atan2($1r, $2r)
            cot = (1.0::DOUBLE / tan($1r))
            degrees = degrees($1r)
            radians = radians($1r)
            gamma = gamma($1r)
            loggamma = lgamma($1r)
            rand/0 = random()
            rand/1 = CAST(floor(random() * $1r) AS BIGINT)
            binary_and = ($1l & $2l)
            binary_or = ($1l | $2l)
            binary_xor = xor($1l, $2l)
            binary_not = (~$1l)
            binary_shift_left = kql_shift_left($1l, $2l)
            binary_shift_right = kql_shift_right($1l, $2l)
            bitset_count_ones = bit_count($1l)

            startofday/1 = kql_startofday($1, 0)
            startofday/2 = kql_startofday($1, $2l)
            startofweek/1 = kql_startofweek($1, 0)
            startofweek/2 = kql_startofweek($1, $2l)
            startofmonth/1 = kql_startofmonth($1, 0)
            startofmonth/2 = kql_startofmonth($1, $2l)
            startofyear/1 = kql_startofyear($1, 0)
            startofyear/2 = kql_startofyear($1, $2l)
            endofday/1 = (kql_startofday($1, 1) - 1)
            endofday/2 = (kql_startofday($1, $2l + 1) - 1)
            endofweek/1 = (kql_startofweek($1, 1) - 1)
            endofweek/2 = (kql_startofweek($1, $2l + 1) - 1)
            endofmonth/1 = (kql_startofmonth($1, 1) - 1)
            endofmonth/2 = (kql_startofmonth($1, $2l + 1) - 1)
            endofyear/1 = (kql_startofyear($1, 1) - 1)
            endofyear/2 = (kql_startofyear($1, $2l + 1) - 1)
            dayofweek = (($1 // 864000000000 + 1) % 7 * 864000000000)
            dayofmonth = day(kql_time($1))
            dayofyear = dayofyear(kql_time($1))
            hourofday = hour(kql_time($1))
            getmonth = month(kql_time($1))
            monthofyear = month(kql_time($1))
            getyear = year(kql_time($1))
            week_of_year = week(kql_time($1))
            make_datetime/3 = kql_make_datetime($1l, $2l, $3l, 0, 0, 0)
            make_datetime/5 = kql_make_datetime($1l, $2l, $3l, $4l, $5l, 0)
            make_datetime/6 = kql_make_datetime($1l, $2l, $3l, $4l, $5l, $6r)
            make_datetime(string) = kql_todatetime($1t)
            make_timespan/1 = kql_totimespan($1t)
            make_timespan(timespan) = $1
            make_datetime/1 = kql_todatetime($1t)
            make_timespan/2 = kql_make_timespan(0, $1l, $2l, 0)
            make_timespan/3 = kql_make_timespan(0, $1l, $2l, $3r)
            make_timespan/4 = kql_make_timespan($1l, $2l, $3l, $4r)
            unixtime_seconds_todatetime(long) = kql_unixtime_whole($1, 10000000)
            unixtime_milliseconds_todatetime(long) = kql_unixtime_whole($1, 10000)
            unixtime_microseconds_todatetime(long) = kql_unixtime_whole($1, 10)
            unixtime_seconds_todatetime = kql_unixtime($1r, 10000000)
            unixtime_milliseconds_todatetime = kql_unixtime($1r, 10000)
            unixtime_microseconds_todatetime = kql_unixtime($1r, 10)
            unixtime_nanoseconds_todatetime = kql_unixtime_nanoseconds($1l)
            datetime_local_to_utc = kql_local_to_utc($1, $2t)
            datetime_utc_to_local = kql_utc_to_local($1, $2t)

            array_length = kql_array_length($1)
            array_slice = kql_array_slice($1, $2l, $3l)
            array_index_of/2 = kql_array_index_of($1, $2j)
            array_index_of/3 = kql_array_index_in($1, $2j, $3l, -1, 1)
            array_index_of/4 = kql_array_index_in($1, $2j, $3l, $4l, 1)
            array_index_of/5 = kql_array_index_in($1, $2j, $3l, $4l, $5l)
            array_split = kql_array_split($1, [$2l])
            array_split(dynamic,dynamic) = kql_array_split($1, list_transform(kql_items($2), lambda item: TRY_CAST(item AS BIGINT)))
            array_reverse = kql_array_reverse($1)
            array_sum = kql_array_sum($1)
            array_iff = kql_array_iff($1, $2j, $3j)
            array_rotate_left = kql_array_rotate($1, $2l)
            array_rotate_right = kql_array_rotate($1, -$2l)
            array_shift_left/2 = kql_array_shift($1, $2l, NULL)
            array_shift_left/3 = kql_array_shift($1, $2l, $3j)
            array_shift_right/2 = kql_array_shift($1, -$2l, NULL)
            array_shift_right/3 = kql_array_shift($1, -$2l, $3j)
            set_union = kql_set_union([$*])
            set_intersect = kql_set_intersect([$*])
            set_difference = kql_set_difference([$*])
            set_has_element = kql_set_has_element($1, $2j)
            jaccard_index = kql_jaccard($1, $2)
            bag_keys = kql_bag_keys($1)
            bag_has_key = kql_bag_has_key($1, $2t)
            bag_remove_keys = kql_bag_remove_keys($1, $2)
            bag_set_key = kql_bag_set_key($1, $2t, $3j)
            bag_zip = kql_bag_zip($1, $2)
            treepath = kql_treepath($1)
            zip = kql_zip([$*])
            repeat = kql_repeat($1j, $2l)
            range(datetime,datetime) = kql_range_datetime($1, $2, 36000000000)
            range(timespan,timespan) = kql_range_timespan($1, $2, 36000000000)
            range(real,real) = kql_range_real($1r, $2r, 1)
            range/2 = kql_range($1l, $2l, 1)
            range(real) = kql_range_real($1r, $2r, $3r)
            range(datetime) = kql_range_datetime($1, $2, $3)
            range(timespan) = kql_range_timespan($1, $2, $3)
            range/3 = kql_range($1l, $2l, $3l)
            extract_json/2 = kql_extract_json($1t, $2)
            extract_json(string,string) = kql_extract_json($1t, $2t)
            dynamic_to_json = $1t
            dcount_hll = kql_array_length($1)
            percentile_tdigest = kql_real_json(kql_percentile_tdigest($1, $2r))
            percentrank_tdigest = kql_percentrank_tdigest($1, $2r)
            rank_tdigest = kql_rank_tdigest($1, $2r)

            hash_md5 = md5($1t)
            hash_sha1 = sha1($1t)
            hash_sha256 = sha256($1t)
            hash(string) = kql_xxhash64($1t)
            hash(string,long) = kql_modulo(kql_xxhash64($1t), $2l)
            hash(string,int) = kql_modulo(kql_xxhash64($1t), $2l)
            hash(datetime) = kql_xxhash64_whole($1)
            hash(timespan) = kql_xxhash64_whole($1)
            hash(long) = kql_xxhash64_whole($1)
            hash(int) = kql_xxhash64_whole($1l)
            hash_xxhash64(datetime) = kql_xxhash64_whole($1)
            hash_xxhash64(timespan) = kql_xxhash64_whole($1)
            hash_xxhash64(long) = kql_xxhash64_whole($1)
            hash_xxhash64(int) = kql_xxhash64_whole($1l)
            hash_xxhash64/1 = kql_xxhash64($1t)
            hash_xxhash64/2 = kql_modulo(kql_xxhash64($1t), $2l)
            new_guid = gen_random_uuid()

            has_ipv4 = kql_has_any_ipv4($1t, [$2t])
            has_any_ipv4(string,dynamic) = kql_has_any_ipv4($1t, kql_texts($2))
            has_any_ipv4 = kql_has_any_ipv4($1t, [$*t][2:])
            has_ipv4_prefix = kql_has_any_ipv4_prefix($1t, [$2t])
            has_any_ipv4_prefix(string,dynamic) = kql_has_any_ipv4_prefix($1t, kql_texts($2))
            has_any_ipv4_prefix = kql_has_any_ipv4_prefix($1t, [$*t][2:])
            ipv4_is_private = kql_ipv4_is_private($1t)
            parse_ipv4/1 = kql_parse_ipv4($1t, 32)
            parse_ipv4/2 = kql_parse_ipv4($1t, $2l)
            parse_ipv4_mask = kql_parse_ipv4($1t, $2l)
            ipv4_compare/2 = kql_ipv4_compare($1t, $2t, 32)
            ipv4_compare/3 = kql_ipv4_compare($1t, $2t, $3l)
            ipv4_is_match/2 = (kql_ipv4_compare($1t, $2t, 32) = 0)
            ipv4_is_match/3 = (kql_ipv4_compare($1t, $2t, $3l) = 0)
            ipv4_is_in_range = kql_ipv4_is_in_range($1t, $2t)
            ipv4_is_in_any_range(string,dynamic) = kql_ipv4_is_in_any_range($1t, kql_texts($2))
            ipv4_is_in_any_range = kql_ipv4_is_in_any_range($1t, [$*t][2:])
            ipv4_netmask_suffix = kql_ipv4_suffix($1t)
            format_ipv4/1 = kql_format_ipv4(kql_ipv4_number($1), 32)
            format_ipv4(string) = kql_format_ipv4(kql_parse_ipv4($1t, 32), 32)
            format_ipv4(string,long) = kql_format_ipv4(kql_parse_ipv4($1t, 32), $2l)
            format_ipv4(long) = kql_format_ipv4($1, 32)
            format_ipv4(long,long) = kql_format_ipv4($1, $2l)
            format_ipv4_mask(string,long) = kql_format_ipv4_mask($1t, $2l)
            """;

    private static final Map<String, String> BY_NAME = read();

    private ScalarTemplates() {}

    private static Map<String, String> read() {
        Map<String, String> templates = new HashMap<>();
        for (String line : TEMPLATES.split("\n")) {
            int equals = line.indexOf(" = ");
            if (equals > 0) {
                templates.put(line.substring(0, equals), line.substring(equals + 3));
            }
        }
        return templates;
    }

    /** The template of a function for these arguments; null when there is none. */
    static @Nullable String find(String name, List<BoundExpression> arguments) {
        String types = arguments.stream()
                .map(one -> written(one, name).name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(","));
        String all = BY_NAME.get(name + "(" + types + ")");
        if (all != null) {
            return all;
        }
        int comma = types.indexOf(',');
        String first = BY_NAME.get(name + "(" + (comma < 0 ? types : types.substring(0, comma)) + ")");
        if (first != null) {
            return first;
        }
        String byCount = BY_NAME.get(name + "/" + arguments.size());
        return byCount != null ? byCount : BY_NAME.get(name);
    }

    /** The type before the binder widened it, where a function's answer depends on that. */
    private static KqlType written(BoundExpression argument, String function) {
        return function.equals("tohex") && argument instanceof BoundExpression.Cast cast
                ? cast.operand().type()
                : argument.type();
    }

    /** The functions that have a template, without regard to arguments. */
    static java.util.Set<String> names() {
        return BY_NAME.keySet().stream()
                .map(key -> key.split("[/(]", 2)[0])
                .collect(Collectors.toCollection(java.util.TreeSet::new));
    }
}
