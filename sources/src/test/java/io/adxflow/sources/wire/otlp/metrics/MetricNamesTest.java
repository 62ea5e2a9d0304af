package io.adxflow.sources.wire.otlp.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Prometheus' own vectors (prometheus/otlptranslator: metric_namer_test.go, label_namer_test.go). */
class MetricNamesTest {
    @ParameterizedTest
    @CsvSource({
        "requests, '', counter, requests_total",
        "cpu_usage, 1, gauge, cpu_usage_ratio",
        "items, 1, counter, items_total",
        "response_time, ms, gauge, response_time_milliseconds",
        "requests, 1/s, gauge, requests_per_second",
        "throughput, By/s, gauge, throughput_bytes_per_second",
        "custom_metric, custom_unit, gauge, custom_metric_custom_unit",
        "custom_metric, {custom}, gauge, custom_metric",
        "custom_metric, By/{custom}, gauge, custom_metric_bytes",
        "requests_total, '', counter, requests_total",
        "cpu_usage_ratio, 1, gauge, cpu_usage_ratio",
        "response_time_seconds, s, gauge, response_time_seconds",
        "metric__with__multiple__underscores, unit__multiple__underscores, gauge, "
                + "metric_with_multiple_underscores_unit_multiple_underscores",
        "custom_metric, unit@with#special/chars, gauge, custom_metric_unit_with_special_per_chars",
        "@#$%, '', gauge, ''",
        "request_size, By, histogram, request_size_bytes",
        "requests, 1/m, gauge, requests_per_minute",
        "metric, By/, gauge, metric_bytes",
        "metric, ' By / s ', gauge, metric_bytes_per_second",
        "metric, /, gauge, metric",
        "http.request.duration, ms, histogram, http_request_duration_milliseconds",
        "http.requests, 1, counter, http_requests_total",
        "123metric, '', gauge, _123metric",
    })
    void namesAreThoseOfPrometheus(String name, String unit, String type, String expected) {
        assertThat(MetricNames.of(name, unit, type.equals("counter"), type.equals("gauge"), MetricNaming.PROMETHEUS))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "simple_metric, simple_metric",
        "metric@with#special$chars, metric_with_special_chars",
        "123metric, _123metric",
        "metric@@##$$name, metric_name",
        "@#$%, ''",
    })
    void withoutSuffixesOnlyCharactersChange(String name, String expected) {
        assertThat(MetricNames.of(name, "By", true, false, MetricNaming.PROMETHEUS_NO_SUFFIXES))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "label:with:colons, label_with_colons",
        "LabelWithCapitalLetters, LabelWithCapitalLetters",
        "label!with&special$chars), label_with_special_chars_",
        "label_with_foreign_characters_字符, label_with_foreign_characters___",
        "123label, key_123label",
        "_label_starting_with_underscore, key_label_starting_with_underscore",
        "__label_starting_with_2underscores, __label_starting_with_2underscores",
        "'', _",
        "ab, ab",
    })
    void labelsAreThoseOfPrometheus(String key, String expected) throws Exception {
        byte[] bytes = key.getBytes(UTF_8);
        Scratch name = new Scratch(1_000);
        LabelNames.write(bytes, 0, bytes.length, MetricNaming.PROMETHEUS, name);

        assertThat(new String(name.bytes, 0, name.length, UTF_8)).isEqualTo(expected);
        if (LabelNames.isName(bytes, 0, bytes.length, MetricNaming.PROMETHEUS)) {
            assertThat(expected).isEqualTo(key);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0.5, 0.5",
        "10, 10",
        "1e21, 1000000000000000000000",
        "2e-3, 0.002",
        "-0.0, -0",
        "5e-9, 0.000000005",
        "Infinity, +Inf",
    })
    void boundsHaveTheFewestDigitsAndNoExponent(double bound, String expected) {
        assertThat(new String(new NumberTexts().plain(bound), UTF_8)).isEqualTo(expected);
    }

    @Test
    void attributesOfDoublesReadAsJson() {
        assertThat(NumberTexts.attribute(2)).isEqualTo("2");
        assertThat(NumberTexts.attribute(1e20)).isEqualTo("100000000000000000000");
        assertThat(NumberTexts.attribute(1.5e21)).isEqualTo("1.5e+21");
        assertThat(NumberTexts.attribute(-1e-7)).isEqualTo("-1e-7");
        // 2^896: the nearest decimal of 16 digits ends with 2, and reads back as another double.
        assertThat(NumberTexts.attribute(0x1p896)).isEqualTo("5.282945311356653e+269");
        assertThat(NumberTexts.attribute(1e-6)).isEqualTo("0.000001");
        assertThat(NumberTexts.attribute(Double.NaN)).isEqualTo("NaN");
    }
}
