package io.adxflow.kql.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adxflow.kql.syntax.KqlException;
import io.adxflow.kql.types.Column;
import io.adxflow.kql.types.KqlType;
import io.adxflow.kql.types.Schema;
import io.adxflow.kql.values.ValueSize;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What data, or a program that multiplies it, could make large or slow is null or {@code ""}, and the record's other columns are as ever. */
class BoundsTest {
    private static final Schema SCHEMA = new Schema(List.of(
            new Column("s", KqlType.STRING), new Column("t", KqlType.STRING), new Column("d", KqlType.DYNAMIC)));

    private static List<List<@Nullable Object>> run(String program, String s, String t, @Nullable Object d) {
        RowProgram bound = RowProgram.bind(program, SCHEMA);
        List<List<@Nullable Object>> rows = new ArrayList<>();
        bound.runner()
                .run(
                        new ListRecord(SCHEMA, List.of(s, t, d == null ? List.of() : d)),
                        row -> rows.add(ListRecord.values(bound.schema(), row)));
        return rows;
    }

    private static @Nullable Object one(String expression, String s, String t, @Nullable Object d) {
        return run("source | project v = " + expression + ", beside = 1", s, t, d)
                .get(0)
                .get(0);
    }

    @ParameterizedTest
    @Timeout(600)
    @ValueSource(
            strings = {
                "strlen(strrep(strrep(strrep(s, 1024), 1024), 1024))",
                "strlen(replace_string(strrep(s, 1024), 'a', strrep(strrep('b', 1024), 1024)))",
                "strlen(replace_regex(strrep(s, 1024), 'a', strrep(strrep('b', 1024), 1024)))",
                "strlen(strcat_array(repeat(s, 1048576), strrep('-', 1024)))",
                "strlen(strcat(strrep(strrep(s, 1024), 1024), strrep(strrep(s, 1024), 1024), strrep(strrep(s, 1024), 1024)))",
            })
    void textsThatMultiplyTextsEndAtABound(String expression) {
        assertThat(one(expression, "aaaaaaaa", "", null)).isEqualTo(0L);
    }

    @ParameterizedTest
    @Timeout(600)
    @ValueSource(
            strings = {
                "repeat(strrep(s, 1024), 1048576)",
                "repeat(repeat(s, 1048576), 1048576)",
                "repeat(d, 1048576)",
                "zip(repeat(1, 1048576), d, d, d, d, d, d, d, d, d, d, d, d, d, d, d)",
            })
    void arraysThatMultiplyArraysEndAtABound(String expression) {
        assertThat(one(expression, "aaaaaaaa", "", Collections.nCopies(1_000, "x")))
                .isNull();
    }

    @Test
    @Timeout(600)
    void valuesThatDoubleFromColumnToColumnEndAtABound() {
        StringBuilder program = new StringBuilder("source | extend a0 = pack_array(s), b0 = s");
        for (int i = 1; i <= 64; i++) {
            program.append(String.format(
                    " | extend a%d = pack_array(a%d, a%d), b%d = strcat(b%d, b%d)", i, i - 1, i - 1, i, i - 1, i - 1));
        }
        program.append(" | project x = tostring(a64), y = b64, z = s");
        List<@Nullable Object> row = run(program.toString(), "a", "", null).get(0);
        assertThat(row.get(2)).isEqualTo("a");
        assertThat(((String) row.get(0)).length()).isLessThan(2 * ValueSize.MOST);
        assertThat(((String) row.get(1)).length()).isLessThanOrEqualTo(ValueSize.MOST);
    }

    @Test
    @Timeout(600)
    void aPathLeadsNoDeeperThanJsonMay() {
        String deep = "'$" + ".a".repeat(100_000) + "'";
        assertThat(one("bag_set_key(bag_pack('k', 1), " + deep + ", 1)", "", "", null))
                .isEqualTo(Map.of("k", 1L));
        assertThat(one("bag_remove_keys(bag_pack('k', 1), d)", "", "", List.of("$" + ".a".repeat(100_000), "k")))
                .isEqualTo(Map.of());
        assertThat(one("extract_json(" + deep + ", t)", "", "{\"a\":1}", null)).isEqualTo("");
    }

    @ParameterizedTest
    @Timeout(600)
    @CsvSource(
            delimiter = ';',
            value = {
                "replace_regex(s, 'a(.*b)?', ''); ''",
                "tostring(extract_all('(a(.*b)?)', s)); ''",
                "tostring(countof(s, 'a(.*b)?', 'regex')); ''",
                "tostring(s matches regex t); False",
            })
    void expressionsWhoseEveryMatchLooksAtAllOfTheTextGiveUp(String expression, String given) {
        String pattern = "(" + "(\\w{100}){100}".repeat(3) + ")";
        assertThat(one(expression, "a".repeat(200_000), pattern, null)).isEqualTo(given);
    }

    @ParameterizedTest
    @Timeout(600)
    @ValueSource(
            strings = {
                "(",
                "[",
                "(?:",
                "[^",
                "[:",
                "(a|",
                "[a&&[b",
                "((a{1000}){1000}){1000}",
                "\\w",
                "a**",
                "(?i)\\p{L}"
            })
    void noPatternIsTooLargeToBeRefused(String part) {
        String pattern = part.repeat(100_000 / part.length());
        assertThat(one("tostring(t matches regex s)", pattern, "aaa", null)).isEqualTo("False");
        assertThatThrownBy(() -> one("extract('" + pattern.replace("\\", "\\\\") + "', 0, t)", "", "aaa", null))
                .isInstanceOf(KqlException.class);
    }

    @ParameterizedTest
    @Timeout(600)
    @CsvSource(
            delimiter = ';',
            value = {
                "tostring(s contains t); False",
                "tostring(s has t); False",
                "tostring(s contains_cs t); False",
                "tostring(indexof(s, t)); -1",
                "tostring(countof(s, t)); 0",
                "tostring(array_length(split(s, t))); 1",
                "tostring(strlen(replace_string(s, t, 'x'))); 1000000",
                "tostring(strlen(translate(s, t, s))); 1000000",
            })
    void searchesTakeTheSumOfBothLengthsNotTheirProduct(String expression, String given) {
        assertThat(one(expression, "a".repeat(1_000_000), "a".repeat(500_000) + "b", null))
                .isEqualTo(given);
        assertThat(one("tostring(s contains t)", "ä".repeat(500_000), "Ä".repeat(250_000) + "b", null))
                .isEqualTo("False");
    }

    @ParameterizedTest
    @Timeout(600)
    @ValueSource(
            strings = {
                "bag_remove_keys(bag_pack('a', 1), d)",
                "has_any_index(strrep(s, 1024), d)",
                "has_any_ipv4(strrep(s, 1024), d)",
                "ipv4_is_in_any_range(strrep(s, 1024), d)",
                "ipv6_is_in_any_range(strrep(s, 1024), d)",
                "replace_strings(strrep(s, 1024), d, d)",
                "strrep(s, 1024) has_any (d)",
                "strrep(s, 1024) in~ (d)",
                "series_fir(range(1, 1000000), range(1, 1000000))",
                "series_iir(range(1, 1000000), range(1, 1000000), range(1, 1000000))",
            })
    void listsThatAreDataDoNotMultiplyWithTexts(String expression) {
        List<Object> keys = new ArrayList<>();
        for (int i = 0; i < 100_000; i++) {
            keys.add("k" + i);
        }
        assertThat(run("source | project v = " + expression + ", beside = 1", "aaaa.bbb-", "", keys)
                        .get(0)
                        .get(1))
                .isEqualTo(1L);
    }

    @Test
    @Timeout(600)
    void aRecordMakesSoManyRowsAndSaysThatThereWouldBeMore() {
        RowProgram program = RowProgram.bind(
                "source | mv-expand a = d to typeof(long) | mv-expand b = d to typeof(long) | project a, b", SCHEMA);
        RowRunner runner = program.runner();
        List<Object> elements = new ArrayList<>();
        for (long i = 0; i < 100_000; i++) {
            elements.add(i);
        }
        int rows = runner.run(new ListRecord(SCHEMA, List.of("", "", elements)), row -> {});
        assertThat(rows).isBetween(500_000, 1 << 20);
        assertThat(runner.isCut()).isTrue();
        assertThat(runner.run(new ListRecord(SCHEMA, List.of("", "", elements.subList(0, 10))), row -> {}))
                .isEqualTo(100);
        assertThat(runner.isCut()).isFalse();
    }

    @Test
    void aBagKeepsTheKeysThatAreNotRemoved() {
        Map<String, Object> bag = new LinkedHashMap<>();
        bag.put("a", 1L);
        bag.put("b", Map.of("c", 2L, "d", 3L));
        bag.put("e", 4L);
        assertThat(one("bag_remove_keys(d, dynamic(['a', '$.b.c', 'x']))", "", "", bag))
                .isEqualTo(Map.of("b", Map.of("d", 3L), "e", 4L));
    }
}
