package io.adxflow.job.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SelectorTest {
    private static final Map<String, String> LABELS =
            Map.of("job", "api-eu", "env", "prod", "http.route", "/a\nb", "é", "x\"y");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "job=\"api-eu\" | true",
                "job=~\"api-.*\", env!=\"dev\" | true",
                "{job=~\"api-.*\", env!~\"pro.\"} | false",
                "job=~\"api\" | false",
                "job=~\"(api)?-?(eu)?\" | true",
                "missing=\"\" | true",
                "missing!=\"\" | false",
                "missing=~\".*\" | true",
                "missing=~\".+\" | false",
                "http.route=~\"/a.b\" | true",
                "'é'='x\"y', job=`api-eu`, | true",
                "job='api\\-eu' | error",
            })
    void selectsAsPrometheusDoes(String text, String expected) {
        if (expected.equals("error")) {
            assertThatThrownBy(() -> Selector.parse(text)).isInstanceOf(IllegalArgumentException.class);
        } else {
            assertThat(Selector.parse(text).matches(name -> LABELS.getOrDefault(name, "")))
                    .isEqualTo(Boolean.parseBoolean(expected));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "^^ | no matcher",
                "{} | no matcher",
                "job | expected =, !=, =~ or !~ at character 4",
                "job=api | expected a value in quotes at character 5, found 'api'",
                "job=\"a | expected the quote",
                "job=\"a\" env=\"b\" | expected the end at character 9",
                "job=~\"a)(\" | not a regular expression of RE2",
                "{job=\"a\" | expected ',' or '}'",
            })
    void saysWhatIsWrongAndWhere(String text, String message) {
        assertThatThrownBy(() -> Selector.parse(text)).hasMessageContaining(message);
    }

    @Test
    void anExpressionTakesTimeInTheValueLengthAlone() {
        String bomb = "a".repeat(30_000);
        assertThat(Selector.parse("x=~\"(a*)*b\"").matches(name -> bomb)).isFalse();
    }

    @Test
    void tableNamesMayHaveStars() {
        TableNames names = TableNames.of(List.of("Http*", "A.B", "*Total"));
        assertThat(List.of("HttpRequests", "Http", "A.B", "XTotal")).allMatch(names::contain);
        assertThat(List.of("http", "AXB", "TotalX", "XHttp")).noneMatch(names::contain);
        assertThat(TableNames.of(List.of()).contain("Anything")).isTrue();
    }
}
